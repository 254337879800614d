/** What each thing that can happen is called in a sentence. */
import type { ChangeEvent, EnrolmentEvent, Factor, PasswordEvent, PromptOutcome, TokenEvent, VendorRiskEvent } from '../0-event/event.ts'

const factorNames: Readonly<Record<Factor, string>> = {
  password: 'Password',
  push: 'Push',
  call: 'Phone call',
  sms: 'SMS code',
  email: 'E-mail code',
  otp: 'One-time code',
  passkey: 'Passkey',
  certificate: 'Certificate',
  'recovery-code': 'Recovery code',
  'access-pass': 'Temporary access pass',
  other: 'Second proof',
}

/** Things a person answers on a phone, against things they type. */
const onPhone = (factor: Factor): string => (factor === 'push' || factor === 'call' ? ' on the phone' : '')
const isTyped = (factor: Factor): boolean => factor === 'sms' || factor === 'email' || factor === 'otp'

export function promptWords(factor: Factor, outcome: PromptOutcome): string {
  const name = factorNames[factor]
  switch (outcome) {
    case 'open':
      return `${name} sent, not answered yet`
    case 'approved':
      return isTyped(factor) ? `${name} entered rightly` : `${name} approved${onPhone(factor)}`
    case 'denied':
      return `${name} refused${onPhone(factor)}`
    case 'unanswered':
      return `${name} not answered`
    case 'wrong_number':
      return `Wrong number chosen${onPhone(factor)}`
    case 'wrong_code':
      return `${name} wrong`
    case 'fraud':
      return `${name} refused and reported as fraud${onPhone(factor)}`
    case 'duplicate':
      return `${name} asked for again while one was waiting`
    case 'withheld':
      return `${name} held back by the provider`
    case 'locked':
      return `${name} not sent: this way to sign in is locked`
    case 'unknown':
      return `${name} asked for; the log does not say what became of it`
  }
}

export const passwordWords: Readonly<Record<PasswordEvent['outcome'], string>> = {
  right: 'Password right',
  wrong: 'Password wrong',
  unknown_user: 'Password tried for a name that does not exist',
  locked: 'Password tried while the account was locked',
  blocked: 'Password tried and blocked by policy',
  disabled: 'Password tried on a disabled account',
}

export const tokenWords: Readonly<Record<TokenEvent['what'], string>> = {
  refreshed: 'Session went on with its token',
  refused: 'A token was refused',
  reused: 'A token was used a second time',
  revoked: 'Tokens were revoked',
  device_code: 'Signed in by a code typed on another device',
  session_moved: 'The session moved to another place',
}

export const enrolmentWords: Readonly<Record<EnrolmentEvent['what'], (factor: Factor) => string>> = {
  added: (factor) => `Way to sign in added: ${factorNames[factor].toLowerCase()}`,
  removed: (factor) => `Way to sign in removed: ${factorNames[factor].toLowerCase()}`,
  changed: (factor) => `Way to sign in changed: ${factorNames[factor].toLowerCase()}`,
  reset: () => 'Ways to sign in were reset',
  access_pass: () => 'Temporary access pass issued',
  bypass: () => 'Bypass code issued',
}

export const vendorLevelWords: Readonly<Record<VendorRiskEvent['level'], string>> = {
  low: ' a little',
  medium: '',
  high: ' strongly',
  unknown: '',
}

const changes: Readonly<Record<ChangeEvent['what'], string>> = {
  password_reset: 'Password reset',
  password_changed: 'Password changed',
  unlocked: 'Account unlocked',
  locked: 'Account locked',
  disabled: 'Account disabled',
  enabled: 'Account let in again',
  device_registered: 'Device registered',
  role_granted: 'Role granted',
  role_removed: 'Role removed',
  consent_granted: 'App given access',
  policy_changed: 'Sign-in policy changed',
  inbox_rule: 'Inbox rule made',
  mail_forwarding: 'Mail forwarding set',
  mail_deleted: 'Security notice deleted',
  sessions_revoked: 'Sessions ended',
  impersonation: 'Somebody acted in their name',
  other: '',
}

export function changeWords({ what, operation, target, outcome }: ChangeEvent): string {
  const words = changes[what] === '' ? operation : changes[what]
  return `${words}${target === undefined ? '' : `: ${target}`}${outcome === 'failure' ? ', tried in vain' : ''}`
}
