/** Records of what was found: findings and incidents, with what people said about them. */
import { sql } from 'kysely'
import type { FindingRow, IncidentRow, Records } from './records.ts'
import { addChanges, type WorkColumns } from './records-work.ts'

/** An incident as the detections make it, without what people said about it. */
export type IncidentFact = Omit<IncidentRow, 'seen_time' | 'merged_into' | 'reopened' | 'worked' | keyof WorkColumns> & {
  readonly merged_into: string | null
}

/** An incident as it is read. */
export interface IncidentRead extends IncidentFact, WorkColumns {
  readonly worked: number | null
  readonly reopened: number | null
}

export async function keepFinding(records: Records, row: FindingRow): Promise<void> {
  const { id: _, ...rest } = row
  await records
    .insertInto('finding')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute()
}

/**
 * Adds or renews an incident; `time` is the clock's. One that people closed opens again when something new happened in it, and its history says
 * so. Within a transaction.
 */
export async function keepIncident(records: Records, row: IncidentFact, time: number): Promise<void> {
  const before = await records
    .selectFrom('incident')
    .select(['seen_time', 'state', 'classification', 'determination'])
    .where('id', '=', row.id)
    .executeTakeFirst()
  // A name that nobody was ever told leads nowhere.
  if (before === undefined && row.merged_into !== null && isName(row)) return
  const { id: _, ...rest } = row
  const seen_time = Math.max(row.last_time, before?.seen_time ?? 0)
  await records
    .insertInto('incident')
    .values({ ...row, seen_time })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...rest, seen_time }))
    .execute()
  const isNews = before?.state === 'closed' && row.last_time > before.seen_time
  if (isNews && row.merged_into === null) await reopen(records, row.id, before, time)
}

const isName = ({ body }: IncidentFact): boolean => (JSON.parse(body) as { findings: readonly string[] }).findings.length === 0

async function reopen(
  records: Records,
  incident: string,
  before: { readonly classification: string; readonly determination: string },
  time: number,
): Promise<void> {
  const open = { state: 'open', status: 'active', classification: 'unknown', determination: 'unknown', closed_by: null } as const
  await records
    .updateTable('incident')
    .set({ ...open, worked: time, reopened: time })
    .where('id', '=', incident)
    .execute()
  const changed = [
    { what: 'status', before: 'closed', after: 'active' },
    { what: 'classification', before: before.classification, after: 'unknown' },
    { what: 'determination', before: before.determination, after: 'unknown' },
  ]
  await addChanges(
    records,
    changed.filter((one) => one.before !== one.after).map((one) => ({ ...one, incident, by: null, time })),
  )
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

/** The incident that a name leads to, through those it went into. */
export async function standingIncident(records: Records, id: string): Promise<IncidentRead | undefined> {
  const seen = new Set<string>()
  let row = await incident(records, id)
  while (row !== undefined && row.merged_into !== null && !seen.has(row.id)) {
    seen.add(row.id)
    row = await incident(records, row.merged_into)
  }
  return row
}

/** Of the incidents that stand the newest that holds a finding. */
export async function incidentOf(records: Records, finding: string): Promise<IncidentRead | undefined> {
  return records
    .selectFrom('incident')
    .selectAll()
    .where('merged_into', 'is', null)
    .where(sql<boolean>`exists (select 1 from json_each(incident.body, '$.findings') as held where held.value = ${finding})`)
    .orderBy('last_time', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function campaignIncidents(records: Records, campaign: string, limit: number): Promise<readonly IncidentRead[]> {
  return records
    .selectFrom('incident')
    .selectAll()
    .where('campaign', '=', campaign)
    .where('merged_into', 'is', null)
    .orderBy('last_time', 'desc')
    .limit(limit)
    .execute()
}

export interface IncidentQuery {
  readonly state: 'open' | 'closed' | 'all'
  readonly levels: readonly string[]
  /** Only those with findings about this person. */
  readonly person?: string | undefined
  /** Only those that began before this instant. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Incidents that began in the same millisecond as a page's last one come on that page, up to this many: the next page begins at an instant. */
const tiesMax = 1000

/** Newest beginning first. */
export async function incidents(records: Records, query: IncidentQuery): Promise<readonly IncidentRead[]> {
  const { state, before, limit, person } = query
  let rows = records.selectFrom('incident').selectAll().where('level', 'in', query.levels).where('merged_into', 'is', null)
  if (state !== 'all') rows = rows.where('state', '=', state)
  if (person !== undefined) {
    const about = records.selectFrom('finding').select('incident').where('person', '=', person).where('incident', 'is not', null)
    rows = rows.where('id', 'in', about)
  }
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
    .where('merged_into', 'is', null)
    .executeTakeFirstOrThrow()
  return row.count
}

/**
 * After the logs were read anew from `oldest` on: forgets what an earlier reading had found there and the new one did not. What people said
 * about an incident goes over to the one that tells its story now, and its name leads there. Answers the ids of the incidents that are gone.
 */
export async function forgetUnconfirmed(
  records: Records,
  simulated: boolean,
  generation: number,
  oldest: number,
): Promise<readonly string[]> {
  const stale = await records
    .selectFrom('incident')
    .select(['id', 'merged_into', 'state', 'status', 'assigned_to', 'classification', 'determination', 'closed_by', 'worked'])
    .where('simulated', '=', Number(simulated))
    .where('generation', '<', generation)
    .where('last_time', '>=', oldest)
    .execute()
  const heirs = new Map<string, string>()
  for (const { id } of stale) {
    const heir = await heirOf(records, id, generation)
    if (heir !== undefined) heirs.set(id, heir)
  }
  for (const { merged_into: before, ...row } of stale) {
    // A name of what was replaced itself leads where that went.
    const heir =
      heirs.get(row.id) ?? (before === null ? undefined : (heirs.get(before) ?? (await standingSince(records, before, generation))))
    if (heir === undefined) await records.deleteFrom('incident').where('id', '=', row.id).execute()
    else await leadTo(records, row, heir, generation)
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

/** The new reading's incident that holds most of its findings; else one about the same, at the same time. */
async function heirOf(records: Records, id: string, generation: number): Promise<string | undefined> {
  const holding = await sql<{
    id: string
  }>`select finding.incident as id from finding, incident as stale, json_each(stale.body, '$.findings') as held
    where stale.id = ${id} and finding.id = held.value
      and finding.incident in (select id from incident where generation >= ${generation} and merged_into is null)
    group by 1 order by count(*) desc, 1 limit 1`.execute(records)
  if (holding.rows[0] !== undefined) return holding.rows[0].id
  const alike = await sql<{ id: string }>`select other.id as id from incident as stale, incident as other
    where stale.id = ${id} and other.simulated = stale.simulated and other.generation >= ${generation} and other.merged_into is null
      and other.body ->> '$.subject.kind' = stale.body ->> '$.subject.kind' and other.body ->> '$.subject.key' = stale.body ->> '$.subject.key'
      and other.first_time <= stale.last_time and other.last_time >= stale.first_time
    order by other.first_time, other.id limit 1`.execute(records)
  return alike.rows[0]?.id
}

async function standingSince(records: Records, id: string, generation: number): Promise<string | undefined> {
  const row = await incident(records, id)
  return row !== undefined && row.generation >= generation ? row.id : undefined
}

/** What people did goes there too, where nobody worked on that one yet; comments in any case. */
async function leadTo(
  records: Records,
  from: Pick<IncidentRead, 'id' | 'worked' | keyof WorkColumns>,
  heir: string,
  generation: number,
): Promise<void> {
  const { id, ...work } = from
  await records.updateTable('incident').set(work).where('id', '=', heir).where('status', '=', 'new').execute()
  await records.updateTable('incident_comment').set({ incident: heir }).where('incident', '=', id).execute()
  await records.updateTable('incident_change').set({ incident: heir }).where('incident', '=', id).execute()
  await records
    .updateTable('incident')
    .set({ merged_into: heir, generation, campaign: null, body: sql`json_set(body, '$.findings', json('[]'), '$.mergedInto', ${heir})` })
    .where('id', '=', id)
    .execute()
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
