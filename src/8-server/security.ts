/** Graph's `security/alerts_v2` and `security/incidents`, read only, from the findings and incidents kept. */
import { CompiledQuery } from 'kysely'
import type { Records } from '../2-store/records.ts'
import * as kept from '../2-store/records-findings.ts'
import { comments } from '../2-store/records-work.ts'
import type { Finding } from '../3-detect/finding.ts'
import { type Standing, toAlert, toGraphIncident } from '../4-risk/graph.ts'
import type { ServerParts } from './api.ts'
import type { GraphCollection } from './apis/graph.ts'
import { toFinding, toIncident, toWork } from './found.ts'
import { type CollectionQuery, pageWhere } from './odata/options.ts'
import type { Fields } from './odata/where.ts'

const place = (): string => '?'
const text = (sql: string): Fields[string] => ({ type: 'text', sql })
const time = (sql: string): Fields[string] => ({ type: 'time', sql })

const worked = 'coalesce(incident.worked, 0)'
/** The incident a finding stands in; one that went into another says so itself. */
const alertsFrom = `finding left join incident as told on told.id = finding.incident
  left join incident on incident.id = coalesce(told.merged_into, told.id)`
const statusAs = (active: string, working: string): string =>
  `case coalesce(incident.status, 'new') when 'new' then '${active}' when 'active' then '${working}' else 'resolved' end`

const alertFields: Fields = {
  id: text('finding.id'),
  status: text(statusAs('new', 'inProgress')),
  severity: text('finding.level'),
  classification: text("coalesce(incident.classification, 'unknown')"),
  determination: text("coalesce(incident.determination, 'unknown')"),
  serviceSource: text("'unknown'"),
  productName: text("'Tocsin'"),
  detectorId: text('finding.detection'),
  title: text("finding.body ->> '$.title'"),
  assignedTo: text('incident.assigned_to'),
  incidentId: text('incident.id'),
  createdDateTime: time('finding.detected'),
  lastUpdateDateTime: time(`max(finding.updated, ${worked})`),
  lastActivityDateTime: time('finding.time'),
}

const incidentFields: Fields = {
  id: text('incident.id'),
  status: text(statusAs('active', 'inProgress')),
  severity: text('incident.level'),
  classification: text('incident.classification'),
  determination: text('incident.determination'),
  displayName: text("incident.body ->> '$.title'"),
  assignedTo: text('incident.assigned_to'),
  createdDateTime: time("coalesce(incident.body ->> '$.detectedTime', incident.first_time)"),
  lastUpdateDateTime: time(`max(incident.last_time, ${worked})`),
}

export const alerts: GraphCollection = {
  path: 'security/alerts_v2',
  title: 'Alerts',
  fields: alertFields,
  properties: [
    ...Object.keys(alertFields),
    ...['providerAlertId', 'detectionSource', 'alertPolicyId', 'tenantId', 'description', 'recommendedActions', 'category', 'alertWebUrl'],
    ...['incidentWebUrl', 'actorDisplayName', 'threatDisplayName', 'threatFamilyName', 'mitreTechniques', 'resolvedDateTime'],
    ...['firstActivityDateTime', 'comments', 'systemTags', 'additionalData', 'customDetails', 'evidence'],
  ],
  orderBy: { property: 'createdDateTime', down: true },
  topDefault: 100,
  topMax: 1000,
  place,
  page: async (query, parts) => {
    const rows = await pageOf(query, alertsFrom, '1 = 1', 'finding.id', parts.records)
    const items = await alertsOf(
      rows.map(({ id }) => id),
      parts,
    )
    return rows.flatMap(({ id, place: at }) => {
      const item = items.get(id)
      return item === undefined ? [] : [{ id, place: at, item }]
    })
  },
  count: (query, { records }) => countOf(query, alertsFrom, '1 = 1', records),
  one: async (id, parts) => (await alertsOf([id], parts)).get(id),
}

/** Those that went into another are not listed; asked for by name they say where they went. */
const stands = 'incident.merged_into is null'

export const incidents: GraphCollection = {
  path: 'security/incidents',
  title: 'Incidents',
  fields: incidentFields,
  properties: [
    ...Object.keys(incidentFields),
    ...['tenantId', 'redirectIncidentId', 'incidentWebUrl', 'description', 'summary', 'lastModifiedBy', 'resolvingComment'],
    ...['customTags', 'systemTags', 'comments'],
  ],
  expands: ['alerts'],
  orderBy: { property: 'createdDateTime', down: true },
  topDefault: 50,
  topMax: 50,
  place,
  page: async (query, parts) => {
    const rows = await pageOf(query, 'incident', stands, 'incident.id', parts.records)
    return Promise.all(
      rows.map(async ({ id, place: at }) => ({ id, place: at, item: (await incidentOf(id, query.expand, parts)) ?? { id } })),
    )
  },
  count: (query, { records }) => countOf(query, 'incident', stands, records),
  one: (id, parts, expand) => incidentOf(id, expand, parts),
}

async function pageOf(query: CollectionQuery, from: string, which: string, id: string, records: Records) {
  const { sql, parameters } = pageWhere(query, id, place)
  const order = query.order.down ? 'desc' : 'asc'
  return ask<{ id: string; place: string | number }>(
    records,
    `select ${id} as id, ${query.order.sql} as place from ${from} where ${which} and ${sql}
      order by place ${order}, ${id} limit ${query.top + 1} offset ${query.skip}`,
    parameters,
  )
}

async function countOf({ condition }: CollectionQuery, from: string, which: string, records: Records): Promise<number> {
  const sql = `select count(*) as count from ${from} where ${which} and ${condition?.sql ?? '1 = 1'}`
  return (await ask<{ count: number }>(records, sql, condition?.parameters ?? []))[0]?.count ?? 0
}

async function incidentOf(id: string, expand: readonly string[], parts: ServerParts) {
  const row = await kept.incident(parts.records, id)
  if (row === undefined) return undefined
  const incident = toIncident(row)
  const standing = (await standingOf([row], parts.records)).get(id)
  if (standing === undefined) return undefined
  const item = toGraphIncident(incident, standing, webOf(parts))
  if (!expand.includes('alerts')) return item
  const found = (await kept.findings(parts.records, incident.findings)).map(toFinding)
  return { ...item, alerts: found.map((finding) => toAlert(finding, standing, webOf(parts))) }
}

/** Alerts asked for at once. */
const chunkMax = 200

/** By id. */
async function alertsOf(ids: readonly string[], parts: ServerParts) {
  const { records } = parts
  const found: { finding: Finding; incident: string | undefined }[] = []
  for (let from = 0; from < ids.length; from += chunkMax) {
    const rows = await kept.findings(records, ids.slice(from, from + chunkMax))
    for (const row of rows) found.push({ finding: toFinding(row), incident: row.incident ?? undefined })
  }
  const standing = new Map<string, Standing | undefined>()
  for (const { incident } of found) {
    if (incident === undefined || standing.has(incident)) continue
    const row = await kept.standingIncident(records, incident)
    standing.set(incident, row === undefined ? undefined : (await standingOf([row], records)).get(row.id))
  }
  const standingFor = (incident: string | undefined): Standing | undefined => (incident === undefined ? undefined : standing.get(incident))
  return new Map(found.map(({ finding, incident }) => [finding.id, toAlert(finding, standingFor(incident), webOf(parts))]))
}

async function standingOf(rows: readonly kept.IncidentRead[], records: Records): Promise<ReadonlyMap<string, Standing>> {
  const said = await comments(
    records,
    rows.map(({ id }) => id),
  )
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ...toWork(row),
        incident: row.id,
        closedBy: row.closed_by ?? undefined,
        workedTime: row.worked ?? undefined,
        comments: said.filter(({ incident }) => incident === row.id),
      },
    ]),
  )
}

const webOf = ({ config }: ServerParts): string | undefined => config.publicUrl?.replace(/\/$/, '')

async function ask<Row>(records: Records, sql: string, parameters: readonly unknown[]): Promise<readonly Row[]> {
  return (await records.executeQuery(CompiledQuery.raw(sql, [...parameters]))).rows as Row[]
}
