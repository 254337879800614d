/** Records of the detections' state: values by key, in lanes and generations; and the administrators' corrections of who is who. */
import { sql } from 'kysely'
import type { CorrectionRow, Records, StateAccess } from './records.ts'

export type Lane = 'real' | 'simulated'

/** A value that changed; undefined where it was forgotten. */
export interface StateChange {
  readonly key: string
  readonly state: string | undefined
}

/** Values written before others get their turn: about 5 ms. */
const sliceMax = 500

/** Within the caller's transaction. */
export async function keepStates(states: StateAccess, lane: Lane, generation: number, changes: readonly StateChange[]): Promise<void> {
  for (const [index, { key, state }] of changes.entries()) {
    states.keep(lane, generation, key, state)
    if (index % sliceMax === sliceMax - 1) await new Promise(setImmediate)
  }
}

/** Forgets all generations of a lane but one, in slices; answers when all is gone. */
export async function forgetOtherStates(records: Records, lane: Lane, generation: number): Promise<void> {
  for (;;) {
    const gone = await sql`delete from state where rowid in
      (select rowid from state where lane = ${lane} and generation <> ${generation} limit 2000)`.execute(records)
    if ((gone.numAffectedRows ?? 0n) === 0n) return
    await new Promise(setImmediate)
  }
}

/** The persons that are kept, counted in the index alone. */
export async function countPersons(records: Records, lane: Lane, generation: number): Promise<number> {
  const { count } = await records
    .selectFrom('state')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('lane', '=', lane)
    .where('generation', '=', generation)
    .where('key', '>=', 'person ')
    .where('key', '<', 'person!')
    .executeTakeFirstOrThrow()
  return count
}

/** At most this many corrections; `addCorrection` answers false at the bound. */
const correctionsMax = 100_000

export async function corrections(records: Records): Promise<readonly CorrectionRow[]> {
  return records.selectFrom('correction').selectAll().orderBy('alias').execute()
}

export async function addCorrection(records: Records, row: CorrectionRow): Promise<boolean> {
  return records.transaction().execute(async (transaction) => {
    const { count } = await transaction
      .selectFrom('correction')
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (count >= correctionsMax) return false
    await transaction
      .insertInto('correction')
      .values(row)
      .onConflict((conflict) => conflict.column('alias').doUpdateSet({ person: row.person, by: row.by, created: row.created }))
      .execute()
    return true
  })
}

/** False where there was none. */
export async function removeCorrection(records: Records, alias: string): Promise<boolean> {
  return (await records.deleteFrom('correction').where('alias', '=', alias).executeTakeFirst()).numDeletedRows > 0n
}

export interface StateFind {
  readonly lane: Lane
  readonly generation: number
  /** Of the key; the text is looked for in what follows. */
  readonly prefix: string
  readonly text: string
  readonly limit: number
}

/** States whose key has the prefix and the text after it, in the order of their keys. */
export async function statesBetween(
  records: Records,
  find: StateFind,
): Promise<readonly { readonly key: string; readonly value: string }[]> {
  // The keys of one prefix lie together, so this walks no others.
  return records
    .selectFrom('state')
    .select(['key', 'value'])
    .where('lane', '=', find.lane)
    .where('generation', '=', find.generation)
    .where('key', '>=', find.prefix)
    .where('key', '<', `${find.prefix}\u{10ffff}`)
    .where(sql<boolean>`instr(substr(key, ${find.prefix.length + 1}), ${find.text}) > 0`)
    .orderBy('key')
    .limit(find.limit)
    .execute()
}
