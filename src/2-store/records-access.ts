/** Records of who may come in: administrators, their browsers' sessions, API tokens, and single settings. Secrets are kept hashed only. */
import type { AdministratorRow, Records, SessionRow, TokenRow } from './records.ts'

/** At the bound the session not used for longest ends. */
const sessionsMax = 100

/** A value kept under a name; undefined where there is none. */
export async function setting(records: Records, name: string): Promise<string | undefined> {
  return (await records.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst())?.value
}

export async function keepSetting(records: Records, name: string, value: string): Promise<void> {
  await records
    .insertInto('setting')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

export async function hasAdministrator(records: Records): Promise<boolean> {
  return (await records.selectFrom('administrator').select('name').limit(1).executeTakeFirst()) !== undefined
}

/** Makes the first administrator. False where there is one already: of two that come at once, one wins. */
export async function addFirstAdministrator(records: Records, row: AdministratorRow): Promise<boolean> {
  return records.transaction().execute(async (transaction) => {
    if (await hasAdministrator(transaction)) return false
    await transaction.insertInto('administrator').values(row).execute()
    return true
  })
}

export async function administrator(records: Records, name: string): Promise<AdministratorRow | undefined> {
  return records.selectFrom('administrator').selectAll().where('name', '=', name).executeTakeFirst()
}

/** Those first made come first. */
export async function administratorNames(records: Records, limit: number): Promise<readonly string[]> {
  const rows = await records.selectFrom('administrator').select('name').orderBy('created').orderBy('name').limit(limit).execute()
  return rows.map(({ name }) => name)
}

export async function addSession(records: Records, row: SessionRow): Promise<void> {
  await records.transaction().execute(async (transaction) => {
    await transaction.insertInto('session').values(row).execute()
    const kept = transaction.selectFrom('session').select('id_hash').orderBy('seen', 'desc').limit(sessionsMax)
    await transaction.deleteFrom('session').where('id_hash', 'not in', kept).execute()
  })
}

export async function session(records: Records, idHash: string): Promise<SessionRow | undefined> {
  return records.selectFrom('session').selectAll().where('id_hash', '=', idHash).executeTakeFirst()
}

export async function touchSession(records: Records, idHash: string, seen: number): Promise<void> {
  await records.updateTable('session').set({ seen }).where('id_hash', '=', idHash).execute()
}

export async function removeSession(records: Records, idHash: string): Promise<void> {
  await records.deleteFrom('session').where('id_hash', '=', idHash).execute()
}

/** Ends sessions begun before one instant or unused since the other. */
export async function endSessions(records: Records, createdBefore: number, seenBefore: number): Promise<void> {
  await records
    .deleteFrom('session')
    .where((row) => row.or([row('created', '<', createdBefore), row('seen', '<', seenBefore)]))
    .execute()
}

/** How many API tokens there may be; `addToken` answers false at the bound. */
const tokensMax = 1000

export async function addToken(records: Records, row: Omit<TokenRow, 'used'>): Promise<boolean> {
  return records.transaction().execute(async (transaction) => {
    const { count } = await transaction
      .selectFrom('token')
      .select((row) => row.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (count >= tokensMax) return false
    await transaction
      .insertInto('token')
      .values({ ...row, used: null })
      .execute()
    return true
  })
}

export async function tokens(records: Records): Promise<readonly TokenRow[]> {
  return records.selectFrom('token').selectAll().orderBy('created').orderBy('id').execute()
}

export async function tokenByHash(records: Records, hash: string): Promise<TokenRow | undefined> {
  return records.selectFrom('token').selectAll().where('hash', '=', hash).executeTakeFirst()
}

export async function touchToken(records: Records, id: string, used: number): Promise<void> {
  await records.updateTable('token').set({ used }).where('id', '=', id).execute()
}

/** False where there is no such token. */
export async function removeToken(records: Records, id: string): Promise<boolean> {
  return (await records.deleteFrom('token').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n
}
