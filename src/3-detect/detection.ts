/** What a detection is: settings with their defaults, and a pure decision about one moment in a person's life. */
import type { Event, Kind, User } from '../0-event/event.ts'
import type { About, Leaked, Networks } from '../1-ingest/networks.ts'
import type { Books } from './books.ts'
import type { Context } from './doubt.ts'
import type { Contribution, DetectionId, Level, Phase, Subject } from './finding.ts'
import type { PersonState } from './person.ts'
import type { Prompt, Source } from './prompts.ts'

/**
 * What a detection is asked about. Sign-ins are told apart, since nine in ten records are renewals: `signed_in` (a person was there), `renewed`
 * (a token went on without anybody), `sign_in_failed` (failed, interrupted, blocked or locked). `prompt` is also a prompt that time closed.
 */
export type Occasion = Exclude<Kind, 'sign_in'> | 'signed_in' | 'renewed' | 'sign_in_failed'

/**
 * Everything a decision may look at. Nothing in it may be changed. What costs something is worked out when it is first asked for, so a
 * detection asks its cheapest question first.
 */
export interface Moment {
  /** The event that made the moment, or undefined where time alone did (a prompt ran out). */
  readonly event: Event | undefined
  /** The prompt that is new or changed; undefined for other events. */
  readonly prompt: Prompt | undefined
  /** Event time, ms. */
  readonly now: number
  readonly person: Readonly<PersonState>
  /** What the event's source is to the person, before anything is learnt from the event. */
  readonly source: Source
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
  readonly books: Books
  /** What lists say of the event's source. */
  readonly about: About
  readonly networks: Networks
  readonly leaked: Leaked
  /** Who another account is (an administrator who did this), where they were ever seen. */
  known(user: User): Readonly<PersonState> | undefined
  /** Whether so many persons complete sign-ins from this address that it is the organisation's own. */
  isShared(ip: string | undefined): boolean
}

export interface Crowd {
  readonly by: 'address' | 'network and browser' | 'app'
  readonly key: string
  readonly persons: readonly { readonly person: string; readonly name: string; readonly event: Event }[]
}

/** Somebody a finding is also about. */
export interface Involved {
  readonly person: string
  readonly name: string
}

export interface Verdict {
  readonly level: Level
  /** 0 to 1. */
  readonly score: number
  /** The sentence, without the name of the person. */
  readonly why: string
  /** What led to it, oldest first. */
  readonly events: readonly Event[]
  /** How many prompts the person had been sent by now, in this episode; 0 where it is not about prompts. */
  readonly prompts?: number
  readonly contributions: readonly Contribution[]
  /** Graph's `riskEventType`, where it is not the detection's own. */
  readonly riskEventType?: string
  /** What could not be looked at, in words. */
  readonly lacking?: readonly string[]
  /** For findings that are not about the person alone: there is one finding for each subject, whoever's event adds to it. */
  readonly subject?: Subject
  /** Everybody it is about, where it is about several. */
  readonly persons?: readonly Involved[]
  /** What makes it new: an open finding is told again only when this or the level changes. The sentence, where left out. */
  readonly digest?: string
}

export type Unit =
  | 'prompts'
  | 'minutes'
  | 'hours'
  | 'days'
  | 'persons'
  | 'codes'
  | 'kilometres'
  | 'kilometres an hour'
  | 'share'
  | 'flows'
  | 'tries'
  | 'addresses'
  | 'sign-ins'
  | 'devices'
  | 'countries'
  | 'signals'
  | 'times'

export interface Setting {
  readonly default: number
  readonly unit: Unit
  readonly meaning: string
  /** Bounds, both allowed; those of the unit where left out (`settings.ts`). */
  readonly min?: number
  readonly max?: number
}

export interface Detection<Name extends string = string> {
  readonly id: DetectionId
  readonly title: string
  readonly technique: readonly string[]
  readonly riskEventType: string
  readonly keyedBy: Subject['kind']
  readonly phase: Phase
  readonly on: readonly Occasion[]
  readonly settings: Readonly<Record<Name, Setting>>
  decide(moment: Moment, settings: Readonly<Record<Name, number>>): Verdict | undefined
}

/** Keeps the names of the settings, so that `decide` can only read those that are declared. */
export const detection = <Name extends string>(entry: Detection<Name>): Detection<Name> => entry
