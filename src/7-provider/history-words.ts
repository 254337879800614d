/** What was done with an account, as sentences for the person. */
import type { Endpoint } from '../0-event/event.ts'
import type { MethodKind } from '../2-store/identity/schema.ts'
import type { Activity } from './activity.ts'
import type { HistoryItem } from './wire.ts'

export const methodWords: Readonly<Record<MethodKind, string>> = {
  passkey: 'passkey',
  push: 'phone',
  totp: 'authenticator app',
  'recovery-code': 'recovery codes',
  'access-pass': 'access pass',
}

const promptWords = {
  sent: 'Your phone was asked',
  approved: 'You approved a sign-in on your phone',
  denied: 'You refused a sign-in on your phone',
  mistyped: 'You said on your phone that you mistyped',
  reported: 'You reported a sign-in that was not yours',
  wrong_number: 'A wrong number was typed on your phone',
  unanswered: 'Your phone was asked and nobody answered',
  cancelled: 'A sign-in that asked your phone was given up',
  withheld: 'Your phone was not asked',
} as const

const passwordWords = {
  right: 'Your password was typed correctly',
  wrong: 'A wrong password was typed',
  unknown_user: 'A password was typed for a name that nobody has',
  locked: 'A password was not tried, because too many were wrong',
  disabled: 'Your password was typed while your account was disabled',
} as const

const codeWords = {
  right: 'was used',
  wrong: 'was typed wrong',
  used: 'was used a second time and refused',
  expired: 'was used too late and refused',
  locked: 'was not tried, because too many were wrong',
} as const

const methodChangeWords = {
  added: 'was added',
  removed: 'was removed',
  suspended: 'was suspended',
  resumed: 'works again',
  disabled: 'was switched off',
  renamed: 'was renamed',
  access_pass: 'was given out',
  refused: 'was refused',
} as const

const signInWords = {
  success: 'Signed in',
  failure: 'A sign-in failed',
  interrupted: 'A sign-in was begun with your password and not finished',
  blocked: 'A sign-in was blocked',
} as const

const accountWords = {
  created: 'Your account was created',
  changed: 'Your account was changed',
  disabled: 'Your account was disabled',
  enabled: 'Your account was enabled',
  removed: 'Your account was removed',
  privileged: 'Your account became an administrator',
  unprivileged: 'Your account is no administrator any more',
} as const

const tokenWords = {
  refreshed: 'An application renewed your sign-in',
  reused: 'A used-up token was shown again, and all of its kind were ended',
  revoked: 'An application signed you out',
} as const

/** One sentence without a full stop. Names in it are strangers' text. */
export function activityWords(activity: Activity): string {
  const to = activity.app === undefined ? '' : ` to ${activity.app.name}`
  switch (activity.kind) {
    case 'password':
      return passwordWords[activity.result]
    case 'prompt':
      return `${promptWords[activity.result]}${activity.app === undefined ? '' : `: ${activity.app.name}`}`
    case 'code':
      return `${capital(codeName[activity.factor])} ${codeWords[activity.result]}`
    case 'passkey':
      return activity.result === 'right' ? 'A passkey was used' : 'A passkey did not work'
    case 'sign_in':
      return `${signInWords[activity.result]}${activity.result === 'success' ? to : ''}${withMethods(activity.methods)}`
    case 'method':
      return `${capital(methodWords[activity.method.kind])} "${activity.method.name}" ${methodChangeWords[activity.what]}${byWhom(activity.by)}`
    case 'password_changed':
      return `Your password was ${activity.how}${byWhom(activity.by)}`
    case 'account':
      return `${accountWords[activity.what]}${byWhom(activity.by)}`
    case 'sessions_revoked':
      return `${activity.count === 1 ? 'One browser was' : `${activity.count} browsers were`} signed out${byWhom(activity.by)}`
    case 'suppression':
      return activity.what === 'begun' ? 'Prompts to your phone were stopped' : 'Prompts reach your phone again'
    case 'report':
      return 'You said: this was not me'
    case 'consent':
      return `You let${activity.app === undefined ? ' an application' : ` ${activity.app.name}`} see: ${activity.scopes.join(', ')}`
    case 'token':
      return tokenWords[activity.what]
  }
}

const codeName = { totp: 'a code of your authenticator app', 'recovery-code': 'a recovery code', 'access-pass': 'an access pass' } as const

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const byWhom = (by: string | undefined): string => (by === undefined ? '' : ` by ${by}`)

const withMethods = (methods: readonly MethodKind[]): string => {
  const used = [...new Set(methods)].map((kind) => methodWords[kind])
  return used.length === 0 ? '' : ` with ${used.join(' and ')}`
}

export function outcomeOf(activity: Activity): HistoryItem['outcome'] {
  if (!('result' in activity)) return 'neutral'
  switch (activity.result) {
    case 'right':
    case 'success':
    case 'approved':
      return 'good'
    case 'sent':
    case 'cancelled':
    case 'mistyped':
      return 'neutral'
    default:
      return 'refused'
  }
}

/** "Utrecht, NL (KPN)". */
export function placeWords(src: Endpoint | undefined): string | undefined {
  const place = [src?.city, src?.country].filter((part) => part !== undefined).join(', ') || src?.ip
  if (place === undefined || place === '') return undefined
  return src?.asnName === undefined ? place : `${place} (${src.asnName})`
}
