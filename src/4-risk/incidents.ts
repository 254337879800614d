/** Groups findings as they come: one incident per person until they have been quiet for a day, and one campaign per attacker's source. */
import { createHash } from 'node:crypto'
import type { Event } from '../0-event/event.ts'
import { dayMs } from '../0-event/time.ts'
import { type Finding, type Level, levels } from '../3-detect/finding.ts'
import type { Incident, Incidents, Stage } from './incident.ts'

/** A person's finding this long after their last one begins a new incident. */
const incidentQuietMs = dayMs
/** Incidents of two persons asked from one address within this time are one campaign. */
const campaignMs = dayMs
const incidentsMax = 20_000
const findingsMax = 200
const listMax = 20
const eventsMax = 400
const titlesMax = 3

/** What an incident is made of, kept beside it so that it can be told again when a finding changes. */
interface Case {
  incident: Incident
  /** What an earlier run had counted: its findings are gone from memory, and those that come again repeat part of it. */
  readonly counted: Prompts | undefined
  readonly findings: Map<string, Finding>
}

export function createIncidents(): Incidents {
  const byPerson = new Map<string, Case>()
  const byAddress = new Map<string, { campaign: string; persons: Set<string>; lastTime: number }>()

  function add(finding: Finding): Incident[] {
    const persons = [finding.person, ...finding.others]
    const changed = persons.map((person) => addTo(person.id, { ...finding, person }))
    return [...changed, ...joinCampaign(changed, finding)]
  }

  function addTo(person: string, finding: Finding): Incident {
    const open = byPerson.get(person)
    const continued = open !== undefined && finding.time - open.incident.lastTime <= incidentQuietMs ? open : undefined
    const one: Case = continued ?? { incident: begin(finding), counted: undefined, findings: new Map() }
    one.findings.delete(finding.id)
    one.findings.set(finding.id, finding)
    if (one.findings.size > findingsMax) one.findings.delete(one.findings.keys().next().value ?? '')
    one.incident = tellIncident(one)
    byPerson.delete(person)
    byPerson.set(person, one)
    if (byPerson.size > incidentsMax) byPerson.delete(byPerson.keys().next().value ?? '')
    return one.incident
  }

  /** The attacker's address, where it is not the person's own, ties incidents of several persons together. */
  function joinCampaign(incidents: readonly Incident[], finding: Finding): Incident[] {
    const address = finding.src?.ip
    if (address === undefined || finding.level === 'low') return []
    // A rule does not say whether an address is an attacker's: administrators share their office's. Alone it ties only what it finds itself.
    const key = finding.rule === undefined || byAddress.has(address) ? address : `${finding.detection} ${address}`
    const known = byAddress.get(key)
    const recent = known !== undefined && finding.time - known.lastTime <= campaignMs ? known : undefined
    const tie = recent ?? { campaign: id('campaign', key, String(finding.time)), persons: new Set<string>(), lastTime: finding.time }
    for (const { person } of incidents) tie.persons.add(person.id)
    tie.lastTime = Math.max(tie.lastTime, finding.time)
    byAddress.delete(key)
    byAddress.set(key, tie)
    if (byAddress.size > incidentsMax) byAddress.delete(byAddress.keys().next().value ?? '')
    return tie.persons.size < 2 ? [] : [...tie.persons].flatMap((person) => mark(person, tie.campaign))
  }

  function mark(person: string, campaign: string): Incident[] {
    const one = byPerson.get(person)
    if (one === undefined || one.incident.campaign !== undefined) return []
    one.incident = { ...one.incident, campaign }
    return [one.incident]
  }

  function restore(kept: readonly Incident[]): void {
    for (const incident of [...kept].sort((one, other) => one.lastTime - other.lastTime)) {
      byPerson.set(incident.person.id, { incident, counted: incident.prompts, findings: new Map() })
      if (incident.campaign === undefined) continue
      for (const address of incident.addresses) {
        const tie = byAddress.get(address) ?? { campaign: incident.campaign, persons: new Set<string>(), lastTime: 0 }
        tie.persons.add(incident.person.id)
        tie.lastTime = Math.max(tie.lastTime, incident.lastTime)
        byAddress.set(address, tie)
      }
    }
  }

  return { add, restore }
}

const begin = (finding: Finding): Incident => ({
  id: id('incident', finding.person.id, finding.id),
  person: finding.person,
  title: '',
  level: finding.level,
  stage: 'noticed',
  firstTime: finding.time,
  lastTime: finding.time,
  findings: [],
  detections: [],
  prompts: { sent: 0, refused: 0, unanswered: 0, approved: 0 },
  addresses: [],
  apps: [],
  sources: [],
  campaign: undefined,
  simulated: finding.simulated,
})

/** Tells the incident anew from its findings; what an earlier run knew and this one does not is kept. */
function tellIncident({ incident, counted, findings }: Case): Incident {
  const all = [...findings.values()]
  const events = eventsOf(all, incident.person.id)
  const prompts = counted === undefined ? countPrompts(events) : larger(countPrompts(events), counted)
  const level = all.reduce<Level>(
    (highest, finding) => (levels.indexOf(finding.level) > levels.indexOf(highest) ? finding.level : highest),
    incident.level,
  )
  const stage = furthest(incident.stage, stageOf(all, prompts))
  const person = all.at(-1)?.person ?? incident.person
  // Their findings hold no events that would say it.
  const ruled = all.filter(({ rule }) => rule !== undefined)
  return {
    ...incident,
    person,
    level,
    stage,
    prompts,
    title: titleOf(person.displayName ?? person.name, prompts, stage, all),
    firstTime: Math.min(incident.firstTime, ...events.map(({ time }) => time)),
    lastTime: Math.max(incident.lastTime, ...all.map(({ time }) => time)),
    findings: union(incident.findings, [...findings.keys()]).slice(-findingsMax),
    detections: union(
      incident.detections,
      all.map(({ detection }) => detection),
    ),
    addresses: union(
      incident.addresses,
      [...events, ...ruled].map(({ src }) => src?.ip),
    ).slice(0, listMax),
    apps: union(
      incident.apps,
      [...events, ...ruled].map(({ app }) => app?.name ?? app?.uid),
    ).slice(0, listMax),
    sources: union(
      incident.sources,
      events.map(({ source }) => source),
    ).slice(0, listMax),
    simulated: incident.simulated || all.some(({ simulated }) => simulated),
  }
}

function eventsOf(findings: readonly Finding[], person: string): Event[] {
  const byId = new Map<string, Event>()
  for (const finding of findings) {
    const others = finding.others.length > 0
    for (const event of finding.events) if (!others || belongs(event, person, finding)) byId.set(event.id, event)
  }
  return [...byId.values()].sort((one, other) => one.time - other.time).slice(-eventsMax)
}

/** A spray's finding holds events of several persons: only this person's count here. */
const belongs = (event: Event, person: string, finding: Finding): boolean =>
  [event.user.email, event.user.name, event.user.uid].some(
    (name) => name !== undefined && (person.endsWith(name) || finding.person.name === name),
  )

type Prompts = Incident['prompts']

/** A sending and its answer are one prompt: answers are counted, and those sendings that found none. */
function countPrompts(events: readonly Event[]): Prompts {
  const count = { sent: 0, refused: 0, unanswered: 0, approved: 0 }
  let sendings = 0
  let answers = 0
  for (const event of events) {
    if (event.kind !== 'prompt') continue
    if (event.told !== 'answer') count.sent++
    if (event.told === 'sent') sendings++
    if (event.told === 'answer') answers++
    switch (event.outcome) {
      case 'denied':
      case 'fraud':
      case 'wrong_number':
      case 'wrong_code':
      case 'withheld':
      case 'locked':
        count.refused++
        break
      case 'approved':
        count.approved++
        break
      case 'open':
      case 'unanswered':
      case 'duplicate':
      case 'unknown':
        break
    }
  }
  if (answers > sendings) count.sent += answers - sendings
  count.unanswered = Math.max(0, count.sent - count.refused - count.approved)
  return count
}

const larger = (one: Prompts, other: Prompts): Prompts => ({
  sent: Math.max(one.sent, other.sent),
  refused: Math.max(one.refused, other.refused),
  unanswered: Math.max(one.unanswered, other.unanswered),
  approved: Math.max(one.approved, other.approved),
})

const stages: readonly Stage[] = ['noticed', 'asked', 'refused', 'reported', 'approved']
const furthest = (one: Stage, other: Stage): Stage => (stages.indexOf(one) >= stages.indexOf(other) ? one : other)

/** Of these a mere note (low) does not say that somebody is in: people do answer at the third try. */
const letsIn: ReadonlySet<string> = new Set(['mfa.burst_then_approval', 'mfa.source_response_mismatch'])

function stageOf(findings: readonly Finding[], prompts: Prompts): Stage {
  if (findings.some(({ detection, level }) => level !== 'low' && letsIn.has(detection))) return 'approved'
  if (findings.some(({ detection }) => detection === 'mfa.user_reported')) return 'reported'
  if (prompts.refused + prompts.unanswered > 0) return 'refused'
  return findings.some(({ rule }) => rule === undefined) ? 'asked' : 'noticed'
}

function titleOf(name: string, { sent, refused, unanswered, approved }: Prompts, stage: Stage, findings: readonly Finding[]): string {
  if (stage === 'noticed')
    return `${name}: ${union(
      [],
      findings.map(({ title }) => title),
    )
      .slice(-titlesMax)
      .join(', ')}`
  const parts = [
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(unanswered > 0 ? [`${unanswered} unanswered`] : []),
    ...(approved > 0 ? [`${approved} approved`] : []),
  ]
  const asked = `${sent} ${sent === 1 ? 'prompt' : 'prompts'}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`
  const end = stage === 'approved' ? ', and somebody was let in' : stage === 'reported' ? ', and they reported it' : ''
  return `${name} was sent ${asked}${end}`
}

const union = (one: readonly string[], other: readonly (string | undefined)[]): string[] => [
  ...new Set([...one, ...other.filter((value) => value !== undefined)]),
]

const id = (...parts: readonly string[]): string => createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 32)
