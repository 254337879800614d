/** The store in DuckDB: embedded, columnar, one file in the data folder. */
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDBConnection, StatementType } from '@duckdb/node-api'
import type { Json } from '../0-event/json.ts'
import { type Database, type DatabaseOptions, openDatabase } from './database.ts'
import { readEvents, readPersonEvents } from './events.ts'
import { insertRows, loadNamed, nextNumber, rowsIn, settle, transaction } from './load.ts'
import { loadFile } from './load-file.ts'
import { kept, layOut, loadColumn, tenantOf } from './schema.ts'
import { list, literal } from './sql.ts'
import { type Loaded, type LogStore, queryRowsMax, type SqlValue } from './store.ts'
import { tableNamed, tables } from './tables/index.ts'
import type { Table } from './tables/table.ts'

export interface StoreOptions extends DatabaseOptions {
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

/** Makes the folder where it is missing. Rejects with a fault (`faultOf`): `held`, `read-only`, `full` or `damaged`. */
export async function openStore(folder: string, options: StoreOptions): Promise<LogStore> {
  const database = await openDatabase(folder, options)
  try {
    await database.write((connection) => layOut(connection, tables))
    await emptySpool(folder)
    return storeOver(database, folder, options)
  } catch (error) {
    await database.close()
    throw error
  }
}

/** What a killed process left half-written. */
async function emptySpool(folder: string): Promise<void> {
  const spool = spoolOf(folder)
  await mkdir(spool, { recursive: true, mode: 0o700 })
  for (const left of await readdir(spool)) await rm(join(spool, left), { recursive: true })
}

const spoolOf = (folder: string): string => join(folder, 'spool')

function storeOver(database: Database, folder: string, options: StoreOptions): LogStore {
  const spool = spoolOf(folder)
  let files = 0
  const closings: (() => Promise<void>)[] = []
  return {
    load: (path, table, name) => loadRows(database, options, path, table, name),
    async loadFile(path, how) {
      const own = join(spool, String(++files))
      await mkdir(own, { mode: 0o700 })
      try {
        return await loadFile({ database, spool: own, clock: options.clock }, path, how)
      } finally {
        await rm(own, { recursive: true, force: true })
      }
    },
    events: (range = {}) => readEvents(database, tables, range),
    personEvents: (aliases, range) => readPersonEvents(database, tables, aliases, range),
    counts: () => database.read(counts),
    span: () => database.read(span),
    arrived: (after) => database.read((connection) => arrived(connection, after)),
    countTenant: (tenant) => database.read((connection) => countTenant(connection, tenant)),
    prune: (before) => remove(database, () => `TimeGenerated < epoch_ms(${Math.trunc(before)})`),
    removeTenant: (tenant) => remove(database, (table) => `${tenantOf(table)} = ${literal(tenant)}`),
    undetected: () => database.read(undetected),
    markDetected: (names) => database.write((connection) => markDetected(connection, names)),
    forgetSegments: (onDisk) => database.write((connection) => forgetSegments(connection, onDisk)),
    query: (sql, values = []) => database.read((connection) => query(connection, sql, values)),
    // Loaded only now: the language and its parser are large, and most commands never hunt.
    hunter: async (parts) => {
      const { openHunter } = await import('./hunter.ts')
      const opened = await openHunter(database, { ...parts, folder: parts.folder ?? folder, clock: options.clock })
      closings.push(opened.close)
      return opened
    },
    async close() {
      for (const closing of closings.splice(0)) await closing()
      await database.close()
    },
  }
}

async function loadRows(database: Database, options: StoreOptions, path: string, tableName: string, name: string): Promise<Loaded> {
  const table = tableNamed(tableName)
  if (table === undefined) throw new Error(`There is no table ${tableName}`)
  const { size } = await stat(path)
  const received = options.clock()
  return database.write((connection) =>
    transaction(connection, async () => {
      if ((await loadNamed(connection, name)) !== undefined) return { rows: 0, duplicates: 0 }
      const number = await nextNumber(connection)
      if (size > 0) await insertRows(connection, { table, number, received, from: rowsIn(path, table, size) })
      return settle(connection, table, { name, kind: 'segment', received, number, isDetected: true, refused: 0, passedOver: 0 })
    }),
  )
}

async function counts(connection: DuckDBConnection): Promise<Record<string, number>> {
  const each = tables.map((table) => `SELECT ${literal(table.name)}, count(*) FROM ${kept(table)}`)
  const reader = await connection.runAndReadAll(each.join(' UNION ALL '))
  return Object.fromEntries(
    reader
      .getRowsJson()
      .map(([table, rows]) => [String(table), Number(rows)] as const)
      .filter(([, rows]) => rows > 0),
  )
}

async function span(connection: DuckDBConnection): Promise<{ oldest: number; newest: number } | undefined> {
  const each = tables.map((table) => `SELECT min(TimeGenerated) AS oldest, max(TimeGenerated) AS newest FROM ${kept(table)}`)
  const reader = await connection.runAndReadAll(`SELECT epoch_ms(min(oldest)), epoch_ms(max(newest)) FROM (${each.join(' UNION ALL ')})`)
  const [oldest, newest] = reader.getRowsJson()[0] ?? []
  return oldest === null || oldest === undefined ? undefined : { oldest: Number(oldest), newest: Number(newest) }
}

/** Loads end in the order of their numbers, and whole row groups of earlier ones are passed over. */
async function arrived(connection: DuckDBConnection, after: number): Promise<{ last: number; from: number; to: number } | undefined> {
  const each = tables.map(
    (table) =>
      `SELECT max(${loadColumn}) AS last, min(TimeGenerated) AS oldest, max(TimeGenerated) AS newest FROM ${kept(table)} WHERE ${loadColumn} > ${Math.trunc(after)}`,
  )
  const reader = await connection.runAndReadAll(
    `SELECT max(last), epoch_ms(min(oldest)), epoch_ms(max(newest)) FROM (${each.join(' UNION ALL ')})`,
  )
  const [last, from, to] = reader.getRowsJson()[0] ?? []
  return last === null || last === undefined ? undefined : { last: Number(last), from: Number(from), to: Number(to) }
}

async function countTenant(connection: DuckDBConnection, tenant: string): Promise<number> {
  const each = tables.map((table) => `SELECT count(*) AS rows FROM ${kept(table)} WHERE ${tenantOf(table)} = ${literal(tenant)}`)
  const reader = await connection.runAndReadAll(`SELECT sum(rows) FROM (${each.join(' UNION ALL ')})`)
  return Number(reader.getRowsJson()[0]?.[0])
}

/** The names of file loads go too: whoever sends such a file again wants its rows back. */
function remove(database: Database, where: (table: Table) => string): Promise<number> {
  return database.write(async (connection) => {
    const removed = await transaction(connection, async () => {
      let rows = 0
      for (const table of tables) rows += (await connection.run(`DELETE FROM ${kept(table)} WHERE ${where(table)}`)).rowsChanged
      if (rows > 0) await connection.run(`DELETE FROM kept._loads WHERE kind = 'chunk' OR (kind = 'file' AND detected)`)
      return rows
    })
    // The rows' space is given back by a checkpoint. Where readers hold it up, the next one does.
    if (removed > 0) await connection.run('CHECKPOINT logs').catch(() => {})
    return removed
  })
}

async function undetected(connection: DuckDBConnection): Promise<{ name: string; table: string; rows: number }[]> {
  const reader = await connection.runAndReadAll('SELECT name, table_name, rows FROM kept._loads WHERE NOT detected ORDER BY number')
  return reader.getRowsJson().map(([name, table, rows]) => ({ name: String(name), table: String(table), rows: Number(rows) }))
}

async function markDetected(connection: DuckDBConnection, names: readonly string[]): Promise<void> {
  if (names.length > 0) await connection.run(`UPDATE kept._loads SET detected = true WHERE name IN (${list(names.map(literal))})`)
}

async function forgetSegments(connection: DuckDBConnection, onDisk: readonly string[]): Promise<void> {
  const but = onDisk.length === 0 ? '' : `AND name NOT IN (${list(onDisk.map(literal))})`
  await connection.run(`DELETE FROM kept._loads WHERE kind = 'segment' ${but}`)
}

async function query(connection: DuckDBConnection, sql: string, values: readonly SqlValue[]): Promise<Record<string, Json>[]> {
  const statements = await connection.extractStatements(sql)
  const prepared = statements.count === 1 ? await statements.prepare(0) : undefined
  if (prepared?.statementType !== StatementType.SELECT) throw new Error('A query is one SELECT')
  await connection.run('BEGIN TRANSACTION READ ONLY')
  try {
    const reader = await connection.streamAndReadUntil(sql, queryRowsMax + 1, [...values])
    if (reader.currentRowCount > queryRowsMax) throw new Error(`The query gives more than ${queryRowsMax} rows: narrow it or add a LIMIT`)
    return reader.getRowObjectsJson() as Record<string, Json>[]
  } finally {
    await connection.run('ROLLBACK')
  }
}
