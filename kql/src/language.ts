/** The words of the package: types, tables, what a host of queries hands in and what it gets back. */

/** KQL's scalar types. In SQL: `datetime` and `timespan` are BIGINT ticks of 100 ns (since 0001-01-01, or long), `dynamic` is JSON text, the rest as named. */
export type KqlType = 'bool' | 'int' | 'long' | 'real' | 'decimal' | 'string' | 'datetime' | 'timespan' | 'guid' | 'dynamic'

export interface ColumnShape {
  readonly name: string
  readonly type: KqlType
}

/** A path of a dynamic (or JSON text) column that is kept as a VARCHAR column of its own, holding what `tostring(path)` gives. */
export interface ExtractedPath {
  readonly column: string
  /** As KQL writes it behind the column: `.errorCode`, `[0].authenticationMethod`. */
  readonly path: string
  /** The SQL column that holds it, unquoted. */
  readonly name: string
}

/**
 * A table that queries may name. Its rows are read from `from`, an SQL table expression with the columns under their names: strings are VARCHAR (NULL
 * counts as empty), datetimes TIMESTAMP in UTC, timespans BIGINT ticks, dynamics JSON text. A table without `from` is known but has no rows.
 */
export interface CatalogueTable {
  readonly name: string
  readonly columns: readonly ColumnShape[]
  readonly from?: string | undefined
  readonly extracted?: readonly ExtractedPath[] | undefined
}

/** A function that queries may call by name, as `.create function` would keep it. */
export interface SavedFunction {
  readonly name: string
  /** With brackets, as KQL declares them: `(start:datetime=datetime(null), users:dynamic=dynamic([]))`, `(T:(a:string, *))`. */
  readonly parameters: string
  /** With or without braces. */
  readonly body: string
  readonly description?: string | undefined
}

export interface Catalogue {
  readonly tables: readonly CatalogueTable[]
  readonly functions: readonly SavedFunction[]
}

/** `externaldata` as the query wrote it. */
export interface ExternalData {
  readonly columns: readonly ColumnShape[]
  readonly uris: readonly string[]
  /** `format`, `ignoreFirstRecord` … in lower case, as text. */
  readonly properties: Readonly<Record<string, string>>
}

/** What the host does for a compilation besides knowing tables. */
export interface Host {
  /** Runs one SELECT and gives its rows: schemas that depend on data are found so. */
  ask(sql: string): Promise<readonly (readonly unknown[])[]>
  /** A watchlist by its alias, case ignored; undefined where there is none. */
  watchlist?(alias: string): CatalogueTable | undefined
  /** An SQL table expression with one VARCHAR column per declared column, in order; or why it may not be read. */
  external?(request: ExternalData): Promise<{ readonly from: string } | { readonly refused: string }>
}

export interface CompileOptions {
  /** What `now()` says, in milliseconds since 1970. */
  readonly now: number
  /** Values for `{{placeholders}}` and for `declare query_parameters`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined
  /** At most this many rows come out of a result, by a LIMIT. */
  readonly rowsMax?: number | undefined
  /** Milliseconds since 1970: every stored table shows only rows with `TimeGenerated` in [from, to). */
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/** What is wrong with a text, and where. */
export interface Diagnostic {
  /** Microsoft's `KS…` where their analyser found it, ours (`TK…`) where we did. */
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** Offset and length in UTF-16 units of the text as it was given. */
  readonly start: number
  readonly length: number
  /** Both from 1. */
  readonly line: number
  readonly column: number
  /** What was probably meant, as a sentence. */
  readonly hint?: string | undefined
}

export interface Render {
  /** `timechart`, `columnchart`, … */
  readonly kind: string
  /** `title`, `xcolumn`, `ycolumns` (comma separated), `series`, `kind`, … as text. */
  readonly properties: Readonly<Record<string, string>>
}

/** One result of a query: SQL whose columns are, in order, `columns`. */
export interface CompiledQuery {
  readonly sql: string
  readonly columns: readonly ColumnShape[]
  readonly render?: Render | undefined
  /** The plan as an indented text. */
  readonly plan: string
}

export type Compilation =
  | { readonly ok: true; readonly queries: readonly CompiledQuery[]; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** A value of a row as the Kusto protocol writes it: datetimes as ISO text with seven digits, timespans as .NET writes them, dynamics as JSON values, longs beyond 2^53 as bigint. */
export type Cell = string | number | bigint | boolean | null | readonly unknown[] | { readonly [key: string]: unknown }
