/** What a file on its way into the store is known by, and what has come of it so far. */
import type { RefusedRecord } from '../1-ingest/read.ts'
import type { Database } from './database.ts'
import { type PieceLimits, pieceLimits } from './pieces.ts'
import type { Loaded, LoadFileOptions } from './store.ts'

export interface Surroundings {
  readonly database: Database
  /** A folder for what lies on disk for a while. */
  readonly spool: string
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

export interface FileLimits extends PieceLimits {
  /** Rows made with care are loaded when their text is this long. */
  readonly carefulBytes: number
}

export const fileLimits: FileLimits = { ...pieceLimits, carefulBytes: 1024 ** 3 }

/** One file on its way into the store. */
export interface Loading {
  readonly path: string
  /** The same for the same file, so that its loads are known again. */
  readonly key: string
  readonly options: LoadFileOptions
  readonly limits: FileLimits
  readonly total: Total
}

export interface Total {
  readonly tables: Map<string, Loaded>
  readonly loads: string[]
  refused: number
}

export function add(total: Total, table: string, { rows, duplicates }: Loaded): void {
  const before = total.tables.get(table) ?? { rows: 0, duplicates: 0 }
  total.tables.set(table, { rows: before.rows + rows, duplicates: before.duplicates + duplicates })
}

export async function keepRefused(
  world: Surroundings,
  { options, path, total }: Loading,
  refused: readonly RefusedRecord[],
): Promise<void> {
  if (refused.length === 0) return
  await options.quarantine.keep(path, refused, world.clock())
  total.refused += refused.length
}
