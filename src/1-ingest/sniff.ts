/** Says what a file is by its beginning: compression, format, and whose records it holds. */
import type { SourceName } from '../0-event/event.ts'
import type { Source } from './source.ts'

export type Format = 'ndjson' | 'array' | 'envelope' | 'csv' | 'text' | 'empty' | 'unknown'

export interface Sniffed {
  readonly compression: 'none' | 'gzip' | 'zstd'
  readonly format: Format
  readonly source: SourceName | undefined
  /** The name of the first record's shape. */
  readonly shape: string | undefined
  /** Whether the first records are all of one shape, one a line. */
  readonly uniform: boolean
}

/** Rejects where the file cannot be opened. */
export async function sniff(_path: string, _sources: readonly Source[]): Promise<Sniffed> {
  throw new Error('being written')
}
