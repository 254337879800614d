/** The words every layer shares: what can happen during a sign-in or to an account, whichever provider logged it. */

/** The identity providers whose logs we read. `provider` is Tocsin itself. */
export type SourceName =
  | 'entra-id'
  | 'microsoft-365'
  | 'okta'
  | 'duo'
  | 'keycloak'
  | 'google-workspace'
  | 'auth0'
  | 'onelogin'
  | 'pingid'
  | 'provider'

/** How a person was asked to prove who they are. `push` covers plain approval and number matching alike. */
export type Factor =
  | 'password'
  | 'push'
  | 'call'
  | 'sms'
  | 'email'
  | 'otp'
  | 'passkey'
  | 'certificate'
  | 'recovery-code'
  | 'access-pass'
  | 'other'

/** What became of one MFA prompt. `open` = sent and not answered yet; `withheld` = the provider or policy stopped it. */
export type PromptOutcome =
  | 'open'
  | 'approved'
  | 'denied'
  | 'unanswered'
  | 'wrong_number'
  | 'wrong_code'
  | 'fraud'
  | 'duplicate'
  | 'withheld'
  | 'locked'
  | 'unknown'

/** One person as one provider names them. At least one of `uid`, `name` and `email` is given. */
export interface User {
  /** The provider's own stable id (Entra object id, Okta user id, Duo user key). */
  readonly uid?: string | undefined
  /** The name typed or logged: a UPN, a Duo username. Never a password: sources mask what looks like one. */
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly displayName?: string | undefined
}

/** A place on the network, with what is known of it. OCSF: `src_endpoint` with `location`, `device` and `autonomous_system`. */
export interface Endpoint {
  /** Canonical text, without port or zone; IPv4-mapped addresses as IPv4. */
  readonly ip?: string | undefined
  readonly asn?: number | undefined
  readonly asnName?: string | undefined
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string | undefined
  readonly region?: string | undefined
  readonly city?: string | undefined
  readonly latitude?: number | undefined
  readonly longitude?: number | undefined
  /** How far off latitude and longitude may be, in kilometres, where what gave them says so. */
  readonly accuracyKm?: number | undefined
  readonly userAgent?: string | undefined
  readonly os?: string | undefined
  readonly browser?: string | undefined
  /** The provider's id of the device, cookie or phone: the same value means the same device. */
  readonly deviceId?: string | undefined
  /** Whether the organisation manages the device, or it is compliant. */
  readonly managed?: boolean | undefined
  /** Whether the provider says the address is a proxy, VPN or Tor. */
  readonly proxy?: boolean | undefined
}

export interface Named {
  readonly uid?: string | undefined
  readonly name?: string | undefined
}

interface Common {
  /** Stable and unique over all sources: `source:record`, and `source:record#n` for the n-th thing told by one record. */
  readonly id: string
  readonly source: SourceName
  readonly tenant?: string | undefined
  /** Milliseconds since 1970, UTC: when it happened, not when it was logged. */
  readonly time: number
  readonly user: User
  readonly app?: Named | undefined
  /** Where the sign-in happens. */
  readonly src?: Endpoint | undefined
  /** One attempt to sign in, over several records: Entra correlationId, Duo txid, Okta transaction. */
  readonly flow?: string | undefined
  readonly session?: string | undefined
}

/** A password (or another first factor) was tried. `right` also where the sign-in was stopped afterwards. */
export interface PasswordEvent extends Common {
  readonly kind: 'password'
  readonly outcome: 'right' | 'wrong' | 'unknown_user' | 'locked' | 'blocked' | 'disabled'
}

/** An MFA prompt: sent (`open`), or sent and answered. A later event with the same id replaces the earlier one. */
export interface PromptEvent extends Common {
  readonly kind: 'prompt'
  readonly factor: Factor
  readonly outcome: PromptOutcome
  /** True where the person had to type or pick a number shown at the sign-in. */
  readonly numberMatching?: boolean | undefined
  /** Whether this record tells of the sending, of the answer, or of both. A `sent` and an `answer` of one flow are one prompt. */
  readonly told: 'sent' | 'answer' | 'both'
  /** Where it was answered: the phone. */
  readonly answeredFrom?: Endpoint | undefined
  /** The telephone number or device prompted, as logged (often partly masked). */
  readonly target?: string | undefined
  /** As in an enrolment: Okta texts a number before it is enrolled, and names the number by an id that is the same with everybody. */
  readonly methodKey?: string | undefined
}

/** A sign-in ended, or was interrupted on its way. */
export interface SignInEvent extends Common {
  readonly kind: 'sign_in'
  readonly outcome: 'success' | 'failure' | 'interrupted' | 'blocked' | 'locked'
  readonly interactive: boolean
  /** How many kinds of proof the provider says were given or demanded. */
  readonly proof?: 'single' | 'multi' | undefined
  readonly legacyProtocol?: string | undefined
  /** The provider's own code or reason, as logged. */
  readonly code?: string | undefined
}

export interface TokenEvent extends Common {
  readonly kind: 'token'
  readonly what: 'refreshed' | 'refused' | 'reused' | 'revoked' | 'device_code' | 'session_moved'
  readonly code?: string | undefined
}

/** A way to sign in was added, removed or changed. */
export interface EnrolmentEvent extends Common {
  readonly kind: 'enrolment'
  readonly what: 'added' | 'removed' | 'changed' | 'reset' | 'access_pass' | 'bypass'
  readonly factor: Factor
  /** Who did it, where that is another than the user. */
  readonly by?: User | undefined
  readonly target?: string | undefined
  /**
   * What tells this method from all others, where the log says so: `phone:+31 6 12345678` or `device:` and the id or token of a phone's app, as
   * logged. The same key with two persons is one method that they share.
   */
  readonly methodKey?: string | undefined
}

/** What the log says of a change beyond its target. A key is only there where it was logged; texts are at most 200 characters, lists the first 50. */
export interface ChangeDetail {
  /** `consent_granted`: the permissions, as logged: `Mail.Read`, `offline_access`. Whose app it is stands in `app`. */
  readonly scopes?: readonly string[] | undefined
  /** `consent_granted`: for whom it counts; `everybody` is an administrator's consent, or a permission of the app itself. */
  readonly consentFor?: 'person' | 'everybody' | undefined
  /** `inbox_rule`, `mail_forwarding`: where mail is sent on to, lower case and without `smtp:`. */
  readonly forwardTo?: readonly string[] | undefined
  /** `inbox_rule`: the folder mail is moved to, `RSS Feeds`. */
  readonly moveTo?: string | undefined
  /** `inbox_rule`: mail is deleted. `mail_deleted`: not even the bin keeps it. */
  readonly deletes?: boolean | undefined
  /** `inbox_rule`: mail is marked as read. */
  readonly marksRead?: boolean | undefined
  /** `inbox_rule`: the words, senders or addresses it looks for. */
  readonly words?: readonly string[] | undefined
  /** `device_registered`: several records tell of one registration, with the same device. */
  readonly deviceId?: string | undefined
  /** `device_registered`: `Windows`, and its build `10.0.19045.2006`. */
  readonly os?: string | undefined
  readonly osVersion?: string | undefined
  /** `policy_changed`: what it is about. `place` is a network that is trusted, `federation` who may sign people in. */
  readonly area?: 'access' | 'methods' | 'place' | 'federation' | 'mail' | 'other' | undefined
  /** `policy_changed`: which protection was taken away, in words: `number matching off`. Left out where it is the same as before, stronger, or not to be seen. */
  readonly weakens?: string | undefined
}

/** Something else was changed that matters to an account or tenant. */
export interface ChangeEvent extends Common {
  readonly kind: 'change'
  readonly what:
    | 'password_reset'
    | 'password_changed'
    | 'unlocked'
    | 'locked'
    | 'disabled'
    /** An account that was disabled may sign in again. */
    | 'enabled'
    | 'device_registered'
    | 'role_granted'
    | 'role_removed'
    | 'consent_granted'
    | 'policy_changed'
    | 'inbox_rule'
    | 'mail_forwarding'
    /** A notice about the account's own security (a method added, a password changed, a strange sign-in) was deleted; other mail tells nothing. */
    | 'mail_deleted'
    | 'sessions_revoked'
    | 'impersonation'
    | 'other'
  readonly outcome: 'success' | 'failure'
  readonly by?: User | undefined
  /** What was changed, as logged: a rule's name, a role, an operation. */
  readonly target?: string | undefined
  /** The operation in the provider's words. */
  readonly operation: string
  readonly detail?: ChangeDetail | undefined
}

/** The provider itself doubts a sign-in or a person. */
export interface VendorRiskEvent extends Common {
  readonly kind: 'vendor_risk'
  /** The provider's name for it: `unfamiliarFeatures`, `PUSH_HARASSMENT`. */
  readonly risk: string
  readonly level: 'low' | 'medium' | 'high' | 'unknown'
  readonly detail?: string | undefined
}

/** A person said: this was not me. */
export interface ReportEvent extends Common {
  readonly kind: 'report'
  readonly what: 'fraud' | 'suspicious_activity'
  readonly detail?: string | undefined
}

export type Event = PasswordEvent | PromptEvent | SignInEvent | TokenEvent | EnrolmentEvent | ChangeEvent | VendorRiskEvent | ReportEvent

export type Kind = Event['kind']
