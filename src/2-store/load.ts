/** Puts rows into a table in one transaction: the types, the hot paths, the replacing of what came before, and the name of the load. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { logMax } from './database.ts'
import { extractions, kept, loadColumn, sqlType, tenantColumn } from './schema.ts'
import { list, literal, name } from './sql.ts'
import type { Loaded } from './store.ts'
import type { Column, Extracted, Table } from './tables/table.ts'

export interface Load {
  readonly name: string
  /** Whether a segment of the journal or a part of a file. */
  readonly kind: 'segment' | 'file'
  /** Milliseconds since 1970, for `_TimeReceived`. */
  readonly received: number
}

/** Rows are marked with the number; 0 marks those that must not stay (`suspicious`). */
export interface Insert {
  readonly table: Table
  readonly number: number
  readonly received: number
  /** A relation with the table's public columns as text (dynamic ones as JSON) and `_Tenant`. */
  readonly from: string
  /** SQL for columns that are made of several; by default each column's own text is brought into its type. May use `pathValue`. */
  readonly values?: Readonly<Record<string, string>> | undefined
  /** Conditions, as SQL, on the relation with its dynamic columns unfolded, called `given`. May use `pathValue`. */
  readonly suspicious?: string | undefined
  readonly where?: string | undefined
}

/** The number a name was loaded as; undefined where it is new. */
export async function loadNamed(
  connection: DuckDBConnection,
  loadName: string,
): Promise<{ rows: number; duplicates: number; refused: number } | undefined> {
  const reader = await connection.runAndReadAll('SELECT rows, duplicates, refused FROM kept._loads WHERE name = $1', [loadName])
  const [row] = reader.getRowsJson()
  return row === undefined ? undefined : { rows: Number(row[0]), duplicates: Number(row[1]), refused: Number(row[2]) }
}

export async function nextNumber(connection: DuckDBConnection): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT nextval('kept.load_numbers')`)
  return Number(reader.getRowsJson()[0]?.[0])
}

export async function transaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN')
  try {
    const answer = await work()
    await connection.run('COMMIT')
    return answer
  } catch (error) {
    // After a failed COMMIT there is none left to roll back.
    await connection.run('ROLLBACK').catch(() => {})
    throw error
  }
}

/**
 * A transaction that brings much: its commit writes the rows into their columns at once, and not first, uncompressed, into the log. The log is
 * for what comes in small.
 */
export async function bulkTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run(`SET GLOBAL checkpoint_threshold = '${bulkLogMax}'`)
  try {
    return await transaction(connection, work)
  } finally {
    await connection.run(`SET GLOBAL checkpoint_threshold = '${logMax}'`)
  }
}

const bulkLogMax = '1MB'

/** Answers how many rows went in. */
export async function insertRows(connection: DuckDBConnection, insert: Insert): Promise<number> {
  const { table } = insert
  const columns = table.columns.map((column) => insert.values?.[column.name] ?? value(table, column, insert.received))
  const groups = grouped(table)
  const extracted = groups.flatMap(({ paths }) => paths.map((one) => pathValue(table, one.name)))
  const inner = groups.map(({ column, paths }, group) => `${extractions(table, column, paths)} AS _x${group}`)
  const load = insert.suspicious === undefined ? String(insert.number) : `CASE WHEN ${insert.suspicious} THEN 0 ELSE ${insert.number} END`
  const result = await connection.run(`
    INSERT INTO ${kept(table)} (${list([...targets(table), tenantColumn, loadColumn])})
    SELECT ${list([...columns, ...extracted, tenantColumn, load])}
    FROM (SELECT ${list(['*', ...inner])} FROM (SELECT * ${replaced(table)} FROM ${insert.from})) given
    ${insert.where === undefined ? '' : `WHERE ${insert.where}`}`)
  return result.rowsChanged
}

/** In the order of the values: public columns, then the paths group by group. */
const targets = (table: Table): string[] => [
  ...table.columns.map((column) => name(column.name)),
  ...grouped(table).flatMap(({ paths }) => paths.map((one) => name(one.name))),
]

function grouped({ extracted }: Table): { column: string; paths: Extracted[] }[] {
  const columns = [...new Set(extracted.map(({ column }) => column))]
  return columns.map((column) => ({ column, paths: extracted.filter((one) => one.column === column) }))
}

/** The hot path's text, within `values` and `suspicious`; nothing where the table has no such path. */
export function pathValue(table: Table, path: string): string {
  for (const [group, { paths }] of grouped(table).entries()) {
    const index = paths.findIndex((one) => one.name === path)
    if (index !== -1) return `_x${group}[${index + 1}]`
  }
  return 'NULL'
}

/** Exports write dynamic columns as text that holds JSON: it is unfolded before anything looks into it. */
function replaced(table: Table): string {
  const dynamic = table.columns.filter(({ type }) => type === 'dynamic')
  return dynamic.length === 0 ? '' : `REPLACE (${list(dynamic.map((column) => `${unfolded(name(column.name))} AS ${name(column.name)}`))})`
}

const unfolded = (given: string): string =>
  `CASE WHEN starts_with(${given}::VARCHAR, '"{') OR starts_with(${given}::VARCHAR, '"[')
    THEN coalesce(try_cast(json_extract_string(${given}, '$') AS JSON), ${given}) ELSE ${given} END`

function value(table: Table, column: Column, received: number): string {
  const given = name(column.name)
  if (column.name === 'Type') return `coalesce(${given}, ${literal(table.name)})`
  if (column.name === '_TimeReceived') return `coalesce(${instant(given)}, epoch_ms(${Math.trunc(received)}))`
  switch (column.type) {
    case 'string':
    case 'dynamic':
      return given
    case 'datetime':
      return instant(given)
    case 'bool':
      return `CASE lower(${given}) WHEN 'true' THEN true WHEN 'false' THEN false END`
    case 'long':
    case 'int':
    case 'real':
      return `try_cast(${given} AS ${sqlType(column)})`
  }
}

/** DuckDB passes over an offset when it reads a TIMESTAMP, so only what ends in Z may take that (faster) way. No zone means UTC. */
export const instant = (given: string): string =>
  `CASE WHEN ends_with(${given}, 'Z') THEN try_cast(${given} AS TIMESTAMP) ELSE timezone('UTC', try_cast(${given} AS TIMESTAMPTZ)) END`

/** A relation over a file of rows, whose lines are ours: one that does not parse is a bug or a damaged disk, and an error. */
export function rowsIn(path: string, table: Table, bytes: number, more: Readonly<Record<string, string>> = {}): string {
  const types = {
    ...Object.fromEntries(table.columns.map((column) => [column.name, textType(column)])),
    [tenantColumn]: 'VARCHAR',
    ...more,
  }
  return readJson(path, types, { objectMax: Math.max(bytes, 1024 * 1024), isOurs: true })
}

const textType = ({ type }: Column): string => (type === 'dynamic' ? 'JSON' : 'VARCHAR')

/** `read_json` holds two buffers of the largest object for each thread: no more is asked for than a line may have. */
const objectBytesMax = 17 * 1024 * 1024

export function readJson(
  path: string,
  types: Readonly<Record<string, string>>,
  options: { readonly objectMax: number; readonly isOurs: boolean },
): string {
  const columns = list(Object.entries(types).map(([column, type]) => `${literal(column)}: ${literal(type)}`))
  // A line that does not parse becomes a row of nothing where errors are ignored, so rows can still be counted against lines.
  return `read_json(${literal(path)}, format = 'newline_delimited', compression = 'uncompressed', hive_partitioning = false,
    maximum_object_size = ${Math.min(options.objectMax, objectBytesMax)}, ignore_errors = ${!options.isOurs}, columns = {${columns}})`
}

/** Removes the rows that later ones replace, checks what the load brought, and notes its name. */
export async function settle(
  connection: DuckDBConnection,
  table: Table,
  load: Load & { readonly number: number; readonly isDetected: boolean; readonly refused: number; readonly passedOver: number },
): Promise<Loaded> {
  const found = await bounds(connection, table, load.number)
  if (found.lost > 0) throw new Error(`${found.lost} of ${found.rows} rows for ${table.name} have no TimeGenerated or no _ItemId`)
  const replaced = found.rows === 0 ? 0 : await replace(connection, table, load.number, found)
  const loaded = { rows: found.rows - replaced, duplicates: replaced + load.passedOver }
  await connection.run('INSERT OR REPLACE INTO kept._loads VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
    load.number,
    load.name,
    load.kind,
    table.name,
    loaded.rows,
    loaded.duplicates,
    load.refused,
    load.isDetected,
  ])
  return loaded
}

interface Bounds {
  readonly rows: number
  readonly lost: number
  readonly first: string
  readonly last: string
}

async function bounds(connection: DuckDBConnection, table: Table, number: number): Promise<Bounds> {
  const reader = await connection.runAndReadAll(`
    SELECT count(*), count(*) FILTER (TimeGenerated IS NULL OR NOT isfinite(TimeGenerated) OR coalesce(_ItemId, '') = ''),
      min(TimeGenerated), max(TimeGenerated)
    FROM ${kept(table)} WHERE ${loadColumn} = ${number}`)
  const [rows, lost, first, last] = reader.getRowsJson()[0] ?? []
  return { rows: Number(rows), lost: Number(lost), first: String(first), last: String(last) }
}

/** Rows are numbered as they come, and those of an open transaction after all others: the highest number is the newest arrival. */
async function replace(connection: DuckDBConnection, table: Table, number: number, { first, last }: Bounds): Promise<number> {
  const older = `
    SELECT DISTINCT older.rowid FROM ${kept(table)} older
    JOIN (SELECT rowid AS newer, TimeGenerated AS at, _ItemId AS id FROM ${kept(table)} WHERE ${loadColumn} = ${number}) arrived
      ON older.TimeGenerated = arrived.at AND older._ItemId = arrived.id AND older.rowid < arrived.newer
    WHERE older.TimeGenerated BETWEEN ${literal(first)} AND ${literal(last)}`
  const reader = await connection.runAndReadAll(`SELECT count(*) FROM (${older})`)
  const count = Number(reader.getRowsJson()[0]?.[0])
  if (count > 0) await connection.run(`DELETE FROM ${kept(table)} WHERE rowid IN (${older})`)
  return count
}
