/** Lets Kysely speak to Node's own SQLite, which has the same statements as the driver Kysely expects under slightly other names. */
import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { SqliteDialect } from 'kysely'

/** Statements kept prepared, by their text; at the bound all are let go and prepared anew when met again. */
const statementsMax = 300

/**
 * A file that keeps what it was told through a power cut (write-ahead log, `synchronous=FULL`). Another process (a command of ours) may
 * write to it at the same time: who comes second waits up to five seconds.
 */
export function openSqlite(path: string): DatabaseSync {
  // SQLite gives its other files the mode of this one.
  closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path, { timeout: 5000 })
  // A person's state fits into a page of twice the usual size, with room for a few more.
  database.exec(
    'pragma page_size = 8192; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma trusted_schema = off',
  )
  return database
}

/** `value` makes what is given into what SQLite keeps, and throws where it may not be kept. */
export function sqliteDialect(database: DatabaseSync, value: (given: unknown) => SQLInputValue = recordValue): SqliteDialect {
  const kept = new Map<string, ReturnType<typeof statement>>()
  return new SqliteDialect({
    database: {
      close: () => {
        kept.clear()
        database.close()
      },
      prepare: (sql) => {
        // A transaction that reads first and writes later would fail at once, not wait, where another process wrote in between.
        const text = sql === 'begin' ? 'begin immediate' : sql
        const known = kept.get(text)
        if (known !== undefined) return known
        if (kept.size >= statementsMax) kept.clear()
        const prepared = statement(database.prepare(text), value)
        kept.set(text, prepared)
        return prepared
      },
    },
  })
}

function statement(prepared: StatementSync, value: (given: unknown) => SQLInputValue) {
  return {
    reader: prepared.columns().length > 0,
    all: (parameters: readonly unknown[]) => prepared.all(...parameters.map(value)),
    run: (parameters: readonly unknown[]) => prepared.run(...parameters.map(value)),
    iterate: (parameters: readonly unknown[]) => prepared.iterate(...parameters.map(value)),
  }
}

/** SQLite has no booleans and Node refuses `undefined`. */
function recordValue(given: unknown): SQLInputValue {
  if (given === undefined || given === null) return null
  if (typeof given === 'boolean') return given ? 1 : 0
  if (typeof given === 'string' || typeof given === 'number' || typeof given === 'bigint' || given instanceof Uint8Array) return given
  throw new TypeError(`A record column cannot hold a value of type ${typeof given}`)
}
