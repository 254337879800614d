/** Plays a simulated attack through the ordinary way in: the days before it at once, the attack itself in time-lapse, ending now. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { dayMs, minuteMs } from '../0-event/time.ts'
import type { Label, Scenario, SimulatedRecord } from '../1-ingest/scenario.ts'
import { scenarioNamed, scenarios } from '../1-ingest/scenarios/index.ts'
import { play } from '../1-ingest/simulate.ts'
import type { Shape, Source } from '../1-ingest/source.ts'
import { sources } from '../1-ingest/sources/index.ts'
import { simulatedTenant } from '../3-detect/finding.ts'
import type { Accept } from './accept.ts'
import type { Detecting } from './detecting.ts'
import type { ScenarioView, Status } from './wire.ts'

export interface Player {
  readonly scenarios: readonly ScenarioView[]
  /** False where something is being played. */
  start(wanted: Wanted): boolean
  /** Settles when nothing is played any more. */
  stop(): Promise<void>
  /** Settles when the present play has ended. */
  ended(): Promise<void>
  playing(): Status['playing']
}

export interface Wanted {
  readonly scenario: string
  /** The same seed plays the same organisation; another one where not given. */
  readonly seed?: number | undefined
  /** How long the attack takes; 45 where not given. */
  readonly seconds?: number | undefined
}

export interface PlayerParts {
  readonly accept: Accept
  readonly detecting: Detecting
  /** The simulated organisation's accounts with more to lose; added to. */
  readonly privileged: Set<string>
  readonly log: Logger
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

const usersDefault = 60
const daysDefault = 14
const secondsDefault = 45
/** Shown before the first prompt and after the last, so that the ordinary can be told from the attack. */
const beforeMs = 3 * minuteMs
const afterMs = 20 * minuteMs
/** What has no labels is ordinary life or a look-alike: its last hours are shown. */
const unlabelledMs = dayMs / 2
const batchMax = 200
const tickMs = 250

export function createPlayer(parts: PlayerParts): Player {
  let playing: { scenario: string; title: string; done: number; total: number } | undefined
  let stopping = false
  let working: Promise<void> = Promise.resolve()

  async function perform(scenario: Scenario, wanted: Wanted, told: { done: number; total: number }): Promise<void> {
    const seconds = wanted.seconds ?? secondsDefault
    const seed = wanted.seed ?? Math.floor(parts.clock() / 1000) % 2 ** 31
    const story = stage(scenario, seed, parts.clock() + seconds * 1000)
    for (const email of story.privileged) parts.privileged.add(email.toLowerCase())
    // The organisation lives at the time of its records, so that its prompts do not lapse before they are answered.
    parts.detecting.setTime('simulated', story.from)
    const records: SimulatedRecord[] = []
    for (const record of story.records) {
      if (stopping || record.time > story.to) break
      records.push(record)
      if (records.length % batchMax === 0) await nextTurn()
    }
    const first = records.findIndex(({ time }) => time >= story.from)
    const history = first === -1 ? records.length : first
    const attack = records.slice(history)
    told.total = attack.length
    for (let from = 0; from < history && !stopping; from += batchMax) await deliver(records.slice(from, Math.min(history, from + batchMax)))
    await lapse(attack, story, seconds * 1000, told)
  }

  async function deliver(records: readonly SimulatedRecord[]): Promise<void> {
    if (records.length > 0) {
      await parts.accept.take(
        records.map(({ shape, record }, index) => ({ ...shapeNamed(shape), record, line: index + 1 })),
        simulatedTenant,
      )
    }
    while (parts.detecting.waiting() > batchMax * 10 && !stopping) await sleep(20)
  }

  async function lapse(records: readonly SimulatedRecord[], { from, to }: Story, lengthMs: number, told: { done: number }): Promise<void> {
    const begun = parts.clock()
    while (!stopping) {
      const past = Math.min(1, (parts.clock() - begun) / lengthMs)
      const now = from + (to - from) * past
      const due = records.slice(told.done).findIndex((record) => record.time > now)
      const upTo = due === -1 ? records.length : told.done + due
      await deliver(records.slice(told.done, upTo))
      told.done = upTo
      parts.detecting.setTime('simulated', now)
      if (past >= 1) return
      await sleep(tickMs)
    }
  }

  return {
    scenarios: scenarios.map(({ name, title, story, source }) => ({ name, title, story, source })),
    start: (wanted) => {
      const scenario = scenarioNamed(wanted.scenario)
      if (scenario === undefined || playing !== undefined) return false
      const told = { scenario: scenario.name, title: scenario.title, done: 0, total: 0 }
      playing = told
      stopping = false
      working = perform(scenario, wanted, told)
        .catch((error: unknown) => parts.log.error({ err: error, scenario: scenario.name }, 'playing failed'))
        .finally(() => {
          parts.detecting.setTime('simulated', undefined)
          playing = undefined
        })
      return true
    },
    stop: async () => {
      stopping = true
      await working
    },
    ended: () => working,
    playing: () => playing,
  }
}

interface Story {
  readonly records: Iterable<SimulatedRecord>
  readonly privileged: readonly string[]
  /** The part to show, in milliseconds since 1970. */
  readonly from: number
  readonly to: number
}

/** Chooses the organisation's first day so that the part to show ends at `end`. */
function stage(scenario: Scenario, seed: number, end: number): Story {
  const options = { seed, users: usersDefault, days: daysDefault, attacks: 1 }
  const rehearsal = end - daysDefault * dayMs
  const shift = end - shown(play(scenario, { ...options, start: rehearsal }).labels, rehearsal).to
  const start = rehearsal + shift
  const played = play(scenario, { ...options, start })
  return { ...shown(played.labels, start), records: played.records, privileged: played.privileged }
}

function shown(labels: readonly Label[], start: number): { from: number; to: number } {
  const to = start + daysDefault * dayMs
  if (labels.length === 0) return { from: to - unlabelledMs, to }
  return {
    from: Math.min(...labels.map(({ firstTime }) => firstTime)) - beforeMs,
    to: Math.max(...labels.map(({ lastTime, approvedTime }) => Math.max(lastTime, approvedTime ?? 0))) + afterMs,
  }
}

const shapes = new Map(sources.flatMap((source) => source.shapes.map((shape) => [shape.name, { source, shape }] as const)))

function shapeNamed(name: string): { readonly source: Source; readonly shape: Shape } {
  const found = shapes.get(name)
  if (found === undefined) throw new Error(`The simulation writes records of the shape ${name}, which no source reads`)
  return found
}
