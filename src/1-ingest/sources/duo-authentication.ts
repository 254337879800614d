/** A Duo authentication: who was asked on which device, what they answered, and what Duo thought of it. */
import type { Endpoint, EnrolmentEvent, Event, Factor, PromptOutcome } from '../../0-event/event.ts'
import { isObject, type Json, type JsonObject, list, object, text } from '../../0-event/json.ts'
import type { Refused } from '../source.ts'
import { address, type DuoRecord, place, said, word } from './duo-record.ts'
import { phoneKey } from './method-key.ts'
import { type Base, type Draft, known, named, person, tell } from './told.ts'

export function authenticationEvents({ id, time, raw }: DuoRecord): readonly Event[] | Refused {
  const from = object(raw, 'user')
  const user = person({ uid: text(from, 'key'), name: text(from, 'name') ?? text(raw, 'alias'), email: said(raw, 'email') })
  if (user === undefined) return { refused: 'neither `user.key`, `user.name` nor `email` says whose sign-in this is' }
  const application = object(raw, 'application')
  const base: Base = {
    id: `duo:${id}`,
    source: 'duo',
    time,
    user,
    app: named(text(application, 'key'), text(application, 'name')),
    src: accessDevice(raw),
    flow: text(raw, 'txid'),
  }
  return tell(base, [...happened(raw), ...detectors(raw)])
}

/** Factors that ask a person. https://duo.com/docs/adminapi#authentication-logs */
const factors: ReadonlyMap<string, Factor> = new Map([
  ['duo_push', 'push'],
  ['verified_duo_push', 'push'],
  ['push', 'push'],
  ['phone_call', 'call'],
  ['phone', 'call'],
  ['sms', 'sms'],
  ['sms_passcode', 'sms'],
  ['sms_refresh', 'sms'],
  ['passcode', 'otp'],
  ['duo_mobile_passcode', 'otp'],
  ['duo_mobile_passcode_hotp', 'otp'],
  ['duo_mobile_passcode_totp', 'otp'],
  ['hardware_token', 'otp'],
  ['yubikey_code', 'otp'],
  ['yubikey_passcode', 'otp'],
  ['digipass_go_7_token', 'otp'],
  ['bypass_code', 'recovery-code'],
  ['u2f_token', 'passkey'],
  ['webauthn_token', 'passkey'],
  ['webauthn_credential', 'passkey'],
  ['webauthn_chrome_touch_id', 'passkey'],
  ['webauthn_security_key', 'passkey'],
  ['webauthn_platform', 'passkey'],
])

/** Reasons that end a prompt, and how. */
const outcomes: ReadonlyMap<string, PromptOutcome> = new Map([
  ['user_approved', 'approved'],
  ['valid_passcode', 'approved'],
  ['user_marked_fraud', 'fraud'],
  ['user_mistake', 'denied'],
  ['user_denied', 'denied'],
  // Cancelled at the sign-in page, not on the phone: nobody answered the prompt.
  ['user_cancelled', 'unanswered'],
  ['no_response', 'unanswered'],
  ['no_keys_pressed', 'unanswered'],
  ['call_timed_out', 'unanswered'],
  ['invalid_passcode', 'wrong_code'],
  ['verification_code_incorrect', 'wrong_number'],
  ['locked_out', 'locked'],
  ['anomalous_push', 'withheld'],
  ['push_harassment', 'withheld'],
  ['push_spray', 'withheld'],
  ['error', 'unknown'],
])

/** Reasons by which Duo let somebody in without asking. */
const unasked: ReadonlySet<string> = new Set([
  'bypass_user',
  'remembered_device',
  'trusted_network',
  'trusted_location',
  'allowed_by_policy',
  'allow_unenrolled_user',
  'allowed_unenrolled_user',
  'allow_unenrolled_user_on_trusted_network',
])

/** What was refused before anybody was asked: by policy, by the device, or because there is nobody to ask. */
const policies: ReadonlySet<string> = new Set(
  `user_disabled user_not_in_permitted_group deny_unenrolled_user no_activated_duo_mobile_account
  location_restricted factor_restricted platform_restricted version_restricted software_restricted denied_by_policy anonymous_ip
  rooted_device no_screen_lock touch_id_disabled no_disk_encryption out_of_date invalid_device
  no_duo_certificate_present user_provided_invalid_certificate could_not_determine_if_endpoint_was_trusted
  invalid_management_certificate_collection_state no_referring_hostname_provided invalid_referring_hostname_provided no_web_referer_match
  endpoint_failed_google_verification endpoint_is_not_trusted endpoint_is_not_in_management_system`.split(/\s+/),
)

function happened(raw: JsonObject): readonly Draft[] {
  const result = word(text(raw, 'result')) ?? ''
  const reason = reasonOf(raw)
  const factor = factors.get(word(text(raw, 'factor')) ?? '')
  if (word(text(raw, 'event_type')) === 'enrollment') {
    return result === 'success'
      ? [{ kind: 'enrolment', what: 'added', factor: factor ?? 'other', ...enrolledDevice(object(raw, 'auth_device')) }]
      : []
  }
  const fraud = result === 'fraud' || reason === 'user_marked_fraud'
  if (!fraud && (factor === undefined || unasked.has(reason ?? '') || policies.has(reason ?? ''))) return [signIn(raw, result, reason)]
  const prompt = promptOf(raw, factor ?? 'other', fraud ? 'fraud' : outcomeOf(result, reason))
  return fraud ? [prompt, { kind: 'report', what: 'fraud', detail: reason }] : [prompt]
}

function enrolledDevice(device: JsonObject): Pick<EnrolmentEvent, 'target' | 'methodKey'> {
  const target = said(device, 'name')
  return { target, methodKey: phoneKey(target) }
}

/** "denied - push harassment" occurs for `push_harassment`. */
function reasonOf(raw: JsonObject): string | undefined {
  const reason = word(said(raw, 'reason'))
  const dash = reason?.indexOf('push_harassment') ?? -1
  return dash > 0 ? 'push_harassment' : reason
}

function outcomeOf(result: string, reason: string | undefined): PromptOutcome {
  if (result === 'success') return 'approved'
  return reason === undefined ? (result === 'denied' || result === 'failure' ? 'denied' : 'unknown') : (outcomes.get(reason) ?? 'unknown')
}

function promptOf(raw: JsonObject, factor: Factor, outcome: PromptOutcome): Draft {
  const name = word(text(raw, 'factor'))
  const device = object(raw, 'auth_device')
  const isNew = name === 'sms_refresh'
  return {
    kind: 'prompt',
    factor,
    outcome: isNew && outcome === 'unknown' ? 'open' : outcome,
    numberMatching: name === 'verified_duo_push' || outcome === 'wrong_number' ? true : undefined,
    told: isNew ? 'sent' : 'both',
    answeredFrom: known({ ip: address(text(device, 'ip')), ...place(object(device, 'location')), deviceId: said(device, 'key') }),
    target: said(device, 'name'),
  }
}

function signIn(raw: JsonObject, result: string, reason: string | undefined): Draft {
  const anonymous = reason === 'anonymous_ip'
  return {
    kind: 'sign_in',
    outcome: result === 'success' ? 'success' : reason === 'locked_out' ? 'locked' : policies.has(reason ?? '') ? 'blocked' : 'failure',
    interactive: true,
    proof: result === 'success' && reason !== 'remembered_device' ? 'single' : undefined,
    code: reason ?? result,
    ...(anonymous ? { src: { ...accessDevice(raw), proxy: true } } : {}),
  }
}

function accessDevice(raw: JsonObject): Endpoint | undefined {
  const device = object(raw, 'access_device')
  const os = said(device, 'os')
  const version = said(device, 'os_version')
  const trusted = word(text(raw, 'trusted_endpoint_status'))
  return known({
    ip: address(text(device, 'ip')),
    ...place(object(device, 'location')),
    os: os === undefined || version === undefined ? os : `${os} ${version}`,
    browser: said(device, 'browser'),
    deviceId: said(device, 'epkey'),
    managed: trusted === 'trusted' ? true : trusted === 'not_trusted' ? false : undefined,
  })
}

/** Attacks Duo saw by itself (Risk-Based Authentication): https://duo.com/docs/risk-based-auth */
function detectors(raw: JsonObject): readonly Draft[] {
  const assessments = object(raw, 'adaptive_trust_assessments')
  const found = new Map<string, string | undefined>()
  for (const key of ['more_secure_auth', 'remember_me']) {
    const assessment = object(assessments, key)
    for (const name of namesIn(assessment['detected_attack_detectors'])) found.set(name, text(assessment, 'reason'))
  }
  for (const name of namesIn(raw['rbfs_triggered_attacks'])) if (!found.has(name)) found.set(name, undefined)
  return [...found].slice(0, detectorsMax).map(([risk, detail]) => ({ kind: 'vendor_risk', risk, level: levelOf(risk), detail }))
}

/** There are seven detectors; a record with more names is not Duo's doing. */
const detectorsMax = 16

const levelOf = (risk: string): 'high' | 'medium' =>
  risk === 'PUSH_HARASSMENT' || risk === 'PUSH_SPRAY' || risk === 'USER_MARKED_FRAUD' ? 'high' : 'medium'

/** In capitals, whatever the record's case; one name, or a list of names or of objects with one. */
function namesIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value.toUpperCase()]
  if (!Array.isArray(value)) return []
  return list({ value }, 'value')
    .map((entry) => (isObject(entry) ? text(entry, 'name') : typeof entry === 'string' ? entry : undefined))
    .filter((name) => name !== undefined)
    .map((name) => name.toUpperCase())
}
