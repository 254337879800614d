/** Plugins and operators that work on all rows at once, in JavaScript: rows go in as JSON and come out as JSON. */
import { memberOf } from '../../0-functions/path.ts'
import { convert, quote, type Scalar, sql, ticks, toJson } from '../../0-functions/scalar.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import type { KqlType } from '../../language.ts'
import { argumentsOf } from '../call.ts'
import type { Place } from '../context.ts'
import { columnScalar } from '../context.ts'
import { nameOf, need, scalar } from '../expression.ts'
import { fail } from '../fault.ts'
import type { Column, Plan, Relation } from '../plan.ts'
import { extended, overRows } from '../rows.ts'
import type { Operator } from './operator.ts'

/** More rows than this are refused: they would have to lie in memory as texts. */
export const rowSetMax = 1_000_000

export interface RowSet {
  /** How the positional arguments are called, in order; a trailing `…` takes the rest as a list. */
  readonly settings: readonly string[]
}

export const rowSets: ReadonlyMap<string, RowSet> = new Map()

/** A value inside a row: datetimes as ISO text, timespans as ticks. */
const cell = (column: Column): string =>
  column.type === 'timespan' ? `CAST(CAST(${ticks(columnScalar(column)).sql} AS VARCHAR) AS JSON)` : toJson(columnScalar(column))

export function rowSet(name: string, node: Syntax, call: Syntax, input: Relation, place: Place): Relation {
  const entry = rowSets.get(name)
  if (entry === undefined) return fail(node, 'TK001', `The plugin ${name} has no translation yet.`)
  const rows = overRows(input, place)
  const settings: string[] = []
  const extra: { name: string; value: Scalar }[] = []
  argumentsOf(call).forEach((one, i) => {
    const isNamed = one.kind === 'SimpleNamedExpression'
    const key = isNamed ? nameOf(need(one, 'Name')) : (entry.settings[Math.min(i, entry.settings.length - 1)] ?? `argument${i}`)
    const value = scalar(isNamed ? need(one, 'Expression') : one, rows.scope)
    // An argument that depends on the row is a column of its own; the setting says its name.
    const isConstant = value.constant !== undefined
    const column = one.kind === 'NameReference' && !isConstant ? nameOf(one) : isConstant ? undefined : `·${key}${i}`
    if (column?.startsWith('·') === true) extra.push({ name: column, value })
    settings.push(quote(key), column === undefined ? toJson(value) : `to_json(${quote(column)})`)
  })
  const prepared = extended(rows.relation(), extra, place)
  const all = [...input.columns, ...prepared.columns]
  return fromRows(`kql_${name}`, prepared.relation, all, `CAST(json_object(${settings.join(', ')}) AS VARCHAR)`, shapeOf(node), place)
}

export const shapeOf = (node: Syntax): readonly { readonly name: string; readonly type: KqlType }[] =>
  node.type.kind === 'table' ? node.type.columns.map(({ name, type }) => ({ name, type: type === 'unknown' ? 'dynamic' : type })) : []

/** All rows as one JSON array through a host function, and its array as rows again. */
export function fromRows(
  called: string,
  input: Relation,
  columns: readonly Column[],
  settings: string,
  shape: readonly { readonly name: string; readonly type: KqlType }[],
  place: Place,
): Relation {
  const pairs = columns.flatMap((column) => [quote(column.name), cell(column)])
  const order = input.order === undefined ? '' : ` ORDER BY ${input.order.join(', ')}`
  const [all, result, row] = [
    place.compile.names.fresh('·all'),
    place.compile.names.fresh('·result'),
    place.compile.names.fresh('·element'),
  ]
  const gathered: Plan = {
    op: 'aggregate',
    input: input.plan,
    keys: place.partition,
    items: [{ id: all, sql: `'[' || coalesce(string_agg(CAST(json_object(${pairs.join(', ')}) AS VARCHAR), ','${order}), '') || ']'` }],
    isWhole: place.partition.length === 0,
  }
  const answered: Plan = { op: 'extend', input: gathered, items: [{ id: result, sql: `${called}(${all}, ${settings})` }] }
  const each: Plan = { op: 'extend', input: answered, items: [{ id: row, sql: `unnest(kql_list(${result}))` }], multiplies: true }
  const values = shape.map(({ name, type }) => ({ name, value: read(memberOf(sql('dynamic', row), name), type) }))
  const made = extended({ plan: each, columns: [], order: undefined }, values, place)
  return { ...made.relation, columns: made.columns, order: undefined }
}

const read = (value: Scalar, type: KqlType): Scalar =>
  type === 'timespan' ? convert(convert(value, 'long'), 'timespan') : convert(value, type)

/** `reduce by column with threshold=…` */
export const reduce: Operator = (node, input, place) => {
  const rows = overRows(input, place)
  const value = convert(scalar(need(node, 'Expression'), rows.scope), 'string')
  const prepared = extended(rows.relation(), [{ name: 'value', value }], place)
  const settings = (node.child('With')?.list('Parameters') ?? []).flatMap((one) => [
    quote(nameOf(need(one, 'Name'))),
    toJson(scalar(need(one, 'Expression'), rows.scope)),
  ])
  const kind = node.list('Parameters').some((one) => /source/i.test(one.text))
  const columns = [...prepared.columns.map((column) => ({ ...column, name: 'value' })), ...(kind ? input.columns : [])]
  return fromRows(
    'kql_reduce',
    prepared.relation,
    columns,
    settings.length === 0 ? "'{}'" : `CAST(json_object(${settings.join(', ')}) AS VARCHAR)`,
    shapeOf(node),
    place,
  )
}
