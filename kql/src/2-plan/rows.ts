/** Scopes over the rows of a relation, and the small steps that operators are made of. */
import { constant, filled, type Scalar } from '../0-functions/scalar.ts'
import type { KqlType } from '../language.ts'
import { byName, type Place, type Scope } from './context.ts'
import type { Column, Item, Relation } from './plan.ts'

/** A scope whose expressions may need layers of their own below; `relation()` has them once the expressions are translated. */
export interface RowScope {
  readonly scope: Scope
  relation(): Relation
}

export function overRows(input: Relation, place: Place): RowScope {
  let current = input
  const before = (value: Scalar, name: string): Column => {
    const column = columnFor(value, name, place)
    current = { ...current, plan: { op: 'extend', input: current.plan, items: [{ id: column.id, sql: value.sql }] } }
    return column
  }
  const window = (): { groups: readonly string[]; order: string } => {
    current = numbered(current, place)
    return { groups: place.partition, order: current.order?.[0] ?? '1' }
  }
  const rework = (change: (relation: Relation) => Relation): void => {
    current = change(current)
  }
  return { scope: { ...place, columns: byName(input.columns), before, window, rework }, relation: () => current }
}

/** Rows in a definite order: each gets its number, so that every window after this sees the same order. */
export function numbered(input: Relation, place: Place): Relation {
  if (input.order?.length === 1 && input.order[0]?.startsWith('"·order') === true) return input
  const id = place.compile.names.fresh('·order')
  const over = input.order === undefined ? '' : `ORDER BY ${input.order.join(', ')}`
  return { ...input, plan: { op: 'extend', input: input.plan, items: [{ id, sql: `row_number() OVER (${over})` }] }, order: [id] }
}

/** A new column that holds a value. */
export function columnFor(value: Scalar, name: string, place: Place): Column {
  return {
    name,
    type: value.type,
    id: place.compile.names.fresh(name),
    isTimestamp: value.isTimestamp,
    mayBeNull: value.mayBeNull,
    ...keptPaths(value),
  }
}

/** A column that is another under a new name still has its extracted paths. */
const keptPaths = (value: Scalar): { kept?: ReadonlyMap<string, string> } =>
  value.trail !== undefined && value.trail.path === '' ? { kept: value.trail.kept } : {}

/** Gives columns to values: those that are plain columns keep their id, the others go into an extend. */
export function extended(
  input: Relation,
  values: readonly { readonly name: string; readonly value: Scalar }[],
  place: Place,
): { readonly relation: Relation; readonly columns: readonly Column[] } {
  const items: Item[] = []
  const columns = values.map(({ name, value }) => {
    if (/^"(?:[^"]|"")*"$/.test(value.sql))
      return { name, type: value.type, id: value.sql, isTimestamp: value.isTimestamp, mayBeNull: value.mayBeNull, ...keptPaths(value) }
    const column = columnFor(value, name, place)
    items.push({ id: column.id, sql: value.sql })
    return column
  })
  return { relation: items.length === 0 ? input : { ...input, plan: { op: 'extend', input: input.plan, items } }, columns }
}

/** Sorting a string's NULLs is the same as sorting it empty; nulls of other types are the smallest. */
export function sortKey(value: Scalar, isDescending: boolean, nullsFirst: boolean | undefined): string {
  const key = value.type === 'string' ? filled(value).sql : value.type === 'dynamic' ? `kql_sortable(${value.sql})` : value.sql
  const isFirst = nullsFirst ?? !isDescending
  return `${key} ${isDescending ? 'DESC' : 'ASC'} NULLS ${isFirst ? 'FIRST' : 'LAST'}`
}

/** A value that may be grouped by: one form for each value. */
export function groupable(value: Scalar): Scalar {
  if (value.type === 'dynamic' && value.json !== undefined) return { sql: value.sql, type: 'dynamic' }
  return value.type === 'string' ? filled(value) : value
}
/** Values of columns that are missing. */
export const nothing = (type: KqlType): Scalar => constant(type, null)
