/** What the hunt page and the server say to each other over `/api/hunt`; pure types, so both ends import them. */

/** `POST /api/hunt/query` {text, from?, to?, now?, rowsMax?, id?}: times in milliseconds since 1970; `id` is for `POST /api/hunt/cancel` {id}. */
export interface HuntQuestion {
  readonly text: string
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly now?: number | undefined
  readonly rowsMax?: number | undefined
  readonly id?: string | undefined
}

export interface HuntColumn {
  readonly name: string
  readonly type: 'bool' | 'int' | 'long' | 'real' | 'decimal' | 'string' | 'datetime' | 'timespan' | 'guid' | 'dynamic'
}

/** Whole numbers come with all their digits, so some are beyond what a double holds. */
export type HuntCell = string | number | bigint | boolean | null | readonly unknown[] | { readonly [key: string]: unknown }

export interface HuntTable {
  readonly columns: readonly HuntColumn[]
  readonly rows: readonly (readonly HuntCell[])[]
  readonly render?: { readonly kind: string; readonly properties: Readonly<Record<string, string>> } | undefined
  readonly isCut: boolean
}

/** `POST /api/hunt/check` {text} answers a list of them. Places count from 1, offsets from 0. */
export interface HuntMistake {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly start: number
  readonly length: number
  readonly line: number
  readonly column: number
  readonly hint?: string | undefined
}

export type HuntReply =
  | {
      readonly ok: true
      readonly results: readonly HuntTable[]
      readonly diagnostics: readonly HuntMistake[]
      readonly elapsedMs: number
    }
  | {
      readonly ok: false
      readonly why: 'wrong' | 'time' | 'memory' | 'busy' | 'cancelled'
      readonly message: string
      readonly diagnostics: readonly HuntMistake[]
    }

/** `POST /api/hunt/explain`, with the body of a query. */
export type HuntExplained =
  | {
      readonly ok: true
      readonly queries: readonly { readonly plan: string; readonly sql: string; readonly columns: readonly HuntColumn[] }[]
    }
  | { readonly ok: false; readonly diagnostics: readonly HuntMistake[] }

/** `GET /api/hunt/schema`, with an ETag. `?tables=A,B` answers only the columns of those. */
export interface HuntSchema {
  readonly tables: readonly HuntSchemaTable[]
  /** Tables that queries may name but that hold nothing here. */
  readonly empty: readonly string[]
  readonly functions: readonly HuntSchemaFunction[]
  readonly watchlists: readonly { readonly alias: string; readonly columns: readonly HuntColumn[] }[]
}

export interface HuntSchemaTable {
  readonly name: string
  readonly columns: readonly HuntColumn[]
  /** Rows kept, where any can be. */
  readonly rows?: number | undefined
}

export interface HuntSchemaFunction {
  readonly name: string
  readonly body: string
  readonly description: string
  readonly parameters: readonly {
    readonly name: string
    /** Undefined where the parameter is a table. */
    readonly type?: HuntColumn['type'] | undefined
    readonly preset?: string | undefined
    readonly columns?: readonly HuntColumn[] | undefined
  }[]
}

/** `GET /api/hunt/saved`; `PUT /api/hunt/saved/:id` {name, text} answers one; `DELETE /api/hunt/saved/:id`. At most 1,000. */
export interface SavedQuery {
  readonly id: string
  readonly name: string
  readonly text: string
  /** Who saved it last. */
  readonly by: string
  readonly updated: number
}
