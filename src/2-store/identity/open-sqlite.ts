/** Opens the records of people who sign in here in a SQLite file. */
import { Kysely } from 'kysely'
import { openSqlite, sqliteDialect } from '../records-dialect.ts'
import type { Identity, IdentityRecords } from './identity.ts'
import type { IdentitySchema } from './schema.ts'
import { identitySteps } from './steps.ts'

/**
 * Makes or completes its tables. `clock` is the database's clock. Throws a sentence where a newer version wrote the file, and what SQLite says where it
 * cannot be written.
 */
export function openIdentitySqlite(path: string, clock: () => number): Identity {
  const database = openSqlite(path)
  database.exec('begin immediate')
  const have = Number(database.prepare('pragma user_version').get()?.['user_version'] ?? 0)
  if (have > identitySteps.length) {
    database.close()
    throw new Error(`${path} was written by a newer version of Tocsin. Install that version, or use another data folder.`)
  }
  for (const step of identitySteps.slice(have)) database.exec(step)
  database.exec(`pragma user_version = ${identitySteps.length}; commit`)
  const records: IdentityRecords = new Kysely<IdentitySchema>({ dialect: sqliteDialect(database) })
  return {
    kind: 'sqlite',
    records,
    transaction: (work) => records.transaction().execute(work),
    now: async () => clock(),
    // One transaction runs at a time, and it began by taking the file's lock.
    holdAccount: async (within, account) =>
      (await within.selectFrom('account').select('id').where('id', '=', account).executeTakeFirst()) !== undefined,
    close: async () => {
      await records.destroy()
      if (database.isOpen) database.close()
    },
  }
}
