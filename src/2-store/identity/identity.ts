/** What the records of people who sign in here promise, whichever database keeps them. */
import type { Kysely } from 'kysely'
import type { AccountRow, IdentitySchema } from './schema.ts'

export type IdentityRecords = Kysely<IdentitySchema>

export interface Identity {
  readonly kind: 'sqlite' | 'postgres'
  /** Outside transactions. */
  readonly records: IdentityRecords
  /**
   * Runs `work` in one transaction; what it throws undoes all of it. Where two transactions cannot both go on (a deadlock), one is run again, so `work`
   * must do nothing but read and write `records`.
   */
  transaction<T>(work: (records: IdentityRecords) => Promise<T>): Promise<T>
  /** Milliseconds since 1970 by the database's clock, which all nodes share. */
  now(records?: IdentityRecords): Promise<number>
  /**
   * Holds the account's row until the transaction ends, so that what is decided about one person is decided one after another. Answers it as it
   * is now; undefined where there is no such account. Within a transaction only.
   */
  holdAccount(records: IdentityRecords, account: string): Promise<AccountRow | undefined>
  close(): Promise<void>
}

/** Whether an error says that a row with this key is there already (a unique index). */
export function isTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  const sqlite = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined
  // PostgreSQL: unique_violation. SQLite: SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE.
  return code === '23505' || sqlite === 1555 || sqlite === 2067
}
