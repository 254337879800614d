/** Findings and incidents as rows of the records, and back as what the console reads. */
import type { FindingRow } from '../2-store/records.ts'
import type { IncidentFact, IncidentRead } from '../2-store/records-findings.ts'
import type { Finding } from '../3-detect/finding.ts'
import { toRiskDetection } from '../3-detect/graph.ts'
import type { Incident } from '../4-risk/incident.ts'
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
  simulated: Number(incident.simulated),
  generation,
  body: JSON.stringify(incident),
})

export const toIncident = (row: IncidentRead): Incident => ({
  campaign: undefined,
  ...(JSON.parse(row.body) as Omit<Incident, 'campaign'>),
})

export const toIncidentView = (row: IncidentRead): IncidentView => ({
  ...toIncident(row),
  state: row.state,
  note: row.note,
  closedBy: row.closed_by ?? undefined,
})
