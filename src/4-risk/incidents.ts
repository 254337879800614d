/**
 * Groups findings as they come. What an incident is follows from the findings alone, not from the order they were heard of: each time, the
 * stories of whatever the finding is about are told apart anew, and then what touches them is arranged anew.
 */
import { createHash } from 'node:crypto'
import type { Event } from '../0-event/event.ts'
import { atLeast, type Finding, type Person, type Subject } from '../3-detect/finding.ts'
import type { Incident, Incidents, IncidentsOptions } from './incident.ts'
import { addressesOf, firstOf, type Held, hold, inOrder, stories, subjectOf } from './story.ts'
import { findingsMax, letsIn, tellIncident } from './tell-incident.ts'
import { arrange, createTies, isFurther, type Knot, listOf, tiesOf } from './ties.ts'
import { enteredBy, whose } from './victims.ts'

/** Persons and sources held; of more, those longest unchanged keep their incidents as they are, and begin new ones. */
const ownersMax = 20_000
/** Findings held about one person or source; of more the oldest are let go, what they said stays in the incident. */
const heldMax = 400
/** Findings held of all. */
const heldAllMax = 100_000
/** Labels of administrators kept; of more the first ones count no longer. */
const apartMax = 10_000

interface Story extends Knot {
  readonly owner: string
  readonly held: readonly Held[]
  /** What an earlier run told, or more findings than are held. */
  readonly before: Incident | undefined
  /** Counts up with each making of a story. */
  readonly version: number
  /** Findings that say somebody got in as this person. */
  readonly entries: readonly Entry[]
}

/** What findings are about, and the stories made of them. */
interface Owner {
  readonly subject: Subject
  readonly held: Map<string, Held>
  stories: readonly Story[]
  /** Incidents of before a restart that are more than the findings held say. */
  kept: readonly Incident[]
  /** Their findings were not asked for yet. */
  isUnread: boolean
}

export function createIncidents({ load, apart = new Map() }: IncidentsOptions = {}): Incidents {
  const owners = new Map<string, Owner>()
  const ties = createTies<Story>()
  /** As they were last told, and what the telling was made of. */
  const told = new Map<string, { readonly incident: Incident; readonly of: string }>()
  /** What was split off here; what others say is asked each time, since it may change. */
  const labels = new Map<string, string>()
  const labelOf = (finding: string): string | undefined => labels.get(finding) ?? apart.get(finding)
  let heldAll = 0
  let versions = 0

  function add(...findings: readonly Finding[]): readonly Incident[] {
    const changed = new Map<string, Incident>()
    const touched = new Map<string, Owner>()
    for (const finding of findings) {
      const subject = subjectOf(finding)
      take(subject, finding, touched)
      if (subject.kind === 'person' || !atLeast(finding.level, 'medium')) continue
      for (const person of enteredBy(finding)) take({ kind: 'person', key: person.id }, asTheirs(finding, person), touched)
    }
    for (const [key, owner] of touched) regroup(key, owner, changed)
    evict()
    return [...changed.values()].sort(sharedFirst)
  }

  function take(subject: Subject, finding: Finding, touched: Map<string, Owner>): void {
    const owner = warm(keyOf(subject), subject)
    const before = owner.held.get(finding.id)
    if (before === undefined) heldAll++
    owner.held.set(finding.id, hold(finding, before))
    if (owner.held.size > heldMax) letGo(owner)
    touched.set(keyOf(subject), owner)
  }

  function letGo(owner: Owner): void {
    const oldest = [...owner.held.values()].reduce((one, other) => (inOrder(one, other) <= 0 ? one : other))
    owner.held.delete(oldest.finding.id)
    heldAll--
    owner.kept = owner.stories.flatMap(({ id }) => told.get(id)?.incident ?? [])
  }

  /** With its findings of before a restart; the newest in use. */
  function warm(key: string, subject: Subject): Owner {
    const owner: Owner = owners.get(key) ?? { subject, held: new Map(), stories: [], kept: [], isUnread: false }
    owners.delete(key)
    owners.set(key, owner)
    if (!owner.isUnread) return owner
    owner.isUnread = false
    const whole: string[] = []
    for (const incident of owner.kept) {
      const loaded = load?.(incident.findings) ?? []
      if (loaded.length === incident.findings.length && loaded.length < findingsMax) whole.push(incident.id)
      for (const finding of loaded) takeUp(owner, incident, finding)
    }
    owner.kept = owner.kept.filter(({ id }) => !whole.includes(id))
    swap(owner, grouped(key, owner))
    return owner
  }

  function takeUp(owner: Owner, incident: Incident, finding: Finding): void {
    const theirs = ownOf(finding, owner.subject)
    if (theirs === undefined) return
    const known = hold(theirs, owner.held.get(finding.id))
    const isFirst = incidentId(owner.subject, finding.id) === incident.id
    if (!owner.held.has(finding.id)) heldAll++
    owner.held.set(finding.id, isFirst ? sinceKept(known, incident) : known)
  }

  /** The stories anew, and everything that touched them before or does now. */
  function regroup(key: string, owner: Owner, changed: Map<string, Incident>): void {
    const earlier = owner.stories
    const touched = new Set<string>()
    const next = grouped(key, owner)
    // What only reaches further still touches what it touched.
    for (const story of earlier) if (!next.some((one) => goesOn(one, story))) for (const { id } of ties.around(story)) touched.add(id)
    swap(owner, next)
    for (const gone of earlier) if (!owner.stories.some(({ id }) => id === gone.id)) leave(gone, owner, changed)
    const seen = new Set<string>()
    const around = [...owner.stories, ...[...touched].flatMap((id) => (told.has(id) ? storyOf(id) : []))]
    for (const story of around) if (!seen.has(story.id)) settle(readAround(story), seen, changed)
  }

  function swap(owner: Owner, next: readonly Story[]): void {
    for (const story of owner.stories) ties.remove(story)
    owner.stories = next
    for (const story of owner.stories) ties.add(story)
  }

  /** With the findings of all: what is one with what follows from them. */
  function readAround(story: Story): readonly Story[] {
    const around = ties.around(story)
    const unread = around.filter(({ owner }) => owners.get(owner)?.isUnread === true)
    if (unread.length === 0) return around
    for (const { owner, subject } of unread) warm(owner, subject)
    return ties.around(owners.get(story.owner)?.stories.find(({ id }) => id === story.id) ?? story)
  }

  const storyOf = (id: string): readonly Story[] => {
    const incident = told.get(id)?.incident
    const owner = incident === undefined ? undefined : owners.get(keyOf(incident.subject))
    return owner?.stories.filter((story) => story.id === id) ?? []
  }

  function grouped(key: string, owner: Owner): readonly Story[] {
    const all = stories([...owner.held.values()], labelOf)
    const used = new Set<string>()
    const fresh = all.map((held) => storyAbout(key, owner, held, used))
    // Nothing of it is there any more: it stands as it was told.
    const unread = owner.held.size > 0 ? [] : owner.kept.map((incident) => keptStory(key, owner.subject, incident))
    return [...fresh, ...unread]
  }

  function storyAbout(key: string, owner: Owner, held: readonly Held[], used: Set<string>): Story {
    const first = firstOf(held)
    const label = first === undefined ? undefined : labelOf(first.finding.id)
    const ids = new Set(held.map(({ finding }) => finding.id))
    const before = owner.kept.find((incident) => incident.findings.some((id) => ids.has(id)))
    const own = label === undefined ? incidentId(owner.subject, first?.finding.id ?? '') : hash('incident', key, label)
    // What its first findings were is no longer held: it keeps its name.
    const id = label === undefined && before !== undefined && !used.has(before.id) ? before.id : own
    used.add(id)
    const victims = owner.subject.kind === 'source' ? listOf(held) : nobody
    return {
      id,
      owner: key,
      subject: owner.subject,
      from: held[0]?.from ?? 0,
      held,
      before,
      ties: label === undefined ? tiesOf(held, victims) : [],
      victims,
      addresses: [...new Set(held.flatMap(({ finding }) => addressesOf(finding)))],
      isFurther: isFurther(held),
      version: ++versions,
      entries: owner.subject.kind === 'person' ? entriesOf(owner.subject.key, held) : [],
    }
  }

  /** An incident whose findings are in another story now: its name leads there. */
  function leave(gone: Story, owner: Owner, changed: Map<string, Incident>): void {
    const last = told.get(gone.id)?.incident
    if (last === undefined) return
    const ids = new Set(last.findings)
    const heirs = owner.stories.map((story) => ({ story, count: story.held.filter(({ finding }) => ids.has(finding.id)).length }))
    const heir = heirs
      .filter(({ count }) => count > 0)
      .sort((one, other) => rank(one.story) - rank(other.story) || other.count - one.count)[0]
    if (heir === undefined) return
    told.delete(gone.id)
    changed.set(gone.id, { ...last, mergedInto: heir.story.id, campaign: undefined, findings: [], ties: [] })
  }

  const rank = ({ held }: Story): number => (held.some(({ finding }) => labelOf(finding.id) !== undefined) ? 1 : 0)

  function settle(knots: readonly Story[], seen: Set<string>, changed: Map<string, Incident>): void {
    const arranged = arrange(knots, (source) => ties.around(source, true))
    const [first] = arranged
    const campaign = arranged.length < 2 || first === undefined ? undefined : hash('campaign', first.main.id)
    const inside = arranged.flatMap(({ main }) => main.entries)
    for (const { main, absorbed } of arranged) {
      seen.add(main.id)
      retell(main, absorbed, enteredFrom([main, ...absorbed], inside), campaign, undefined, changed)
      for (const one of absorbed) {
        seen.add(one.id)
        retell(one, [], nobody, undefined, main.id, changed)
      }
    }
  }

  function retell(
    story: Story,
    absorbed: readonly Story[],
    entered: ReadonlySet<string>,
    campaign: string | undefined,
    mergedInto: string | undefined,
    changed: Map<string, Incident>,
  ): void {
    const { id, subject, held: own, before } = story
    const of = `${campaign} ${mergedInto} ${[...entered].join()} ${[story, ...absorbed].map(({ version }) => version).join()}`
    const last = told.get(id)
    if (last?.of === of) return
    const ids = new Set(own.map(({ finding }) => finding.id))
    const others = absorbed.flatMap(({ held }) => held).filter(({ finding }) => !ids.has(finding.id))
    const held = [...own, ...others.sort(inOrder).slice(-Math.max(0, findingsMax - own.length))]
    const incident =
      own.length === 0 && last !== undefined
        ? { ...last.incident, campaign, mergedInto }
        : tellIncident({ id, subject, own, held, ties: story.ties, entered, campaign, mergedInto, before })
    told.set(id, { incident, of })
    changed.set(id, incident)
  }

  function evict(): void {
    while (owners.size > ownersMax || (heldAll > heldAllMax && owners.size > 1)) {
      const key = owners.keys().next().value
      const owner = key === undefined ? undefined : owners.get(key)
      if (key === undefined || owner === undefined) return
      for (const story of owner.stories) {
        ties.remove(story)
        told.delete(story.id)
      }
      heldAll -= owner.held.size
      owners.delete(key)
    }
  }

  function restore(kept: readonly Incident[]): void {
    const standing = kept.filter(({ findings }) => findings.length > 0)
    for (const incident of [...standing].sort((one, other) => one.lastTime - other.lastTime)) {
      const key = keyOf(incident.subject)
      const owner: Owner = owners.get(key) ?? { subject: incident.subject, held: new Map(), stories: [], kept: [], isUnread: true }
      owner.kept = [...owner.kept, incident]
      const story = keptStory(key, incident.subject, incident)
      owner.stories = [...owner.stories, story]
      owners.set(key, owner)
      ties.add(story)
      told.set(incident.id, { incident, of: '' })
    }
    evict()
  }

  function split(findings: readonly string[], label: string): readonly Incident[] {
    for (const id of findings) labels.set(id, label)
    while (labels.size > apartMax) labels.delete(labels.keys().next().value ?? '')
    const changed = new Map<string, Incident>()
    for (const [key, owner] of [...owners]) {
      const isKept = owner.kept.some((incident) => incident.findings.some((id) => findings.includes(id)))
      if (isKept) warm(key, owner.subject)
      if (findings.some((id) => owner.held.has(id))) regroup(key, owner, changed)
    }
    return [...changed.values()].sort(sharedFirst)
  }

  return { add, restore, split }
}

const nobody: ReadonlySet<string> = new Set()

/** Somebody got in as this person, from there. */
interface Entry {
  readonly person: string
  readonly addresses: readonly string[]
}

const entriesOf = (person: string, held: readonly Held[]): readonly Entry[] =>
  held.filter(({ finding }) => letsIn(finding)).map(({ finding }) => ({ person, addresses: addressesOf(finding) }))

/** The same story with all its ties, perhaps longer and stronger. */
const goesOn = (next: Story, before: Story): boolean =>
  next.id === before.id &&
  next.isFurther === before.isFurther &&
  before.ties.every((tie) =>
    next.ties.some(
      (one) =>
        one.node === tie.node && one.from <= tie.from && one.to >= tie.to && (one.strength === tie.strength || one.strength === 'strong'),
    ),
  )

/** Of a source's stories: the persons somebody got in as from one of its addresses. */
function enteredFrom(knots: readonly Story[], entries: readonly Entry[]): ReadonlySet<string> {
  if (knots[0]?.subject.kind !== 'source') return nobody
  const addresses = new Set(knots.flatMap((knot) => (knot.subject.kind === 'source' ? knot.addresses : [])))
  return new Set(entries.filter((entry) => entry.addresses.some((one) => addresses.has(one))).map(({ person }) => person))
}

const keptStory = (owner: string, subject: Subject, incident: Incident): Story => ({
  version: 0,
  entries: [],
  id: incident.id,
  owner,
  subject,
  from: incident.firstTime,
  held: [],
  before: incident,
  ties: incident.ties,
  addresses: incident.addresses,
  victims: new Set(incident.victims.map(({ person }) => person.id)),
  isFurther: incident.stage === 'approved' || incident.stage === 'reported' || (incident.level === 'high' && incident.phase !== 'password'),
})

/** The finding as this person's or source's incident holds it; undefined where it is another's. */
function ownOf(finding: Finding, subject: Subject): Finding | undefined {
  const own = subjectOf(finding)
  if (own.kind === subject.kind && own.key === subject.key) return finding
  const person = subject.kind === 'person' ? enteredBy(finding).find(({ id }) => id === subject.key) : undefined
  return person === undefined ? undefined : asTheirs(finding, person)
}

/** Of a finding about many what concerns one that somebody got in as: that is an entry, and there is little doubt. */
function asTheirs(finding: Finding, person: Person): Finding {
  const who = whose([person])
  const theirs = (event: Event): boolean => who(event) !== undefined
  const [events, followed] = [finding.events.filter(theirs), finding.followed.filter(theirs)]
  return { ...finding, subject: undefined, person, others: [], events, followed, phase: 'entry', level: 'high' }
}

/** It may have grown from low to medium since, and says so as its beginning. */
const sinceKept = (held: Held, { detectedTime }: Incident): Held => ({
  ...held,
  from: Math.min(held.from, detectedTime),
  born: Math.min(held.born, detectedTime),
})

const sharedFirst = (one: Incident, other: Incident): number =>
  Number(one.subject.kind === 'person') - Number(other.subject.kind === 'person')

const keyOf = ({ kind, key }: Subject): string => `${kind} ${key}`

const incidentId = ({ kind, key }: Subject, finding: string): string =>
  kind === 'person' ? hash('incident', key, finding) : hash('incident', kind, key, finding)

const hash = (...parts: readonly string[]): string => createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 32)
