/** The small durable records beside the logs: administrators, tokens, findings, incidents, the state of the detections. */
import type { DatabaseSync } from 'node:sqlite'
import { type Generated, Kysely } from 'kysely'
import { openSqlite, sqliteDialect } from './records-dialect.ts'
import { type RiskChangeRow, type RiskHappeningRow, type RiskUserRow, type RiskVerdictRow, riskTables } from './records-risk.ts'
import { type IncidentApartRow, type IncidentChangeRow, type IncidentCommentRow, workTables } from './records-work.ts'

export interface AdministratorRow {
  readonly name: string
  readonly password_hash: string
  readonly created: number
}

/** A signed-in browser. `id_hash` is the SHA-256 of the cookie's value. */
export interface SessionRow {
  readonly id_hash: string
  readonly name: string
  readonly csrf: string
  readonly created: number
  readonly seen: number
}

export interface TokenRow {
  readonly id: string
  readonly label: string
  /** Comma-joined. */
  readonly scopes: string
  readonly hash: string
  readonly created: number
  readonly used: number | null
}

/** `body` is the finding, `graph` the same as Microsoft Graph's riskDetection; both JSON. */
export interface FindingRow {
  readonly id: string
  readonly time: number
  readonly detected: number
  readonly updated: number
  readonly person: string
  readonly detection: string
  readonly level: string
  readonly simulated: number
  readonly incident: string | null
  /** The reading of the logs that made it. */
  readonly generation: number
  readonly body: string
  readonly graph: string
}

export interface IncidentRow {
  readonly id: string
  readonly first_time: number
  readonly last_time: number
  readonly person: string
  readonly level: string
  readonly campaign: string | null
  readonly simulated: number
  /** The reading of the logs that made it. */
  readonly generation: number
  readonly body: string
  /** The newest `last_time` it ever had: a reading of the logs from the start passes through earlier ones. */
  readonly seen_time: Generated<number>
  /** What people said about it; an incident that changes keeps these. */
  readonly state: Generated<'open' | 'closed'>
  readonly closed_by: Generated<string | null>
  readonly status: Generated<string>
  readonly assigned_to: Generated<string | null>
  readonly classification: Generated<string>
  readonly determination: Generated<string>
  /** When people or new evidence last changed any of these, and when new evidence last opened it again. */
  readonly worked: Generated<number | null>
  readonly reopened: Generated<number | null>
  readonly merged_into: Generated<string | null>
}

/** One value of the detections' state. A lane is a set of detections of its own; a generation is one reading of the logs from the start. */
export interface StateRow {
  readonly lane: string
  readonly generation: number
  readonly key: string
  readonly value: string
}

export interface CorrectionRow {
  readonly alias: string
  readonly person: string
  readonly by: string
  readonly created: number
}

export interface SettingRow {
  readonly name: string
  readonly value: string
}

/** A query that somebody saved under a name. */
export interface SavedQueryRow {
  readonly id: string
  readonly name: string
  readonly text: string
  readonly by: string
  readonly updated: number
}

/** What is known of a scheduled rule besides its file. `state` is the schedule's state as JSON. */
export interface RuleRow {
  readonly id: string
  /** Of the file it was last seen with: a changed file gets another try. */
  readonly print: string
  /** What an administrator said; null where they said nothing and the file's word counts. */
  readonly enabled: number | null
  readonly state: string
  /** Runs, alerts and milliseconds of all time. */
  readonly runs: number
  readonly alerts: number
  readonly elapsed: number
  readonly hit: number | null
  readonly error: string | null
  readonly last_run: number | null
}

/** One run of a rule; the newest of each are kept. */
export interface RuleRunRow {
  readonly rule: string
  /** When it began, by the clock, and the window it looked at. */
  readonly began: number
  readonly first_time: number
  readonly last_time: number
  readonly elapsed: number
  readonly results: number
  readonly alerts: number
  readonly error: string | null
}

export interface Schema {
  administrator: AdministratorRow
  session: SessionRow
  token: TokenRow
  finding: FindingRow
  incident: IncidentRow
  state: StateRow
  correction: CorrectionRow
  setting: SettingRow
  rule: RuleRow
  rule_run: RuleRunRow
  saved_query: SavedQueryRow
  risk_happening: RiskHappeningRow
  incident_comment: IncidentCommentRow
  incident_change: IncidentChangeRow
  incident_apart: IncidentApartRow
  risk_user: RiskUserRow
  risk_change: RiskChangeRow
  risk_verdict: RiskVerdictRow
}

export type Records = Kysely<Schema>

/** Each step is run once, in order, and never changed once released: a new need is a new step. */
const steps: readonly string[] = [
  `create table setting (name text primary key, value text not null) without rowid, strict;
   create table administrator (name text primary key, password_hash text not null, created integer not null) strict;
   create table session (id_hash text primary key, name text not null references administrator(name) on delete cascade,
     csrf text not null, created integer not null, seen integer not null) strict;
   create table token (id text primary key, label text not null, scopes text not null, hash text not null unique,
     created integer not null, used integer) strict;
   create table finding (id text primary key, time integer not null, detected integer not null, updated integer not null,
     person text not null, detection text not null, level text not null, simulated integer not null, incident text, generation integer not null,
     body text not null, graph text not null) strict;
   create index finding_time on finding (time, id);
   create index finding_incident on finding (incident);
   create table incident (id text primary key, first_time integer not null, last_time integer not null, person text not null,
     level text not null, campaign text, simulated integer not null, generation integer not null,
     seen_time integer not null default 0, body text not null,
     state text not null default 'open' check (state in ('open', 'closed')), note text not null default '', closed_by text) strict;
   create index incident_first on incident (first_time, id);
   create index incident_last on incident (last_time);
   create index incident_campaign on incident (campaign) where campaign is not null;
   create table state (lane text not null, generation integer not null, key text not null, value text not null,
     primary key (lane, generation, key)) strict;
   create table correction (alias text primary key, person text not null, by text not null, created integer not null) strict;`,
  `create table saved_query (id text primary key, name text not null, text text not null, by text not null, updated integer not null) strict;`,
  `create table rule (id text primary key, print text not null, enabled integer, state text not null, runs integer not null,
     alerts integer not null, elapsed real not null, hit integer, error text, last_run integer) strict;
   create table rule_run (rule text not null, began integer not null, first_time integer not null, last_time integer not null,
     elapsed real not null, results integer not null, alerts integer not null, error text) strict;
   create index rule_run_began on rule_run (rule, began);`,
  riskTables,
  workTables,
]

/** Direct ways to the detections' state: a thousand values a second pass here, and the detections ask in the middle of an event. */
export interface StateAccess {
  load(lane: string, generation: number, key: string): string | undefined
  /** Joins the transaction that is open, if any. Undefined removes it. */
  keep(lane: string, generation: number, key: string, value: string | undefined): void
  /** The bodies of those findings that are kept, for the grouping to go on with. */
  findings(ids: readonly string[]): readonly string[]
}

export interface OpenRecords {
  readonly records: Records
  readonly states: StateAccess
  close(): Promise<void>
}

/** Opens the file, making or completing its tables. Throws what SQLite says where the folder cannot be written or the file is no database. */
export function openRecords(path: string): OpenRecords {
  const database = openSqlite(path)
  complete(database, path)
  const records = new Kysely<Schema>({ dialect: sqliteDialect(database) })
  return {
    records,
    states: stateAccess(database),
    close: async () => {
      // Kysely closes what it has used only.
      await records.destroy()
      if (database.isOpen) database.close()
    },
  }
}

function stateAccess(database: DatabaseSync): StateAccess {
  const one = 'lane = ? and generation = ? and key = ?'
  const load = database.prepare(`select value from state where ${one}`)
  const remove = database.prepare(`delete from state where ${one}`)
  const keep = database.prepare(`insert into state (lane, generation, key, value) values (?, ?, ?, ?)
    on conflict (lane, generation, key) do update set value = excluded.value`)
  const findings = database.prepare('select body from finding where id in (select value from json_each(?))')
  return {
    findings: (ids) => findings.all(JSON.stringify(ids)).flatMap(({ body }) => (typeof body === 'string' ? [body] : [])),
    load: (lane, generation, key) => {
      const found = load.get(lane, generation, key)?.['value']
      return typeof found === 'string' ? found : undefined
    },
    keep: (lane, generation, key, value) => {
      if (value === undefined) remove.run(lane, generation, key)
      else keep.run(lane, generation, key, value)
    },
  }
}

function complete(database: DatabaseSync, path: string): void {
  // The lock comes before the look: a command of ours may be opening the same new file.
  database.exec('begin immediate')
  const have = Number(database.prepare('pragma user_version').get()?.['user_version'] ?? 0)
  if (have > steps.length) {
    database.close()
    throw new Error(`${path} was written by a newer version of Tocsin. Install that version, or use another data folder.`)
  }
  for (const step of steps.slice(have)) database.exec(step)
  database.exec(`pragma user_version = ${steps.length}; commit`)
}
