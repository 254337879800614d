/** What a simulated scenario is: ordinary life or an attack, told as the records the providers would have logged, with its labels apart. */
import type { SourceName } from '../0-event/event.ts'
import type { JsonObject } from '../0-event/json.ts'

/** One vendor record, as the provider's API would give it, at the instant it would be logged. */
export interface SimulatedRecord {
  readonly source: SourceName
  /** Name of the shape the record is written in. */
  readonly shape: string
  readonly time: number
  readonly record: JsonObject
}

/** The truth about one attack, kept apart from the logs. */
export interface Label {
  readonly scenario: string
  /** The victim's e-mail. */
  readonly person: string
  /** Milliseconds since 1970: the first prompt, the last, and the approval where there was one. */
  readonly firstTime: number
  readonly lastTime: number
  readonly approvedTime: number | undefined
  readonly prompts: number
  readonly kind: 'bombing' | 'other'
}

export interface Scenario {
  readonly name: string
  readonly title: string
  readonly story: string
  /** The public report it is written from. */
  readonly source: string
}
