/** What the directory's audit operations mean, by the names Entra ID and the unified audit log give them. */
import type { ChangeEvent, EnrolmentEvent, Factor, ReportEvent } from '../../0-event/event.ts'
import { isObject, type Json } from '../../0-event/json.ts'
import { methodKeys } from './entra-id-detail.ts'
import type { Property } from './entra-id-properties.ts'
import { listOf, textOf } from './entra-id-values.ts'
import { phoneKey } from './method-key.ts'

export type Operation =
  | { readonly kind: 'enrolment'; readonly what: EnrolmentEvent['what']; readonly factor?: Factor }
  | { readonly kind: 'change'; readonly what: ChangeEvent['what'] }
  | { readonly kind: 'report'; readonly what: ReportEvent['what'] }
  /** `Update user`: what it means stands in the properties that were changed. */
  | { readonly kind: 'user' }
  /** `Set Company Information`: of interest where it is about addresses that need no second factor. */
  | { readonly kind: 'company' }

const enrolment = (what: EnrolmentEvent['what'], factor?: Factor): Operation =>
  factor === undefined ? { kind: 'enrolment', what } : { kind: 'enrolment', what, factor }
const change = (what: ChangeEvent['what']): Operation => ({ kind: 'change', what })

/** https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities */
const operations = new Map<string, Operation>([
  ['user registered security info', enrolment('added')],
  ['user registered all required security info', enrolment('added')],
  ['admin registered security info', enrolment('added')],
  ['user deleted security info', enrolment('removed')],
  ['admin deleted security info', enrolment('removed')],
  ['user changed default security info', enrolment('changed')],
  ['user updated security info', enrolment('changed')],
  ['admin updated security info', enrolment('changed')],
  ['create temporary access pass method for user', enrolment('access_pass', 'access-pass')],
  ['delete temporary access pass method for user', enrolment('removed', 'access-pass')],
  ['disable strong authentication', enrolment('removed', 'other')],
  ['enable strong authentication', enrolment('changed', 'other')],
  ['update user', { kind: 'user' }],

  ['suspicious activity reported', { kind: 'report', what: 'suspicious_activity' }],

  ['reset password (self-service)', change('password_reset')],
  ['reset password (by admin)', change('password_reset')],
  ['reset user password', change('password_reset')],
  ['change password (self-service)', change('password_changed')],
  ['change user password', change('password_changed')],
  ['unlock user account (self-service)', change('unlocked')],
  ['disable account', change('disabled')],
  ['enable account', change('enabled')],
  ['register device', change('device_registered')],
  ['add device', change('device_registered')],
  ['add registered owner to device', change('device_registered')],
  ['add registered users to device', change('device_registered')],
  ['consent to application', change('consent_granted')],
  ['add delegated permission grant', change('consent_granted')],
  ['add app role assignment grant to user', change('consent_granted')],
  ['add app role assignment to service principal', change('consent_granted')],
  ['update stsrefreshtokenvalidfrom timestamp', change('sessions_revoked')],
  ['add conditional access policy', change('policy_changed')],
  ['update conditional access policy', change('policy_changed')],
  ['delete conditional access policy', change('policy_changed')],
  ['add named location', change('policy_changed')],
  ['update named location', change('policy_changed')],
  ['delete named location', change('policy_changed')],
  ['authentication methods policy update', change('policy_changed')],
  ['authentication methods policy reset', change('policy_changed')],
  ['set federation settings on domain', change('policy_changed')],
  ['set domain authentication', change('policy_changed')],
  ['update security defaults', change('policy_changed')],
  ['set company information', { kind: 'company' }],
  ['add service principal credentials', change('other')],
  ['remove service principal credentials', change('other')],
  ['create federated identity credential', change('other')],
  ['update application – certificates and secrets management', change('other')],
])

/** Operations that go on after these words: `Fraud reported - no action taken`, `Add member to role completed (PIM activation)`. */
const beginnings: readonly (readonly [words: string, operation: Operation])[] = [
  ['fraud reported', { kind: 'report', what: 'fraud' }],
  ['add member to role', change('role_granted')],
  ['add eligible member to role', change('role_granted')],
  ['remove member from role', change('role_removed')],
  ['remove eligible member from role', change('role_removed')],
]

const nameLengthMax = 200

/** The meaning of an operation; undefined for the many that say nothing about how people sign in. */
export function operationOf(name: string | undefined): Operation | undefined {
  if (name === undefined) return undefined
  const words = name.slice(0, nameLengthMax).toLowerCase().trim()
  const bare = words.endsWith('.') ? words.slice(0, -1) : words
  return operations.get(bare) ?? beginnings.find(([beginning]) => bare.startsWith(beginning))?.[1]
}

/** The method that a sentence names: `User registered Authenticator App with Notification and Code`. The first that is found counts. */
const methodWords: readonly (readonly [words: string, factor: Factor])[] = [
  ['temporary access pass', 'access-pass'],
  ['passkey', 'passkey'],
  ['fido', 'passkey'],
  ['security key', 'passkey'],
  ['hello', 'passkey'],
  ['notification', 'push'],
  ['phone sign-in', 'push'],
  ['oath', 'otp'],
  ['hardware token', 'otp'],
  ['with code', 'otp'],
  ['authenticator', 'push'],
  ['certificate', 'certificate'],
  ['sms', 'sms'],
  ['text message', 'sms'],
  ['call', 'call'],
  ['voice', 'call'],
  ['office phone', 'call'],
  ['email', 'email'],
  ['app password', 'password'],
]

export function factorIn(sentence: string | undefined): Factor {
  if (sentence === undefined) return 'other'
  const lower = sentence.slice(0, nameLengthMax).toLowerCase()
  return methodWords.find(([words]) => lower.includes(words))?.[1] ?? 'other'
}

/** Properties of a user that hold their methods, and the factor each is about. The numbers serve for text messages and calls alike. */
const methodProperties = new Map<string, Factor>([
  ['StrongAuthenticationMethod', 'other'],
  ['StrongAuthenticationRequirement', 'other'],
  ['StrongAuthenticationPhoneAppDetail', 'push'],
  ['StrongAuthenticationUserDetails', 'sms'],
])

export interface ChangedMethod {
  readonly what: 'added' | 'removed' | 'changed'
  readonly factor: Factor
  readonly property: string
  readonly methodKey: string | undefined
}

/**
 * What a changed property says of a person's methods, by how many entries its lists held before and after; undefined for other properties, and
 * where the same phones only signed in again or got a new version of the app.
 */
export function changedMethod({ name, before, after }: Property): ChangedMethod | undefined {
  const factor = methodProperties.get(name)
  if (factor === undefined) return undefined
  const [was, now] = [methodKeys(entriesOf(before)), methodKeys(entriesOf(after))]
  const added = now.find((key) => key !== undefined && !was.includes(key))
  const gone = was.find((key) => key !== undefined && !now.includes(key))
  const isSame = was.length === now.length && added === undefined && gone === undefined && now.some((key) => key !== undefined)
  if (isSame || (name === 'StrongAuthenticationUserDetails' && added === gone)) return undefined
  const what = now.length > was.length ? 'added' : now.length < was.length ? 'removed' : 'changed'
  return { what, factor, property: name, methodKey: added ?? gone }
}

/** The details of a person are always one entry, with or without a number: one without counts as none. */
const entriesOf = (value: Json | undefined): readonly Json[] =>
  listOf(value).filter((entry) => !isObject(entry) || !('PhoneNumber' in entry) || phoneKey(textOf(entry['PhoneNumber'])) !== undefined)
