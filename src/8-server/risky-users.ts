/** Graph's `identityProtection/riskyUsers` with its history, from how each person stands. */
import { CompiledQuery } from 'kysely'
import type { Records } from '../2-store/records.ts'
import { type RiskChangeRow, type RiskUserRow, riskChanges, riskUserCalled } from '../2-store/records-risk.ts'
import type { GraphCollection } from './apis/graph.ts'
import { pageWhere } from './odata/options.ts'
import type { Fields } from './odata/where.ts'

const id = 'coalesce(uid, person)'

const fields: Fields = {
  id: { type: 'text', sql: id },
  riskLevel: { type: 'text', sql: 'level' },
  riskState: { type: 'text', sql: 'state' },
  riskDetail: { type: 'text', sql: 'detail' },
  riskLastUpdatedDateTime: { type: 'time', sql: 'updated' },
  userDisplayName: { type: 'text', sql: 'coalesce(display, name)' },
  userPrincipalName: { type: 'text', sql: 'name' },
  'tocsin/person': { type: 'text', sql: 'person' },
  'tocsin/simulated': { type: 'boolean', sql: "(lane = 'simulated')" },
}

const place = (): string => '?'
/** Who never had any risk is no risky user; who had stays in the list with the level none, as in Graph. */
const listed = "(level <> 'none' or state <> 'none')"

export const riskyUsers: GraphCollection = {
  path: 'identityProtection/riskyUsers',
  title: 'Risky users',
  fields,
  properties: [...new Set(Object.keys(fields).map((name) => name.split('/')[0] ?? name)), 'isDeleted', 'isProcessing'],
  orderBy: { property: 'riskLastUpdatedDateTime', down: true },
  topDefault: 100,
  topMax: 500,
  place,

  page: async (query, parts) => {
    await parts.product().risk.sweep()
    const { sql, parameters } = pageWhere(query, id, place)
    const order = query.order.down ? 'desc' : 'asc'
    const text = `select *, ${query.order.sql} as place, ${id} as id from risk_user where ${listed} and ${sql}
      order by place ${order}, id limit ${query.top + 1} offset ${query.skip}`
    const rows = await ask<RiskUserRow & { id: string; place: string | number }>(parts.records, text, parameters)
    return rows.map((row) => ({ id: row.id, place: row.place, item: toRiskyUser(row) }))
  },

  count: async ({ condition }, { records }) => {
    const text = `select count(*) as count from risk_user where ${listed} and ${condition?.sql ?? '1 = 1'}`
    return (await ask<{ count: number }>(records, text, condition?.parameters ?? []))[0]?.count ?? 0
  },

  one: async (wanted, parts) => {
    await parts.product().risk.sweep()
    const row = await riskUserCalled(parts.records, wanted)
    return row === undefined ? undefined : toRiskyUser(row)
  },
}

async function ask<Row>(records: Records, text: string, parameters: readonly unknown[]): Promise<readonly Row[]> {
  const given = parameters.map((one) => (typeof one === 'boolean' ? Number(one) : one))
  return (await records.executeQuery(CompiledQuery.raw(text, given))).rows as Row[]
}

/** Field for field as Graph's resource. */
export const toRiskyUser = (row: RiskUserRow) => ({
  id: row.uid ?? row.person,
  isDeleted: false,
  isProcessing: false,
  riskLevel: row.level as 'none' | 'low' | 'medium' | 'high',
  riskState: row.state as 'none' | 'atRisk',
  riskDetail: row.detail as 'none',
  riskLastUpdatedDateTime: new Date(row.updated).toISOString(),
  userDisplayName: row.display ?? row.name,
  userPrincipalName: row.name,
  tocsin: { person: row.person, score: Math.round(row.score * 1000) / 1000, simulated: row.lane === 'simulated' },
})

/** The id of a change is its own; whose it is stands in `userId`. */
export const toHistoryItem = (row: RiskUserRow, change: RiskChangeRow) => ({
  id: change.id,
  userId: row.uid ?? row.person,
  isDeleted: false,
  isProcessing: false,
  riskLevel: change.level as 'none' | 'low' | 'medium' | 'high',
  riskState: change.state as 'none' | 'atRisk',
  riskDetail: change.detail as 'none',
  riskLastUpdatedDateTime: new Date(change.time).toISOString(),
  userDisplayName: row.display ?? row.name,
  userPrincipalName: row.name,
  initiatedBy: change.by,
  activity: { detail: change.detail as 'none', riskEventTypes: JSON.parse(change.types) as string[] },
  tocsin: { because: change.because },
})

/** Newest first; undefined where there is no such user. */
export async function riskyUserHistory(wanted: string, records: Records): Promise<readonly ReturnType<typeof toHistoryItem>[] | undefined> {
  const row = await riskUserCalled(records, wanted)
  return row === undefined ? undefined : (await riskChanges(records, row.lane, row.person)).map((change) => toHistoryItem(row, change))
}
