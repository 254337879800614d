/** Whatever turns a round's events into alarms: our engine, fed in event order or as the logs come in, and the published rules. */
import type { Event, SourceName } from '../../src/0-event/event.ts'
import { minuteMs } from '../../src/0-event/time.ts'
import { domain } from '../../src/1-ingest/simulate-people.ts'
import type { Comparator } from '../../src/3-detect/comparator.ts'
import type { Alarm } from '../../src/3-detect/evaluate.ts'
import { atLeast, type Finding } from '../../src/3-detect/finding.ts'
import type { Engine, EngineOptions } from '../../src/3-detect/stream.ts'
import type { Round } from './evaluate-rounds.ts'

export interface Detector {
  readonly name: string
  /** The logs it was written for; undefined for ours, which reads all. */
  readonly reads?: readonly SourceName[] | undefined
  run(round: Round): readonly Alarm[]
}

type Make = (options: EngineOptions) => Engine

/** Unanswered prompts are judged when time has passed. */
const restMs = 10 * minuteMs

const optionsFor = ({ privileged }: Round): EngineOptions => ({ homeDomains: [domain], privileged: new Set(privileged) })

/** As `tocsin detect` runs: events sorted by when they happened; an alarm's time is event time. */
export const engineDetector = (name: string, make: Make): Detector => ({
  name,
  run(round) {
    const engine = make(optionsFor(round))
    const alarms = collector()
    for (const event of round.inOrder) for (const finding of engine.step(event)) alarms.take(finding, finding.updatedTime)
    const last = round.inOrder.at(-1)?.time ?? 0
    for (const finding of engine.advance(last + restMs)) alarms.take(finding, finding.updatedTime)
    return alarms.all()
  },
})

/** As a server runs: events as their records are logged, minutes late and out of order; an alarm's time is when it could be given. */
export const liveDetector = (name: string, make: Make): Detector => ({
  name,
  run(round) {
    const engine = make(optionsFor(round))
    const alarms = collector()
    for (const { event, logged } of round.events) {
      for (const finding of engine.advance(logged)) alarms.take(finding, logged)
      for (const finding of engine.step(event)) alarms.take(finding, logged)
    }
    const last = round.events.at(-1)?.logged ?? 0
    for (const finding of engine.advance(last + restMs)) alarms.take(finding, last + restMs)
    return alarms.all()
  },
})

/** A finding speaks once at its first level, and again when it first reaches medium: scoring asks for both moments. */
function collector(): { take(finding: Finding, time: number): void; all(): readonly Alarm[] } {
  const alarms: Alarm[] = []
  const spoken = new Map<string, Finding['level']>()
  return {
    take(finding, time) {
      const before = spoken.get(finding.id)
      if (before !== undefined && (atLeast(before, 'medium') || !atLeast(finding.level, 'medium'))) return
      spoken.set(finding.id, finding.level)
      alarms.push({
        id: finding.id,
        persons: [finding.person, ...finding.others].map((person) => person.name.toLowerCase()),
        time,
        level: finding.level,
        detection: finding.detection,
        why: finding.why,
      })
    },
    all: () => alarms,
  }
}

/** A published rule over the accounts of a round, each account by itself: no published rule joins providers. */
export const comparatorDetector = (rule: Comparator): Detector => ({
  name: rule.title,
  reads: rule.reads,
  run(round) {
    const accounts = new Map<string, (event: Event) => boolean>()
    const alarms: Alarm[] = []
    for (const event of round.inOrder) {
      const name = event.user.email ?? event.user.name ?? event.user.uid
      if (name === undefined) continue
      const account = `${event.source} ${event.user.uid ?? name}`
      const step = accounts.get(account) ?? rule.fresh()
      accounts.set(account, step)
      if (step(event)) {
        alarms.push({
          id: `${account} ${event.id}`,
          persons: [name.toLowerCase()],
          time: event.time,
          level: 'medium',
          detection: rule.name,
          why: rule.condition,
        })
      }
    }
    return alarms
  },
})
