/** Plugins and operators that work on all rows at once, in JavaScript: rows go in as JSON and come out as JSON. */
import { activityFunctions } from '../../0-functions/host/activity.ts'
import { clusterFunctions } from '../../0-functions/host/clusters.ts'
import { rollingFunctions } from '../../0-functions/host/rolling.ts'
import { sequenceFunctions } from '../../0-functions/host/sequences.ts'
import { memberOf } from '../../0-functions/path.ts'
import { convert, quote, type Scalar, sql, ticks, toJson } from '../../0-functions/scalar.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import type { KqlType } from '../../language.ts'
import { argumentsOf } from '../call.ts'
import type { Place } from '../context.ts'
import { columnScalar } from '../context.ts'
import { nameOf, need, scalar } from '../expression.ts'
import type { Column, Plan, Relation } from '../plan.ts'
import { extended, overRows } from '../rows.ts'
import type { Operator } from './operator.ts'

/** More rows than this are refused: they would have to lie in memory as texts. */
const rowSetMax = 1_000_000

/** The plugins among the functions that run in JavaScript. */
export const rowSets: ReadonlySet<string> = new Set(
  [...activityFunctions, ...clusterFunctions, ...rollingFunctions, ...sequenceFunctions].map(({ name }) => name.replace(/^kql_/, '')),
)

/** A value inside a row: datetimes as ISO text, timespans as ticks. */
const cell = (column: Column): string =>
  column.type === 'timespan' ? `CAST(CAST(${ticks(columnScalar(column)).sql} AS VARCHAR) AS JSON)` : toJson(columnScalar(column))

/** Arguments go along as `host/plugin.ts` describes them. */
export function rowSet(name: string, node: Syntax, call: Syntax, input: Relation, place: Place): Relation {
  const rows = overRows(input, place)
  const extra: { name: string; value: Scalar }[] = []
  const given = argumentsOf(call).map((one, i) => {
    const isNamed = one.kind === 'SimpleNamedExpression'
    const value = scalar(isNamed ? need(one, 'Expression') : one, rows.scope)
    const named = isNamed ? [`'name', ${quote(nameOf(need(one, 'Name')))}`] : []
    if (value.constant !== undefined) return jsonObject([...named, `'type', ${quote(value.type)}`, `'value', ${toJson(value)}`])
    // What depends on the row is a column of its own.
    const column = one.kind === 'NameReference' && input.columns.some((own) => own.name === nameOf(one)) ? nameOf(one) : `·argument${i}`
    if (column.startsWith('·')) extra.push({ name: column, value })
    const label = isNamed || !column.startsWith('·') ? named : [`'name', ''`]
    return jsonObject([...label, `'type', ${quote(value.type)}`, `'column', ${quote(column)}`])
  })
  const prepared = extended(rows.relation(), extra, place)
  const columns = input.columns.map((column) => jsonObject([`'name', ${quote(column.name)}`, `'type', ${quote(column.type)}`]))
  const settings = jsonObject([`'arguments', ${jsonArray(given)}`, `'columns', ${jsonArray(columns)}`])
  return fromRows(
    `kql_${name}`,
    prepared.relation,
    [...input.columns, ...prepared.columns],
    `CAST(${settings} AS VARCHAR)`,
    shapeOf(node),
    place,
  )
}

const jsonObject = (pairs: readonly string[]): string => `json_object(${pairs.join(', ')})`
const jsonArray = (items: readonly string[]): string => `json_array(${items.join(', ')})`

const shapeOf = (node: Syntax): readonly { readonly name: string; readonly type: KqlType }[] =>
  node.type.kind === 'table' ? node.type.columns.map(({ name, type }) => ({ name, type: type === 'unknown' ? 'dynamic' : type })) : []

/** All rows as one JSON array through a host function, and its array as rows again. */
function fromRows(
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
    items: [
      {
        id: all,
        sql: `CASE WHEN count(*) > ${rowSetMax} THEN error('kql: too many rows at once') ELSE '[' || coalesce(string_agg(CAST(json_object(${pairs.join(', ')}) AS VARCHAR), ','${order}), '') || ']' END`,
      },
    ],
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
