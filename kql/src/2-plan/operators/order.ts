/** Operators that order rows or take some of them. */
import { convert, type Scalar, ticks } from '../../0-functions/scalar.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import { columnScalar, type Place } from '../context.ts'
import { need, scalar } from '../expression.ts'
import { fail } from '../fault.ts'
import type { Column, Plan, Relation } from '../plan.ts'
import { scopeOf } from '../relation.ts'
import { columnFor, extended, groupable, overRows, type RowScope, sortKey } from '../rows.ts'
import { namedValues } from './columns.ts'
import type { Operator } from './operator.ts'

interface Key {
  readonly node: Syntax
  readonly isDescending: boolean
  readonly nullsFirst: boolean | undefined
}

export function keyOf(node: Syntax): Key {
  if (node.kind !== 'OrderedExpression') return { node, isDescending: true, nullsFirst: undefined }
  const ordering = node.child('Ordering')
  const nulls = ordering?.child('NullsClause')?.token('FirstOrLastKeyword')
  return {
    node: need(node, 'Expression'),
    isDescending: ordering?.token('AscOrDescKeyword') !== 'asc',
    nullsFirst: nulls === undefined || nulls === '' ? undefined : nulls === 'first',
  }
}

export function ordered(nodes: readonly Syntax[], input: Relation, place: Place): Relation {
  const rows: RowScope = overRows(input, place)
  const keys = nodes.map(keyOf)
  const values = keys.map((key, i) => ({ name: `·key${i}`, value: plainKey(scalar(key.node, rows.scope)) }))
  const { relation, columns } = extended(rows.relation(), values, place)
  const order = columns.map((column, i) => sortKey(columnScalar(column), keys[i]?.isDescending ?? true, keys[i]?.nullsFirst))
  return { ...relation, columns: input.columns, order }
}

/** A path keeps what its text is, as a column. */
const plainKey = (value: Scalar): Scalar => ({
  sql: value.sql,
  type: value.type,
  isTimestamp: value.isTimestamp,
  mayBeNull: value.mayBeNull,
})

export const sort: Operator = (node, input, place) => ordered(node.list('Expressions'), input, place)

const rowsWanted = (node: Syntax, place: Place): string => {
  const value = convert(scalar(need(node, 'Expression'), scopeOf(place)), 'long')
  return typeof value.constant === 'bigint' ? String(value.constant) : `greatest(0, ${value.sql})`
}

/** The first rows, of each group where there are groups around. */
function limited(input: Relation, count: string, place: Place): Relation {
  const keys = input.order ?? []
  const plan: Plan =
    place.partition.length === 0
      ? { op: 'sort', input: input.plan, keys, limit: count }
      : { op: 'first', input: input.plan, by: place.partition, keys, count, number: place.compile.names.fresh('·first') }
  return { ...input, plan }
}

export const take: Operator = (node, input, place) => limited(input, rowsWanted(node, place), place)

export const top: Operator = (node, input, place) =>
  limited(ordered([need(node, 'ByExpression')], input, place), rowsWanted(node, place), place)

export const sample: Operator = (node, input, place) => {
  const column = { id: place.compile.names.fresh('·random') }
  const shuffled: Relation = {
    ...input,
    plan: { op: 'extend', input: input.plan, items: [{ id: column.id, sql: 'random()' }] },
    order: [column.id],
  }
  return { ...limited(shuffled, rowsWanted(node, place), place), order: undefined }
}

export const sampleDistinct: Operator = (node, input, place) => {
  const rows = overRows(input, place)
  const of = need(node, 'OfExpression')
  const [named] = namedValues(of, rows.scope, node.type.kind === 'table' ? node.type.columns[0]?.name : undefined)
  if (named === undefined) return fail(of, 'TK003', 'sample-distinct wants a column.')
  const { relation, columns } = extended(rows.relation(), [{ name: named.name, value: groupable(named.value) }], place)
  const keys = [...place.partition, ...columns.map(({ id }) => id)]
  return limited(
    { plan: { op: 'aggregate', input: relation.plan, keys, items: [], isWhole: false }, columns, order: undefined },
    rowsWanted(node, place),
    place,
  )
}

/** The commonest values, counted exactly, or with the largest sums. */
export const topHitters: Operator = (node, input, place) => {
  const rows = overRows(input, place)
  const found = node.type.kind === 'table' ? node.type.columns : []
  const of = need(node, 'OfExpression')
  const by = node.child('ByClause')?.child('Expression')
  const [named] = namedValues(of, rows.scope, found[0]?.name)
  const weight = by === undefined ? undefined : ticks(scalar(by, rows.scope))
  if (named === undefined) return fail(of, 'TK003', 'top-hitters wants a column.')
  const { relation, columns } = extended(rows.relation(), [{ name: named.name, value: groupable(named.value) }], place)
  const measure: Scalar = {
    sql: weight === undefined ? 'count(*)' : `sum(${weight.sql})`,
    type: weight === undefined || weight.type === 'int' ? 'long' : weight.type,
  }
  const total: Column = columnFor(measure, found[1]?.name ?? 'approximate_count', place)
  const keys = [...place.partition, ...columns.map(({ id }) => id)]
  const plan: Plan = {
    op: 'aggregate',
    input: relation.plan,
    keys,
    items: [{ id: total.id, sql: measure.type === 'long' ? `CAST(${measure.sql} AS BIGINT)` : measure.sql }],
    isWhole: false,
  }
  return limited({ plan, columns: [...columns, total], order: [`${total.id} DESC`] }, rowsWanted(node, place), place)
}
