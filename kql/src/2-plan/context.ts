/** What a translation knows at a place of the query: names in scope, the clock, the catalogue, and where to put a column that must be computed first. */
import type { Scalar } from '../0-functions/scalar.ts'
import type { Syntax } from '../1-syntax/microsoft.ts'
import type { CatalogueTable } from '../language.ts'
import type { Column, Names, Relation, Share } from './plan.ts'

/** What a `let`, a parameter or an `as` stands for. Scalars and tables are translated where they are first used. */
export type Binding =
  | { readonly kind: 'scalar'; scalar(): Scalar }
  | { readonly kind: 'table'; relation(): Relation }
  | { readonly kind: 'function'; readonly node: Syntax; readonly environment: Environment }

export interface Environment {
  readonly outer: Environment | undefined
  readonly names: Map<string, Binding>
}

export const inner = (outer: Environment | undefined): Environment => ({ outer, names: new Map() })

export function lookUp(environment: Environment | undefined, name: string): Binding | undefined {
  for (let at = environment; at !== undefined; at = at.outer) {
    const found = at.names.get(name)
    if (found !== undefined) return found
  }
  return undefined
}

/** The same through the whole compilation. */
export interface Compile {
  readonly names: Names
  /** Ticks of `now()`. */
  readonly now: bigint
  readonly tables: ReadonlyMap<string, CatalogueTable>
  readonly watchlist: (alias: string) => CatalogueTable | undefined
  /** `externaldata` by its node's text: its table expression. */
  readonly external: ReadonlyMap<string, { readonly from: string } | { readonly refused: string }>
  /** Milliseconds since 1970. */
  readonly from: number | undefined
  readonly to: number | undefined
  readonly shares: Map<object, Share>
  readonly parameters: Readonly<Record<string, string>>
  /** Prints a plan's SELECT for a scalar subquery. */
  readonly print: (relation: Relation, ids: readonly string[]) => string
  /** Applies one operator to rows. */
  readonly operate: (node: Syntax, input: Relation, place: Place) => Relation
  /** A table without rows and columns stands for one that is not there: names that are not found are its columns. */
  hasAbsent: boolean
  /** What the query can do without is said, not refused. */
  readonly warn: (node: Syntax, code: string, message: string) => void
  /** How deep calls are nested. */
  depth: number
  /** How often each `let` of a table is named in the text. */
  readonly uses: ReadonlyMap<string, number>
}

export interface Place {
  readonly compile: Compile
  readonly environment: Environment
  /** Ids by which rows are grouped around this place (`mv-apply`, `partition`): whatever aggregates or orders here does it within such a group. */
  readonly partition: readonly string[]
}

/** Where a scalar expression stands. */
export interface Scope extends Place {
  /** Columns by name. */
  readonly columns: ReadonlyMap<string, Column>
  readonly left?: ReadonlyMap<string, Column> | undefined
  readonly right?: ReadonlyMap<string, Column> | undefined
  /** Rows with names of their own: the steps of `scan`, the nodes and edges of `graph-match`. */
  readonly rows?: ReadonlyMap<string, ReadonlyMap<string, Column>> | undefined
  /** Changes the rows below as a whole. */
  readonly rework?: ((change: (relation: Relation) => Relation) => void) | undefined
  /** Puts an expression into a layer below and gives its column; there is none where rows are not at hand. */
  readonly before?: ((value: Scalar, name: string) => Column) | undefined
  /** The groups around this place and the order of the rows, made a definite one. */
  readonly window?: (() => { readonly groups: readonly string[]; readonly order: string }) | undefined
  /** Aggregates may stand here; `listOrder` is an ORDER BY for lists. */
  readonly aggregates?:
    | {
        readonly listOrder: string
        readonly columns: readonly Column[]
        readonly isAnyOrder?: boolean | undefined
        /** Puts an aggregate into the layer of the aggregates, and gives its id; without it aggregates are written in place. */
        readonly gathered?: ReadonlyMap<string, string> | undefined
        readonly gather?: ((written: string) => string) | undefined
      }
    | undefined
  /** The words of `search` and `* has`. */
  readonly all?: readonly Column[] | undefined
  /** The predicate only keeps or drops rows: a NULL may stand for false. */
  readonly isFilter?: boolean | undefined
}

export const byName = (columns: readonly Column[]): ReadonlyMap<string, Column> => new Map(columns.map((column) => [column.name, column]))

export function columnScalar(column: Column): Scalar {
  return {
    sql: column.id,
    type: column.type,
    isTimestamp: column.isTimestamp,
    mayBeNull: column.mayBeNull,
    ...(column.kept === undefined ? {} : { trail: { kept: column.kept, path: '' } }),
  }
}
