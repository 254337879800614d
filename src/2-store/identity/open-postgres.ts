/** Opens the records of people who sign in here in PostgreSQL, which several nodes may share. */
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { Identity, IdentityRecords } from './identity.ts'
import { createPool, planChanged, poolConfig } from './postgres-pool.ts'
import { takePostgresSteps } from './postgres-steps.ts'
import { codeOf, postgresPlace, postgresTrouble } from './postgres-trouble.ts'
import type { IdentitySchema } from './schema.ts'
import { identitySteps } from './steps.ts'

/** Two transactions that stand in each other's way are tried so often, then the error is the caller's. */
const triesMax = 10

export interface PostgresOptions {
  /** For tests: moves the database's clock, which nothing else can. */
  readonly clockShiftMs?: (() => number) | undefined
  /** For tests: other steps than this version's. */
  readonly steps?: readonly string[] | undefined
}

/** Makes or completes its tables. Rejects with a sentence that names host, port and database where it cannot be opened. */
export async function openIdentityPostgres(url: string, options: PostgresOptions = {}): Promise<Identity> {
  const place = postgresPlace(url)
  await prepare(url, place, options.steps ?? identitySteps)
  const records: IdentityRecords = new Kysely<IdentitySchema>({ dialect: new PostgresDialect({ pool: createPool(url) }) })
  return {
    kind: 'postgres',
    records,
    transaction: (work) => again(() => records.transaction().execute(work)),
    now: async (within = records) => (await databaseTime(within)) + (options.clockShiftMs?.() ?? 0),
    holdAccount: (within, account) =>
      // "No key": rows that only refer to the account may be written meanwhile, which is no reason to wait, nor for a deadlock.
      within.selectFrom('account').selectAll().where('id', '=', account).forNoKeyUpdate().executeTakeFirst(),
    close: () => records.destroy(),
  }
}

async function prepare(url: string, place: string, steps: readonly string[]): Promise<void> {
  const client = clientOf(url, place)
  // What goes wrong is told by what is being asked.
  client.on('error', () => {})
  try {
    if ((await takeSteps(client, place, steps)) === 'newer')
      throw new Error(`The database ${place} was written by a newer version of Tocsin. Install that version, or use another database.`)
  } finally {
    await client.end().catch(() => {})
  }
}

async function takeSteps(client: pg.Client, place: string, steps: readonly string[]): Promise<'done' | 'newer'> {
  try {
    await client.connect()
    return await takePostgresSteps(client, steps)
  } catch (error) {
    throw postgresTrouble(error, place)
  }
}

function clientOf(url: string, place: string): pg.Client {
  try {
    return new pg.Client(poolConfig(url))
  } catch (error) {
    // For instance a file of certificates that is not there.
    throw postgresTrouble(error, place)
  }
}

/** `now()` would stand still within a transaction, and what expires while it waited for a row would still seem alive. */
async function databaseTime(records: IdentityRecords): Promise<number> {
  const { rows } = await sql<{ now: number }>`select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(records)
  const [row] = rows
  if (row === undefined) throw new Error('The database does not tell the time.')
  return row.now
}

/** SQLSTATE serialization_failure, deadlock_detected, and a table changed under a prepared statement: nothing was done, and it may work now. */
const mayWorkAgain = new Set(['40001', '40P01', planChanged])

async function again<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run()
    } catch (error) {
      if (tries >= triesMax || !mayWorkAgain.has(codeOf(error))) throw error
    }
  }
}
