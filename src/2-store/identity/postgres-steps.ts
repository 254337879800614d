/** Brings the tables in a PostgreSQL database up to date, also where several nodes start at once. */
import type pg from 'pg'

/** Told to PostgreSQL's advisory locks; a number nobody else is likely to use: "tocsin" in ASCII. */
const lock = 0x746f6373696e
/** A node waits so long for another that changes the tables. */
const stepWaitMaxMs = 60_000

/** `client` is connected and used by nobody else. `newer`: a newer version of ours made the tables, which stay as they are. */
export async function takePostgresSteps(client: pg.Client, steps: readonly string[]): Promise<'done' | 'newer'> {
  // A step on a large table may take longer than an ordinary statement.
  await client.query(`set statement_timeout = 0; set lock_timeout = ${stepWaitMaxMs}`)
  for (;;) {
    // Each step is a transaction of its own, under the lock: between two of them another node may go on.
    const outcome = await takeStep(client, steps)
    if (outcome !== 'took') return outcome
  }
}

async function takeStep(client: pg.Client, steps: readonly string[]): Promise<'took' | 'done' | 'newer'> {
  await client.query('begin')
  try {
    await client.query(`select pg_advisory_xact_lock(${lock})`)
    await client.query('create table if not exists identity_version (version bigint not null)')
    const { rows } = await client.query<{ version: string }>('select version from identity_version')
    const have = Number(rows[0]?.version ?? 0)
    const step = steps[have]
    if (step !== undefined) {
      await client.query(step)
      await client.query(have === 0 ? 'insert into identity_version values (1)' : `update identity_version set version = ${have + 1}`)
    }
    await client.query('commit')
    return have > steps.length ? 'newer' : step === undefined ? 'done' : 'took'
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}
