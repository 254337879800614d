/** What a detection noticed: one sentence, how sure it is, and the events that led to it. */
import type { Endpoint, Event, Named } from '../0-event/event.ts'

/** The ids of the detections on the shelf; others rely on them, so they are never renamed. A scheduled rule's is `rule.` and the rule's own id. */
export type DetectionId =
  | `rule.${string}`
  | 'mfa.push_burst_denied'
  | 'mfa.push_burst_unanswered'
  | 'mfa.burst_then_approval'
  | 'mfa.number_mismatch'
  | 'mfa.user_reported'
  | 'mfa.push_spray'
  | 'mfa.prompt_rate'
  | 'mfa.otp_bruteforce'
  | 'mfa.sms_voice_bombing'
  | 'mfa.source_response_mismatch'
  | 'mfa.off_hours_prompt'
  | 'pwd.spray_single_source'
  | 'pwd.spray_distributed'
  | 'pwd.spray_low_slow'
  | 'pwd.credential_stuffing'
  | 'pwd.bruteforce_user'
  | 'pwd.success_after_attack'
  | 'pwd.lockout_wave'
  | 'pwd.leaked'
  | 'geo.impossible_travel'
  | 'geo.new_country'
  | 'geo.concurrent_countries'
  | 'rba.unfamiliar'
  | 'rba.new_device_ip_asn'
  | 'net.anonymizer'
  | 'net.malicious_ip'
  | 'net.hosting_asn'
  | 'aitm.pattern'
  | 'aitm.phishing_resistant_refused'
  | 'session.replay'
  | 'token.refresh_reuse'
  | 'oauth.device_code'
  | 'auth.legacy_ropc'
  | 'auth.mfa_bypass_single_factor'
  | 'oauth.illicit_consent'
  | 'factor.enrolled_after_risk'
  | 'factor.downgrade_after_reset'
  | 'factor.shared'
  | 'factor.disabled_or_bypass'
  | 'helpdesk.reset_then_signin'
  | 'sspr.unknown_ip'
  | 'device.registration_burst'
  | 'mailbox.rule'
  | 'mailbox.mfa_notice_deleted'
  | 'admin.new_behaviour'
  | 'policy.weakened'
  | 'account.dormant_return'
  | 'vendor.passthrough'
  | 'risk.compound_user'
  | 'risk.tenant_campaign'

export type Level = 'low' | 'medium' | 'high'

/** Where in an attack a finding stands, in this order: knocking, asking the person, getting in, staying in, acting. */
export type Phase = 'password' | 'prompt' | 'entry' | 'foothold' | 'action'
export const phases: readonly Phase[] = ['password', 'prompt', 'entry', 'foothold', 'action']

/** One reason for a score, and its size: the score is the logistic function of their sum. */
export interface Contribution {
  readonly because: string
  readonly logOdds: number
}

/** What a finding is about. `key` is stable: the person's id, an address or network, a session, an app, `tenant`. */
export interface Subject {
  readonly kind: 'person' | 'source' | 'session' | 'factor' | 'app' | 'tenant'
  readonly key: string
}

/** One human over all providers. */
export interface Person {
  /** Stable; what an administrator's corrections name. */
  readonly id: string
  /** What to call them: the e-mail or UPN where one is known. */
  readonly name: string
  readonly displayName?: string | undefined
  /** The provider's id of the account the finding's last event was about. */
  readonly uid?: string | undefined
}

export interface Finding {
  /** Stable: the same events give the same id, so a replay repeats a finding instead of doubling it. */
  readonly id: string
  readonly detection: DetectionId
  readonly title: string
  /** One sentence that a person woken at 3 am understands. */
  readonly why: string
  readonly level: Level
  /** 0 to 1: how likely this is an attack, as far as this detection can tell. */
  readonly score: number
  /** MITRE ATT&CK technique ids. */
  readonly technique: readonly string[]
  /** Graph's `riskEventType`; `generic` where Microsoft has none. */
  readonly riskEventType: string
  /** What it is about; left out where it is about the person. */
  readonly subject?: Subject | undefined
  readonly phase?: Phase | undefined
  /** Why the score is what it is, largest first; their log-odds sum to the score's. */
  readonly contributions?: readonly Contribution[] | undefined
  /** What could not be looked at, in words: a list that is not there, a log without cities. At most 5. */
  readonly lacking?: readonly string[] | undefined
  readonly person: Person
  /** The other persons, where a finding is about several (a spray). At most 100. */
  readonly others: readonly Person[]
  /** Milliseconds since 1970: the last event that counts; when the finding was first made (event time); when it last changed. */
  readonly time: number
  readonly detectedTime: number
  readonly updatedTime: number
  readonly src: Endpoint | undefined
  readonly app: Named | undefined
  readonly flow: string | undefined
  /** Addresses among its events that so many persons sign in from that they are the organisation's own; they tell nothing of an attacker. At most 20. */
  readonly ownPlaces?: readonly string[] | undefined
  /** The events that led to it, oldest first; at most the newest 50. Which are prompts is in the event. */
  readonly events: readonly Event[]
  /** What the account did within a day after an alarm: sign-ins from elsewhere, methods enrolled, rules, roles, resets. The first 20. */
  readonly followed: readonly Event[]
  /** How many prompts the person had been sent when the finding was first made: 1 is the best there can be. */
  readonly promptsBefore: number
  /** True for events of the simulated organisation (`tenant` is `simulated`). */
  readonly simulated: boolean
  /** Set where a scheduled rule found it. */
  readonly rule?: FoundByRule | undefined
}

/** What a rule's alert says beyond what every finding has. */
export interface FoundByRule {
  readonly name: string
  readonly severity: string
  readonly tactics: readonly string[]
  /** Distinct values; at most the first 20 of each. */
  readonly customDetails: Readonly<Record<string, readonly string[]>>
  /** As the rule maps them: `{type: 'Host', identifiers: {HostName: 'pc-7'}}`; at most 100. */
  readonly entities: readonly { readonly type: string; readonly identifiers: Readonly<Record<string, string>> }[]
  /** Results that led to it. */
  readonly results: number
  /** Milliseconds since 1970: what the run looked at. */
  readonly from: number
  readonly to: number
  /** False where the rule wants no incident. */
  readonly makesIncident: boolean
}

export const levels: readonly Level[] = ['low', 'medium', 'high']
export const atLeast = (level: Level, bound: Level): boolean => levels.indexOf(level) >= levels.indexOf(bound)
/** The tenant that marks records of the simulated organisation, so that they can be shown as such and removed. */
export const simulatedTenant = 'simulated'
