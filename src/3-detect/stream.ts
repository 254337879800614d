/** Runs the detections over events in event time: the same code live, in a replay and in tests. */
import type { Event } from '../0-event/event.ts'
import type { Locate } from '../1-ingest/locate.ts'
import type { Leaked, Networks } from '../1-ingest/networks.ts'
import type { Moment } from './detection.ts'
import type { Finding } from './finding.ts'

export interface Engine {
  /**
   * Takes one event. Late events (up to a day behind their person's newest) are put where they belong; an event whose id was seen before
   * replaces what it said then. Answers findings that are new or changed (same id, later `updatedTime`). `arrived`: live, the clock when it came
   * (ms), so that a provider whose clock is ahead, or whose log comes late, ends no prompt before its time. Left out in a replay.
   */
  step(event: Event, arrived?: number): readonly Finding[]
  /** Says that time has passed without events: prompts that nobody answered become unanswered. Live, call it every second with the clock. */
  advance(time: number): readonly Finding[]
  /** What is known at this moment about an event that need not have happened: for whoever decides about an attempt. Changes nothing. */
  look(event: Event): Moment
  /** Other settings from the next event on. Throws a RangeError that names what is wrong. */
  tune(settings: Readonly<Record<string, Readonly<Record<string, number>>>>): void
  /** What changed since the last call, to be kept durably; see `restore`. Keys are stable, values plain JSON. */
  changes(): readonly { readonly key: string; readonly state: string | undefined }[]
  /** How many persons and sources are held, and how many were forgotten because there were too many. */
  counts(): {
    readonly persons: number
    readonly sources: number
    /** What the families of detections hold in their books. */
    readonly noted: number
    readonly forgotten: number
    readonly late: number
    readonly repeated: number
  }
}

export interface EngineOptions {
  /** Settings by detection id; see each detection's page. Unknown names are refused. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, number>>>> | undefined
  /** Only these detections. */
  readonly only?: readonly string[] | undefined
  /** Gives a state kept by an earlier run; asked once per key, the first time the key is met. */
  readonly load?: ((key: string) => string | undefined) | undefined
  /** The administrator's corrections: alias → person id. */
  readonly corrections?: ReadonlyMap<string, string> | undefined
  /** Accounts with more to lose (e-mail, UPN or uid, lower case): detections speak one prompt earlier. */
  readonly privileged?: ReadonlySet<string> | undefined
  /** Where addresses are, for logs that do not say. */
  readonly locate?: Locate | undefined
  /** What lists say of addresses; without it detections go by the log alone, and say what was lacking. */
  readonly networks?: Networks | undefined
  /** Accounts known from leaks. */
  readonly leaked?: Leaked | undefined
  /** Domains whose names without `@` belong to (`ada` → `ada@example.com`). */
  readonly homeDomains?: readonly string[] | undefined
}
