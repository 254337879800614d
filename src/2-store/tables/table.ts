/** What a table of the store is: the public columns that queries see, and what is kept beside them so that they answer quickly. */

/** The scalar types of Log Analytics. A `dynamic` column is kept whole, as JSON text. */
export type ColumnType = 'string' | 'datetime' | 'dynamic' | 'long' | 'int' | 'real' | 'bool'

export interface Column {
  readonly name: string
  readonly type: ColumnType
}

/** A hot path of a JSON column, kept as a column of its own when a row is loaded. */
export interface Extracted {
  /** The path as KQL writes it, which is also the name of the hidden column: `Status.errorCode`. */
  readonly name: string
  readonly column: string
  /** As SQL's JSON functions write it: `$.errorCode`. */
  readonly path: string
}

export interface Table {
  /** As Log Analytics calls it. */
  readonly name: string
  /** What `select *` gives. `TimeGenerated` comes first. */
  readonly columns: readonly Column[]
  /**
   * Each holds what KQL's `tostring(path)` gives, so that a compiler may put the column in the place of the path and the answer stays the
   * same whatever JSON lies there.
   */
  readonly extracted: readonly Extracted[]
  /** Columns (public or extracted) that name the persons a row is about, for finding a person's rows. */
  readonly persons: readonly string[]
  /** JSON columns that may name further persons somewhere inside. */
  readonly personsWithin: readonly string[]
  /** Columns that say whose tenant a row is of; the first that is not empty counts. */
  readonly tenants: readonly string[]
  /** Columns whose texts hardly repeat: a dictionary does not shrink them, Zstandard does. */
  readonly unlike: readonly string[]
}

export interface TableWords {
  readonly name: string
  /** Names by their type, separated by blanks. */
  readonly columns: Partial<Record<ColumnType, string>>
  readonly extracted?: string
  readonly persons?: string
  readonly personsWithin?: string
  readonly tenants?: string
  readonly unlike?: string
}

/** The columns every table has, as the reference of Azure Monitor lists them. */
const standard: TableWords['columns'] = {
  datetime: '_TimeReceived',
  real: '_BilledSize',
  string: 'TenantId SourceSystem Type _ItemId _IsBillable _ResourceId _SubscriptionId',
}
/** The columns that custom tables have besides; `RawData` holds the whole record as it came. */
const custom: TableWords['columns'] = { string: 'RawData Computer MG ManagementGroupName' }

/** A table that Microsoft publishes. */
export const published = (words: TableWords): Table => build(words, [standard])

/** A custom table (`…_CL`), with the whole record in `RawData`. */
export const customTable = (words: TableWords): Table => build({ ...words, unlike: `${words.unlike ?? ''} RawData` }, [standard, custom])

const types: readonly ColumnType[] = ['datetime', 'string', 'dynamic', 'long', 'int', 'real', 'bool']

function build(words: TableWords, more: readonly TableWords['columns'][]): Table {
  const columns = [{ datetime: 'TimeGenerated' }, words.columns, ...more].flatMap((group) =>
    types.flatMap((type) => split((group as TableWords['columns'])[type]).map((name) => ({ name, type }))),
  )
  return {
    name: words.name,
    columns,
    extracted: split(words.extracted).map(extract),
    persons: split(words.persons),
    personsWithin: split(words.personsWithin),
    tenants: [...split(words.tenants), 'TenantId'],
    unlike: [...split(words.unlike), '_ItemId'],
  }
}

/** `AuthenticationDetails[1].succeeded` → the column, and `$[1].succeeded` inside it. */
function extract(name: string): Extracted {
  const column = /^\w+/.exec(name)?.[0] ?? name
  return { name, column, path: `$${name.slice(column.length)}` }
}

const split = (words: string | undefined): string[] => words?.match(/\S+/g) ?? []
