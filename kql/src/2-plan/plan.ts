/** The plan: relations over uniquely named columns, so that a column keeps its name from where it is made to where it is read. */
import { identifier } from '../0-functions/scalar.ts'
import type { KqlType } from '../language.ts'

/** A column of a plan. `id` is its quoted SQL name, unique in the whole compilation. */
export interface Column {
  /** As the query calls it. */
  readonly name: string
  readonly type: KqlType
  readonly id: string
  /** A datetime held as TIMESTAMP. */
  readonly isTimestamp?: boolean | undefined
  /** A string that may be NULL. */
  readonly mayBeNull?: boolean | undefined
  /** Paths into it that are kept as columns of their own: KQL path → id. */
  readonly kept?: ReadonlyMap<string, string> | undefined
}

export interface Item {
  readonly id: string
  readonly sql: string
}

export type Plan =
  /** Rows of a stored table. `row` is the id of the row's number, where it can be had. */
  | {
      readonly op: 'scan'
      readonly label: string
      readonly from: string
      readonly items: readonly Item[]
      readonly where?: string | undefined
    }
  | {
      readonly op: 'values'
      readonly ids: readonly string[]
      readonly rows: readonly (readonly string[])[]
      readonly types?: readonly string[] | undefined
    }
  /** Everything its input has, and the items. `multiplies`: an item is an `unnest`, which may not be left out. */
  | { readonly op: 'extend'; readonly input: Plan; readonly items: readonly Item[]; readonly multiplies?: boolean | undefined }
  | { readonly op: 'filter'; readonly input: Plan; readonly predicate: string }
  /** One row a group; without keys one row. */
  | {
      readonly op: 'aggregate'
      readonly input: Plan
      readonly keys: readonly string[]
      readonly items: readonly Item[]
      readonly isWhole: boolean
    }
  | { readonly op: 'join'; readonly kind: JoinKind; readonly left: Plan; readonly right: Plan; readonly on: string }
  | {
      readonly op: 'union'
      readonly ids: readonly string[]
      readonly inputs: readonly { readonly plan: Plan; readonly values: readonly string[] }[]
    }
  | { readonly op: 'sort'; readonly input: Plan; readonly keys: readonly string[]; readonly limit: string | undefined }
  /** A plan that several places read: printed once. `ids` are the names here of its columns `of`. */
  | { readonly op: 'shared'; readonly share: Share; readonly items: readonly Item[] }
  /**
   * SQL of its own over named plans, for what calls itself: `sql` follows `WITH RECURSIVE` and the inputs, and gives `ids` and those columns of the first input
   * that somebody reads, which it is handed.
   */
  | {
      readonly op: 'script'
      readonly inputs: readonly { readonly name: string; readonly plan: Plan; readonly ids: readonly string[] }[]
      readonly ids: readonly string[]
      readonly sql: (passed: readonly string[]) => string
    }
  /** A row for each element of the lists, side by side. */
  | {
      readonly op: 'expand'
      readonly input: Plan
      readonly lists: readonly ExpandedList[]
      readonly index: string | undefined
      readonly limit: string | undefined
    }
  /** Keeps of each group (or of all) the rows whose number in the order is at most `count`. */
  | {
      readonly op: 'first'
      readonly input: Plan
      readonly by: readonly string[]
      readonly keys: readonly string[]
      readonly count: string
      readonly number: string
    }

export interface ExpandedList {
  /** The element as JSON text. */
  readonly id: string
  /** All elements as a list of JSON texts. */
  readonly list: string
  /** JSON text that mostly is an array, to take members of its elements from without taking the elements apart. */
  readonly source: string | undefined
  /** Members of the element that are read as text: name → id. Grows while the query is translated. */
  readonly members: Map<string, string>
}

export interface Share {
  readonly name: string
  readonly plan: Plan
  readonly isMaterialized: boolean
  /** The ids that anybody reads; filled while printing. */
  readonly ids: readonly string[]
}

export type JoinKind = 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'SEMI' | 'ANTI' | 'CROSS'

/** Where rows come from and in what order, and which columns can be seen. */
export interface Relation {
  readonly plan: Plan
  readonly columns: readonly Column[]
  /** SQL sort keys over ids of the plan, when the rows have an order. */
  readonly order: readonly string[] | undefined
  /** The id of a number that is different for each row of a stored table and can be read cheaply. */
  readonly row?: string | undefined
  /** These rows are the edges of a graph. */
  readonly graph?: Graph | undefined
}

/** Names of the columns of edges that hold their ends; nodes, whose last column is their id, or only a name for the id. */
export interface Graph {
  readonly source: string
  readonly target: string
  readonly nodes?: Relation | undefined
  readonly id?: string | undefined
}

/** Gives out ids. */
export interface Names {
  fresh(name: string): string
}

export function createNames(): Names {
  const used = new Map<string, number>()
  return {
    fresh(given) {
      // DuckDB compares names without case, wants one, and ends it at a NUL.
      const name = given.replaceAll('\0', '')
      const key = name === '' ? '·' : name.toLowerCase()
      const count = (used.get(key) ?? 0) + 1
      used.set(key, count)
      return identifier(count === 1 && name !== '' && !name.includes('·') ? name : `${name}·${count}`)
    },
  }
}

/** The ids an expression reads: quoted names outside of texts. */
export function needs(expressions: readonly string[]): Set<string> {
  const found = new Set<string>()
  for (const expression of expressions) {
    for (const [token] of expression.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g)) if (token.startsWith('"')) found.add(token)
  }
  return found
}
