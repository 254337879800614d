/** The compiler and the functions it brings to the database: loaded with the first query, for their parser is large and most runs never hunt. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { HostFunction } from '@tocsin/kql'

type Language = typeof import('@tocsin/kql')

let loaded: Promise<Language> | undefined

export function loadLanguage(): Promise<Language> {
  loaded ??= import('@tocsin/kql')
  return loaded
}

/** Beside the store's file, which is never written to for a query's sake. Every connection looks here too. */
const functionsSchema = 'memory.main'

/** Makes the functions of the language known to all connections of an instance. */
export async function prepare(connection: DuckDBConnection, own: readonly HostFunction[]): Promise<void> {
  const { prepareInstance } = await loadLanguage()
  await prepareInstance(connection, own, functionsSchema)
}
