/** Gives what is kept back as events, in the order of time over all tables, a window of rows at a time. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Event } from '../0-event/event.ts'
import { minuteMs } from '../0-event/time.ts'
import type { Row } from '../1-ingest/source.ts'
import type { Database } from './database.ts'
import { rowAsJson, rowEvents } from './reread.ts'
import { kept, loadColumn } from './schema.ts'
import { list, literal, name } from './sql.ts'
import type { EventRange, PersonRange } from './store.ts'
import type { Table } from './tables/table.ts'

/** Rows read at once. One minute is never parted, so a busier minute is held whole. */
const windowRows = 20_000
const batchMax = 2000

export async function* readEvents(database: Database, tables: readonly Table[], range: EventRange): AsyncGenerator<Event[]> {
  const wanted = tables.filter((table) => range.tables === undefined || range.tables.includes(table.name))
  const where = await conditions(database, range)
  for (const window of await windows(database, wanted, where)) {
    const events: Event[] = []
    for (const table of wanted) {
      if (!window.tables.has(table.name)) continue
      const at = `${where} AND TimeGenerated >= epoch_ms(${window.from}) AND TimeGenerated < epoch_ms(${window.to})`
      await database.read((connection) => collect(connection, table, at, events))
    }
    events.sort(byTime)
    for (let start = 0; start < events.length; start += batchMax) yield events.slice(start, start + batchMax)
  }
}

const byTime = (one: Event, other: Event): number => one.time - other.time || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)

async function conditions(database: Database, range: EventRange): Promise<string> {
  const all = ['true']
  if (range.from !== undefined) all.push(`TimeGenerated >= epoch_ms(${Math.trunc(range.from)})`)
  if (range.to !== undefined) all.push(`TimeGenerated < epoch_ms(${Math.trunc(range.to)})`)
  if (range.loads !== undefined) all.push(`${loadColumn} IN (${list(await numbers(database, range.loads))})`)
  return all.join(' AND ')
}

/** The numbers of the loads; one that no row has where none of them is known. */
async function numbers(database: Database, loads: readonly string[]): Promise<string[]> {
  if (loads.length === 0) return ['-1']
  const reader = await database.read((connection) =>
    connection.runAndReadAll(`SELECT number FROM kept._loads WHERE name IN (${list(loads.map(literal))})`),
  )
  const found = reader.getRowsJson().map(([number]) => String(number))
  return found.length === 0 ? ['-1'] : found
}

interface Window {
  readonly from: number
  to: number
  rows: number
  readonly tables: Set<string>
}

async function windows(database: Database, tables: readonly Table[], where: string): Promise<Window[]> {
  if (tables.length === 0) return []
  const minutes = tables.map(
    (table) =>
      `SELECT epoch_ms(TimeGenerated) // ${minuteMs} AS minute, ${literal(table.name)} AS kept_in, count(*) AS rows FROM ${kept(table)} WHERE ${where} GROUP BY minute`,
  )
  const reader = await database.read((connection) =>
    connection.runAndReadAll(
      `SELECT minute, string_agg(kept_in, ' '), sum(rows) FROM (${minutes.join(' UNION ALL ')}) GROUP BY minute ORDER BY minute`,
    ),
  )
  const found: Window[] = []
  for (const [minute, names, rows] of reader.getRowsJson()) join(found, Number(minute) * minuteMs, String(names).split(' '), Number(rows))
  return found
}

function join(found: Window[], from: number, names: readonly string[], rows: number): void {
  const last = found.at(-1)
  if (last === undefined || last.rows + rows > windowRows) found.push({ from, to: from + minuteMs, rows, tables: new Set(names) })
  else {
    last.to = from + minuteMs
    last.rows += rows
    for (const one of names) last.tables.add(one)
  }
}

async function collect(connection: DuckDBConnection, table: Table, where: string, into: Event[]): Promise<void> {
  const result = await connection.stream(`SELECT ${rowAsJson(table)} FROM ${kept(table)} WHERE ${where}`)
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const text of chunk.getColumnValues(0)) {
      if (typeof text === 'string') into.push(...rowEvents(table.name, JSON.parse(text) as Row))
    }
  }
}

/** Rows of one table looked at for one person: enough for any timeline, and few enough to be read at once. */
const personRowsMax = 2000

export async function readPersonEvents(
  database: Database,
  tables: readonly Table[],
  aliases: readonly string[],
  range: PersonRange,
): Promise<Event[]> {
  const names = new Set(aliases.map(bare).filter((alias) => alias !== ''))
  if (names.size === 0) return []
  const events: Event[] = []
  for (const table of tables) {
    const about = mentions(table, [...names])
    if (about === undefined) continue
    const at = `TimeGenerated >= epoch_ms(${Math.trunc(range.from)}) AND TimeGenerated < epoch_ms(${Math.trunc(range.to)}) AND (${about})`
    const newest = `${at} QUALIFY row_number() OVER (ORDER BY TimeGenerated DESC) <= ${personRowsMax}`
    await database.read((connection) => collect(connection, table, newest, events))
  }
  return events
    .filter(({ user }) => [user.uid, user.name, user.email].some((text) => text !== undefined && names.has(bare(text))))
    .sort(byTime)
    .slice(-range.limit)
}

/** `mail ada@example.com`, `name ada`, `id okta 00u1` and `CONTOSO\ada` as the name itself, in lower case. */
function bare(alias: string): string {
  const plain = alias.toLowerCase().replace(/^(?:mail|name|id \S+) /, '')
  return plain.slice(plain.lastIndexOf('\\') + 1)
}

function mentions(table: Table, names: readonly string[]): string | undefined {
  const literals = list(names.map(literal))
  const all = [
    ...table.persons.map((column) => `regexp_replace(lower(${name(column)}::VARCHAR), '^.*\\\\', '') IN (${literals})`),
    ...table.personsWithin.flatMap((column) => names.map((one) => `contains(lower(${name(column)}::VARCHAR), ${literal(one)})`)),
  ]
  return all.length === 0 ? undefined : all.join(' OR ')
}
