/** Records of risk: what counts for each person, how they stand, how that changed, and what analysts said of detections. */
import { sql } from 'kysely'
import type { Records } from './records.ts'

/** One finding, proof or word that counts for a person; `body` is it as JSON. */
export interface RiskHappeningRow {
  readonly lane: string
  readonly person: string
  readonly kind: string
  readonly id: string
  readonly time: number
  readonly body: string
}

/** How a person stood at `updated`; `due` is when time alone changes the level. */
export interface RiskUserRow {
  readonly lane: string
  readonly person: string
  readonly uid: string | null
  readonly name: string
  readonly display: string | null
  readonly level: string
  readonly state: string
  readonly detail: string
  readonly score: number
  readonly updated: number
  readonly due: number | null
}

export interface RiskChangeRow {
  readonly id: string
  readonly lane: string
  readonly person: string
  readonly time: number
  readonly level: string
  readonly state: string
  readonly detail: string
  /** Who said it; null where nobody did. */
  readonly by: string | null
  /** One sentence. */
  readonly because: string
  /** Graph's riskEventTypes as JSON. */
  readonly types: string
}

export interface RiskVerdictRow {
  readonly lane: string
  readonly detection: string
  readonly person: string
  readonly day: number
  readonly incident: string
  readonly by: string
  readonly right: number
  readonly weight: number
  readonly time: number
  readonly word: string
}

export const riskTables = `
  create table risk_happening (lane text not null, person text not null, kind text not null, id text not null, time integer not null,
    body text not null, primary key (lane, person, kind, id)) without rowid, strict;
  create index risk_happening_id on risk_happening (id);
  create table risk_user (lane text not null, person text not null, uid text, name text not null, display text, level text not null,
    state text not null, detail text not null, score real not null, updated integer not null, due integer,
    primary key (lane, person)) without rowid, strict;
  create index risk_user_due on risk_user (lane, due) where due is not null;
  create index risk_user_updated on risk_user (updated);
  create index risk_user_uid on risk_user (uid) where uid is not null;
  create table risk_change (id text primary key, lane text not null, person text not null, time integer not null, level text not null,
    state text not null, detail text not null, by text, because text not null, types text not null) strict;
  create index risk_change_person on risk_change (lane, person, time);
  create table risk_verdict (lane text not null, detection text not null, person text not null, day integer not null, incident text not null,
    by text not null, right integer not null, weight real not null, time integer not null, word text not null,
    primary key (lane, detection, person, day, incident)) without rowid, strict;
  create index finding_person on finding (person, time);`

/** Changes kept of a person; the oldest go. */
const riskChangesMax = 200

export async function riskHappenings(records: Records, lane: string, person: string): Promise<readonly RiskHappeningRow[]> {
  return records.selectFrom('risk_happening').selectAll().where('lane', '=', lane).where('person', '=', person).execute()
}

export async function keepHappening(records: Records, row: RiskHappeningRow): Promise<void> {
  await records
    .insertInto('risk_happening')
    .values(row)
    .onConflict((conflict) => conflict.columns(['lane', 'person', 'kind', 'id']).doUpdateSet({ time: row.time, body: row.body }))
    .execute()
}

export async function removeHappening(records: Records, row: Pick<RiskHappeningRow, 'lane' | 'person' | 'kind' | 'id'>): Promise<void> {
  const { lane, person, kind, id } = row
  await records
    .deleteFrom('risk_happening')
    .where('lane', '=', lane)
    .where('person', '=', person)
    .where('kind', '=', kind)
    .where('id', '=', id)
    .execute()
}

/** Forgets findings that are kept no longer, or are now about somebody else. Answers whose they were. */
export async function forgetLostHappenings(records: Records): Promise<readonly { readonly lane: string; readonly person: string }[]> {
  const gone = await sql<{ lane: string; person: string }>`delete from risk_happening where kind = 'found' and not exists (
    select 1 from finding where finding.id = risk_happening.id
      and (finding.person = risk_happening.person or instr(finding.body, json_quote(risk_happening.person)) > 0))
    returning lane, person`.execute(records)
  return [...new Map(gone.rows.map((one) => [`${one.lane} ${one.person}`, one])).values()]
}

export async function riskUser(records: Records, lane: string, person: string): Promise<RiskUserRow | undefined> {
  return records.selectFrom('risk_user').selectAll().where('lane', '=', lane).where('person', '=', person).executeTakeFirst()
}

/** By the provider's id of the account, our id of the person, or their name; the real organisation first. */
export async function riskUserCalled(records: Records, called: string): Promise<RiskUserRow | undefined> {
  for (const column of ['uid', 'person', 'name'] as const) {
    const row = await records.selectFrom('risk_user').selectAll().where(column, '=', called).orderBy('lane').executeTakeFirst()
    if (row !== undefined) return row
  }
  return undefined
}

export async function keepRiskUser(records: Records, row: RiskUserRow): Promise<void> {
  const { lane: _, person: __, ...rest } = row
  await records
    .insertInto('risk_user')
    .values(row)
    .onConflict((conflict) => conflict.columns(['lane', 'person']).doUpdateSet(rest))
    .execute()
}

/** Persons whose level time has changed by `now`, the longest overdue first. */
export async function riskDue(records: Records, lane: string, now: number, limit: number): Promise<readonly RiskUserRow[]> {
  return records.selectFrom('risk_user').selectAll().where('lane', '=', lane).where('due', '<=', now).orderBy('due').limit(limit).execute()
}

export async function keepRiskChange(records: Records, row: RiskChangeRow): Promise<void> {
  await records
    .insertInto('risk_change')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  await sql`delete from risk_change where id in (select id from risk_change where lane = ${row.lane} and person = ${row.person}
    order by time desc, id limit -1 offset ${riskChangesMax})`.execute(records)
}

/** Newest first. */
export async function riskChanges(records: Records, lane: string, person: string): Promise<readonly RiskChangeRow[]> {
  return records
    .selectFrom('risk_change')
    .selectAll()
    .where('lane', '=', lane)
    .where('person', '=', person)
    .orderBy('time', 'desc')
    .orderBy('id')
    .execute()
}

export async function keepVerdict(records: Records, row: RiskVerdictRow, max: number): Promise<void> {
  const { lane, detection, person, day, incident, ...rest } = row
  await records
    .insertInto('risk_verdict')
    .values({ lane, detection, person, day, incident, ...rest })
    .onConflict((conflict) => conflict.columns(['lane', 'detection', 'person', 'day', 'incident']).doUpdateSet(rest))
    .execute()
  await sql`delete from risk_verdict where (lane, detection, person, day, incident) in (select lane, detection, person, day, incident
    from risk_verdict where lane = ${lane} order by time desc limit -1 offset ${max})`.execute(records)
}

export async function riskVerdicts(records: Records, lane: string): Promise<readonly RiskVerdictRow[]> {
  return records.selectFrom('risk_verdict').selectAll().where('lane', '=', lane).execute()
}

/** Takes back what a word taught; with a detection instead, all that anybody said of it. */
export async function removeVerdicts(
  records: Records,
  lane: string,
  of: { readonly word?: string; readonly detection?: string },
): Promise<void> {
  let rows = records.deleteFrom('risk_verdict').where('lane', '=', lane)
  if (of.word !== undefined) rows = rows.where('word', '=', of.word)
  if (of.detection !== undefined) rows = rows.where('detection', '=', of.detection)
  if (of.word !== undefined || of.detection !== undefined) await rows.execute()
}

/** Says in the finding kept for Graph how it stands. */
export async function markFinding(records: Records, id: string, state: string, detail: string): Promise<void> {
  await sql`update finding set graph = json_set(graph, '$.riskState', ${state}, '$.riskDetail', ${detail})
    where id = ${id} and (graph ->> '$.riskState' <> ${state} or graph ->> '$.riskDetail' <> ${detail})`.execute(records)
}

/** Everything of a lane. */
export async function forgetRisk(records: Records, lane: string): Promise<void> {
  for (const table of ['risk_happening', 'risk_user', 'risk_change', 'risk_verdict'] as const)
    await records.deleteFrom(table).where('lane', '=', lane).execute()
}
