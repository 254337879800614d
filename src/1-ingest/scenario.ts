/** What a simulated scenario is: ordinary life or an attack, told as the records the providers would have logged, with its labels apart. */
import type { SourceName } from '../0-event/event.ts'
import type { JsonObject } from '../0-event/json.ts'
import type { Attack, Stage } from './simulate-attack.ts'

/** One vendor record, as the provider's API would give it, at the instant it would be logged. */
export interface SimulatedRecord {
  readonly source: SourceName
  /** Name of the shape the record is written in. */
  readonly shape: string
  readonly time: number
  readonly record: JsonObject
}

/**
 * What an attack is, for scoring: prompts sent to wear somebody down; passwords tried on many; an account entered from elsewhere (by a phished
 * session, a replayed token, a stolen password); something changed to stay in or to hide; anything else.
 */
export type AttackKind = 'bombing' | 'spray' | 'takeover' | 'foothold' | 'other'
export const attackKinds: readonly AttackKind[] = ['bombing', 'spray', 'takeover', 'foothold', 'other']

/** The truth about one attack, kept apart from the logs. */
export interface Label {
  readonly scenario: string
  /** The victim's e-mail; of an attack on many the first one's. */
  readonly person: string
  /** All victims' e-mails where one attack is on many (a spray). */
  readonly persons?: readonly string[] | undefined
  /** Milliseconds since 1970: the first thing the attacker did that a log shows (the first prompt of a bombing), the last, and the approval where there was one. */
  readonly firstTime: number
  readonly lastTime: number
  readonly approvedTime: number | undefined
  /** When the attacker was first in, by whatever way. */
  readonly inTime?: number | undefined
  readonly prompts: number
  /** When each prompt was sent (or each code tried), oldest first. Empty where nobody was prompted. */
  readonly promptTimes: readonly number[]
  readonly kind: AttackKind
  /** The addresses the attacker used: a sign-in of a victim from one of them between `firstTime` and `lastTime` is hostile. */
  readonly addresses?: readonly string[] | undefined
}

/** Something harmless that looks like trouble, so that a false alarm can be explained. Never an attack. */
export interface LookAlike {
  readonly cause: string
  readonly person: string
  readonly firstTime: number
  readonly lastTime: number
}

/** What lies in `labels.json` beside the records. */
export interface Truth {
  readonly scenario: string
  readonly seed: number
  readonly users: number
  readonly days: number
  /** Milliseconds since 1970. */
  readonly start: number
  readonly personDays: number
  readonly labels: readonly Label[]
  readonly lookAlikes: readonly LookAlike[]
  /** E-mails of the accounts with more to lose. */
  readonly privileged: readonly string[]
}

export interface PlayOptions {
  readonly seed: number
  readonly users: number
  readonly days: number
  /** Milliseconds since 1970: midnight UTC of the first day. */
  readonly start: number
  /** How many times each attack happens. */
  readonly attacks: number
}

export interface Played {
  readonly personDays: number
  readonly labels: readonly Label[]
  readonly privileged: readonly string[]
  /** In the order they are logged. Can be walked once. */
  readonly records: Iterable<SimulatedRecord>
  /** Grows while `records` is walked; at most the first 100,000. */
  readonly lookAlikes: readonly LookAlike[]
}

export interface Scenario {
  readonly name: string
  readonly title: string
  /** Two or three sentences: what happens. */
  readonly story: string
  /** The public report it is written from. */
  readonly source: string
  /** One attack, or one look-alike (no labels); undefined for ordinary life and the mix. */
  attack?(stage: Stage): Attack
  /** Only for the mix: which scenarios it is made of. */
  readonly parts?: readonly Scenario[]
}

/** Monday, 2 November 2026: the first day where nobody says another. */
export const firstDay = Date.UTC(2026, 10, 2)
