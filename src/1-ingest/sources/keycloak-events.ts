/** What Keycloak's user events mean. Types and errors as in its `EventType.java` and `Errors.java`. */
import type { ChangeEvent, Event, Factor } from '../../0-event/event.ts'
import type { Refused } from '../source.ts'
import { type KeycloakRecord, said } from './keycloak-record.ts'
import { another, type Draft, person, tell } from './told.ts'

export function keycloakEvents(record: KeycloakRecord | Refused): readonly Event[] | Refused {
  if ('refused' in record) return record
  return record.base === undefined ? [] : tell(record.base, meaning(record))
}

function meaning(record: KeycloakRecord): readonly Draft[] {
  const failed = record.type.endsWith('_ERROR')
  const type = failed ? record.type.slice(0, -'_ERROR'.length) : record.type
  switch (type) {
    case 'LOGIN':
      return failed ? failedLogin(record) : login(record)
    case 'IDENTITY_PROVIDER_LOGIN':
      return failed ? [signInFailed(record)] : []
    case 'REFRESH_TOKEN':
      return [{ kind: 'token', what: failed ? refusal(record) : 'refreshed', code: record.error }]
    case 'CODE_TO_TOKEN':
      return failed ? [{ kind: 'token', what: 'refused', code: record.error }] : []
    case 'REVOKE_GRANT':
      return failed ? [] : [{ kind: 'token', what: 'revoked' }]
    case 'OAUTH2_DEVICE_AUTH':
    case 'OAUTH2_DEVICE_VERIFY_USER_CODE':
    case 'OAUTH2_DEVICE_CODE_TO_TOKEN':
      return [{ kind: 'token', what: 'device_code', code: record.error }]
    case 'UPDATE_CREDENTIAL':
      return credential(record, failed, 'added')
    case 'REMOVE_CREDENTIAL':
      return credential(record, failed, 'removed')
    case 'UPDATE_PASSWORD':
    case 'UPDATE_TOTP':
    case 'REMOVE_TOTP':
      return deprecated(record, type, failed)
    default:
      return changed(record, type, failed)
  }
}

/** The last step's record carries the credential that was chosen for it: an OTP or key was asked for, and given. */
function login(record: KeycloakRecord): readonly Draft[] {
  const factor = factorOf(record)
  const second = factor !== undefined && factor !== 'password'
  const signIn: Draft = {
    kind: 'sign_in',
    outcome: 'success',
    interactive: said(record.details, 'grant_type') === undefined,
    proof: second ? 'multi' : undefined,
    legacyProtocol: said(record.details, 'grant_type') === 'password' ? 'password grant' : undefined,
  }
  return second
    ? [{ kind: 'prompt', factor, outcome: 'approved', told: 'both', target: said(record.details, 'credential_user_label') }, signIn]
    : [signIn]
}

function failedLogin(record: KeycloakRecord): readonly Draft[] {
  switch (record.error) {
    case 'invalid_user_credentials':
      return [wrongCredential(record)]
    case 'user_not_found':
      return [{ kind: 'password', outcome: 'unknown_user' }]
    case 'user_disabled':
      return [{ kind: 'password', outcome: 'disabled' }]
    case 'user_temporarily_disabled':
      return [{ kind: 'password', outcome: 'locked' }]
    default:
      return [signInFailed(record)]
  }
}

/** One error for every credential: which it was, `credential_type` says, or that one was selected at all (passwords never are). */
function wrongCredential(record: KeycloakRecord): Draft {
  const factor = factorOf(record)
  if (factor === undefined || factor === 'password') return { kind: 'password', outcome: 'wrong' }
  const outcome =
    factor === 'otp' || factor === 'recovery-code' || factor === 'sms' || factor === 'email'
      ? 'wrong_code'
      : factor === 'push'
        ? 'denied'
        : 'unknown'
  return { kind: 'prompt', factor, outcome, told: 'both', target: said(record.details, 'credential_user_label') }
}

const signInFailed = (record: KeycloakRecord): Draft => ({
  kind: 'sign_in',
  outcome: record.error === 'rejected_by_user' || record.error === 'access_denied' ? 'interrupted' : 'failure',
  interactive: said(record.details, 'grant_type') === undefined,
  code: record.error,
})

/** Before version 26 no `credential_type` says what was tried; the OTP form alone sets `selected_credential_id`. */
function factorOf({ details }: KeycloakRecord): Factor | undefined {
  const type = said(details, 'credential_type')?.slice(0, 100).toLowerCase()
  if (type === undefined) return said(details, 'selected_credential_id') === undefined ? undefined : 'otp'
  if (type === 'password') return 'password'
  if (type.includes('webauthn') || type.includes('passkey')) return 'passkey'
  if (type.includes('recovery')) return 'recovery-code'
  if (type.includes('push')) return 'push'
  if (type.includes('sms') || type.includes('mobile')) return 'sms'
  if (type.includes('email')) return 'email'
  return type.includes('otp') ? 'otp' : 'other'
}

function credential(record: KeycloakRecord, failed: boolean, what: 'added' | 'removed'): readonly Draft[] {
  const factor = factorOf(record) ?? 'other'
  if (factor === 'password') {
    return [{ kind: 'change', what: 'password_changed', outcome: failed ? 'failure' : 'success', operation: record.type }]
  }
  return failed ? [] : [{ kind: 'enrolment', what, factor, target: said(record.details, 'credential_user_label') }]
}

/** Since version 26 these come beside an `UPDATE_CREDENTIAL` or `REMOVE_CREDENTIAL` that says the same; `credential_type` gives the twin away. */
function deprecated(record: KeycloakRecord, type: string, failed: boolean): readonly Draft[] {
  if (said(record.details, 'credential_type') !== undefined) return []
  if (type === 'UPDATE_PASSWORD')
    return [{ kind: 'change', what: 'password_changed', outcome: failed ? 'failure' : 'success', operation: record.type }]
  return failed ? [] : [{ kind: 'enrolment', what: type === 'UPDATE_TOTP' ? 'added' : 'removed', factor: 'otp' }]
}

const changes: ReadonlyMap<string, ChangeEvent['what']> = new Map([
  ['RESET_PASSWORD', 'password_reset'],
  ['SEND_RESET_PASSWORD', 'other'],
  ['IMPERSONATE', 'impersonation'],
  ['GRANT_CONSENT', 'consent_granted'],
  ['USER_DISABLED_BY_TEMPORARY_LOCKOUT', 'locked'],
  ['USER_DISABLED_BY_PERMANENT_LOCKOUT', 'locked'],
  ['REGISTER', 'other'],
  ['UPDATE_EMAIL', 'other'],
  ['DELETE_ACCOUNT', 'disabled'],
  ['FEDERATED_IDENTITY_LINK', 'other'],
  ['REMOVE_FEDERATED_IDENTITY', 'other'],
])

function changed(record: KeycloakRecord, type: string, failed: boolean): readonly Draft[] {
  const what = changes.get(type)
  const user = record.base?.user
  if (what === undefined || user === undefined) return []
  const impersonator = person({ name: said(record.details, 'impersonator') })
  const target = said(record.details, 'identity_provider') ?? said(record.details, 'updated_email')
  return [
    { kind: 'change', what, outcome: failed ? 'failure' : 'success', by: another(impersonator, user), target, operation: record.type },
  ]
}

const refusal = (record: KeycloakRecord): 'reused' | 'refused' =>
  /reuse|stale/i.test(said(record.details, 'reason')?.slice(0, 200) ?? '') ? 'reused' : 'refused'
