/** Opens the records of people who sign in here in a SQLite file. */
import type { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { openSqlite, sqliteDialect } from '../records-dialect.ts'
import type { Identity, IdentityRecords } from './identity.ts'
import { keptValue } from './kept-value.ts'
import type { IdentitySchema } from './schema.ts'
import { identitySteps } from './steps.ts'
import { createTogether } from './together.ts'

/**
 * Pages in the write-ahead log (32 MB) before they are moved into the file, which holds up one commit. Four times SQLite's own, because each question
 * writes to ten places: pages that are written often are then moved once for all.
 */
const logPagesMax = 4000

/**
 * Makes or completes its tables. `clock` is the database's clock; `steps` are other than this version's in tests. Throws a sentence where a newer version wrote the file, and what SQLite says where it
 * cannot be written.
 */
export function openIdentitySqlite(path: string, clock: () => number, steps: readonly string[] = identitySteps): Identity {
  const database = openSqlite(path)
  database.exec(`pragma wal_autocheckpoint = ${logPagesMax}`)
  try {
    takeSteps(database, path, steps)
  } catch (error) {
    database.close()
    throw error
  }
  const records: IdentityRecords = new Kysely<IdentitySchema>({ dialect: sqliteDialect(database, keptValue) })
  return {
    kind: 'sqlite',
    records,
    transaction: createTogether(records),
    now: async () => clock(),
    // One transaction runs at a time, and it began by taking the file's lock.
    holdAccount: (within, account) => within.selectFrom('account').selectAll().where('id', '=', account).executeTakeFirst(),
    close: async () => {
      await records.destroy()
      if (database.isOpen) database.close()
    },
  }
}

function takeSteps(database: DatabaseSync, path: string, steps: readonly string[]): void {
  database.exec('begin immediate')
  const have = Number(database.prepare('pragma user_version').get()?.['user_version'] ?? 0)
  if (have > steps.length)
    throw new Error(`${path} was written by a newer version of Tocsin. Install that version, or use another data folder.`)
  for (const step of steps.slice(have)) database.exec(step)
  database.exec(`pragma user_version = ${steps.length}; commit`)
}
