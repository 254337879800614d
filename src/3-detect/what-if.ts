/** Tries changed settings on what already happened: the same events through two engines, and what the second would have said differently. */
import type { Event } from '../0-event/event.ts'
import { dayMs, hourMs } from '../0-event/time.ts'
import { atLeast, type Finding, type Level, levels } from './finding.ts'
import type { Engine } from './stream.ts'

/** As many are shown of each kind, the gravest first; all are counted. */
const shownMax = 50
/** How far past the last event time is moved on, so that prompts left open are judged. */
const restMs = 10 * 60_000

export interface Difference {
  /** Milliseconds since 1970: findings whose last event lies in between were compared. */
  readonly from: number
  readonly to: number
  readonly events: number
  /** By detection; only those that said anything. */
  readonly detections: readonly DetectionDifference[]
  /** How many there are of each, also of those not shown. */
  readonly totals: { readonly gone: number; readonly added: number; readonly louder: number; readonly quieter: number }
  /** Said today and not with the change; the other way round; said by both at another level. At most 50 of each. */
  readonly gone: readonly Brief[]
  readonly added: readonly Brief[]
  readonly moved: readonly Moved[]
}

export interface DetectionDifference {
  readonly detection: string
  readonly before: Counts
  readonly after: Counts
}

/** Findings; `alarms` are those of medium or high level. */
export interface Counts {
  readonly findings: number
  readonly alarms: number
}

export interface Brief {
  readonly id: string
  readonly detection: string
  readonly person: string
  readonly time: number
  readonly level: Level
  readonly why: string
}

export interface Moved extends Brief {
  readonly before: Level
}

/** Takes what an engine takes, and says nothing itself. */
export interface WhatIf extends Pick<Engine, 'step' | 'advance'> {
  difference(): Difference
}

const silence: readonly Finding[] = []

/** Compares the last `days` before the newest event, from a full hour on; what was earlier only teaches what is usual. */
export function createWhatIf(before: Engine, after: Engine, days: number): WhatIf {
  const said = { before: new Map<string, Brief>(), after: new Map<string, Brief>() }
  const hours = new Map<number, number>()
  let newest = 0
  let day = 0
  const from = (): number => Math.floor((newest - days * dayMs) / hourMs) * hourMs

  function keep(found: readonly Finding[], into: Map<string, Brief>): void {
    for (const finding of found) into.set(finding.id, brief(finding))
  }

  /** What has left the window is let go once a day, so that a year of logs needs no more memory than the window. */
  function forget(): void {
    for (const all of [said.before, said.after]) for (const [id, { time }] of all) if (time < from()) all.delete(id)
    for (const hour of hours.keys()) if (hour * hourMs < from()) hours.delete(hour)
  }

  function step(event: Event): readonly Finding[] {
    keep(before.step(event), said.before)
    keep(after.step(event), said.after)
    const hour = Math.floor(event.time / hourMs)
    hours.set(hour, (hours.get(hour) ?? 0) + 1)
    if (event.time > newest) newest = event.time
    if (newest >= day + dayMs) {
      day = newest
      forget()
    }
    return silence
  }

  function advance(time: number): readonly Finding[] {
    keep(before.advance(time), said.before)
    keep(after.advance(time), said.after)
    return silence
  }

  function difference(): Difference {
    advance(newest + restMs)
    forget()
    const events = [...hours.values()].reduce((sum, count) => sum + count, 0)
    return { from: events === 0 ? newest : from(), to: newest, events, ...compare(said.before, said.after) }
  }

  return { step, advance, difference }
}

function compare(before: ReadonlyMap<string, Brief>, after: ReadonlyMap<string, Brief>): Omit<Difference, 'from' | 'to' | 'events'> {
  const gone = [...before.values()].filter(({ id }) => !after.has(id))
  const added = [...after.values()].filter(({ id }) => !before.has(id))
  const moved = [...after.values()].flatMap((finding): Moved[] => {
    const known = before.get(finding.id)
    return known === undefined || known.level === finding.level ? [] : [{ ...finding, before: known.level }]
  })
  const louder = moved.filter(isLouder).length
  return {
    detections: byDetection(before, after),
    totals: { gone: gone.length, added: added.length, louder, quieter: moved.length - louder },
    gone: gone.sort(graver).slice(0, shownMax),
    added: added.sort(graver).slice(0, shownMax),
    moved: moved.sort(graver).slice(0, shownMax),
  }
}

/** Of a higher level with the change. */
export const isLouder = ({ before, level }: Moved): boolean => levels.indexOf(level) > levels.indexOf(before)

function byDetection(before: ReadonlyMap<string, Brief>, after: ReadonlyMap<string, Brief>): DetectionDifference[] {
  const names = new Set([...before.values(), ...after.values()].map(({ detection }) => detection))
  return [...names].sort().map((detection) => ({ detection, before: count(before, detection), after: count(after, detection) }))
}

function count(findings: ReadonlyMap<string, Brief>, detection: string): Counts {
  const mine = [...findings.values()].filter((finding) => finding.detection === detection)
  return { findings: mine.length, alarms: mine.filter(({ level }) => atLeast(level, 'medium')).length }
}

const brief = ({ id, detection, person, time, level, why }: Finding): Brief => ({ id, detection, person: person.name, time, level, why })

const rank = { high: 0, medium: 1, low: 2 } as const
const graver = (one: Brief, other: Brief): number =>
  rank[one.level] - rank[other.level] || one.time - other.time || (one.id < other.id ? -1 : 1)
