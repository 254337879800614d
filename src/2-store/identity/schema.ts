/** The tables of people who sign in here: accounts, methods, challenges, budgets, sessions, applications. Times are milliseconds since 1970; booleans are 0 and 1. */

/** `name_key` is what the name is found by: NFKC, lower case. `emails` is a JSON list of where notices go. */
export interface AccountRow {
  readonly id: string
  readonly name: string
  readonly name_key: string
  readonly display_name: string
  readonly given_name: string | null
  readonly family_name: string | null
  readonly email: string | null
  readonly emails: string
  readonly locale: string | null
  readonly state: 'active' | 'disabled'
  /** More to lose: an administrator of the organisation. */
  readonly privileged: number
  readonly password_hash: string | null
  readonly password_changed: number | null
  readonly external_id: string | null
  readonly source: 'local' | 'csv' | 'scim'
  /** What SCIM told beyond this, as JSON. */
  readonly extra: string
  readonly created: number
  readonly updated: number
}

export interface GroupRow {
  readonly id: string
  readonly name: string
  readonly name_key: string
  readonly external_id: string | null
  readonly created: number
  readonly updated: number
}

export interface MembershipRow {
  readonly group_id: string
  readonly account_id: string
}

export type MethodKind = 'passkey' | 'push' | 'totp' | 'recovery-code' | 'access-pass'

/**
 * One way of one person to prove who they are. `key` is what tells it from all others: a passkey's credential id, the thumbprint of a phone's key.
 * `data` is public, as JSON; `sealed` what must not be read from a copy of the database. `counter`: a passkey's signature counter, the last step of a
 * TOTP code that was accepted.
 */
export interface MethodRow {
  readonly id: string
  readonly account_id: string
  readonly kind: MethodKind
  readonly name: string
  readonly state: 'active' | 'suspended' | 'disabled'
  readonly key: string | null
  readonly data: string
  readonly sealed: string | null
  /** Consecutive failures; NIST SP 800-63B-4 §3.2.2 ends it at 100. */
  readonly failures: number
  readonly counter: number
  readonly created: number
  readonly used: number | null
}

/** An offer to bind a phone or a method, made in a signed-in browser. `id_hash` is the SHA-256 of the code that is shown. */
export interface EnrolmentRow {
  readonly id_hash: string
  readonly account_id: string
  readonly kind: MethodKind
  /** Of the browser that made the offer. */
  readonly browser_hash: string
  readonly state: 'offered' | 'claimed' | 'confirmed' | 'refused'
  /** What the other device said of itself, as JSON. */
  readonly claimed: string | null
  /** The id that the method has, or will have: the other device names itself by it. */
  readonly method_id: string | null
  readonly created: number
  readonly expires: number
}

export type ChallengeState = 'pending' | 'approved' | 'collected' | 'denied' | 'mistyped' | 'reported' | 'wrong' | 'expired' | 'cancelled'

/** A question to a person's phone. At most one is pending for an account. */
export interface ChallengeRow {
  readonly id: string
  readonly account_id: string
  readonly kind: 'sign-in' | 'step-up' | 'help-desk' | 'ciba' | 'drill'
  readonly state: ChallengeState
  /** 1 where nothing is shown on the phone before the person asks for it. */
  readonly quiet: number
  /** 1 where the asking browser is one that the person has used before. */
  readonly familiar: number
  readonly protocol: string
  readonly number_sealed: string
  readonly number_length: number
  /** What the phone shows, as JSON, and its SHA-256, which the answer signs. */
  readonly context: string
  readonly context_hash: string
  /** HMAC of the secret that only the asking browser has. */
  readonly browser_hash: string
  /** Who asked, for the records: application, endpoint and flow, as JSON. */
  readonly asked: string
  /** How many other sign-ins wanted to ask while this one was open. */
  readonly competing: number
  readonly created: number
  readonly expires: number
  readonly answered: number | null
  readonly method_id: string | null
  /** 1 where the phone confirmed the approval by fingerprint, face or passcode. */
  readonly verified: number
  /** Notices sent to phones. */
  readonly notices: number
}

/** The prompt budget of one account and one lane; `body` is the state as JSON. */
export interface BudgetRow {
  readonly account_id: string
  readonly lane: 'familiar' | 'unfamiliar'
  readonly body: string
  readonly suppressed_until: number | null
  readonly updated: number
}

/** Counted failures under a key such as `password:ID:unfamiliar` or `address:203.0.113.9`. */
export interface ThrottleRow {
  readonly key: string
  readonly count: number
  readonly since: number
  readonly blocked_until: number
  readonly expires: number
}

/** A sign-in under way in one browser. `id_hash` is the SHA-256 of the cookie's value. */
export interface SignInRow {
  readonly id_hash: string
  readonly account_id: string | null
  readonly body: string
  readonly created: number
  readonly expires: number
}

/** A browser in which a person is signed in. */
export interface PersonSessionRow {
  readonly id_hash: string
  readonly account_id: string
  readonly csrf: string
  readonly acr: string
  readonly amr: string
  readonly auth_time: number
  readonly device_id: string | null
  readonly ip: string | null
  readonly user_agent: string | null
  /** 1 where an access pass alone opened it: methods may be added, and nothing else. */
  readonly enrol_only: number
  readonly created: number
  readonly seen: number
}

/** A browser that was used before, known by a key that it cannot give away. */
export interface DeviceRow {
  readonly id: string
  readonly account_id: string
  readonly thumbprint: string
  readonly jwk: string
  readonly name: string
  readonly created: number
  readonly used: number
}

/** Where a phone's notices are sent. `sealed` is the subscription as JSON. */
export interface SubscriptionRow {
  readonly method_id: string
  readonly sealed: string
  readonly created: number
  readonly failures: number
}

/** One-time values that were used: the `jti` of proofs. */
export interface UsedRow {
  readonly key: string
  readonly expires: number
}

/** What oidc-provider keeps. */
export interface OidcItemRow {
  readonly model: string
  readonly id: string
  readonly body: string
  readonly grant_id: string | null
  readonly user_code: string | null
  readonly uid: string | null
  readonly account_id: string | null
  readonly consumed: number | null
  readonly expires: number | null
}

/** An application that signs people in with us. `body` is its OpenID Connect metadata without the secret. */
export interface ClientRow {
  readonly id: string
  readonly name: string
  readonly body: string
  readonly secret_sealed: string | null
  readonly created: number
  readonly updated: number
  readonly by: string
}

/** A key that signs tokens, in JWK, sealed. */
export interface SigningKeyRow {
  readonly kid: string
  readonly state: 'next' | 'current' | 'retired'
  readonly sealed: string
  readonly created: number
  readonly changed: number
}

/** A notice to a person that waits to be sent, or was sent. */
export interface NoticeRow {
  readonly id: string
  readonly account_id: string
  readonly kind: string
  readonly body: string
  readonly created: number
  readonly due: number
  readonly sent: number | null
  readonly tries: number
  readonly error: string | null
}

/** A link by which a person says "not me" of a change. `id_hash` is the SHA-256 of its secret. */
export interface RepudiationRow {
  readonly id_hash: string
  readonly account_id: string
  readonly what: string
  readonly created: number
  readonly expires: number
  readonly used: number | null
}

/** What was done with an account, newest kept: for the person's own history and "was this you?". `body` is the activity as JSON. */
export interface ActivityRow {
  readonly id: string
  readonly account_id: string
  readonly time: number
  readonly kind: string
  readonly body: string
  /** What the person said of it. */
  readonly verdict: 'me' | 'not-me' | null
}

/** Single values: the pairwise salt, the push server's key, what was done once. */
export interface IdentitySettingRow {
  readonly name: string
  readonly value: string
}

export interface IdentitySchema {
  account: AccountRow
  people_group: GroupRow
  membership: MembershipRow
  method: MethodRow
  enrolment: EnrolmentRow
  challenge: ChallengeRow
  budget: BudgetRow
  throttle: ThrottleRow
  sign_in: SignInRow
  person_session: PersonSessionRow
  device: DeviceRow
  subscription: SubscriptionRow
  used: UsedRow
  oidc_item: OidcItemRow
  client: ClientRow
  signing_key: SigningKeyRow
  notice: NoticeRow
  repudiation: RepudiationRow
  activity: ActivityRow
  identity_setting: IdentitySettingRow
}
