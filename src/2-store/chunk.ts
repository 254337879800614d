/** A chunk of a file: what is loaded of it in one transaction, under a name that says it was. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { settle } from './load.ts'
import type { Loaded } from './store.ts'
import { tableNamed } from './tables/index.ts'
import type { Table } from './tables/table.ts'

/** What came of a chunk the first time; undefined where it was never loaded. */
export interface ChunkLoaded {
  readonly tables: readonly { readonly table: string; readonly loaded: Loaded }[]
  readonly refused: number
}

export async function chunkNamed(connection: DuckDBConnection, name: string): Promise<ChunkLoaded | undefined> {
  const reader = await connection.runAndReadAll(
    `SELECT table_name, rows, duplicates, refused FROM kept._loads WHERE name = $1 OR starts_with(name, $2) ORDER BY number`,
    [name, `${name}:`],
  )
  const found = reader.getRowsJson().map(([table, rows, duplicates, refused]) => ({
    table: String(table),
    loaded: { rows: Number(rows), duplicates: Number(duplicates) },
    refused: Number(refused),
  }))
  const marker = found.find(({ table }) => table === '')
  return marker === undefined ? undefined : { tables: found.filter(({ table }) => table !== ''), refused: marker.refused }
}

export interface Part {
  readonly table: Table
  readonly number: number
  /** Rows left out since a later one of the same chunk replaces them. */
  readonly passedOver: number
}

const loadName = (chunk: string, table: Table): string => `${chunk}:${table.name}`

/** Settles every table's part and leaves the marker; within the transaction that inserted them. */
export async function settleChunk(
  connection: DuckDBConnection,
  chunk: { readonly name: string; readonly received: number; readonly refused: number; readonly parts: readonly Part[] },
): Promise<{ table: string; name: string; loaded: Loaded }[]> {
  const settled = []
  for (const { table, number, passedOver } of chunk.parts) {
    const name = loadName(chunk.name, table)
    const load = { name, kind: 'file', received: chunk.received, number, isDetected: false, refused: 0, passedOver } as const
    settled.push({ table: table.name, name, loaded: await settle(connection, table, load) })
  }
  await connection.run(`INSERT OR REPLACE INTO kept._loads VALUES (0, $1, 'chunk', '', 0, 0, $2, true)`, [chunk.name, chunk.refused])
  return settled
}

export function requireTable(name: string): Table {
  const table = tableNamed(name)
  if (table === undefined) throw new Error(`There is no table ${name}`)
  return table
}
