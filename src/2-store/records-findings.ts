/** Records of what was found: findings and incidents, with what people said about them. */
import { sql } from 'kysely'
import type { FindingRow, IncidentRow, Records } from './records.ts'

/** An incident as the detections make it, without what people said about it. */
export type IncidentFact = Omit<IncidentRow, 'state' | 'note' | 'closed_by' | 'seen_time'>

/** An incident as it is read. */
export interface IncidentRead extends IncidentFact {
  readonly state: 'open' | 'closed'
  readonly note: string
  readonly closed_by: string | null
}

export async function keepFinding(records: Records, row: FindingRow): Promise<void> {
  const { id: _, ...rest } = row
  await records
    .insertInto('finding')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute()
}

/** Adds or renews an incident. One that people closed opens again when something new happened in it. */
export async function keepIncident(records: Records, row: IncidentFact): Promise<void> {
  const { id: _, ...rest } = row
  await records
    .insertInto('incident')
    .values({ ...row, seen_time: row.last_time })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({
        ...rest,
        seen_time: sql`max(incident.seen_time, excluded.seen_time)`,
        state: sql`case when excluded.seen_time > incident.seen_time then 'open' else incident.state end`,
        closed_by: sql`case when excluded.seen_time > incident.seen_time then null else incident.closed_by end`,
      }),
    )
    .execute()
}

/** Findings by id, oldest first. At most 200 ids. */
export async function findings(records: Records, ids: readonly string[]): Promise<readonly FindingRow[]> {
  if (ids.length === 0) return []
  return records.selectFrom('finding').selectAll().where('id', 'in', ids.slice(-200)).orderBy('time').orderBy('id').execute()
}

export async function countFindings(records: Records): Promise<number> {
  return count(records, 'finding')
}

export async function incident(records: Records, id: string): Promise<IncidentRead | undefined> {
  return records.selectFrom('incident').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function campaignIncidents(records: Records, campaign: string, limit: number): Promise<readonly IncidentRead[]> {
  return records.selectFrom('incident').selectAll().where('campaign', '=', campaign).orderBy('last_time', 'desc').limit(limit).execute()
}

export interface IncidentQuery {
  readonly state: 'open' | 'closed' | 'all'
  readonly levels: readonly string[]
  /** Only those that began before this instant. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Incidents that began in the same millisecond as a page's last one come on that page, up to this many: the next page begins at an instant. */
const tiesMax = 1000

/** Newest beginning first. */
export async function incidents(records: Records, query: IncidentQuery): Promise<readonly IncidentRead[]> {
  const { state, before, limit } = query
  let rows = records.selectFrom('incident').selectAll().where('level', 'in', query.levels)
  if (state !== 'all') rows = rows.where('state', '=', state)
  const page = await (before === undefined ? rows : rows.where('first_time', '<', before))
    .orderBy('first_time', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  const last = page.at(-1)
  if (last === undefined || page.length < limit) return page
  const ties = rows.where('first_time', '=', last.first_time).where('id', '>', last.id)
  return [...page, ...(await ties.orderBy('id').limit(tiesMax).execute())]
}

/** The newest incidents of a lane, for the grouping to go on after a restart. */
export async function recentIncidents(records: Records, simulated: boolean, limit: number): Promise<readonly IncidentRead[]> {
  return records
    .selectFrom('incident')
    .selectAll()
    .where('simulated', '=', Number(simulated))
    .orderBy('last_time', 'desc')
    .limit(limit)
    .execute()
}

export async function countOpenIncidents(records: Records): Promise<number> {
  const row = await records
    .selectFrom('incident')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow()
  return row.count
}

/** What a person says about an incident; undefined where there is no such incident. */
export async function judgeIncident(
  records: Records,
  id: string,
  said: { readonly state?: 'open' | 'closed'; readonly note?: string; readonly by: string },
): Promise<IncidentRead | undefined> {
  const closing = said.state === undefined ? {} : { state: said.state, closed_by: said.state === 'closed' ? said.by : null }
  const noting = said.note === undefined ? {} : { note: said.note }
  const change = { ...closing, ...noting }
  if (Object.keys(change).length === 0) return incident(records, id)
  return records.updateTable('incident').set(change).where('id', '=', id).returningAll().executeTakeFirst()
}

/**
 * After the logs were read anew from `oldest` on: forgets what an earlier reading had found there and the new one did not. What people said
 * about an incident goes over to the one that holds its findings now. Answers the ids of the incidents that are gone.
 */
export async function forgetUnconfirmed(
  records: Records,
  simulated: boolean,
  generation: number,
  oldest: number,
): Promise<readonly string[]> {
  const stale = await records
    .selectFrom('incident')
    .select(['id', 'state', 'note', 'closed_by'])
    .where('simulated', '=', Number(simulated))
    .where('generation', '<', generation)
    .where('last_time', '>=', oldest)
    .execute()
  for (const row of stale) {
    if (row.state === 'closed' || row.note !== '') await passJudgement(records, row)
    await records.deleteFrom('incident').where('id', '=', row.id).execute()
  }
  await records
    .deleteFrom('finding')
    .where('simulated', '=', Number(simulated))
    .where('generation', '<', generation)
    .where('detection', 'not like', ruled)
    .where('time', '>=', oldest)
    .execute()
  return ids(stale)
}

async function passJudgement(records: Records, from: Pick<IncidentRead, 'id' | 'state' | 'note' | 'closed_by'>): Promise<void> {
  await sql`update incident set state = ${from.state}, note = ${from.note}, closed_by = ${from.closed_by}
    where note = '' and state = 'open' and id in (
      select finding.incident from finding, incident as stale, json_each(stale.body, '$.findings') as held
      where stale.id = ${from.id} and finding.id = held.value and finding.incident <> stale.id)`.execute(records)
}

/** What scheduled rules found: no reading of the events finds it again. */
const ruled = 'rule.%'

/** Findings of rules in a lane that an earlier reading of the logs kept, the newest `limit`, oldest first. */
export async function ruleFindings(
  records: Records,
  { simulated, before, limit }: { readonly simulated: boolean; readonly before: number; readonly limit: number },
): Promise<readonly FindingRow[]> {
  const newest = await records
    .selectFrom('finding')
    .selectAll()
    .where('detection', 'like', ruled)
    .where('simulated', '=', Number(simulated))
    .where('generation', '<', before)
    .orderBy('time', 'desc')
    .limit(limit)
    .execute()
  return [...newest].reverse()
}

/** Forgets findings and incidents whose last event is before `time`. Answers the ids of the incidents. */
export async function forgetFoundBefore(records: Records, time: number): Promise<readonly string[]> {
  return records.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('finding').where('time', '<', time).execute()
    return ids(await transaction.deleteFrom('incident').where('last_time', '<', time).returning('id').execute())
  })
}

/** Forgets all that was found in the simulated organisation, and what its detections knew; within the caller's transaction. Answers the ids of the incidents. */
export async function forgetSimulated(records: Records): Promise<readonly string[]> {
  await records.deleteFrom('finding').where('simulated', '=', 1).execute()
  await records.deleteFrom('state').where('lane', '=', 'simulated').execute()
  return ids(await records.deleteFrom('incident').where('simulated', '=', 1).returning('id').execute())
}

const ids = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(({ id }) => id)

async function count(records: Records, table: 'finding' | 'incident'): Promise<number> {
  const row = await records
    .selectFrom(table)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}
