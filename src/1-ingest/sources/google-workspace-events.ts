/** What each of Google's activities means: https://developers.google.com/workspace/admin/reports/v1/appendix/activity/login. */
import type { ChangeEvent, Event, Factor, PromptOutcome } from '../../0-event/event.ts'
import type { Refused } from '../source.ts'
import type { Activity, Happening } from './google-workspace-activity.ts'
import { adminDrafts } from './google-workspace-admin.ts'
import { type Base, type Draft, isAddress, person, tell } from './told.ts'

export function googleEvents(activity: Activity | Refused, happenings: readonly Happening[]): readonly Event[] | Refused {
  if ('refused' in activity) return activity
  const drafts: Draft[] = []
  for (const happening of happenings) {
    const user = affected(happening) ?? activity.base.user
    if (user === undefined) continue
    const told = happening.application === 'admin' ? adminDrafts(happening, user, activity.base.user) : meaning(happening)
    for (const draft of told) drafts.push({ user, ...draft })
  }
  const [first] = drafts
  if (first?.user === undefined) return []
  const base: Base = { ...activity.base, user: first.user }
  return tell(base, drafts)
}

/** Warnings name the account they are about; the actor is Google. */
function affected({ parameter }: Happening): ReturnType<typeof person> {
  const email = parameter('affected_email_address')
  return isAddress(email) ? person({ name: email, email }) : undefined
}

function meaning(happening: Happening): readonly Draft[] {
  const { name, parameter } = happening
  switch (name) {
    case 'login_success':
      return [signedIn(happening), ...suspicious(happening)]
    case 'login_failure':
      return [failed(happening), ...suspicious(happening)]
    case 'login_challenge':
    case 'login_verification':
      return challenged(happening)
    case '2sv_enroll':
      return [{ kind: 'enrolment', what: 'added', factor: 'other' }]
    case '2sv_disable':
      return [{ kind: 'enrolment', what: 'removed', factor: 'other' }]
    case 'passkey_enrolled':
      return [{ kind: 'enrolment', what: 'added', factor: 'passkey' }]
    case 'passkey_removed':
      return [{ kind: 'enrolment', what: 'removed', factor: 'passkey' }]
    case 'email_forwarding_out_of_domain':
      return [change('mail_forwarding', name, parameter('email_forwarding_destination_address'))]
    case 'authorize':
      return happening.application === 'token' ? [change('consent_granted', name, parameter('app_name') ?? parameter('client_id'))] : []
    default:
      return warned(happening)
  }
}

const change = (what: ChangeEvent['what'], operation: string, target?: string): Draft => ({
  kind: 'change',
  what,
  outcome: 'success',
  target,
  operation,
})

/** Methods that are no second factor. */
const firstFactors: ReadonlySet<string> = new Set(['password', 'saml', 'none', 'login_location', 'other'])

const signedIn = ({ parameters, parameter }: Happening): Draft => {
  const methods = parameters('login_challenge_method')
  return {
    kind: 'sign_in',
    outcome: 'success',
    interactive: parameter('login_type') !== 'exchange',
    proof: methods.length === 0 ? undefined : methods.some((method) => !firstFactors.has(method)) ? 'multi' : 'single',
    code: parameter('login_type'),
  }
}

const suspicious = ({ parameter }: Happening): readonly Draft[] =>
  parameter('is_suspicious') === 'true' ? [{ kind: 'vendor_risk', risk: 'is_suspicious', level: 'medium' }] : []

function failed({ parameter, parameters }: Happening): Draft {
  const type = parameter('login_failure_type')
  const code = type ?? parameter('login_type')
  switch (type?.replace('login_failure_', '')) {
    case 'invalid_password':
      return { kind: 'password', outcome: 'wrong' }
    case 'account_disabled':
      return { kind: 'password', outcome: 'disabled' }
    case 'invalid_second_factor': {
      const factor = secondFactor(parameters('login_challenge_method'))
      return { kind: 'prompt', factor, outcome: refusalOf(factor), told: 'both' }
    }
    case 'missing_second_factor':
      return { kind: 'sign_in', outcome: 'interrupted', interactive: true, proof: 'single', code }
    case 'access_code_disallowed':
      return { kind: 'sign_in', outcome: 'blocked', interactive: true, code }
    default:
      return { kind: 'sign_in', outcome: 'failure', interactive: true, code }
  }
}

/** Names of the Reports API and of Splunk's `gws_login_mfa_methods`. */
const factors: ReadonlyMap<string, Factor> = new Map([
  ['google_prompt', 'push'],
  ['google_authenticator', 'otp'],
  ['offline_otp', 'otp'],
  ['internal_two_factor', 'otp'],
  ['security_key_otp', 'otp'],
  ['security_key', 'passkey'],
  ['passkey', 'passkey'],
  ['backup_code', 'recovery-code'],
  ['idv_preregistered_phone', 'sms'],
  ['idv_any_phone', 'sms'],
  ['idv_preregistered_email', 'email'],
])

const secondFactor = (methods: readonly string[]): Factor => {
  const method = methods.find((one) => factors.has(one))
  return (method === undefined ? undefined : factors.get(method)) ?? 'other'
}

/** Google logs no refusal of its own: a Google prompt that failed was refused or left to run out, and no field says which. */
const refusalOf = (factor: Factor): PromptOutcome =>
  factor === 'push'
    ? 'denied'
    : factor === 'otp' || factor === 'sms' || factor === 'email' || factor === 'recovery-code'
      ? 'wrong_code'
      : 'unknown'

/** "Challenge Passed.", `passed`; "Challenge Failed.", `failed`, `incorrect_answer_entered`; nothing where it was only put. */
function challenged({ parameters, parameter }: Happening): readonly Draft[] {
  const methods = parameters('login_challenge_method')
  const status = parameter('login_challenge_status')?.toLowerCase()
  const passed = status?.includes('passed') === true
  if (methods.length > 0 && methods.every((method) => firstFactors.has(method))) {
    return methods.includes('password') && status !== undefined ? [{ kind: 'password', outcome: passed ? 'right' : 'wrong' }] : []
  }
  const factor = secondFactor(methods)
  if (status === undefined) return [{ kind: 'prompt', factor, outcome: 'open', told: 'sent' }]
  return [{ kind: 'prompt', factor, outcome: passed ? 'approved' : refusalOf(factor), told: 'both' }]
}

const warnings: ReadonlyMap<string, { readonly level: 'medium' | 'high'; readonly disabled?: true }> = new Map([
  ['suspicious_login', { level: 'medium' }],
  ['suspicious_login_less_secure_app', { level: 'medium' }],
  ['suspicious_programmatic_login', { level: 'medium' }],
  ['user_signed_out_due_to_suspicious_session_cookie', { level: 'high' }],
  ['gov_attack_warning', { level: 'high' }],
  ['risky_sensitive_action_allowed', { level: 'medium' }],
  ['risky_sensitive_action_blocked', { level: 'medium' }],
  ['account_disabled_password_leak', { level: 'high', disabled: true }],
  ['account_disabled_hijacked', { level: 'high', disabled: true }],
  ['account_disabled_generic', { level: 'medium', disabled: true }],
  ['account_disabled_spamming', { level: 'medium', disabled: true }],
  ['account_disabled_spamming_through_relay', { level: 'medium', disabled: true }],
])

const others: ReadonlyMap<string, ChangeEvent['what']> = new Map([
  ['password_edit', 'password_changed'],
  ['recovery_email_edit', 'other'],
  ['recovery_phone_edit', 'other'],
  ['recovery_secret_qa_edit', 'other'],
  ['titanium_enroll', 'other'],
  ['titanium_unenroll', 'other'],
])

function warned({ name, parameter }: Happening): readonly Draft[] {
  const warning = warnings.get(name)
  if (warning === undefined) {
    const what = others.get(name)
    return what === undefined ? [] : [change(what, name)]
  }
  const risk: Draft = { kind: 'vendor_risk', risk: name, level: warning.level, detail: parameter('sensitive_action_name') }
  return warning.disabled ? [risk, change('disabled', name)] : [risk]
}
