/** Brings what is sealed under older keys under the newest, beside running nodes, and counts what is sealed under which. */
import { sql } from 'kysely'
import type { Identity, IdentityRecords } from './identity.ts'
import { type Seals, sealedUnder } from './seal.ts'
import { placeOf, type SealedColumn, sealedColumns } from './sealed-columns.ts'

/** Rows read, and changed in one transaction, at a time: others wait no longer than for these. */
const batchRows = 200
/** Places named among what could not be opened; the rest is only counted. */
const placesMax = 20

export interface Resealed {
  /** Sealed texts looked at. */
  readonly seen: number
  /** Brought under the newest key. */
  readonly resealed: number
  /** Written or removed by somebody else meanwhile; what they wrote is theirs. */
  readonly overtaken: number
  readonly failed: number
  /** Where the first of the failed stand, as `TABLE.COLUMN:ROW`. */
  readonly failedPlaces: readonly string[]
}

const nothing: Resealed = { seen: 0, resealed: 0, overtaken: 0, failed: 0, failedPlaces: [] }

/**
 * Each text is changed only where it is still the one that was read, so that this may be broken off, run again, and run twice at once. Rejects only
 * where the records cannot be read or written.
 */
export async function reseal(identity: Identity, seals: Seals, onProgress: (far: Resealed) => void): Promise<Resealed> {
  let far = nothing
  for (const column of sealedColumns) {
    for await (const rows of sealedRows(identity.records, column)) {
      far = added(far, await resealRows(identity, column, rows, seals))
      onProgress(far)
    }
  }
  return far
}

interface SealedRow {
  readonly row: string
  readonly sealed: string
}

async function resealRows(identity: Identity, column: SealedColumn, rows: readonly SealedRow[], seals: Seals): Promise<Resealed> {
  const failedPlaces: string[] = []
  const changes: (SealedRow & { readonly fresh: string })[] = []
  for (const { row, sealed } of rows.filter((one) => seals.isOld(one.sealed))) {
    const place = placeOf(column, row)
    const text = opened(seals, place, sealed)
    if (text === undefined) failedPlaces.push(place)
    else changes.push({ row, sealed, fresh: seals.seal(place, text) })
  }
  const resealed = changes.length === 0 ? 0 : await identity.transaction((within) => changeAll(within, column, changes))
  return { seen: rows.length, resealed, overtaken: changes.length - resealed, failed: failedPlaces.length, failedPlaces }
}

function opened(seals: Seals, place: string, sealed: string): string | undefined {
  try {
    return seals.open(place, sealed)
  } catch {
    return undefined
  }
}

async function changeAll(
  within: IdentityRecords,
  { table, column, key }: SealedColumn,
  changes: readonly (SealedRow & { readonly fresh: string })[],
): Promise<number> {
  let changed = 0
  for (const { row, sealed, fresh } of changes) {
    const result = await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${fresh}
      where ${sql.ref(key)} = ${row} and ${sql.ref(column)} = ${sealed}`.execute(within)
    changed += Number(result.numAffectedRows ?? 0n)
  }
  return changed
}

const added = (one: Resealed, other: Resealed): Resealed => ({
  seen: one.seen + other.seen,
  resealed: one.resealed + other.resealed,
  overtaken: one.overtaken + other.overtaken,
  failed: one.failed + other.failed,
  failedPlaces: [...one.failedPlaces, ...other.failedPlaces].slice(0, placesMax),
})

/** How many texts are sealed under each key, by its id; keys that seal nothing are not in it. */
export async function sealedCounts({ records }: Identity): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (const column of sealedColumns) {
    for await (const rows of sealedRows(records, column)) {
      for (const { sealed } of rows) {
        const id = sealedUnder(sealed) ?? ''
        counts.set(id, (counts.get(id) ?? 0) + 1)
      }
    }
  }
  return counts
}

/** Batch after batch in the order of the rows' keys, so that what cannot be changed is passed by. */
async function* sealedRows(records: IdentityRecords, { table, column, key }: SealedColumn): AsyncGenerator<readonly SealedRow[]> {
  let after = ''
  for (;;) {
    const { rows } = await sql<SealedRow>`select ${sql.ref(key)} as "row", ${sql.ref(column)} as sealed from ${sql.table(table)}
      where ${sql.ref(key)} > ${after} and ${sql.ref(column)} is not null order by ${sql.ref(key)} limit ${batchRows}`.execute(records)
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.row
    yield rows.filter(({ sealed }) => sealedUnder(sealed) !== undefined)
  }
}
