/** One simulated organisation, read by the sources into events: in the order they happened, and in the order they were logged. */

import type { Event } from '../../src/0-event/event.ts'
import { dayMs } from '../../src/0-event/time.ts'
import { firstDay, type Label, type LookAlike } from '../../src/1-ingest/scenario.ts'
import { scenarioNamed } from '../../src/1-ingest/scenarios/index.ts'
import { play } from '../../src/1-ingest/simulate.ts'
import { isRefused, type Shape } from '../../src/1-ingest/source.ts'
import { sources } from '../../src/1-ingest/sources/index.ts'

export interface LoggedEvent {
  readonly event: Event
  /** When its record was logged. */
  readonly logged: number
}

export interface Round {
  readonly labels: readonly Label[]
  readonly lookAlikes: readonly LookAlike[]
  readonly privileged: readonly string[]
  readonly personDays: number
  readonly records: number
  readonly bytes: number
  /** In the order they were logged. */
  readonly events: readonly LoggedEvent[]
  /** In the order they happened. */
  readonly inOrder: readonly Event[]
}

export interface Size {
  readonly users: number
  readonly days: number
  readonly attacks: number
  readonly seed: number
}

/** Rounds lie apart in time, so that their labels and alarms cannot meet. */
export function roundOf(name: string, size: Size, nth: number): Round {
  const scenario = scenarioNamed(name)
  if (scenario === undefined) throw new Error(`no scenario ${name}`)
  const start = firstDay + nth * (size.days + 60) * dayMs
  const played = play(scenario, { seed: size.seed + nth, users: size.users, days: size.days, attacks: size.attacks, start })
  const events: LoggedEvent[] = []
  let records = 0
  let bytes = 0
  for (const { shape, time, record } of played.records) {
    records++
    if (records % 10 === 0) bytes += 10 * JSON.stringify(record).length
    const told = shapeNamed(shape).events(record)
    if (isRefused(told)) throw new Error(`${shape} refused a simulated record: ${told.refused}`)
    for (const event of told) events.push({ event, logged: time })
  }
  const inOrder = events.map(({ event }) => event).sort((one, other) => one.time - other.time)
  const { labels, lookAlikes, privileged, personDays } = played
  return { labels, lookAlikes, privileged, personDays, records, bytes, events, inOrder }
}

const shapes = new Map<string, Shape>(sources.flatMap((source) => source.shapes.map((shape) => [shape.name, shape] as const)))

function shapeNamed(name: string): Shape {
  const shape = shapes.get(name)
  if (shape === undefined) throw new Error(`no source has a shape named ${name}`)
  return shape
}
