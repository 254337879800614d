/** Records of the queries that people saved. */
import type { Records, SavedQueryRow } from './records.ts'

/** How many there may be; `keepQuery` answers false at the bound. */
export const savedQueriesMax = 1000

/** By name. */
export async function savedQueries(records: Records): Promise<readonly SavedQueryRow[]> {
  return records.selectFrom('saved_query').selectAll().orderBy('name').orderBy('id').execute()
}

/** Adds or replaces one. */
export async function keepQuery(records: Records, row: SavedQueryRow): Promise<boolean> {
  const { id: _, ...rest } = row
  return records.transaction().execute(async (transaction) => {
    const { others } = await transaction
      .selectFrom('saved_query')
      .select((select) => select.fn.countAll<number>().as('others'))
      .where('id', '!=', row.id)
      .executeTakeFirstOrThrow()
    if (others >= savedQueriesMax) return false
    await transaction
      .insertInto('saved_query')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
      .execute()
    return true
  })
}

/** False where there is no such query. */
export async function removeQuery(records: Records, id: string): Promise<boolean> {
  return (await records.deleteFrom('saved_query').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n
}
