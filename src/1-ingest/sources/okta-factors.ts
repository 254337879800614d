/** Which factor an Okta record speaks of, and what became of it. */
import type { Endpoint, Factor, PromptOutcome } from '../../0-event/event.ts'
import { object, text } from '../../0-event/json.ts'
import { oktaMethodKey } from './okta-detail.ts'
import { type OktaRecord, said, succeeded } from './okta-record.ts'
import type { Draft } from './told.ts'

/** In order: the first word found in the factor's name decides. OKTA_VERIFY_PUSH, SIGNED_NONCE, FIDO_WEBAUTHN, "Get a push notification" … */
const words: readonly (readonly [string, Factor])[] = [
  ['password', 'password'],
  ['push', 'push'],
  ['signed_nonce', 'passkey'],
  ['fastpass', 'passkey'],
  ['fido', 'passkey'],
  ['webauthn', 'passkey'],
  ['u2f', 'passkey'],
  ['passkey', 'passkey'],
  ['security key', 'passkey'],
  ['windows_hello', 'passkey'],
  ['smart_card', 'certificate'],
  ['smart card', 'certificate'],
  ['certificate', 'certificate'],
  ['sms', 'sms'],
  ['call', 'call'],
  ['voice', 'call'],
  ['email', 'email'],
  ['temporary access', 'access-pass'],
  ['token', 'otp'],
  ['otp', 'otp'],
  ['google_auth', 'otp'],
  ['google authenticator', 'otp'],
  ['symantec', 'otp'],
  ['securid', 'otp'],
  ['yubikey', 'otp'],
  ['phone', 'sms'],
]

/** By `debugData.factor`, else by the authenticator in `target[]`, else by the reason's words ("User set up SMS_FACTOR factor"). */
export function factorOf(record: OktaRecord): Factor {
  const authenticator = record.targets.find(({ type }) => type === 'AuthenticatorEnrollment' || type === 'UserFactor' || type === 'Factor')
  const used = authenticator === undefined ? undefined : said(object(authenticator, 'detailEntry'), 'methodTypeUsed')
  const name = authenticator === undefined ? undefined : (said(authenticator, 'displayName') ?? said(authenticator, 'alternateId'))
  return (
    named(said(record.debug, 'factor')) ??
    named(used) ??
    // Okta Verify alone may be a push, a code or FastPass; as a thing that is enrolled it is the one that asks.
    (name?.toLowerCase().replace('_', ' ') === 'okta verify' ? 'push' : named(name)) ??
    named(record.reason) ??
    'other'
  )
}

function named(name: string | undefined): Factor | undefined {
  if (name === undefined) return undefined
  const lower = name.slice(0, 100).toLowerCase()
  return words.find(([word]) => lower.includes(word))?.[1]
}

const isCode = (factor: Factor): boolean =>
  factor === 'otp' || factor === 'sms' || factor === 'email' || factor === 'call' || factor === 'recovery-code'

/** `user.authentication.auth_via_mfa`: Identity Engine writes it for the password too. */
export function verified(record: OktaRecord): readonly Draft[] {
  const factor = factorOf(record)
  if (factor === 'password') return [password(record)]
  if (record.reason?.toLowerCase().includes('phishing') === true) return phished(record)
  return [
    {
      kind: 'prompt',
      factor,
      outcome: answer(record, factor),
      numberMatching: text(record.debug, 'pushWithNumberChallengeResponseType') === undefined ? undefined : true,
      // Codes of an app, keys and certificates are asked for by the sign-in page; no record tells of it.
      told: factor === 'push' || factor === 'sms' || factor === 'call' || factor === 'email' ? 'answer' : 'both',
      ...answeredFrom(record, factor),
    },
  ]
}

/** "FastPass declined phishing attempt": the authenticator saw another origin; nobody was asked. */
const phished = ({ reason }: OktaRecord): readonly Draft[] => [
  { kind: 'sign_in', outcome: 'blocked', interactive: true, code: reason },
  { kind: 'vendor_risk', risk: 'fastpass_phishing', level: 'high', detail: reason },
]

function answer(record: OktaRecord, factor: Factor): PromptOutcome {
  const response = text(record.debug, 'pushOnlyResponseType')
  const challenge = text(record.debug, 'pushWithNumberChallengeResponseType')
  if (succeeded(record.result)) return 'approved'
  if (record.result === 'UNANSWERED' || record.result === 'ABANDONED') return 'unanswered'
  if (challenge === 'OV_WITH_CHALLENGE_RESPONSE_INVALID') return 'wrong_number'
  if (response === 'OV_RESPONSE_DENY') return 'denied'
  if (record.reason === 'LOCKED_OUT') return 'locked'
  if (record.result === 'DENY') return 'withheld'
  if (isCode(factor)) return 'wrong_code'
  // Without a response type a refused push says INVALID_CREDENTIALS alone; Okta's own fatigue workflow counts it so.
  return factor === 'push' && response === undefined && challenge === undefined && record.reason === 'INVALID_CREDENTIALS'
    ? 'denied'
    : 'unknown'
}

/** The client of an answered push is the phone where its app speaks, and the sign-in's browser where Okta writes that instead. */
function answeredFrom(record: OktaRecord, factor: Factor): { src?: undefined; answeredFrom?: Endpoint | undefined } {
  const agent = record.client?.userAgent
  if (factor !== 'push' || agent === undefined || agent.startsWith('Mozilla/')) return {}
  return /okta[ .]?(?:verify|mobile)|com\.okta\./i.test(agent.slice(0, 200)) ? { src: undefined, answeredFrom: record.client } : {}
}

/** A push refused on the phone (Classic). */
export const refused = (record: OktaRecord): readonly Draft[] => [
  { kind: 'prompt', factor: 'push', outcome: 'denied', told: 'answer', ...answeredFrom(record, 'push') },
]

export function password(record: OktaRecord): Draft {
  const outcome = succeeded(record.result)
    ? 'right'
    : record.reason === 'LOCKED_OUT'
      ? 'locked'
      : record.isUnknownUser
        ? 'unknown_user'
        : record.result === 'DENY'
          ? 'blocked'
          : 'wrong'
  return { kind: 'password', outcome }
}

/** A text, call, mail or push was sent. Okta says DENY where it stopped a flood itself. */
export const sent =
  (factor: Factor) =>
  (record: OktaRecord): readonly Draft[] => [
    {
      kind: 'prompt',
      factor,
      outcome: succeeded(record.result) ? 'open' : 'withheld',
      told: 'sent',
      target: phone(record),
      methodKey: oktaMethodKey(record),
    },
  ]

/** The telephone, as partly masked as Okta logs it. */
function phone(record: OktaRecord): string | undefined {
  const found = record.targets.find(({ type }) => type === 'MobilePhone' || type === 'Phone')
  return found === undefined ? undefined : (said(found, 'displayName') ?? said(found, 'alternateId'))
}
