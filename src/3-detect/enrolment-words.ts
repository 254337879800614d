/** What was enrolled, in words. */
import type { EnrolmentEvent, Factor } from '../0-event/event.ts'

const names: Readonly<Record<Factor, string>> = {
  password: 'a password',
  push: 'an authenticator app',
  call: 'a telephone for calls',
  sms: 'a telephone for texts',
  email: 'an e-mail address',
  otp: 'a one-time code',
  passkey: 'a passkey',
  certificate: 'a certificate',
  'recovery-code': 'recovery codes',
  'access-pass': 'a temporary access pass',
  other: 'a second proof',
}

/** `An authenticator app was added`. */
export function enrolmentWords({ what, factor }: EnrolmentEvent): string {
  const thing = names[factor]
  switch (what) {
    case 'added':
    case 'removed':
    case 'changed':
      return `${thing[0]?.toUpperCase()}${thing.slice(1)} was ${what}`
    case 'reset':
      return 'The ways to sign in were reset'
    case 'access_pass':
      return 'A temporary access pass was issued'
    case 'bypass':
      return 'A way around the second proof was opened'
  }
}
