/** Which findings are one story: those about the same thing that follow each other, or share a session, a sign-in or an attacker's address. */
import { dayMs } from '../0-event/time.ts'
import { atLeast, type Finding, type Person, type Phase, type Subject } from '../3-detect/finding.ts'

/** A finding this long after the last of its story begins a new one. */
const quietMs = dayMs
/** The same address or, which is never chance, the same session or sign-in ties further apart. */
const addressMs = 2 * dayMs
const sessionMs = 7 * dayMs

/** Persons of one finding over all its tellings; of more those whose ids come last are left out. */
const personsMax = 1000

/** A finding as far as it is known: its newest telling, and the span and persons of all of them. */
export interface Held {
  readonly finding: Finding
  readonly from: number
  readonly to: number
  /** When it was first made; a finding that grows from low to medium says so anew. */
  readonly born: number
}

/** The same whichever of the two came first. */
export function hold(finding: Finding, before: Held | undefined): Held {
  const from = Math.min(finding.detectedTime, finding.time, ...finding.events.map(({ time }) => time))
  if (before === undefined) return { finding, from, to: finding.time, born: finding.detectedTime }
  const newest = isNewer(finding, before.finding) ? finding : before.finding
  const others = joinPersons(newest.person, [...finding.others, ...before.finding.others, finding.person, before.finding.person])
  const kept = newest.others.length === others.length || newest.others.length === 0 ? newest : { ...newest, others }
  return {
    finding: kept,
    from: Math.min(from, before.from),
    to: Math.max(finding.time, before.to),
    born: Math.min(finding.detectedTime, before.born),
  }
}

const isNewer = (one: Finding, other: Finding): boolean =>
  one.updatedTime === other.updatedTime ? size(one) >= size(other) : one.updatedTime > other.updatedTime
const size = ({ events, followed }: Finding): number => events.length + followed.length

function joinPersons(person: Person, others: readonly Person[]): readonly Person[] {
  const byId = new Map(others.filter(({ id }) => id !== person.id).map((one) => [one.id, one]))
  return [...byId.values()].sort((one, other) => (one.id < other.id ? -1 : 1)).slice(0, personsMax)
}

/** What the finding is about, as far as an incident is made of it: sessions are their person's; one without others is about the person too. */
export function subjectOf(finding: Finding): Subject {
  const { subject, person, others, src } = finding
  if (subject === undefined && others.length > 0) return { kind: 'source', key: src?.ip === undefined ? finding.id : `address ${src.ip}` }
  if (subject === undefined || subject.kind === 'person' || subject.kind === 'session') return { kind: 'person', key: person.id }
  if (subject.kind === 'tenant' && others.length > 0 && isKnocking(finding))
    return { kind: 'source', key: `${subject.key} ${finding.detection}` }
  return subject.kind === 'source' || subject.kind === 'tenant' || others.length > 0 ? subject : { kind: 'person', key: person.id }
}

/** Passwords tried or prompts sent all over the organisation are somebody's doing, whoever it is. */
const isKnocking = (finding: Finding): boolean => phaseOf(finding) === 'password' || phaseOf(finding) === 'prompt'

/** Findings of before phases were told say by their name where they stand. */
export function phaseOf({ phase, detection, rule }: Finding): Phase {
  if (phase !== undefined) return phase
  if (rule !== undefined) return 'action'
  if (detection === 'mfa.burst_then_approval' || detection === 'mfa.source_response_mismatch') return 'entry'
  return detection.startsWith('pwd.') ? 'password' : 'prompt'
}

/** The one a story is named after: a later finding often tells of earlier events, and must not take the name. */
export const firstOf = (held: readonly Held[]): Held | undefined =>
  held.reduce<Held | undefined>((one, other) => (one === undefined || inBirth(one, other) > 0 ? other : one), undefined)
const inBirth = (one: Held, other: Held): number => one.born - other.born || (one.finding.id < other.finding.id ? -1 : 1)

/** By when it began, then by id: never by when it was heard of. */
export const inOrder = (one: Held, other: Held): number => one.from - other.from || (one.finding.id < other.finding.id ? -1 : 1)

/** Findings about one thing, told apart into stories. Those with a label of an administrator stand with their label alone. */
export function stories(held: readonly Held[], labelOf: (finding: string) => string | undefined): readonly (readonly Held[])[] {
  const byLabel = Map.groupBy([...held].sort(inOrder), ({ finding }) => labelOf(finding.id))
  return [...byLabel].flatMap(([label, some]) => (label === undefined ? chains(some) : [some]))
}

/** In order of their beginnings. A tie to an earlier chain joins it and all between to one. */
function chains(held: readonly Held[]): readonly (readonly Held[])[] {
  let found: Chain[] = []
  for (const one of held) {
    const tied = found.filter((chain) => one.from - chain.to <= quietMs || chain.held.some((other) => isTied(one, other)))
    const rest = found.filter((chain) => !tied.includes(chain))
    const to = Math.max(one.to, ...tied.map((chain) => chain.to))
    found = [...rest, { held: [...tied.flatMap((chain) => chain.held), one].sort(inOrder), to }]
  }
  return found.map((chain) => chain.held)
}

interface Chain {
  readonly held: readonly Held[]
  readonly to: number
}

function isTied(one: Held, other: Held): boolean {
  const apart = Math.max(one.from, other.from) - Math.min(one.to, other.to)
  if (apart > sessionMs) return false
  if (shares(sessionsOf(one.finding), sessionsOf(other.finding))) return true
  if (apart > addressMs || !atLeast(one.finding.level, 'medium') || !atLeast(other.finding.level, 'medium')) return false
  return shares(addressesOf(one.finding), addressesOf(other.finding))
}

const shares = (one: readonly string[], other: readonly string[]): boolean => one.some((value) => other.includes(value))

/** Kept beside the finding, since each is compared with many. */
const sessions = new WeakMap<Finding, readonly string[]>()

function sessionsOf(finding: Finding): readonly string[] {
  const known = sessions.get(finding)
  if (known !== undefined) return known
  const all = [finding.flow, ...finding.events.flatMap((event) => [event.flow, event.session])]
  const distinct = [...new Set(all.filter((one) => one !== undefined))]
  sessions.set(finding, distinct)
  return distinct
}

/**
 * The attacker's, as far as the finding says: of one person the last; of several victims where every event is, but for the organisation's own
 * places. Where the finding looks at a whole app or tenant, people who merely mistyped are among them: there only what several came from.
 */
export function addressesOf(finding: Finding): readonly string[] {
  return [...placesOf(finding).keys()]
}

export interface Span {
  readonly from: number
  readonly to: number
}

/** The attacker's addresses, and when he was there. */
export function placesOf(finding: Finding): ReadonlyMap<string, Span> {
  const known = places.get(finding)
  if (known !== undefined) return known
  const found = subjectOf(finding).kind === 'person' ? placeOfOne(finding) : placesOfMany(finding)
  places.set(finding, found)
  return found
}

const places = new WeakMap<Finding, ReadonlyMap<string, Span>>()

const placeOfOne = ({ src, ownPlaces = [], detectedTime, time }: Finding): ReadonlyMap<string, Span> =>
  new Map(src?.ip === undefined || ownPlaces.includes(src.ip) ? [] : [[src.ip, { from: Math.min(detectedTime, time), to: time }]])

function placesOfMany(finding: Finding): ReadonlyMap<string, Span> {
  const { src, events, subject, ownPlaces = [], detectedTime, time } = finding
  const named = subject?.key.split(' ') ?? []
  const isWide = subject !== undefined && (subject.kind !== 'source' || named[0] === 'app')
  const at = Map.groupBy(events, (event) => event.src?.ip)
  const found = new Map<string, Span>()
  for (const [ip, some] of at) {
    if (ip === undefined || (ownPlaces.includes(ip) && !named.includes(ip))) continue
    if (isWide && new Set(some.map(({ user }) => user.uid ?? user.name ?? user.email)).size < severalMin) continue
    found.set(ip, { from: Math.min(...some.map((event) => event.time)), to: Math.max(...some.map((event) => event.time)) })
  }
  if (found.size === 0 && !isWide && src?.ip !== undefined) found.set(src.ip, { from: Math.min(detectedTime, time), to: time })
  return found
}

const severalMin = 2
