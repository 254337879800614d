/** What a store of logs promises, whatever engine keeps them. */
import type { Event, SourceName } from '../0-event/event.ts'
import type { Json } from '../0-event/json.ts'
import type { Quarantine } from '../1-ingest/quarantine.ts'
import type { Hunter, HunterParts } from './hunt.ts'

export interface Loaded {
  /** Rows that were not there before. */
  readonly rows: number
  /** Rows that replaced one of the same `TimeGenerated` and `_ItemId`, in the store or earlier in the same file. */
  readonly duplicates: number
}

export interface FileLoaded {
  readonly tables: Readonly<Record<string, Loaded>>
  /** Records in quarantine. */
  readonly refused: number
  /** The loads it was kept as, for `undetected` and `events`. */
  readonly loads: readonly string[]
}

export interface LoadFileOptions {
  /** Forces the source, as in `read`. */
  readonly only?: SourceName | undefined
  /** Where refused records are kept. */
  readonly quarantine: Quarantine
  /** Called as the file is read: bytes as it lies on disk. */
  readonly onProgress?: ((bytesRead: number, bytesTotal: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
  /** The tenant all its rows are marked with; by default each says its own. */
  readonly tenant?: string | undefined
}

export interface EventRange {
  /** Milliseconds since 1970 of `TimeGenerated`: from this one on, before that one. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Only these tables; only rows that these loads brought. */
  readonly tables?: readonly string[] | undefined
  readonly loads?: readonly string[] | undefined
}

export interface PersonRange {
  readonly from: number
  readonly to: number
  /** The newest this many. */
  readonly limit: number
}

export type SqlValue = string | number | boolean | null

export interface LogStore {
  /**
   * Loads NDJSON rows (a table's own column names; a row may also say its `_Tenant`) in one transaction: all of them or none. A row with the
   * `TimeGenerated` and `_ItemId` of another replaces it; within the file the last wins. A name that was loaded before does nothing and answers
   * no rows and no duplicates. Rejects where a row has no time or id, and with a fault where the disk is full.
   */
  load(path: string, table: string, name: string): Promise<Loaded>
  /**
   * Reads a log file of any form into the tables. Large files are kept in several transactions, each complete or absent: running it again
   * after a crash passes over those that are there. What cannot be read goes to the quarantine.
   */
  loadFile(path: string, options: LoadFileOptions): Promise<FileLoaded>
  /** Rows read again as events, in batches, ordered by time over all tables. Bounded memory: one minute of logs at most, or 20,000 rows. */
  events(range?: EventRange): AsyncGenerator<Event[]>
  /**
   * What happened to or through the accounts of one person, oldest first. Aliases are e-mail addresses, names and providers' ids, plain or as
   * the detections write them (`mail ada@example.com`, `id okta 00u1`).
   */
  personEvents(aliases: readonly string[], range: PersonRange): Promise<Event[]>
  /** Rows by table, of the tables that have any. */
  counts(): Promise<Readonly<Record<string, number>>>
  /** The rows that came after a load (0: all there are): the number of the last load, and the oldest and newest time of a row; undefined where none came. */
  arrived(after: number): Promise<{ readonly last: number; readonly from: number; readonly to: number } | undefined>
  /** Milliseconds since 1970 of the oldest and newest row; undefined in an empty store. */
  span(): Promise<{ readonly oldest: number; readonly newest: number } | undefined>
  /** Rows of one tenant; the simulated organisation is `simulated`. */
  countTenant(tenant: string): Promise<number>
  /** Removes what is older (retention); answers how many rows. */
  prune(before: number): Promise<number>
  removeTenant(tenant: string): Promise<number>
  /** Bulk loads whose events no detection has read yet, oldest first. */
  undetected(): Promise<readonly { readonly name: string; readonly table: string; readonly rows: number }[]>
  markDetected(names: readonly string[]): Promise<void>
  /** Forgets the loads of journal segments, but for those that still lie on disk. */
  forgetSegments(onDisk: readonly string[]): Promise<void>
  /** One SELECT, with `$1` … for values; it cannot change anything. At most `queryRowsMax` rows; more are an error. */
  query(sql: string, values?: readonly SqlValue[]): Promise<Record<string, Json>[]>
  /** Runs KQL over the rows; watchlists, saved functions and external files are those of the store's folder. */
  hunter(parts: HunterParts): Promise<Hunter>
  close(): Promise<void>
}

export const queryRowsMax = 100_000
