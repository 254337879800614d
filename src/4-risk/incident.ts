/** What an analyst works on: the findings of one story, about a person or about a source with its victims; incidents of one attacker are a campaign. */
import type { Finding, Level, Person, Phase, Subject } from '../3-detect/finding.ts'

/** How far the attacker came: noticed without any prompt, asked, refused (or left unanswered), reported by the person, let in. */
export type Stage = 'noticed' | 'asked' | 'refused' | 'reported' | 'approved'

/** How far it came with one victim: a password was tried, it was right, they were prompted, somebody got in. */
export type Reached = 'tried' | 'password' | 'prompted' | 'entered'

export interface Victim {
  readonly person: Person
  readonly reached: Reached
}

export interface Incident {
  /** Stable: of what it is about and the first finding. */
  readonly id: string
  /** A person, or a source, factor, app or tenant with several victims. */
  readonly subject: Subject
  /** Whom it is about; of a source the victim it went furthest with. */
  readonly person: Person
  /** Where the subject is not a person: those it touched, furthest first; at most 1,000. */
  readonly victims: readonly Victim[]
  /** One sentence: who, how many prompts, what became of them. */
  readonly title: string
  readonly level: Level
  readonly stage: Stage
  /** The furthest phase of its findings. */
  readonly phase: Phase
  readonly firstTime: number
  readonly lastTime: number
  /** When its first finding was made, in event time. */
  readonly detectedTime: number
  /** The findings' ids, oldest first; at most the newest 200. */
  readonly findings: readonly string[]
  readonly detections: readonly string[]
  /** MITRE ATT&CK technique ids; at most 20. */
  readonly techniques: readonly string[]
  readonly prompts: { readonly sent: number; readonly refused: number; readonly unanswered: number; readonly approved: number }
  /** Addresses, apps and providers involved; at most 20 of each. */
  readonly addresses: readonly string[]
  readonly apps: readonly string[]
  readonly sources: readonly string[]
  /** Incidents of others by the same attacker share it. */
  readonly campaign: string | undefined
  /** Set where its story stands in another incident now: the id stays, and leads there. Without findings, it was only another name of that one. */
  readonly mergedInto: string | undefined
  /** Where it touches others: an address or a victim, and when. Strong: a detection's finding of medium or high; soft: a rule's; weak: a low one. At most 40. */
  readonly ties: readonly Tie[]
  readonly simulated: boolean
}

export interface Tie {
  readonly node: string
  readonly from: number
  readonly to: number
  readonly strength: 'strong' | 'soft' | 'weak'
}

/** Bounded grouping state; hand every finding (new or changed) to `add`. */
export interface Incidents {
  /** The incidents these findings made or changed, those of several victims first. Merged ones say where they went. */
  add(...findings: readonly Finding[]): readonly Incident[]
  /** Takes up incidents kept from before a restart. */
  restore(kept: readonly Incident[]): void
  /** An administrator says that these findings are a story of their own: `label` names it. The incidents that changed. */
  split(findings: readonly string[], label: string): readonly Incident[]
}

export interface IncidentsOptions {
  /** Gives findings kept by an earlier run, by id; asked when an incident of before a restart is met again. */
  readonly load?: ((ids: readonly string[]) => readonly Finding[]) | undefined
  /** What administrators split off: finding id → label. */
  readonly apart?: ReadonlyMap<string, string> | undefined
}

/** `new`: nobody has looked; `active`: somebody works on it; `closed`. */
export type Status = 'new' | 'active' | 'closed'
export const statuses: readonly Status[] = ['new', 'active', 'closed']

/** Graph's `alertClassification`. */
export type Classification = 'unknown' | 'truePositive' | 'falsePositive' | 'informationalExpectedActivity'
export const classifications: readonly Classification[] = ['unknown', 'truePositive', 'falsePositive', 'informationalExpectedActivity']

/** Graph's `alertDetermination`, without what is only for files. */
export const determinations = [
  'unknown',
  'multiStagedAttack',
  'compromisedAccount',
  'phishing',
  'maliciousUserActivity',
  'apt',
  'malware',
  'unwantedSoftware',
  'securityPersonnel',
  'securityTesting',
  'lineOfBusinessApplication',
  'confirmedActivity',
  'notMalicious',
  'notEnoughDataToValidate',
  'other',
] as const
export type Determination = (typeof determinations)[number]

/** Is told when somebody closes an incident with a classification other than `unknown`; `findings` are the incident's that are still kept. */
export type OnVerdict = (findings: readonly Finding[], classification: Classification, by: string) => Promise<void>
