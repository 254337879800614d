/** What an incident says, from its findings: told anew whenever they change, and never by the order they were heard of. */
import type { Event } from '../0-event/event.ts'
import { atLeast, type Finding, type Level, levels, type Phase, phases, type Subject } from '../3-detect/finding.ts'
import { promptsMany, promptsOne } from './count-prompts.ts'
import type { Incident, Stage, Tie } from './incident.ts'
import { addressesOf, type Held, inOrder, phaseOf, subjectOf } from './story.ts'
import { titleOf } from './title.ts'
import { victimsOf, whose } from './victims.ts'

export const findingsMax = 200
const listMax = 20

export interface Telling {
  readonly id: string
  readonly subject: Subject
  readonly own: readonly Held[]
  /** Of the story and of those that went into it. */
  readonly held: readonly Held[]
  readonly ties: readonly Tie[]
  /** Persons whose own incident says that somebody got in. */
  readonly entered: ReadonlySet<string>
  readonly campaign: string | undefined
  readonly mergedInto: string | undefined
  /** What an earlier run had told, where not all of its findings are held any more. */
  readonly before: Incident | undefined
}

export function tellIncident(telling: Telling): Incident {
  const { id, subject, ties, entered, campaign, mergedInto, before } = telling
  const held = [...telling.held].sort(inOrder)
  const findings = held.map(({ finding }) => finding)
  const last = findings.at(-1)
  if (last === undefined) throw new Error(`The incident ${id} has no findings.`)
  const isMany = subject.kind !== 'person'
  const victims = isMany ? victimsOf(findings, entered, before?.victims ?? []) : []
  const person = isMany ? (victims[0]?.person ?? last.person) : nameless(held)
  const events = distinctEvents(findings, isMany ? undefined : whose([person]))
  const counted = isMany ? promptsMany(events) : promptsOne(events)
  const prompts = before === undefined ? counted : larger(counted, before.prompts)
  const attackers = [...new Set(findings.flatMap(addressesOf))]
  const stage = furthest(before?.stage ?? 'noticed', stageOf(findings, prompts, isMany && victims[0]?.reached === 'entered'))
  return {
    id,
    subject,
    person,
    victims,
    title: titleOf({ subject, person, victims, prompts, stage, findings, addresses: attackers.length }),
    level: highest([...findings.map(({ level }) => level), ...(before === undefined ? [] : [before.level])]),
    stage,
    phase: latest([...findings.map(phaseOf), ...(before === undefined ? [] : [before.phase])]),
    firstTime: Math.min(before?.firstTime ?? Number.POSITIVE_INFINITY, ...held.map(({ from }) => from)),
    lastTime: Math.max(before?.lastTime ?? 0, ...held.map(({ to }) => to)),
    detectedTime: Math.min(before?.detectedTime ?? Number.POSITIVE_INFINITY, ...telling.own.map(({ born }) => born)),
    findings: [...new Set([...(before?.findings ?? []), ...findings.map((finding) => finding.id)])].slice(-findingsMax),
    detections: distinct([...(before?.detections ?? []), ...findings.map(({ detection }) => detection)], findingsMax),
    techniques: distinct([...(before?.techniques ?? []), ...findings.flatMap(({ technique }) => technique)], listMax),
    prompts,
    addresses: distinct(
      [...(before?.addresses ?? []), ...(isMany ? attackers : places(findings, events).map(({ src }) => src?.ip))],
      listMax,
    ),
    apps: distinct([...(before?.apps ?? []), ...places(findings, events).map(({ app }) => app?.name ?? app?.uid)], listMax),
    sources: distinct([...(before?.sources ?? []), ...events.map(({ source }) => source)], listMax),
    campaign,
    mergedInto,
    ties,
    simulated: before?.simulated === true || findings.some(({ simulated }) => simulated),
  }
}

/** As the newest finding calls them. */
function nameless(held: readonly Held[]): Finding['person'] {
  const newest = held.reduce((one, other) => (other.to >= one.to ? other : one))
  return newest.finding.person
}

/** Findings of rules hold no events that would say where. */
const places = (findings: readonly Finding[], events: readonly Event[]): readonly Pick<Event, 'src' | 'app'>[] => [
  ...events,
  ...findings.filter(({ events: own }) => own.length === 0),
]

/** Oldest first; of one person only their own, where a finding tells of several. */
function distinctEvents(findings: readonly Finding[], who: ((event: Event) => unknown) | undefined): readonly Event[] {
  const byId = new Map<string, Event>()
  for (const { events, others } of findings)
    for (const event of events) if (who === undefined || others.length === 0 || who(event) !== undefined) byId.set(event.id, event)
  return [...byId.values()].sort((one, other) => one.time - other.time || (one.id < other.id ? -1 : 1))
}

type Prompts = Incident['prompts']

const larger = (one: Prompts, other: Prompts): Prompts => ({
  sent: Math.max(one.sent, other.sent),
  refused: Math.max(one.refused, other.refused),
  unanswered: Math.max(one.unanswered, other.unanswered),
  approved: Math.max(one.approved, other.approved),
})

const stages: readonly Stage[] = ['noticed', 'asked', 'refused', 'reported', 'approved']
const furthest = (one: Stage, other: Stage): Stage => (stages.indexOf(one) >= stages.indexOf(other) ? one : other)

function stageOf(findings: readonly Finding[], prompts: Prompts, entered: boolean): Stage {
  if (entered || findings.some(letsIn)) return 'approved'
  if (findings.some(({ detection }) => detection === 'mfa.user_reported')) return 'reported'
  if (prompts.refused + prompts.unanswered > 0) return 'refused'
  return prompts.sent > 0 || findings.some((finding) => finding.rule === undefined && phaseOf(finding) === 'prompt') ? 'asked' : 'noticed'
}

/** Of these a medium finding says so already; a mere note (low) does not: people do answer at the third try. */
const approvals: ReadonlySet<string> = new Set(['mfa.burst_then_approval', 'mfa.source_response_mismatch'])

/** Somebody else is in: by an approval, or by an entry or what only who is inside can do, where there is little doubt. */
export function letsIn(finding: Finding): boolean {
  if (approvals.has(finding.detection)) return atLeast(finding.level, 'medium')
  const isLate = phases.indexOf(phaseOf(finding)) >= phases.indexOf('entry')
  return finding.rule === undefined && finding.level === 'high' && isLate && subjectOf(finding).kind === 'person' && showsEntry(finding)
}

/** A password that fits is no entry where the second proof or a policy stopped it. */
const showsEntry = ({ events, followed, person }: Finding): boolean => {
  const who = whose([person])
  const all = [...events, ...followed]
  const own = all.filter((event) => who(event) !== undefined)
  return (own.length === 0 ? all : own).some(isInside)
}

function isInside(event: Event): boolean {
  switch (event.kind) {
    case 'sign_in':
      return event.outcome === 'success'
    case 'prompt':
      return event.outcome === 'approved'
    case 'token':
      return event.what !== 'refused' && event.what !== 'revoked'
    case 'enrolment':
      return true
    case 'change':
      return event.outcome === 'success'
    case 'password':
    case 'vendor_risk':
    case 'report':
      return false
  }
}

const highest = (all: readonly Level[]): Level =>
  all.reduce((one, other) => (levels.indexOf(other) > levels.indexOf(one) ? other : one), 'low')
const latest = (all: readonly Phase[]): Phase =>
  all.reduce((one, other) => (phases.indexOf(other) > phases.indexOf(one) ? other : one), 'password')

const distinct = (all: readonly (string | undefined)[], max: number): string[] =>
  [...new Set(all.filter((value) => value !== undefined))].slice(0, max)
