/** A bounded pool of connections to PostgreSQL, in the shape Kysely takes, with statements kept prepared and numbers read as numbers. */
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { keptValue } from './kept-value.ts'
import { codeOf } from './postgres-trouble.ts'

/** Connections of one node; more work waits its turn. PostgreSQL's own default is 100 for all nodes together. */
const connectionsMax = 16
/** How long work waits for a connection, and a connection for the server. */
const connectMaxMs = 10_000
const statementMaxMs = 15_000
/** A transaction that says nothing for so long is ended by PostgreSQL, so that a node that hangs holds nobody's row. */
const idleInTransactionMaxMs = 10_000
/** Statements with a name of their own, by their text; others are sent whole. Our texts are few: strangers' words are never in them. */
const namesMax = 500

/** OIDs of PostgreSQL's catalogue: int8. */
const int8 = 20
/** SQLSTATE feature_not_supported: a table was changed under a prepared statement ("cached plan must not change result type"). */
export const planChanged = '0A000'

export function poolConfig(url: string): pg.PoolConfig {
  return {
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: connectMaxMs,
    statement_timeout: statementMaxMs,
    idle_in_transaction_session_timeout: idleInTransactionMaxMs,
    keepAlive: true,
    application_name: 'tocsin',
    types: numbersAsNumbers(),
  }
}

/** For these connections only: elsewhere in the process pg stays as it is. */
function numbersAsNumbers(): pg.TypeOverrides {
  const types = new pg.TypeOverrides()
  types.setTypeParser(int8, (text: string) => {
    const number = Number(text)
    if (!Number.isSafeInteger(number)) throw new RangeError(`The records hold ${text}, which is no number up to 2^53.`)
    return number
  })
  return types
}

interface Names {
  of(text: string): string | undefined
  /** Every statement is prepared anew, under another name. */
  renew(): void
}

export function createPool(url: string): PostgresPool {
  const pool = new pg.Pool(poolConfig(url))
  // A connection that breaks while nothing is asked over it is no reason to end the process: the pool makes another, and who asks next is told.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const names = createNames()
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  return {
    options: pool.options,
    connect: async () => {
      const client = await pool.connect()
      const prepared = known.get(client) ?? preparing(client, names)
      known.set(client, prepared)
      return prepared
    },
    end: () => pool.end(),
  }
}

function createNames(): Names {
  const kept = new Map<string, string>()
  let generation = 0
  return {
    of: (text) => {
      const name = kept.get(text)
      if (name !== undefined || kept.size >= namesMax) return name
      kept.set(text, `t${generation}_${kept.size}`)
      return kept.get(text)
    },
    renew: () => {
      generation++
      kept.clear()
    },
  }
}

function preparing(client: pg.PoolClient, names: Names): PostgresPoolClient {
  async function ask(text: string, parameters: readonly unknown[]) {
    // `begin` and its like have no parameters and nothing to plan.
    const name = parameters.length === 0 ? undefined : names.of(text)
    const result = await client.query({ ...(name !== undefined && { name }), text, values: parameters.map(keptValue) })
    return { command: result.command, rowCount: result.rowCount ?? 0, rows: result.rows }
  }
  return {
    query: async (text: unknown, parameters: readonly unknown[] = []) => {
      if (typeof text !== 'string') throw new TypeError('Cursors are not used here.')
      try {
        return await ask(text, parameters)
      } catch (error) {
        withoutRow(error)
        if (codeOf(error) !== planChanged) throw error
        names.renew()
        // Within a transaction PostgreSQL refuses all that follows; whoever began it begins again.
        if (client.getTransactionStatus() !== 'I') throw error
        return await ask(text, parameters)
      }
    },
    release: (destroy) => client.release(destroy),
  } as PostgresPoolClient
}

/** PostgreSQL tells the whole row that it refused, with whatever secret is in it; errors end up in logs. */
function withoutRow(error: unknown): void {
  if (!(error instanceof pg.DatabaseError)) return
  error.detail = undefined
  error.where = undefined
}
