/** What the authenticator on a phone and the server say to each other over `/authenticator/api`; pure types, so both ends import them. */

/**
 * Every request but the claim of an enrolment carries the header `dpop`: a JWT (RFC 9449: `typ` dpop+jwt, ES256, with `htm`, `htu`, `iat`, `jti`) whose header
 * has `kid`, the id of the phone's method, instead of `jwk`, and which is signed by the phone's key. A body is bound by the claim `bh`: the SHA-256
 * of its bytes in base64url. No cookie is sent or read.
 */
export type Proofed = 'see above'

/** What the QR code of an enrolment holds: `ORIGIN/authenticator#enrol=CODE`; the code is 128 bits in base64url, good once, for ten minutes. */
export type EnrolmentCode = string

/** A public key, ES256. */
export interface PhoneKey {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
}

/**
 * `POST /enrolments/claim`: this phone's key takes up the offer; `proof` is a JWT as above with `jwk` in its header and the code's SHA-256 as claim `ch`. `confirming` is
 * a passkey made on this phone only to confirm answers, where the phone has fingerprint, face or passcode.
 */
export interface ClaimAsked {
  readonly code: EnrolmentCode
  readonly key: PhoneKey
  readonly proof: string
  /** "Pixel 9": what the person may call it. */
  readonly name: string
}

export interface Claimed {
  /** The method's id, the `kid` of all later proofs. */
  readonly id: string
  readonly account: PhoneAccount
  /** Four words that stand on both screens; the browser asks whether they are the same. */
  readonly words: readonly [string, string, string, string]
  /** Registration options of WebAuthn as JSON, for the passkey that confirms answers. */
  readonly confirming: string
  readonly expires: number
}

/** `GET /enrolments/state`. `confirmed`: the phone may be asked from now on; `refused`: the words were not the same, or the offer ran out. */
export interface EnrolmentState {
  readonly state: 'claimed' | 'confirmed' | 'refused'
}

/** `POST /confirming` {credential: RegistrationResponseJSON}: from now on answers want its assertion. 204. */
export interface ConfirmingAsked {
  readonly credential: unknown
}

export interface PhoneAccount {
  /** What answers are signed over. */
  readonly id: string
  readonly organisation: string
  readonly name: string
  readonly displayName: string
  readonly phone: string
}

/** `GET /prompt?id=ID&quiet=1`: the open prompt, or 204 where there is none. `id`: the notice that was tapped was about this one; another is never answered in its place. */
export interface PhonePrompt {
  readonly id: string
  readonly kind: 'sign-in' | 'step-up' | 'help-desk' | 'ciba' | 'drill'
  readonly context: PromptContext
  /** SHA-256 of the context as it was sent, in base64url; the answer signs it. */
  readonly contextHash: string
  readonly numberLength: 2 | 3 | 6 | 'qr'
  readonly sent: number
  readonly expires: number
  /** Other sign-ins wanted to ask while this one waited. */
  readonly competing: number
  /** WebAuthn request options as JSON where this phone confirms by fingerprint, face or passcode: their challenge is made from the answer, see `AnswerPayload`. */
  readonly confirming?: { readonly credential: string; readonly rpId: string } | undefined
}

/** What the person sees; every text in it is a stranger's and at most 200 characters. */
export interface PromptContext {
  readonly app: string
  readonly message?: string | undefined
  readonly ip?: string | undefined
  readonly network?: string | undefined
  readonly city?: string | undefined
  readonly region?: string | undefined
  readonly country?: string | undefined
  readonly latitude?: number | undefined
  readonly longitude?: number | undefined
  readonly accuracyKm?: number | undefined
  readonly os?: string | undefined
  readonly browser?: string | undefined
  /** The browser is one the person has used before. */
  readonly familiar: boolean
  readonly time: number
  /** Why this prompt is unusual, strongest first, at most 5. */
  readonly unusual: readonly string[]
  readonly protocol: string
}

export type Decision = 'approve' | 'deny' | 'mistyped' | 'report'

/**
 * `POST /answer` {answer}: a compact JWS, ES256 by the phone's key, `typ` tocsin-answer+jwt, `kid` the method's id, over this. With `confirming` the assertion's challenge is
 * the SHA-256 of the JWS's payload segment without `assertion`, which travels beside it: {answer, assertion}.
 */
export interface AnswerPayload {
  readonly v: 1
  readonly challenge: string
  /** `PhoneAccount.id`. */
  readonly account: string
  readonly device: string
  readonly decision: Decision
  /** Only with `approve`. */
  readonly number?: string | undefined
  readonly context: string
  /** Seconds since 1970, at most two minutes ahead. */
  readonly exp: number
}

export interface AnswerAsked {
  readonly answer: string
  /** AuthenticationResponseJSON of WebAuthn. */
  readonly assertion?: unknown
}

/** 200 where it counted. `wrong`: the number was wrong, and the prompt is over; the same answer, 410, for unknown, expired and already answered. */
export interface Answered {
  readonly outcome: 'approved' | 'denied' | 'mistyped' | 'reported' | 'wrong'
}

/** `GET /history?before=MS`: what was done with the account, newest first, at most 50. */
export interface HistoryItem {
  readonly id: string
  readonly time: number
  /** In words: "Signed in to Payroll with a passkey". */
  readonly what: string
  readonly kind: 'prompt' | 'sign-in' | 'method' | 'other'
  readonly outcome: 'good' | 'refused' | 'neutral'
  readonly where?: string | undefined
  readonly device?: string | undefined
  /** Whether "was this you?" can be asked of it, and what was answered. */
  readonly askable: boolean
  readonly verdict?: 'me' | 'not-me' | undefined
}

/** `POST /history/:id` {verdict}: "not-me" is a report. 204. */
export interface VerdictAsked {
  readonly verdict: 'me' | 'not-me'
}

/** `PUT /subscription`: where notices go (PushSubscription of the Push API as JSON); `DELETE` ends it. `GET /push-key` answers {key}, VAPID's public key in base64url. */
export interface SubscriptionAsked {
  readonly endpoint: string
  readonly keys: { readonly p256dh: string; readonly auth: string }
}

/** `GET /status`. */
export interface PhoneStatus {
  readonly account: PhoneAccount
  readonly state: 'active' | 'suspended' | 'disabled'
  readonly subscribed: boolean
  readonly confirming: boolean
  /** Prompts are held back: how long, and why in words. */
  readonly suppressed?: { readonly until: number; readonly why: string } | undefined
}

/** `GET /live`: a stream of lines of JSON while the app is open; a line at least every 20 s. */
export type LiveLine =
  | { readonly type: 'hello' }
  | { readonly type: 'prompt'; readonly id: string }
  | { readonly type: 'over'; readonly id: string }

/** `POST /remove`: this phone gives up the account. 204. `POST /lost` {phone}: another phone of the same person was lost; it is suspended at once. 204. `GET /phones` lists them. */
export interface PhoneListed {
  readonly id: string
  readonly name: string
  readonly state: 'active' | 'suspended' | 'disabled'
  readonly created: number
  readonly used?: number | undefined
  readonly isThis: boolean
}

/** What a web push carries, encrypted: nothing but what the service worker needs to ask. */
export interface PushMessage {
  readonly v: 1
  /** The prompt's id. */
  readonly id: string
  /** The method's id: which account on this phone. */
  readonly kid: string
}

/** Errors: an HTTP status and this. */
export interface PhoneProblem {
  readonly error: { readonly code: string; readonly message: string }
}
