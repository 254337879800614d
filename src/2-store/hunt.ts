/** What running KQL over a store promises: the questions, the answers and the limits. */
import type { CatalogueTable, Cell, ColumnShape, Diagnostic, Render, SavedFunction } from '@tocsin/kql'
import type { Locate } from '../1-ingest/locate.ts'

export interface HuntOptions {
  /** What `now()` says, in milliseconds since 1970; by default the store's clock. */
  readonly now?: number | undefined
  /** Milliseconds since 1970: tables show only rows with `TimeGenerated` in [from, to). */
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly parameters?: Readonly<Record<string, string>> | undefined
  /** By default and at most `huntRowsMax`. A result that has more is cut and says so. */
  readonly rowsMax?: number | undefined
  /** By default `huntTimeDefault`, at most `huntTimeMax`. */
  readonly timeoutMs?: number | undefined
  /** Aborting cancels the query within milliseconds. */
  readonly signal?: AbortSignal | undefined
}

export interface HuntResult {
  readonly columns: readonly ColumnShape[]
  readonly rows: readonly (readonly Cell[])[]
  readonly render?: Render | undefined
  /** There were more rows than `rowsMax`. */
  readonly isCut: boolean
}

/** What came of a text. A text that is wrong is an answer, not an exception. */
export type HuntAnswer =
  | { readonly ok: true; readonly results: readonly HuntResult[]; readonly diagnostics: readonly Diagnostic[]; readonly elapsedMs: number }
  | {
      readonly ok: false
      /** `wrong`: the text; `time`, `memory`, `busy`: a limit; `cancelled`: the signal. `message` is a sentence for people. */
      readonly why: 'wrong' | 'time' | 'memory' | 'busy' | 'cancelled'
      readonly message: string
      readonly diagnostics: readonly Diagnostic[]
    }

export interface Hunter {
  /** At most `huntsMax` run at once and `huntsWaitingMax` wait; more are answered `busy`. Never changes anything. */
  query(text: string, options?: HuntOptions): Promise<HuntAnswer>
  /** The plan and the SQL, without running it (but for questions about schemas that depend on data). */
  explain(text: string, options?: HuntOptions): Promise<HuntExplanation>
  /** Only what is wrong with the text. */
  check(text: string): Promise<readonly Diagnostic[]>
  /** Tables queries may name: those with rows first. */
  tables(): readonly CatalogueTable[]
  functions(): readonly SavedFunction[]
  watchlists(): readonly { readonly alias: string; readonly columns: readonly ColumnShape[] }[]
}

export type HuntExplanation =
  | {
      readonly ok: true
      readonly queries: readonly { readonly plan: string; readonly sql: string; readonly columns: readonly ColumnShape[] }[]
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** What a store is handed to hunt with. */
export interface HunterParts {
  /** Milliseconds of a steady clock, for telling how long a query took. */
  readonly now: () => number
  /** The folder of watchlists, saved functions and external files; by default the store's own. */
  readonly folder?: string | undefined
  /** Where addresses are, for `geo_info_from_ip_address`. */
  readonly locate?: Locate | undefined
  /** Folders besides `external` of the data folder that `externaldata` may read. */
  readonly externalFolders?: readonly string[] | undefined
  /** Told what the database or the compiler really said, for the log. */
  readonly onFault?: ((error: unknown, text: string) => void) | undefined
}

export const huntRowsMax = 500_000
/** Characters of text in a result; at the bound it is cut, as at `rowsMax`. */
export const huntBytesMax = 256 * 1024 * 1024
export const huntTimeDefault = 120_000
export const huntTimeMax = 3_600_000
export const huntsMax = 2
export const huntsWaitingMax = 32
