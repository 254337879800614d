/** Loads a file record by record: each is read by its source, made a row, and loaded with many others; what cannot be read is kept aside. */
import { type Batch, type Found, type RefusedRecord, read } from '../1-ingest/read.ts'
import { isRefused } from '../1-ingest/source.ts'
import { sources } from '../1-ingest/sources/index.ts'
import { chunkNamed, requireTable, settleChunk } from './chunk.ts'
import { bulkTransaction, insertRows, nextNumber, rowsIn } from './load.ts'
import { add, keepRefused, type Loading, type Surroundings } from './loading.ts'
import { rowLine } from './row.ts'
import { tenantColumn } from './schema.ts'
import { openSpool, type Spool, type Spooled } from './spool.ts'

/** A file, or a piece of one. */
export interface Portion {
  readonly path: string
  readonly name: string
  readonly linesBefore: number
}

export async function loadWithCare(world: Surroundings, loading: Loading, portion: Portion): Promise<void> {
  const { options, limits } = loading
  const spool = openSpool(world.spool, 'rows')
  let refused: RefusedRecord[] = []
  let chunk = 0
  const flush = async (): Promise<void> => {
    const spooled = await spool.finish()
    if (spooled.length > 0 || refused.length > 0) await loadChunk(world, loading, `${portion.name}#${chunk++}`, spooled, refused)
    refused = []
    await spool.clear()
  }
  try {
    for await (const batch of read([{ kind: 'path', path: portion.path }], { sources, only: options.only, signal: options.signal })) {
      for (const one of take(spool, batch, options.tenant)) refused.push({ ...one, line: one.line + portion.linesBefore })
      await spool.drain()
      if (spool.bytes() >= limits.carefulBytes || refused.length >= refusedMax) await flush()
      if (portion.path === loading.path) options.onProgress?.(batch.bytesRead, batch.bytesTotal ?? batch.bytesRead)
    }
    await flush()
  } finally {
    await spool.clear()
  }
}

/** Refused records held until their chunk is loaded: at 2,000 characters each, 40 MB. */
const refusedMax = 20_000

/** Puts the batch's rows into the spool; answers what cannot be kept. */
function take(spool: Spool, { found, refused }: Batch, tenant: string | undefined): RefusedRecord[] {
  const all = [...refused]
  for (const one of found) {
    const why = spoolRecord(spool, one, tenant)
    if (why !== undefined) all.push({ line: one.line, why, text: excerpt(one) })
  }
  return all
}

/** Answers why the record is refused; undefined where its row was spooled. `extra` columns go beside those of the row. */
export function spoolRecord(spool: Spool, { shape, record }: Found, tenant: string | undefined, extra: object = {}): string | undefined {
  const events = shape.events(record)
  if (isRefused(events)) return events.refused
  const mark = tenant === undefined ? {} : { [tenantColumn]: tenant }
  const line = rowLine({ ...shape.row(record), ...mark, ...extra })
  if (typeof line !== 'string') return line.refused
  spool.add(shape.table, line)
  return undefined
}

const excerptMax = 2000

export function excerpt({ record }: Found): string {
  try {
    return JSON.stringify(record).slice(0, excerptMax).toWellFormed()
  } catch {
    return ''
  }
}

async function loadChunk(
  world: Surroundings,
  loading: Loading,
  name: string,
  spooled: readonly Spooled[],
  refused: readonly RefusedRecord[],
): Promise<void> {
  const received = world.clock()
  const before = await world.database.read((connection) => chunkNamed(connection, name))
  if (before !== undefined) return passOver(loading, before)
  // First aside, then committed: a crash in between keeps them twice rather than not at all.
  await keepRefused(world, loading, refused)
  const settled = await world.database.write((connection) =>
    bulkTransaction(connection, async () => {
      const parts = []
      for (const { table: tableName, path, bytes } of spooled) {
        const table = requireTable(tableName)
        const number = await nextNumber(connection)
        await insertRows(connection, { table, number, received, from: rowsIn(path, table, bytes) })
        parts.push({ table, number, passedOver: 0 })
      }
      return settleChunk(connection, { name, received, refused: refused.length, parts })
    }),
  )
  for (const { table, name: load, loaded } of settled) {
    add(loading.total, table, loaded)
    loading.total.loads.push(load)
  }
}

/** It was loaded before: its rows are there, and its refused records are kept. */
export function passOver({ total }: Loading, before: NonNullable<Awaited<ReturnType<typeof chunkNamed>>>): void {
  for (const { table, loaded } of before.tables) add(total, table, { rows: 0, duplicates: loaded.rows + loaded.duplicates })
  total.refused += before.refused
}
