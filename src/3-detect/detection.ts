/** What a detection is: settings with their defaults, and a pure decision about one moment in a person's prompts. */
import type { Event } from '../0-event/event.ts'
import type { Context } from './doubt.ts'
import type { Contribution, DetectionId, Level } from './finding.ts'
import type { Prompt } from './prompts.ts'

/** Everything a decision may look at. Nothing in it may be changed. */
export interface Moment {
  /** The event that made the moment, or undefined where time alone did (a prompt ran out). */
  readonly event: Event | undefined
  /** The prompt that is new or changed; undefined for a report. */
  readonly prompt: Prompt | undefined
  /** Event time, ms. */
  readonly now: number
  /** The person's prompts of the last day, oldest first. */
  readonly prompts: readonly Prompt[]
  readonly context: Context
  /** The last right password from a source that is not the person's own, at most an hour ago. */
  readonly password: Event | undefined
  /** Persons with an unexpected prompt from a source like this one's within the hour, by what they have in common. */
  readonly crowd: readonly Crowd[]
  /** Texts and calls sent to this prompt's phone within the window, whoever owns it, where the phone's number is logged. */
  readonly phone: readonly Prompt[]
  /** The level this person's open findings have reached within the last half hour. */
  readonly alarm: Level | undefined
}

export interface Crowd {
  readonly by: 'address' | 'network and browser' | 'app'
  readonly key: string
  readonly persons: readonly { readonly person: string; readonly name: string; readonly event: Event }[]
}

export interface Verdict {
  readonly level: Level
  /** 0 to 1. */
  readonly score: number
  /** The sentence, without the name of the person. */
  readonly why: string
  /** What led to it, oldest first. */
  readonly events: readonly Event[]
  /** How many prompts the person had been sent by now, in this episode. */
  readonly prompts: number
  readonly contributions: readonly Contribution[]
  /** For findings about a source instead of one person. */
  readonly crowd?: Crowd
}

export interface Setting {
  readonly default: number
  readonly unit: 'prompts' | 'minutes' | 'persons' | 'codes' | 'kilometres' | 'share' | 'flows'
  readonly meaning: string
}

export interface Detection<Name extends string = string> {
  readonly id: DetectionId
  readonly title: string
  readonly technique: readonly string[]
  readonly riskEventType: string
  readonly keyedBy: 'person' | 'source'
  readonly settings: Readonly<Record<Name, Setting>>
  decide(moment: Moment, settings: Readonly<Record<Name, number>>): Verdict | undefined
}

/** Keeps the names of the settings, so that `decide` can only read those that are declared. */
export const detection = <Name extends string>(entry: Detection<Name>): Detection<Name> => entry
