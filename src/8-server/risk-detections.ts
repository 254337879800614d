/** Graph's `identityProtection/riskDetections`, from the findings kept. */
import { CompiledQuery } from 'kysely'
import type { Records } from '../2-store/records.ts'
import type { GraphCollection } from './apis/graph.ts'
import { type CollectionQuery, pageWhere } from './odata/options.ts'
import type { Fields } from './odata/where.ts'

const text = (path: string): { type: 'text'; sql: string } => ({ type: 'text', sql: `graph ->> '$.${path}'` })

const fields: Fields = {
  id: { type: 'text', sql: 'id' },
  requestId: text('requestId'),
  correlationId: text('correlationId'),
  riskEventType: text('riskEventType'),
  riskState: text('riskState'),
  riskLevel: text('riskLevel'),
  riskDetail: text('riskDetail'),
  source: text('source'),
  detectionTimingType: text('detectionTimingType'),
  activity: text('activity'),
  tokenIssuerType: text('tokenIssuerType'),
  ipAddress: text('ipAddress'),
  activityDateTime: { type: 'time', sql: 'time' },
  detectedDateTime: { type: 'time', sql: 'detected' },
  lastUpdatedDateTime: { type: 'time', sql: 'updated' },
  userId: text('userId'),
  userDisplayName: text('userDisplayName'),
  userPrincipalName: text('userPrincipalName'),
  'location/city': text('location.city'),
  'location/state': text('location.state'),
  'location/countryOrRegion': text('location.countryOrRegion'),
  'tocsin/detection': { type: 'text', sql: 'detection' },
  'tocsin/incident': { type: 'text', sql: 'incident' },
  'tocsin/person': { type: 'text', sql: 'person' },
}

const place = (): string => '?'

export const riskDetections: GraphCollection = {
  path: 'identityProtection/riskDetections',
  title: 'Risk detections',
  fields,
  properties: [...new Set(Object.keys(fields).map((name) => name.split('/')[0] ?? name)), 'additionalInfo'],
  orderBy: { property: 'activityDateTime', down: true },
  topDefault: 100,
  topMax: 1000,
  place,

  page: async (query, { records }) => {
    const { sql, parameters } = pageWhere(query, 'id', place)
    const order = query.order.down ? 'desc' : 'asc'
    const rows = await ask<{ id: string; place: string | number; graph: string }>(
      records,
      `select id, ${query.order.sql} as place, graph from finding where ${sql} order by place ${order}, id limit ${query.top + 1} offset ${query.skip}`,
      parameters,
    )
    return rows.map((row) => ({ id: row.id, place: row.place, item: JSON.parse(row.graph) as Record<string, unknown> }))
  },

  count: async ({ condition }: CollectionQuery, { records }) => {
    const rows = await ask<{ count: number }>(
      records,
      `select count(*) as count from finding where ${condition?.sql ?? '1 = 1'}`,
      condition?.parameters ?? [],
    )
    return rows[0]?.count ?? 0
  },

  one: async (id, { records }) => {
    const rows = await ask<{ graph: string }>(records, 'select graph from finding where id = ?', [id])
    return rows[0] === undefined ? undefined : (JSON.parse(rows[0].graph) as Record<string, unknown>)
  },
}

async function ask<Row>(records: Records, sql: string, parameters: readonly unknown[]): Promise<readonly Row[]> {
  return (await records.executeQuery(CompiledQuery.raw(sql, [...parameters]))).rows as Row[]
}
