/** Which alarm belongs to which attack, and which alarms wake somebody together. */
import { dayMs, hourMs, minuteMs } from '../0-event/time.ts'
import type { AttackKind, Label } from '../1-ingest/scenario.ts'
import type { Level } from './finding.ts'

/** One finding, as far as scoring goes. */
export interface Alarm {
  /** The finding's: a finding that grows speaks again, under the same id, for whom it names anew. */
  readonly id: string
  /** E-mails in lower case; several where it is about several people. */
  readonly persons: readonly string[]
  /** Event time in milliseconds since 1970 at which it first spoke. */
  readonly time: number
  readonly level: Level
  readonly detection: string
  readonly why: string
  /** Where its events came from, as far as it says. */
  readonly addresses?: readonly string[] | undefined
}

/** An alarm belongs to an attack from so long before the first thing done, */
const beforeMs = 5 * minuteMs
/** … until so long after the last: what an attacker who is in does next is found later than knocking. */
const afterMs: Readonly<Record<AttackKind, number>> = {
  bombing: hourMs,
  other: hourMs,
  spray: 3 * hourMs,
  takeover: dayMs,
  foothold: dayMs,
}
const lookAlikeAfterMs = hourMs
/** Alarms about one person so close together wake somebody once. */
const episodeMs = hourMs

interface Span {
  readonly firstTime: number
  readonly lastTime: number
}

/** One attack with what is asked of it again and again. */
export interface Target {
  readonly label: Label
  readonly persons: readonly string[]
  readonly addresses: ReadonlySet<string>
}

export const targetOf = (label: Label): Target => ({
  label,
  persons: [...new Set([label.person, ...(label.persons ?? [])].map((person) => person.toLowerCase()))],
  addresses: new Set(label.addresses),
})

export const isNear = ({ firstTime, lastTime }: Span, time: number): boolean =>
  time >= firstTime - beforeMs && time <= lastTime + lookAlikeAfterMs

/** Whether an alarm that shares a person or an address with this attack is about it. */
export function fits(target: Target, alarm: Alarm): boolean {
  const { label } = target
  if (alarm.time < label.firstTime - beforeMs || alarm.time > label.lastTime + afterMs[label.kind]) return false
  return label.kind === 'spray' ? fitsSpray(target, alarm) : target.persons.some((person) => alarm.persons.includes(person))
}

/**
 * A spray can go on for days over a sixth of the people, to whom other things happen meanwhile: what comes from elsewhere is not of the spray. And what
 * comes from its addresses is, also where it names only names that are nobody's.
 */
function fitsSpray({ persons, addresses }: Target, alarm: Alarm): boolean {
  const from = alarm.addresses ?? []
  if (from.length === 0 || addresses.size === 0) return persons.some((person) => alarm.persons.includes(person))
  return from.some((address) => addresses.has(address))
}

/** By what an alarm and an attack can have in common: persons, and of sprays addresses. */
export type Index<T> = ReadonlyMap<string, readonly T[]>

export function indexed<T>(all: readonly T[], keysOf: (one: T) => Iterable<string>): Index<T> {
  const found = new Map<string, T[]>()
  for (const one of all) {
    for (const key of keysOf(one)) {
      const known = found.get(key)
      if (known === undefined) found.set(key, [one])
      else known.push(one)
    }
  }
  return found
}

export const targetKeys = ({ label, persons, addresses }: Target): readonly string[] =>
  label.kind === 'spray' ? [...persons, ...addresses] : persons

export const alarmKeys = ({ persons, addresses }: Alarm): readonly string[] => [...persons, ...(addresses ?? [])]

/** The attacks an alarm is about, each once. */
export function attacksOf(alarm: Alarm, targets: Index<Target>): readonly Target[] {
  const near = new Set(alarmKeys(alarm).flatMap((key) => targets.get(key) ?? []))
  return [...near].filter((target) => fits(target, alarm))
}

/** Alarms of one person, or of overlapping groups, close together; and all of one finding, however long it grows. */
export function episodesOf(alarms: readonly Alarm[]): readonly (readonly Alarm[])[] {
  const episodes: Alarm[][] = []
  const open = new Map<string, Open>()
  const grown = new Map<string, Open>()
  for (const alarm of [...alarms].sort((one, other) => one.time - other.time)) {
    const near = alarm.persons.map((person) => open.get(person)).find((one) => one !== undefined && alarm.time <= one.until)
    const known = (alarm.id === '' ? undefined : grown.get(alarm.id)) ?? near
    const entry = known ?? { episode: [], until: 0 }
    if (known === undefined) episodes.push(entry.episode)
    entry.episode.push(alarm)
    entry.until = alarm.time + episodeMs
    grown.set(alarm.id, entry)
    for (const person of alarm.persons) open.set(person, entry)
  }
  return episodes
}

interface Open {
  readonly episode: Alarm[]
  until: number
}

/** Duo knows people by bare names; where a finding has one, it means the person of that name in the truth's domain. */
export function inFull(alarms: readonly Alarm[], anybody: { readonly person: string } | undefined): readonly Alarm[] {
  const domain = anybody?.person.toLowerCase().split('@')[1]
  if (domain === undefined) return alarms
  return alarms.map((alarm) => ({ ...alarm, persons: alarm.persons.map((name) => (name.includes('@') ? name : `${name}@${domain}`)) }))
}
