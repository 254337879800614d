/** Findings and incidents as rows of the records, and back as what the console reads. */
import type { FindingRow } from '../2-store/records.ts'
import type { IncidentFact, IncidentRead } from '../2-store/records-findings.ts'
import type { WorkColumns } from '../2-store/records-work.ts'
import type { Finding, Subject } from '../3-detect/finding.ts'
import { toRiskDetection } from '../3-detect/graph.ts'
import type { Incident } from '../4-risk/incident.ts'
import { subjectName } from '../4-risk/title.ts'
import { isClassification, isDetermination, isStatus, type Work } from '../4-risk/work.ts'
import type { IncidentView } from './wire.ts'

export const toFindingRow = (finding: Finding, incident: string | undefined, generation: number): FindingRow => ({
  id: finding.id,
  time: finding.time,
  detected: finding.detectedTime,
  updated: finding.updatedTime,
  person: finding.person.id,
  detection: finding.detection,
  level: finding.level,
  simulated: Number(finding.simulated),
  incident: incident ?? null,
  generation,
  body: JSON.stringify(finding),
  graph: JSON.stringify(toRiskDetection(finding, incident)),
})

export const toFinding = (row: FindingRow): Finding => JSON.parse(row.body) as Finding

export const toIncidentRow = (incident: Incident, generation: number): IncidentFact => ({
  id: incident.id,
  first_time: incident.firstTime,
  last_time: incident.lastTime,
  person: incident.person.id,
  level: incident.level,
  campaign: incident.campaign ?? null,
  merged_into: incident.mergedInto ?? null,
  simulated: Number(incident.simulated),
  generation,
  body: JSON.stringify(incident),
})

/** What an earlier version kept lacks what came since. */
export const toIncident = (row: IncidentRead): Incident => {
  const kept = JSON.parse(row.body) as Omit<Incident, Later> & Partial<Pick<Incident, Later>>
  const { person, firstTime } = kept
  return {
    ...kept,
    campaign: kept.campaign,
    mergedInto: row.merged_into ?? undefined,
    subject: kept.subject ?? { kind: 'person', key: person.id },
    victims: kept.victims ?? [],
    phase: kept.phase ?? 'prompt',
    techniques: kept.techniques ?? [],
    ties: kept.ties ?? [],
    detectedTime: kept.detectedTime ?? firstTime,
  }
}

type Later = 'campaign' | 'mergedInto' | 'subject' | 'victims' | 'phase' | 'techniques' | 'ties' | 'detectedTime'

export const toIncidentView = (row: IncidentRead): IncidentView => {
  const { ties: _, victims, ...incident } = toIncident(row)
  return {
    ...incident,
    victims: victims.slice(0, victimsShown),
    victimCount: victims.length,
    name: isAboutPerson(incident.subject) ? (incident.person.displayName ?? incident.person.name) : subjectName(incident.subject),
    enteredCount: victims.filter(({ reached }) => reached === 'entered').length,
    state: row.state,
    ...toWork(row),
    closedBy: row.closed_by ?? undefined,
    workedTime: row.worked ?? undefined,
    reopenedTime: row.reopened ?? undefined,
  }
}

const isAboutPerson = ({ kind }: Subject): boolean => kind === 'person' || kind === 'session'

/** Lists of incidents show few; one incident shows all. */
const victimsShown = 5

/** What is in no list any more counts as not said. */
export const toWork = (row: WorkColumns): Work => ({
  status: isStatus(row.status) ? row.status : 'active',
  assignedTo: row.assigned_to ?? undefined,
  classification: isClassification(row.classification) ? row.classification : 'unknown',
  determination: isDetermination(row.determination) ? row.determination : 'unknown',
})

export const toWorkColumns = (work: Work, closedBy: string | undefined): WorkColumns => ({
  state: work.status === 'closed' ? 'closed' : 'open',
  status: work.status,
  assigned_to: work.assignedTo ?? null,
  classification: work.classification,
  determination: work.determination,
  closed_by: work.status === 'closed' ? (closedBy ?? null) : null,
})
