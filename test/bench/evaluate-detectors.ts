/** Whatever turns a round's events into alarms: our engine, fed in event order or as the logs come in, and the published rules. */
import type { Event, SourceName, User } from '../../src/0-event/event.ts'
import { minuteMs } from '../../src/0-event/time.ts'
import type { Reference } from '../../src/1-ingest/reference.ts'
import type { AttackKind } from '../../src/1-ingest/scenario.ts'
import { simulatedNetworks } from '../../src/1-ingest/simulate-lists.ts'
import { domain } from '../../src/1-ingest/simulate-people.ts'
import type { Comparator, Fired } from '../../src/3-detect/comparator.ts'
import { createEngine } from '../../src/3-detect/engine.ts'
import type { Alarm } from '../../src/3-detect/evaluate-match.ts'
import { atLeast, type Finding } from '../../src/3-detect/finding.ts'
import type { Engine } from '../../src/3-detect/stream.ts'
import type { Round } from './evaluate-rounds.ts'

export interface Detector {
  readonly name: string
  /** The logs it was written for, and the attacks; undefined for ours, which reads all against all. */
  readonly reads?: readonly SourceName[] | undefined
  readonly against?: readonly AttackKind[] | undefined
  run(round: Round, reference: Reference): readonly Alarm[]
}

/** Unanswered prompts are judged when time has passed. */
const restMs = 10 * minuteMs

/** With the lists of networks that the simulated organisation would have: those that ship know none of its networks. */
const engineFor = ({ privileged }: Round, { locate, leaked }: Reference): Engine =>
  createEngine({ homeDomains: [domain], privileged: new Set(privileged), locate, networks: simulatedNetworks(), leaked })

/** As `tocsin detect` runs: events sorted by when they happened; an alarm's time is event time. */
export const inEventOrder: Detector = {
  name: 'Tocsin',
  run(round, reference) {
    const engine = engineFor(round, reference)
    const alarms = collector()
    for (const event of round.inOrder) for (const finding of engine.step(event)) alarms.take(finding, finding.updatedTime)
    const last = round.inOrder.at(-1)?.time ?? 0
    for (const finding of engine.advance(last + restMs)) alarms.take(finding, finding.updatedTime)
    return alarms.all()
  },
}

/** As a server runs: events as their records are logged, minutes late and out of order; an alarm's time is when it could be given. */
export const asLogged: Detector = {
  name: 'Tocsin, as the logs come in',
  run(round, reference) {
    const engine = engineFor(round, reference)
    const alarms = collector()
    for (const { event, logged } of round.events) {
      for (const finding of engine.advance(logged)) alarms.take(finding, logged)
      for (const finding of engine.step(event)) alarms.take(finding, logged)
    }
    const last = round.events.at(-1)?.logged ?? 0
    for (const finding of engine.advance(last + restMs)) alarms.take(finding, last + restMs)
    return alarms.all()
  },
}

/**
 * A finding speaks at its first level, when it first reaches medium, and whenever it names somebody more: scoring asks who was told of, and
 * when. Of a finding that grows, only who is new is said again.
 */
function collector(): { take(finding: Finding, time: number): void; all(): readonly Alarm[] } {
  const alarms: Alarm[] = []
  const spoken = new Map<string, { level: Finding['level']; readonly names: Set<string> }>()
  return {
    take(finding, time) {
      const known = spoken.get(finding.id)
      const names = [...new Set([finding.person, ...finding.others].map((person) => person.name.toLowerCase()))]
      const isLouder = known !== undefined && atLeast(finding.level, 'medium') && !atLeast(known.level, 'medium')
      const persons = known === undefined || isLouder ? names : names.filter((name) => !known.names.has(name))
      spoken.set(finding.id, { level: finding.level, names: new Set([...(known?.names ?? []), ...names]) })
      if (persons.length === 0) return
      alarms.push({
        id: finding.id,
        persons,
        time,
        level: finding.level,
        detection: finding.detection,
        why: finding.why,
        addresses: [...new Set(finding.events.flatMap(({ src }) => src?.ip ?? []))],
      })
    },
    all: () => alarms,
  }
}

const nameOf = (user: User): string | undefined => user.email ?? user.name ?? user.uid

/** A published rule over the events of a round, each provider's log by itself: no published rule joins providers. */
export const comparatorDetector = (rule: Comparator): Detector => ({
  name: rule.title,
  reads: rule.reads,
  against: rule.against,
  run(round) {
    const told = rule.scope === 'tenant' ? tenantRun(rule) : accountRun(rule)
    const names = namesByUid(round.inOrder)
    return round.inOrder.flatMap((event) => {
      const fired = told(event)
      return fired === undefined ? [] : [alarmOf(rule, event, fired, names)]
    })
  },
})

const alarmOf = (rule: Comparator, event: Event, { persons, addresses }: Fired, names: ReadonlyMap<string, string>): Alarm => ({
  id: `${event.source} ${event.id}`,
  persons: persons.map((name) => (names.get(name) ?? name).toLowerCase()),
  time: event.time,
  level: 'medium',
  detection: rule.name,
  why: rule.condition,
  addresses,
})

/** Some records have nothing but the provider's id of an account: whoever reads the alarm would look it up. */
function namesByUid(events: readonly Event[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { user } of events) {
    const name = user.email ?? user.name
    if (user.uid !== undefined && name !== undefined && !names.has(user.uid)) names.set(user.uid, name)
  }
  return names
}

type Told = (event: Event) => Fired | undefined

function accountRun(rule: Comparator & { readonly scope: 'account' }): Told {
  const accounts = new Map<string, (event: Event) => boolean>()
  return (event) => {
    const name = nameOf(event.user)
    if (name === undefined) return undefined
    const account = `${event.source} ${event.user.uid ?? name}`
    const step = accounts.get(account) ?? rule.fresh()
    accounts.set(account, step)
    return step(event) ? { persons: [name], addresses: event.src?.ip === undefined ? [] : [event.src.ip] } : undefined
  }
}

function tenantRun(rule: Comparator & { readonly scope: 'tenant' }): Told {
  const logs = new Map<SourceName, Told>()
  return (event) => {
    const step = logs.get(event.source) ?? rule.fresh()
    logs.set(event.source, step)
    return step(event)
  }
}
