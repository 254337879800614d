/** Tries changed settings on what already happened: the same events through two engines, and what the second would have said differently. */
import type { Event } from '../0-event/event.ts'
import { atLeast, type Finding, type Level } from './finding.ts'
import type { Engine } from './stream.ts'

/** As many are shown of each kind, the gravest first; all are counted. */
const shownMax = 50

export interface Difference {
  /** Milliseconds since 1970: findings whose last event lies in between were compared. */
  readonly from: number
  readonly to: number
  readonly events: number
  /** By detection; only those that said anything. */
  readonly detections: readonly DetectionDifference[]
  /** Said today and not with the change; the other way round; said by both at another level. At most 50 of each. */
  readonly gone: readonly Brief[]
  readonly added: readonly Brief[]
  readonly moved: readonly (Brief & { readonly before: Level })[]
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

export interface WhatIf {
  /** In the order of their time. */
  step(event: Event): void
  difference(): Difference
}

/** Events before `from` only teach what is usual. */
export function createWhatIf(before: Engine, after: Engine, from: number): WhatIf {
  const said = { before: new Map<string, Finding>(), after: new Map<string, Finding>() }
  let events = 0
  let to = from
  const keep = (found: readonly Finding[], into: Map<string, Finding>): void => {
    for (const finding of found) if (finding.time >= from) into.set(finding.id, finding)
  }
  return {
    step: (event) => {
      keep(before.step(event), said.before)
      keep(after.step(event), said.after)
      if (event.time < from) return
      events++
      if (event.time > to) to = event.time
    },
    difference: () => ({ from, to, events, ...compare(said.before, said.after) }),
  }
}

function compare(before: ReadonlyMap<string, Finding>, after: ReadonlyMap<string, Finding>) {
  const gone = [...before.values()].filter(({ id }) => !after.has(id))
  const added = [...after.values()].filter(({ id }) => !before.has(id))
  const moved = [...after.values()].flatMap((finding) => {
    const known = before.get(finding.id)
    return known === undefined || known.level === finding.level ? [] : [{ ...brief(finding), before: known.level }]
  })
  return {
    detections: byDetection(before, after),
    gone: gone.map(brief).sort(graver).slice(0, shownMax),
    added: added.map(brief).sort(graver).slice(0, shownMax),
    moved: moved.sort(graver).slice(0, shownMax),
  }
}

function byDetection(before: ReadonlyMap<string, Finding>, after: ReadonlyMap<string, Finding>): DetectionDifference[] {
  const names = new Set([...before.values(), ...after.values()].map(({ detection }) => detection))
  return [...names].sort().map((detection) => ({ detection, before: count(before, detection), after: count(after, detection) }))
}

function count(findings: ReadonlyMap<string, Finding>, detection: string): Counts {
  const mine = [...findings.values()].filter((finding) => finding.detection === detection)
  return { findings: mine.length, alarms: mine.filter(({ level }) => atLeast(level, 'medium')).length }
}

const brief = ({ id, detection, person, time, level, why }: Finding): Brief => ({ id, detection, person: person.name, time, level, why })

const rank = { high: 0, medium: 1, low: 2 } as const
const graver = (one: Brief, other: Brief): number =>
  rank[one.level] - rank[other.level] || one.time - other.time || (one.id < other.id ? -1 : 1)
