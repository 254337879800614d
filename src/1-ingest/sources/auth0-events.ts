/** What each of Auth0's log types means: https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes. */
import type { ChangeEvent, Event, Factor, PromptOutcome, SignInEvent, TokenEvent, VendorRiskEvent } from '../../0-event/event.ts'
import { isObject, type JsonObject, object, text } from '../../0-event/json.ts'
import type { Refused } from '../source.ts'
import { managementDrafts } from './auth0-management.ts'
import type { Auth0Record } from './auth0-record.ts'
import { type Draft, tell } from './told.ts'

export function auth0Events(read: Auth0Record | Refused, record: JsonObject): readonly Event[] | Refused {
  if ('refused' in read) return read
  if (read.base === undefined) return []
  const draft = meanings.get(read.type)
  const told = draft?.(record) ?? (read.type === 'sapi' ? managementDrafts(record, read.base) : [])
  return tell(read.base, [...told, ...assessed(record)])
}

type Meaning = (record: JsonObject) => readonly Draft[]

/** The prompt was sent; `gd_…_failure` says it could not be. */
const sent =
  (factor: Factor, outcome: 'open' | 'withheld' = 'open'): Meaning =>
  (record) => [
    {
      kind: 'prompt',
      factor,
      outcome,
      told: 'sent',
      target: text(object(record, 'details'), 'phone_number') ?? text(object(record, 'details'), 'recipient'),
    },
  ]

const answered =
  (factor: Factor | undefined, outcome: PromptOutcome): Meaning =>
  (record) => {
    const asked = factor ?? factorOf(record)
    return [{ kind: 'prompt', factor: asked, outcome, told: asked === 'push' || asked === 'sms' || asked === 'other' ? 'answer' : 'both' }]
  }

const signIn =
  (outcome: SignInEvent['outcome'], interactive = true, legacyProtocol?: string): Meaning =>
  (record) => [
    {
      kind: 'sign_in',
      outcome,
      interactive,
      legacyProtocol,
      code: outcome === 'success' ? undefined : (text(record, 'description') ?? text(record, 'type')),
    },
  ]

const token =
  (what: TokenEvent['what']): Meaning =>
  (record) => [{ kind: 'token', what, code: text(record, 'description') }]

const change =
  (what: ChangeEvent['what'], outcome: ChangeEvent['outcome'] = 'success'): Meaning =>
  (record) => [{ kind: 'change', what, outcome, operation: text(record, 'type') ?? '', target: text(record, 'connection') }]

const risk =
  (level: VendorRiskEvent['level']): Meaning =>
  (record) => [{ kind: 'vendor_risk', risk: text(record, 'type') ?? '', level, detail: text(record, 'description') }]

const both =
  (first: Meaning, second: Meaning): Meaning =>
  (record) => [...first(record), ...second(record)]

const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['s', signIn('success')],
  ['scoa', signIn('success')],
  ['ssa', signIn('success', false)],
  ['f', signIn('failure')],
  ['fc', signIn('failure')],
  ['fcoa', signIn('failure')],
  ['fsa', signIn('failure', false)],
  ['fp', () => [{ kind: 'password', outcome: 'wrong' }]],
  ['fu', () => [{ kind: 'password', outcome: 'unknown_user' }]],
  ['sepft', signIn('success', true, 'password grant')],
  ['fepft', () => [{ kind: 'password', outcome: 'wrong' }]],
  ['mfar', signIn('interrupted')],
  ['gd_send_pn', sent('push')],
  ['gd_send_pn_failure', sent('push', 'withheld')],
  ['gd_send_sms', sent('sms')],
  ['gd_send_sms_failure', sent('sms', 'withheld')],
  ['gd_send_voice', sent('call')],
  ['gd_send_voice_failure', sent('call', 'withheld')],
  ['gd_send_email', sent('email')],
  ['gd_auth_rejected', answered('push', 'denied')],
  ['gd_auth_failed', answered(undefined, 'wrong_code')],
  ['gd_auth_succeed', answered(undefined, 'approved')],
  ['gd_otp_rate_limit_exceed', answered('otp', 'locked')],
  ['gd_recovery_failed', answered('recovery-code', 'wrong_code')],
  ['gd_recovery_succeed', answered('recovery-code', 'approved')],
  ['gd_recovery_rate_limit_exceed', answered('recovery-code', 'locked')],
  ['gd_webauthn_challenge_failed', answered('passkey', 'unknown')],
  ['feotpft', answered('otp', 'wrong_code')],
  ['fercft', answered('recovery-code', 'wrong_code')],
  ['gd_enrollment_complete', (record) => [{ kind: 'enrolment', what: 'added', factor: factorOf(record) }]],
  ['gd_unenroll', (record) => [{ kind: 'enrolment', what: 'removed', factor: factorOf(record) }]],
  ['gd_update_device_account', (record) => [{ kind: 'enrolment', what: 'changed', factor: factorOf(record) }]],
  ['gd_user_delete', () => [{ kind: 'enrolment', what: 'reset', factor: 'other' }]],
  // More than 10 failures on one account; the block is for the account, or for it and an address.
  ['limit_wc', both(change('locked'), risk('medium'))],
  ['limit_sul', both(change('locked'), risk('medium'))],
  // More than 100 failed sign-ins, or 50 sign-ups, from one address.
  ['limit_mu', risk('high')],
  ['pwd_leak', risk('high')],
  ['signup_pwd_leak', risk('medium')],
  ['ferrt', token('reused')],
  ['fertft', token('refused')],
  ['sertft', token('refreshed')],
  ['feacft', token('refused')],
  ['srrt', token('revoked')],
  ['sede', token('device_code')],
  ['fede', token('device_code')],
  ['scp', change('password_changed')],
  ['fcp', change('password_changed', 'failure')],
  ['scpr', change('other')],
  ['sce', change('other')],
  ['scpn', change('other')],
  ['ss', change('other')],
  ['sdu', change('disabled')],
  ['ublkdu', change('unlocked')],
])

/** Guardian does not always say by which factor; where it does it is in `details`. */
function factorOf(record: JsonObject): Factor {
  const details = object(record, 'details')
  const name = (
    text(details, 'authenticator') ??
    text(details, 'factor') ??
    text(details, 'channel') ??
    text(object(details, 'authenticator'), 'type')
  )
    ?.slice(0, 100)
    .toLowerCase()
  if (name === undefined) return 'other'
  if (name.includes('push')) return 'push'
  if (name.includes('webauthn') || name.includes('passkey')) return 'passkey'
  if (name.includes('recovery')) return 'recovery-code'
  if (name.includes('sms') || name.includes('phone')) return 'sms'
  if (name.includes('voice')) return 'call'
  if (name.includes('email')) return 'email'
  return name.includes('otp') ? 'otp' : 'other'
}

/** Adaptive MFA's confidence that this is the person: low confidence is high risk. https://auth0.com/docs/secure/multi-factor-authentication/adaptive-mfa */
function assessed(record: JsonObject): readonly Draft[] {
  const assessment = object(object(record, 'details'), 'riskAssessment')
  const confidence = text(assessment, 'confidence')?.toLowerCase()
  if (confidence !== 'low' && confidence !== 'medium') return []
  const doubts = Object.entries(object(assessment, 'assessments'))
    .filter(([, one]) => isObject(one) && text(one, 'confidence')?.toLowerCase() !== 'high')
    .map(([name]) => name)
    .slice(0, 8)
  return [
    {
      kind: 'vendor_risk',
      risk: 'risk_assessment',
      level: confidence === 'low' ? 'high' : 'medium',
      detail: doubts.join(', ') || undefined,
    },
  ]
}
