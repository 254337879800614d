/** Runs compiled queries on a connection: reading only, chunk by chunk, cut at the bounds, ended at once when it is stopped. */
import { type DuckDBConnection, type DuckDBDataChunk, StatementType } from '@duckdb/node-api'
import type { Cell, ColumnShape, CompiledQuery } from '@tocsin/kql'
import { type HuntResult, huntBytesMax } from './hunt.ts'
import { loadLanguage } from './hunt-language.ts'

/** Text a value of a dynamic column counts as besides its strings. */
const valueBytes = 8
const interruptEveryMs = 25

/**
 * Does `work` in a transaction that can change nothing, and interrupts the connection from the signal on until it has ended: one interrupt
 * could come between two statements and be lost.
 */
export async function readOnly<T>(connection: DuckDBConnection, stop: AbortSignal, work: () => Promise<T>): Promise<T> {
  stop.throwIfAborted()
  let again: NodeJS.Timeout | undefined
  const interrupt = (): void => {
    connection.interrupt()
    again ??= setInterval(() => connection.interrupt(), interruptEveryMs)
  }
  await connection.run('BEGIN TRANSACTION READ ONLY')
  stop.addEventListener('abort', interrupt, { once: true })
  try {
    return await work()
  } finally {
    stop.removeEventListener('abort', interrupt)
    clearInterval(again)
    await rollback(connection)
  }
}

/** A late interrupt may hit the rollback itself. */
async function rollback(connection: DuckDBConnection): Promise<void> {
  for (let tries = 0; tries < 3; tries++) {
    const ended = await connection.run('ROLLBACK').then(
      () => true,
      (error: unknown) => !/interrupt/i.test(String(error)),
    )
    if (ended) return
  }
}

/** The rows of one SELECT, for the compiler's questions about data. */
export async function ask(connection: DuckDBConnection, sql: string): Promise<readonly (readonly unknown[])[]> {
  await refuseChange(connection, sql)
  const reader = await connection.runAndReadUntil(sql, askedMax)
  return reader.getRowsJS()
}

/** Rows of an answer to the compiler: names of columns, at most so many. */
const askedMax = 10_000

async function refuseChange(connection: DuckDBConnection, sql: string) {
  const statements = await connection.extractStatements(sql)
  if (statements.count !== 1) throw new Error('A compiled query is one statement')
  const prepared = await statements.prepare(0)
  if (prepared.statementType === StatementType.SELECT) return prepared
  throw new Error('A compiled query is a SELECT')
}

/** Reads `rowsMax` rows, or as many as fit into `huntBytesMax`; a compiled query asks for one row more, which tells that it was cut. */
export async function runQuery(
  connection: DuckDBConnection,
  query: CompiledQuery,
  rowsMax: number,
  stop: AbortSignal,
): Promise<HuntResult> {
  const { decodeRows } = await loadLanguage()
  const prepared = await refuseChange(connection, query.sql)
  try {
    const result = await prepared.stream()
    const rows: Cell[][] = []
    let bytes = 0
    let isCut = false
    for (;;) {
      stop.throwIfAborted()
      const chunk: DuckDBDataChunk | null = await result.fetchChunk()
      if (chunk === null || chunk.rowCount === 0) break
      for (const row of decodeRows([chunk], query.columns)) {
        if (rows.length === rowsMax || bytes > huntBytesMax) {
          isCut = true
          break
        }
        bytes += sizeOf(row)
        rows.push(row)
      }
      if (isCut) break
    }
    return { columns: shapes(query), rows, render: query.render, isCut }
  } finally {
    prepared.destroySync()
  }
}

const shapes = ({ columns }: CompiledQuery): readonly ColumnShape[] => columns

function sizeOf(value: Cell | unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return valueBytes
  let bytes = valueBytes
  for (const inner of Object.values(value)) bytes += sizeOf(inner)
  return bytes
}
