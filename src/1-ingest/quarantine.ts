/** Keeps refused records where a person finds them: NDJSON files, bounded in size, readable by their owner only. */
import type { RefusedRecord } from './read.ts'

/** One line of a quarantine file. */
export interface Quarantined {
  /** Milliseconds since 1970: when it was refused. */
  readonly time: number
  /** The file, or the name of the stream. */
  readonly from: string
  readonly line: number
  readonly why: string
  readonly text: string
}

export interface Quarantine {
  /** Resolves when they are written; rejects with a sentence where the disk is full or the folder cannot be written. */
  keep(file: string, refused: readonly RefusedRecord[], time: number): Promise<void>
  /** How many records are held. */
  count(): number
  /** How many were given up since it was opened, because there were too many bytes. */
  dropped(): number
  /** Newest first. */
  recent(limit: number): Promise<readonly Quarantined[]>
  close(): Promise<void>
}

export interface QuarantineLimits {
  /** All files together; at it the oldest file is removed and its records counted as dropped. */
  readonly bytesMax: number
  /** One file; at it the next is begun. */
  readonly fileBytesMax: number
}

export const quarantineLimits: QuarantineLimits = { bytesMax: 256 * 1024 * 1024, fileBytesMax: 16 * 1024 * 1024 }

/** Makes the folder where it is missing; rejects with a sentence where it cannot. */
export async function openQuarantine(_folder: string, _limits: QuarantineLimits = quarantineLimits): Promise<Quarantine> {
  throw new Error('being written')
}
