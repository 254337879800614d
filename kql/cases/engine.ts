/** Runs KQL in the test's own process: compiler and DuckDB in memory, over tables that the test hands in. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import {
  type Catalogue,
  type Cell,
  type ColumnShape,
  type CompileOptions,
  createCompiler,
  type Diagnostic,
  decodeRows,
  type HostFunction,
  prepareInstance,
} from '../src/index.ts'

export interface Answer {
  readonly columns: readonly ColumnShape[]
  readonly rows: readonly (readonly Cell[])[]
}

export type Outcome =
  | { readonly ok: true; readonly results: readonly Answer[]; readonly diagnostics: readonly Diagnostic[]; readonly sql: readonly string[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

export interface Engine {
  /** Throws only what the database says of compiled SQL, which is our mistake. */
  query(text: string, options?: Partial<CompileOptions>): Promise<Outcome>
  readonly connection: DuckDBConnection
  close(): void
}

/** What `now()` says in tests: 2024-06-15T12:30:45Z. */
export const testNow = Date.UTC(2024, 5, 15, 12, 30, 45)

export async function openEngine(
  catalogue: Catalogue = { tables: [], functions: [] },
  more: readonly HostFunction[] = [],
): Promise<Engine> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  await prepareInstance(connection, more)
  const compiler = createCompiler(catalogue)
  const host = { ask: async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS() }
  return {
    connection,
    async query(text, options = {}) {
      const compiled = await compiler.compile(text, host, { now: testNow, ...options })
      if (!compiled.ok) return compiled
      const results: Answer[] = []
      for (const { sql, columns } of compiled.queries) {
        const chunks = await (await connection.run(sql)).fetchAllChunks()
        results.push({ columns, rows: decodeRows(chunks, columns) })
      }
      return { ok: true, results, diagnostics: compiled.diagnostics, sql: compiled.queries.map((one) => one.sql) }
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
