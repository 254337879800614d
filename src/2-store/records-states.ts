/** Records of the detections' state: values by key, in lanes and generations; and the administrators' corrections of who is who. */
import { sql } from 'kysely'
import type { CorrectionRow, Records } from './records.ts'

export type Lane = 'real' | 'simulated'

/** A value that changed; undefined where it was forgotten. */
export interface StateChange {
  readonly key: string
  readonly state: string | undefined
}

/** Rows written by one statement: long enough to be fast, short enough that nobody waits (about 2 ms). */
const batchMax = 500

/** What the keys of persons' states begin with. */
const personPrefix = 'person '
const isPerson = ([key = '']: readonly string[]): boolean => key.startsWith(personPrefix)

export async function keepStates(records: Records, lane: Lane, generation: number, changes: readonly StateChange[]): Promise<void> {
  for (let from = 0; from < changes.length; from += batchMax) {
    const batch = changes.slice(from, from + batchMax)
    const kept = batch.flatMap(({ key, state }) => (state === undefined ? [] : [[key, state]]))
    const gone = batch.flatMap(({ key, state }) => (state === undefined ? [key] : []))
    if (kept.length > 0) {
      await sql`insert into state (lane, generation, key, value)
        select ${lane}, ${generation}, value ->> 0, value ->> 1 from json_each(${JSON.stringify(kept)}) where true
        on conflict (lane, generation, key) do update set value = excluded.value`.execute(records)
      await sql`insert or ignore into person (lane, generation, id)
        select ${lane}, ${generation}, substr(value ->> 0, ${personPrefix.length + 1}) from json_each(${JSON.stringify(kept.filter(isPerson))})`.execute(
        records,
      )
    }
    if (gone.length > 0) {
      await sql`delete from state where lane = ${lane} and generation = ${generation}
        and key in (select value from json_each(${JSON.stringify(gone)}))`.execute(records)
      await sql`delete from person where lane = ${lane} and generation = ${generation}
        and ${personPrefix} || id in (select value from json_each(${JSON.stringify(gone)}))`.execute(records)
    }
    await new Promise(setImmediate)
  }
}

/** Forgets all generations of a lane but one, in slices; answers when all is gone. */
export async function forgetOtherStates(records: Records, lane: Lane, generation: number): Promise<void> {
  for (;;) {
    const gone = await sql`delete from state where (lane, generation, key) in
      (select lane, generation, key from state where lane = ${lane} and generation <> ${generation} limit 2000)`.execute(records)
    if ((gone.numAffectedRows ?? 0n) === 0n) break
    await new Promise(setImmediate)
  }
  await records.deleteFrom('person').where('lane', '=', lane).where('generation', '<>', generation).execute()
}

export async function countPersons(records: Records, lane: Lane, generation: number): Promise<number> {
  const { count } = await records
    .selectFrom('person')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('lane', '=', lane)
    .where('generation', '=', generation)
    .executeTakeFirstOrThrow()
  return count
}

/** At most this many corrections; `addCorrection` answers false at the bound. */
export const correctionsMax = 100_000

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
