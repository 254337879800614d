/** One incident with all that an analyst looks at: the evidence, the timeline, the usual places, the campaign. */

import type { Event } from '../0-event/event.ts'
import { dayMs, hourMs } from '../0-event/time.ts'
import type { Records } from '../2-store/records.ts'
import * as kept from '../2-store/records-findings.ts'
import type { LogStore } from '../2-store/store.ts'
import type { Finding } from '../3-detect/finding.ts'
import { timeline, usualPlaces } from '../4-risk/timeline.ts'
import { toFinding, toIncidentView } from './found.ts'
import type { People } from './people.ts'
import type { IncidentDetail } from './wire.ts'

/** How far back the history goes that says what is usual, and what is shown before and after. */
const historyMs = 30 * dayMs
const beforeMs = 2 * hourMs
const afterMs = dayMs
const eventsMax = 2000
const campaignMax = 50

export interface DetailParts {
  readonly records: Records
  readonly store: LogStore
  readonly people: People
}

export async function incidentDetail(id: string, { records, store, people }: DetailParts): Promise<IncidentDetail | undefined> {
  const row = await kept.incident(records, id)
  if (row === undefined) return undefined
  const incident = toIncidentView(row)
  const evidence = (await kept.findings(records, incident.findings)).map(toFinding)
  const { person, firstTime, lastTime, campaign } = incident
  const aliases = people.aliases(person.id) ?? [person.name, ...(person.uid === undefined ? [] : [person.uid])]
  const range = { from: firstTime - historyMs, to: lastTime + afterMs, limit: eventsMax }
  const events = withEvidence(await store.personEvents(aliases, range), evidence, new Set(aliases.map(bare)))
  const others = campaign === undefined ? [] : await kept.campaignIncidents(records, campaign, campaignMax + 1)
  return {
    ...incident,
    evidence,
    timeline: timeline(events, evidence, firstTime - beforeMs),
    usual: usualPlaces(events, evidence, firstTime),
    aliases,
    campaignIncidents: others.filter((other) => other.id !== id).map(toIncidentView),
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
