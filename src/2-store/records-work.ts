/** Records of how people work incidents: comments, the history of every change, and what administrators split off. */
import { type Generated, sql } from 'kysely'
import type { Records } from './records.ts'

/** Never changed, never removed but with its incident. */
export interface IncidentCommentRow {
  readonly id: Generated<number>
  readonly incident: string
  readonly by: string
  readonly time: number
  readonly text: string
}

export interface IncidentChangeRow {
  readonly id: Generated<number>
  readonly incident: string
  /** Null where new evidence did it. */
  readonly by: string | null
  readonly time: number
  readonly what: string
  readonly before: string
  readonly after: string
}

/** A finding that an administrator put into an incident of its own. */
export interface IncidentApartRow {
  readonly finding: string
  readonly label: string
  readonly by: string
  readonly time: number
}

/** What was a note becomes the first comment. */
export const workTables = `
   create table incident_comment (id integer primary key, incident text not null references incident(id) on delete cascade,
     by text not null, time integer not null, text text not null) strict;
   create index incident_comment_of on incident_comment (incident, id);
   create table incident_change (id integer primary key, incident text not null references incident(id) on delete cascade,
     by text, time integer not null, what text not null, before text not null, after text not null) strict;
   create index incident_change_of on incident_change (incident, id);
   create table incident_apart (finding text primary key, label text not null, by text not null, time integer not null) strict;
   alter table incident add column status text not null default 'new' check (status in ('new', 'active', 'closed'));
   alter table incident add column assigned_to text;
   alter table incident add column classification text not null default 'unknown';
   alter table incident add column determination text not null default 'unknown';
   alter table incident add column worked integer;
   alter table incident add column reopened integer;
   alter table incident add column merged_into text;
   create index incident_merged on incident (merged_into) where merged_into is not null;
   update incident set status = 'closed' where state = 'closed';
   insert into incident_comment (incident, by, time, text)
     select id, coalesce(closed_by, 'somebody'), last_time, note from incident where note <> '';
   alter table incident drop column note;`

/** Comments of one incident; `addComment` answers false at the bound. */
export const commentsMax = 1000
/** Changes kept of one incident; of more the oldest are forgotten. */
const changesMax = 1000
/** Findings that stand apart; of more the oldest count no longer. */
const apartMax = 10_000
/** Names an incident had before others went into it. */
const mergedMax = 1000

/** Within the caller's transaction, with the changes that it makes. */
export async function keepWork(records: Records, id: string, work: WorkColumns, time: number): Promise<void> {
  await records
    .updateTable('incident')
    .set({ ...work, worked: time })
    .where('id', '=', id)
    .execute()
}

export interface WorkColumns {
  readonly state: 'open' | 'closed'
  readonly status: string
  readonly assigned_to: string | null
  readonly classification: string
  readonly determination: string
  readonly closed_by: string | null
}

export interface Changed {
  readonly incident: string
  readonly by: string | null
  readonly time: number
  readonly what: string
  readonly before: string
  readonly after: string
}

export async function addChanges(records: Records, changes: readonly Changed[]): Promise<void> {
  const [first] = changes
  if (first === undefined) return
  await records
    .insertInto('incident_change')
    .values([...changes])
    .execute()
  await records
    .deleteFrom('incident_change')
    .where('incident', '=', first.incident)
    .where('id', 'not in', (select) =>
      select.selectFrom('incident_change').select('id').where('incident', '=', first.incident).orderBy('id', 'desc').limit(changesMax),
    )
    .execute()
}

/** False where the incident has as many as it may. */
export async function addComment(records: Records, row: Omit<IncidentCommentRow, 'id'>): Promise<boolean> {
  const { count } = await records
    .selectFrom('incident_comment')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('incident', '=', row.incident)
    .executeTakeFirstOrThrow()
  if (count >= commentsMax) return false
  await records.insertInto('incident_comment').values(row).execute()
  return true
}

/** Of these incidents, oldest first. */
export async function comments(records: Records, incidents: readonly string[]) {
  return records
    .selectFrom('incident_comment')
    .selectAll()
    .where('incident', 'in', incidents)
    .orderBy('time')
    .orderBy('id')
    .limit(commentsMax)
    .execute()
}

/** Of these incidents, oldest first. */
export async function changes(records: Records, incidents: readonly string[]) {
  const newest = await records
    .selectFrom('incident_change')
    .selectAll()
    .where('incident', 'in', incidents)
    .orderBy('time', 'desc')
    .orderBy('id', 'desc')
    .limit(changesMax)
    .execute()
  return newest.reverse()
}

/** Incidents that went into this one, and names that lead to it or them. */
export async function mergedInto(records: Records, id: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`with recursive merged(id) as (
      select id from incident where merged_into = ${id}
      union select incident.id from incident, merged where incident.merged_into = merged.id)
    select id from merged order by id limit ${mergedMax}`.execute(records)
  return rows.map((row) => row.id)
}

/** Puts findings apart; the newest word counts. */
export async function keepApart(records: Records, rows: readonly IncidentApartRow[]): Promise<void> {
  for (const row of rows) {
    await records
      .insertInto('incident_apart')
      .values(row)
      .onConflict((conflict) => conflict.column('finding').doUpdateSet({ label: row.label, by: row.by, time: row.time }))
      .execute()
  }
  await records
    .deleteFrom('incident_apart')
    .where('finding', 'not in', (select) =>
      select.selectFrom('incident_apart').select('finding').orderBy('time', 'desc').orderBy('finding').limit(apartMax),
    )
    .execute()
}

/** Finding id → label. */
export async function apart(records: Records): Promise<ReadonlyMap<string, string>> {
  const rows = await records.selectFrom('incident_apart').select(['finding', 'label']).orderBy('time').orderBy('finding').execute()
  return new Map(rows.map(({ finding, label }) => [finding, label]))
}
