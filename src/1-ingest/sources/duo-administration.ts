/** What administrators did in Duo: the administrator log (with offline enrolment) and the newer activity log. */
import type { ChangeDetail, ChangeEvent, Event, Factor, User } from '../../0-event/event.ts'
import { type JsonObject, object, text } from '../../0-event/json.ts'
import type { Refused } from '../source.ts'
import { address, type DuoRecord, description, place, said, word } from './duo-record.ts'
import { another, type Draft, isAddress, known, person, tell } from './told.ts'

/** https://duo.com/docs/adminapi#administrator-logs; `o2fa_…` is the offline enrolment log. */
export function administratorEvents({ id, time, raw }: DuoRecord): readonly Event[] | Refused {
  const action = word(text(raw, 'action')) ?? ''
  const details = description(raw)
  const actor = administrator(undefined, said(raw, 'username'), mail(details))
  const named = said(raw, 'object')
  const acted = isAboutUser(action) && named !== undefined ? person({ name: named }) : undefined
  const user = acted ?? actor
  if (user === undefined) return { refused: 'neither `username` nor `object` says whom this is about' }
  const src = known({ ip: address(text(details, 'ip_address')), userAgent: said(details, 'user_agent') })
  const by = acted === undefined ? undefined : another(actor, user)
  return tell({ id: `duo:${id}`, source: 'duo', time, user, src }, [
    meaning(action, details, by, acted === undefined ? named : undefined, acted !== undefined),
  ])
}

/** https://duo.com/docs/adminapi#activity-logs */
export function activityEvents({ id, time, raw }: DuoRecord): readonly Event[] | Refused {
  const action = word(text(object(raw, 'action'), 'name')) ?? ''
  const actor = object(raw, 'actor')
  const target = object(raw, 'target')
  const who = administrator(text(actor, 'key'), said(actor, 'name'), mail(description(actor, 'details')))
  const whom = text(target, 'type') === 'user' ? person({ uid: text(target, 'key'), name: said(target, 'name') }) : undefined
  const user = whom ?? who
  if (user === undefined) return { refused: 'neither `actor` nor `target` names anybody' }
  const device = object(raw, 'access_device')
  const ip = text(device, 'ip') ?? text(object(device, 'ip'), 'address')
  const os = said(device, 'os')
  const version = said(device, 'os_version')
  const src = known({
    ip: address(ip),
    ...place(object(device, 'location')),
    os: os === undefined || version === undefined ? os : `${os} ${version}`,
    browser: said(device, 'browser'),
  })
  const details = description(object(raw, 'action'), 'details')
  const by = whom === undefined ? undefined : another(who, user)
  return tell({ id: `duo:${id}`, source: 'duo', time, user, src }, [
    meaning(action, details, by, whom === undefined ? said(target, 'name') : undefined, whom !== undefined),
  ])
}

/** Administrators are logged by their full name. */
const administrator = (uid: string | undefined, name: string | undefined, email: string | undefined): User | undefined =>
  person({ uid, name: email ?? name, email, displayName: email === undefined ? undefined : name })

const mail = (details: JsonObject): string | undefined => {
  const address_ = said(details, 'email')
  return isAddress(address_) ? address_ : undefined
}

/** Actions whose object is a user's name. */
const isAboutUser = (action: string): boolean => action.startsWith('user_') || action.startsWith('bypass_')

/** Sign-ins of administrators to Duo's own panel. */
function adminSignIn(action: string, details: JsonObject): Draft | undefined {
  const error = said(details, 'error')
  if (action === 'admin_login') return { kind: 'sign_in', outcome: 'success', interactive: true }
  if (action === 'admin_login_error') return { kind: 'sign_in', outcome: 'failure', interactive: true, code: error }
  if (action !== 'admin_2fa_error') return undefined
  const words = error?.toLowerCase() ?? ''
  const outcome = words.includes('denied') || words.includes('fraud') ? 'denied' : words.includes('timed out') ? 'unanswered' : 'unknown'
  return { kind: 'prompt', factor: factorIn(said(details, 'factor') ?? ''), outcome, told: 'both', target: said(details, 'device') }
}

/** Whose factor it is, is only known where the log names a user; else it is a change that the administrator made. */
function meaning(action: string, details: JsonObject, by: User | undefined, target: string | undefined, isAboutPerson: boolean): Draft {
  const told =
    adminSignIn(action, details) ?? offline(action, details, target) ?? (isAboutPerson ? enrolment(action, details, by) : undefined)
  return told ?? change(action, details, by, target)
}

/** A person enrolled a device that can be signed in to without a network. */
function offline(action: string, details: JsonObject, target: string | undefined): Draft | undefined {
  if (!action.startsWith('o2fa_user')) return undefined
  const what =
    action.endsWith('deleted') || action.endsWith('deprovisioned') ? 'removed' : action.endsWith('reenrolled') ? 'changed' : 'added'
  return { kind: 'enrolment', what, factor: factorIn(said(details, 'factor') ?? ''), target }
}

function enrolment(action: string, details: JsonObject, by: User | undefined): Draft | undefined {
  const isBypassed = word(text(details, 'status')) === 'bypass'
  if (isBypassed || /^bypass_(?:code_)?(?:create|generate)/.test(action)) {
    return { kind: 'enrolment', what: 'bypass', factor: isBypassed ? 'other' : 'recovery-code', by }
  }
  if (!/phone|token|webauthn|u2f|authenticator|activation/.test(action)) return undefined
  const what = /delete|remove|disassociate/.test(action)
    ? 'removed'
    : /create|associate|enroll|register|add/.test(action)
      ? 'added'
      : 'changed'
  return { kind: 'enrolment', what, factor: factorIn(action), by }
}

const factorIn = (words: string): Factor => {
  const lower = words.toLowerCase()
  if (lower.includes('webauthn') || lower.includes('u2f') || lower.includes('security_key')) return 'passkey'
  if (lower.includes('push') || lower.includes('activation')) return 'push'
  if (lower.includes('token') || lower.includes('otp') || lower.includes('passcode')) return 'otp'
  if (lower === 'phone_call' || lower === 'phone') return 'call'
  return lower.includes('sms') ? 'sms' : 'other'
}

const changes: readonly (readonly [RegExp, ChangeEvent['what']])[] = [
  [/^admin_(?:create|activate)/, 'role_granted'],
  [/^admin_delete/, 'role_removed'],
  [/^admin_reset_password|^password_reset/, 'password_reset'],
  [/^user_delete|^user_trash/, 'disabled'],
  [/polic(?:y|ies)|factor_restrictions|^customer_update|^integration_(?:update|policy)|^group_update/, 'policy_changed'],
]

function change(action: string, details: JsonObject, by: User | undefined, target: string | undefined): Draft {
  const status = word(text(details, 'status'))
  const what = status === 'disabled' ? 'disabled' : (changes.find(([pattern]) => pattern.test(action))?.[1] ?? 'other')
  return {
    kind: 'change',
    what,
    outcome: action.endsWith('_error') || action.endsWith('_failed') ? 'failure' : 'success',
    by,
    target,
    operation: action,
    ...(what === 'policy_changed' ? { detail: policyDetail(action, details) } : {}),
  }
}

/** Sections of a policy that let people in without Duo: https://duo.com/docs/adminapi#policies (`user_auth_behavior`, `new_user_behavior`). */
const weakening = /"(?:user_auth_behavior\\?": ?\\?"bypass|new_user_behavior\\?": ?\\?"no-mfa|status\\?": ?\\?"bypass)/i
const networks = /authorized_networks|no_2fa_ips|trusted_?(?:network|ip)/i

function policyDetail(action: string, details: JsonObject): ChangeDetail {
  const words = JSON.stringify(details).slice(0, 20_000)
  const area = /factor_restrictions/.test(action) ? 'methods' : networks.test(words) ? 'place' : 'access'
  if (weakening.test(words)) return { area, weakens: 'people are let in without Duo' }
  return networks.test(words) ? { area, weakens: 'addresses that skip the second factor' } : { area }
}
