/** Rows of Log Analytics' Microsoft tables: which field of a record goes into which column, and how a value is written there. */
import type { Json, JsonObject } from '../../0-event/json.ts'
import { unfold } from '../../0-event/json.ts'
import { booleanOf, integerOf, isoOf, numberOf, textOf } from './entra-id-values.ts'
import { columnJson, columnText } from './kept.ts'

export type ColumnType = 'string' | 'dynamic' | 'datetime' | 'bool' | 'long' | 'int' | 'real'
export type Columns = ReadonlyMap<string, ColumnType>

/** Columns from lists of names by type, parted by blanks. */
export function columns(names: Readonly<Partial<Record<ColumnType, string>>>): Columns {
  const types: readonly ColumnType[] = ['string', 'dynamic', 'datetime', 'bool', 'long', 'int', 'real']
  return new Map(types.flatMap((type) => (names[type] ?? '').split(/\s+/).flatMap((name) => (name === '' ? [] : [[name, type] as const]))))
}

/** `text` is a string column that holds text alone: a structure there is no value, since readers would take its JSON for the text. */
type Kind = ColumnType | 'text'

/** From where a column is filled: the record itself, or what Azure Monitor writes around it. */
export interface Field {
  readonly column: string
  readonly kind: Kind
  readonly key: string
  readonly around: boolean
}

export interface Naming {
  /** Columns whose field is not named like them with a small first letter. */
  readonly renamed: Readonly<Record<string, string>>
  /** Columns filled from what lies around the record. */
  readonly around: Readonly<Record<string, string>>
  /** Columns that our records leave empty. */
  readonly left?: ReadonlySet<string>
  /** String columns that hold text alone. */
  readonly texts: ReadonlySet<string>
}

/** Columns that no record fills: the workspace and its billing, and what we set ourselves. */
const ours = new Set([
  'TenantId',
  'SourceSystem',
  'Type',
  '_ItemId',
  '_BilledSize',
  '_IsBillable',
  '_SubscriptionId',
  '_TimeReceived',
  '_ResourceId',
])

/** The fields of Graph's and Azure Monitor's records. */
export function graphFields(table: Columns, { left, renamed, around, texts }: Naming): readonly Field[] {
  return [...table].flatMap(([column, type]): Field[] => {
    if (ours.has(column) || left?.has(column) === true) return []
    const kind = texts.has(column) ? 'text' : type
    const outer = around[column]
    if (outer !== undefined) return [{ column, kind, key: outer, around: true }]
    return [{ column, kind, key: renamed[column] ?? `${column.charAt(0).toLowerCase()}${column.slice(1)}`, around: false }]
  })
}

/** The fields of a record that is a row already. */
export const rowFields = (table: Columns, { texts }: Pick<Naming, 'texts'>): readonly Field[] =>
  [...table].map(([column, type]) => ({ column, kind: texts.has(column) ? 'text' : type, key: column, around: false }))

export interface Draft {
  [column: string]: Json
}

/** A row with what the fields hold. */
export function fill(fields: readonly Field[], record: JsonObject, around: JsonObject): Draft {
  const row: Draft = {}
  for (const { column, kind, key, around: outer } of fields) {
    const value = cell(kind, (outer ? around : record)[key])
    if (value !== undefined) row[column] = value
  }
  return row
}

/** A value as its column holds it; `undefined` for none. */
export function cell(kind: Kind, value: Json | undefined): Json | undefined {
  if (value === undefined || value === null || value === '') return undefined
  switch (kind) {
    case 'text':
      return textOf(value)
    case 'string':
      return columnText(value)
    case 'dynamic':
      return shallow(unfold(value))
    case 'datetime':
      return isoOf(value)
    case 'bool':
      return booleanOf(value)
    case 'long':
    case 'int':
      return integerOf(value)
    case 'real':
      return numberOf(value)
  }
}

/** Deeper than this a value is cut, since its text could not be written. */
const depthMax = 64

const shallow = (value: Json | undefined): Json | undefined => (isDeep(value, 0) ? columnJson(value) : value)

function isDeep(value: Json | undefined, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depth === depthMax) return true
  const entries: readonly (Json | undefined)[] = Array.isArray(value) ? value : Object.values(value)
  for (const entry of entries) if (isDeep(entry, depth + 1)) return true
  return false
}

/** Puts a value where there is one. */
export function put(row: Draft, column: string, value: Json | undefined): void {
  if (value !== undefined && value !== null) row[column] = value
}

/** Puts a value where there is none yet. */
export function fallback(row: Draft, column: string, value: Json | undefined): void {
  if (!Object.hasOwn(row, column)) put(row, column, value)
}

/** What every row has, last: its time, its key and its table. */
export function finish(row: Draft, table: string, id: string, time: number | undefined): Draft {
  if (time !== undefined) fallback(row, 'TimeGenerated', new Date(time).toISOString())
  fallback(row, 'SourceSystem', 'Azure AD')
  row['_ItemId'] = id
  row['Type'] = table
  return row
}
