/** Loads a piece of plain Entra sign-ins inside DuckDB, and reads with care the few lines in it that are not plain. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { drain, placeText, placing } from '../1-ingest/place.ts'
import type { RefusedRecord } from '../1-ingest/read.ts'
import { allowed } from '../1-ingest/recognise.ts'
import { sources } from '../1-ingest/sources/index.ts'
import { excerpt, passOver, spoolRecord } from './careful.ts'
import { chunkNamed, type Part, requireTable, settleChunk } from './chunk.ts'
import type { Direct } from './direct.ts'
import { bulkTransaction, type Insert, insertRows, instant, nextNumber, rowsIn } from './load.ts'
import { add, keepRefused, type Loading, type Surroundings } from './loading.ts'
import { type LineIndex, linesAt, type Piece } from './pieces.ts'
import { kept, loadColumn } from './schema.ts'
import { openSpool, type Spool } from './spool.ts'
import type { Table } from './tables/table.ts'

/** More lines than these are no exception any more. */
const suspiciousMin = 100
const suspiciousShare = 0.2
/** A spooled row's place in the piece. */
const lineColumn = '_Line'

interface Work {
  readonly world: Surroundings
  readonly loading: Loading
  readonly piece: Piece
  readonly direct: Direct
  readonly name: string
  readonly spool: Spool
}

/** Answers whether it is loaded; where it is not, nothing is, and the piece wants reading with care. */
export async function loadDirectly(world: Surroundings, loading: Loading, piece: Piece, direct: Direct, name: string): Promise<boolean> {
  const before = await world.database.read((connection) => chunkNamed(connection, name))
  if (before !== undefined) {
    passOver(loading, before)
    return true
  }
  const work: Work = { world, loading, piece, direct, name, spool: openSpool(world.spool, 'careful') }
  try {
    const settled = await world.database.write((connection) => bulkTransaction(connection, () => loadPiece(connection, work)))
    for (const { table, name: load, loaded } of settled) {
      add(loading.total, table, loaded)
      loading.total.loads.push(load)
    }
    return true
  } catch (error) {
    if (isNotPlain(error)) return false
    throw error
  } finally {
    await work.spool.clear()
  }
}

/** The piece is not of the kind that can be loaded so. */
const notPlain = (why: string, cause?: unknown): Error => Object.assign(new Error(why, { cause }), { name: 'NotPlain' })
const isNotPlain = (error: unknown): boolean => error instanceof Error && error.name === 'NotPlain'

async function loadPiece(connection: DuckDBConnection, work: Work): ReturnType<typeof settleChunk> {
  const { world, loading, piece, direct, name } = work
  const { table, values, suspicious } = direct
  const number = await nextNumber(connection)
  const received = world.clock()
  const insert = { table, number, received, from: direct.relation(piece.path, loading.options.tenant), values, suspicious }
  const [rows, index] = await Promise.all([watched(connection, work, inserted(connection, insert)), piece.index()])
  if (rows !== index.count) throw notPlain(`${rows} rows of ${index.count} lines`)
  const placed = await placesOf(connection, table, number)
  if (placed.rows !== rows || placed.span !== rows) throw notPlain('the rows do not lie in the order of the lines')
  const doubtful = await doubtfulLines(connection, table, placed)
  if (doubtful.length > Math.max(suspiciousMin, rows * suspiciousShare)) throw notPlain(`${doubtful.length} of ${rows} lines are not plain`)
  const main: Part = { table, number, passedOver: 0 }
  if (doubtful.length === 0) return settleChunk(connection, { name, received, refused: 0, parts: [main] })
  await connection.run(`DELETE FROM ${kept(table)} WHERE ${loadColumn} = 0`)
  const refused = await readCarefully(work, index, doubtful)
  const parts = await insertCareful(connection, work, { main, received, first: placed.first })
  await keepRefused(world, loading, refused)
  return settleChunk(connection, { name, received, refused: refused.length, parts })
}

const lookEveryMs = 250

/** Tells how far DuckDB is in the piece, and stops it at the signal. */
async function watched<T>(connection: DuckDBConnection, { loading, piece }: Work, done: Promise<T>): Promise<T> {
  const timer = setInterval(() => {
    const share = Math.max(0, Math.min(100, connection.progress.percentage)) / 100
    loading.options.onProgress?.(piece.bytesBefore + (piece.bytesRead - piece.bytesBefore) * share, piece.bytesTotal)
  }, lookEveryMs)
  const stop = () => connection.interrupt()
  loading.options.signal?.addEventListener('abort', stop)
  return done.finally(() => {
    clearInterval(timer)
    loading.options.signal?.removeEventListener('abort', stop)
  })
}

/** What DuckDB says against the text of a file is no error of ours. */
async function inserted(connection: DuckDBConnection, insert: Insert): Promise<number> {
  try {
    return await insertRows(connection, insert)
  } catch (error) {
    if (error instanceof Error && /^(?:Invalid Input|Conversion|Out of Range) Error/.test(error.message))
      throw notPlain('it cannot be read', error)
    throw error
  }
}

interface Places {
  readonly rows: number
  /** From the first row's number to the last's. */
  readonly span: number
  /** The first row's number, as text: it is beyond what a JavaScript number holds exactly. */
  readonly first: string
}

async function placesOf(connection: DuckDBConnection, table: Table, number: number): Promise<Places> {
  const reader = await connection.runAndReadAll(
    `SELECT count(*), max(rowid) - min(rowid) + 1, min(rowid) FROM ${kept(table)} WHERE ${loadColumn} IN (0, ${number})`,
  )
  const [rows, span, first] = reader.getRowsJson()[0] ?? []
  return { rows: Number(rows), span: Number(span), first: String(first) }
}

/** Rows lie in the order of the lines, so a row's place says which line it was. Answers at most one more than may be. */
async function doubtfulLines(connection: DuckDBConnection, table: Table, { rows, first }: Places): Promise<number[]> {
  const most = Math.floor(Math.max(suspiciousMin, rows * suspiciousShare)) + 1
  const reader = await connection.runAndReadAll(
    `SELECT rowid - ${first} AS place FROM ${kept(table)} WHERE ${loadColumn} = 0 ORDER BY place LIMIT ${most}`,
  )
  return reader.getRowsJson().map(([place]) => Number(place))
}

async function readCarefully({ loading, piece, spool }: Work, index: LineIndex, doubtful: readonly number[]): Promise<RefusedRecord[]> {
  const { only, tenant } = loading.options
  const to = placing(allowed(sources, only), sources)
  const all: RefusedRecord[] = []
  for await (const { ordinal, line, text } of linesAt(piece.path, index, doubtful)) {
    const number = piece.linesBefore + line + 1
    placeText(to, trimmed(number === 1 ? text.replace(/^\uFEFF/, '') : text), { own: () => number, inner: () => number })
    const { found, refused } = drain(to)
    all.push(...refused)
    for (const one of found) {
      const why = spoolRecord(spool, one, tenant, { [lineColumn]: ordinal })
      if (why !== undefined) all.push({ line: one.line, why, text: excerpt(one) })
    }
    await spool.drain()
  }
  return all
}

/** As the careful reader trims a line: white space and RFC 7464's separator, and not the byte order mark that `trim` takes too. */
const gaps = ' \t\r\u001e'

function trimmed(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && gaps.includes(text.charAt(start))) start++
  while (end > start && gaps.includes(text.charAt(end - 1))) end--
  return text.slice(start, end)
}

/** The last of a file wins: a row read with care yields to the same record on a later line. */
async function insertCareful(
  connection: DuckDBConnection,
  { spool }: Work,
  { main, received, first }: { readonly main: Part; readonly received: number; readonly first: string },
): Promise<Part[]> {
  let same = main
  const others: Part[] = []
  for (const { table: tableName, path, bytes, rows } of await spool.finish()) {
    const table = requireTable(tableName)
    const from = rowsIn(path, table, bytes, { [lineColumn]: 'BIGINT' })
    if (table === main.table) {
      const where = `NOT EXISTS (SELECT 1 FROM ${kept(table)} later WHERE later.${loadColumn} = ${main.number}
        AND later.TimeGenerated = ${instant('given."TimeGenerated"')} AND later._ItemId = given._ItemId AND later.rowid - ${first} > given.${lineColumn})`
      const count = await insertRows(connection, { table, number: main.number, received, from, where })
      same = { ...main, passedOver: rows - count }
    } else {
      const number = await nextNumber(connection)
      await insertRows(connection, { table, number, received, from })
      others.push({ table, number, passedOver: 0 })
    }
  }
  return [same, ...others]
}
