/** One incident with all that an analyst looks at: the evidence, the timeline, the usual places, the campaign. */

import type { Event } from '../0-event/event.ts'
import { dayMs, hourMs } from '../0-event/time.ts'
import type { Records } from '../2-store/records.ts'
import { administratorNames } from '../2-store/records-access.ts'
import * as kept from '../2-store/records-findings.ts'
import * as work from '../2-store/records-work.ts'
import type { LogStore } from '../2-store/store.ts'
import type { Finding } from '../3-detect/finding.ts'
import { entitiesOf } from '../4-risk/entities.ts'
import { nextSteps } from '../4-risk/next-steps.ts'
import { clockWords, questionOf } from '../4-risk/question.ts'
import { techniquesOf } from '../4-risk/techniques.ts'
import { timeline, usualPlaces } from '../4-risk/timeline.ts'
import { weighed } from '../4-risk/weighed.ts'
import { toFinding, toIncident, toIncidentView } from './found.ts'
import type { People } from './people.ts'
import type { IncidentDetail, IncidentView } from './wire.ts'

/** How far back the history goes that says what is usual, and what is shown before and after. */
const historyMs = 30 * dayMs
const beforeMs = 2 * hourMs
const afterMs = dayMs
const eventsMax = 2000
const campaignMax = 50
const assignableMax = 100

export interface DetailParts {
  readonly records: Records
  readonly store: LogStore
  readonly people: People
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

/** `zone`: an IANA name; another reads as UTC. */
export async function incidentDetail(id: string, zone: string, parts: DetailParts): Promise<IncidentDetail | undefined> {
  const { records, clock } = parts
  const row = await kept.standingIncident(records, id)
  if (row === undefined) return undefined
  const { victims } = toIncident(row)
  const incident = { ...toIncidentView(row), victims }
  const evidence = (await kept.findings(records, incident.findings)).map(toFinding)
  const { campaign } = incident
  const others = campaign === undefined ? [] : await kept.campaignIncidents(records, campaign, campaignMax + 1)
  const question = questionOf(incident, evidence, clockWords(clock(), isZone(zone) ? zone : 'UTC'))
  return {
    ...incident,
    evidence,
    ...(await happened(incident, evidence, parts)),
    campaignIncidents: others.filter((other) => other.id !== row.id).map(toIncidentView),
    entities: entitiesOf(incident, evidence),
    techniqueNames: techniquesOf(evidence),
    reasons: weighed(evidence),
    question,
    nextSteps: nextSteps(incident, evidence),
    ...(await worked(row.id, records)),
    assignable: await administratorNames(records, assignableMax),
  }
}

/** A person's days around it; of a source what its findings hold, since nobody's days are its. */
async function happened(
  { subject, person, firstTime, lastTime }: IncidentView,
  evidence: readonly Finding[],
  { store, people }: DetailParts,
): Promise<Pick<IncidentDetail, 'timeline' | 'usual' | 'aliases'>> {
  if (subject.kind !== 'person') {
    const events = new Map(evidence.flatMap((finding) => [...finding.events, ...finding.followed]).map((event) => [event.id, event]))
    const told = timeline([...events.values()], evidence, 0).map((entry) => ({
      ...entry,
      sentence: `${nameIn(entry.event)}: ${entry.sentence}`,
    }))
    return { timeline: told, usual: [], aliases: [] }
  }
  const aliases = people.aliases(person.id) ?? [person.name, ...(person.uid === undefined ? [] : [person.uid])]
  const range = { from: firstTime - historyMs, to: lastTime + afterMs, limit: eventsMax }
  const events = withEvidence(await store.personEvents(aliases, range), evidence, new Set(aliases.map(bare)))
  return { timeline: timeline(events, evidence, firstTime - beforeMs), usual: usualPlaces(events, evidence, firstTime), aliases }
}

const nameIn = ({ user }: Event): string => user.displayName ?? user.email ?? user.name ?? user.uid ?? 'unknown'

async function worked(id: string, records: Records): Promise<Pick<IncidentDetail, 'comments' | 'history' | 'merged'>> {
  const merged = await work.mergedInto(records, id)
  const all = [id, ...merged]
  return {
    merged,
    comments: (await work.comments(records, all)).map(({ id: number, by, time, text }) => ({ id: number, by, time, text })),
    history: (await work.changes(records, all)).map(({ by, time, what, before, after }) => ({
      by: by ?? undefined,
      time,
      what,
      before,
      after,
    })),
  }
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined
  } catch {
    return false
  }
}

/** What just came may not be in the store yet, but the findings hold it. Of a spray's events only the person's own count. */
function withEvidence(events: readonly Event[], evidence: readonly Finding[], names: ReadonlySet<string>): readonly Event[] {
  const byId = new Map(events.map((event) => [event.id, event]))
  for (const event of evidence.flatMap((finding) => [...finding.events, ...finding.followed])) {
    const isTheirs = [event.user.uid, event.user.name, event.user.email].some((name) => name !== undefined && names.has(bare(name)))
    if (isTheirs && !byId.has(event.id)) byId.set(event.id, event)
  }
  return [...byId.values()]
}

/** `name CORP\ada`, `id okta 00u1` → `ada`, `00u1`. */
function bare(alias: string): string {
  const plain = alias.toLowerCase().replace(/^(?:name|id \S+) /, '')
  return plain.slice(plain.lastIndexOf('\\') + 1)
}
