/** Lays the tables out in DuckDB: the rows with all that is kept beside them in the schema `kept`, what queries see as views over it. */
import { createHash } from 'node:crypto'
import type { DuckDBConnection } from '@duckdb/node-api'
import { list, literal, name } from './sql.ts'
import { oktaClassicView } from './tables/okta-classic.ts'
import type { Column, ColumnType, Extracted, Table } from './tables/table.ts'

/** The tenant a row was marked with when it was loaded: records of the simulated organisation that have none of their own. */
export const tenantColumn = '_Tenant'
/** The number of the load that brought the row, as in `kept._loads`. */
export const loadColumn = '_Load'

export const kept = (table: Table): string => `kept.${name(table.name)}`

/** The tenant of a row: its mark, or else what its columns say. */
export const tenantOf = (table: Table): string =>
  `coalesce(${list([tenantColumn, ...table.tenants.map((column) => `nullif(${name(column)}, '')`)])})`

const sqlTypes: Readonly<Record<ColumnType, string>> = {
  string: 'VARCHAR',
  datetime: 'TIMESTAMP',
  dynamic: 'JSON',
  long: 'BIGINT',
  int: 'INTEGER',
  real: 'DOUBLE',
  bool: 'BOOLEAN',
}

export const sqlType = ({ type }: Column): string => sqlTypes[type]

/** Makes what is missing: everything in a new file, and in an older one the tables and columns that came with a later version. */
export async function layOut(connection: DuckDBConnection, tables: readonly Table[]): Promise<void> {
  const print = createHash('sha256')
    .update(JSON.stringify([tables, oktaClassicView]))
    .digest('hex')
  await connection.run('CREATE SCHEMA IF NOT EXISTS kept')
  await connection.run('CREATE TABLE IF NOT EXISTS kept._layout (print VARCHAR NOT NULL)')
  const reader = await connection.runAndReadAll('SELECT print FROM kept._layout')
  if (reader.getRows()[0]?.[0] === print) return
  await connection.run('BEGIN')
  await connection.run('CREATE SEQUENCE IF NOT EXISTS kept.load_numbers')
  await connection.run(`CREATE TABLE IF NOT EXISTS kept._loads (
    number UINTEGER NOT NULL, name VARCHAR PRIMARY KEY, kind VARCHAR NOT NULL, table_name VARCHAR NOT NULL,
    rows UBIGINT NOT NULL, duplicates UBIGINT NOT NULL, refused UBIGINT NOT NULL, detected BOOLEAN NOT NULL)`)
  for (const table of tables) await layOutTable(connection, table)
  await connection.run(oktaClassicView)
  await connection.run('DELETE FROM kept._layout')
  await connection.run(`INSERT INTO kept._layout VALUES (${literal(print)})`)
  await connection.run('COMMIT')
}

async function layOutTable(connection: DuckDBConnection, table: Table): Promise<void> {
  await connection.run(`CREATE TABLE IF NOT EXISTS ${kept(table)} (${list(definitions(table))})`)
  await addMissing(connection, table)
  await connection.run(`CREATE OR REPLACE VIEW ${name(table.name)} AS SELECT ${list(publicNames(table))} FROM ${kept(table)}`)
}

const publicNames = (table: Table): string[] => table.columns.map((column) => name(column.name))

const definitions = (table: Table): string[] => [
  ...table.columns.map((column) => definition(table, column)),
  ...table.extracted.map((one) => `${name(one.name)} VARCHAR`),
  `${tenantColumn} VARCHAR`,
  `${loadColumn} UINTEGER`,
]

function definition(table: Table, column: Column): string {
  const compression = table.unlike.includes(column.name) ? ' USING COMPRESSION zstd' : ''
  return `${name(column.name)} ${sqlType(column)}${compression}`
}

async function addMissing(connection: DuckDBConnection, table: Table): Promise<void> {
  const reader = await connection.runAndReadAll(
    `SELECT column_name FROM duckdb_columns() WHERE database_name = 'logs' AND schema_name = 'kept' AND table_name = ${literal(table.name)}`,
  )
  const there = new Set(reader.getRows().map(([column]) => String(column)))
  for (const column of table.columns) {
    if (!there.has(column.name)) await connection.run(`ALTER TABLE ${kept(table)} ADD COLUMN ${name(column.name)} ${sqlType(column)}`)
  }
  for (const one of table.extracted) {
    if (there.has(one.name)) continue
    await connection.run(`ALTER TABLE ${kept(table)} ADD COLUMN ${name(one.name)} VARCHAR`)
    await connection.run(`UPDATE ${kept(table)} SET ${name(one.name)} = (${extractions(table, one.column, [one])})[1]`)
  }
}

/**
 * The list of what lies at the paths, by one reading of the JSON. Each is what KQL's `tostring(path)` gives: text bare, everything else as
 * JSON; nothing where there is no such place, or no JSON at all.
 */
export function extractions(table: Table, column: string, paths: readonly Extracted[]): string {
  const places = `json_extract_string(${name(column)}, [${list(paths.map(({ path }) => literal(path)))}])`
  const isJson = table.columns.some((one) => one.name === column && one.type === 'dynamic')
  // Text that begins like JSON mostly is: trying costs half of looking first.
  return isJson ? places : `CASE WHEN starts_with(${name(column)}, '[') OR starts_with(${name(column)}, '{') THEN TRY(${places}) END`
}
