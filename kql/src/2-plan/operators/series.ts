/** make-series: an array of a value for each step of an axis, gaps filled. */
import { constant, convert, filled, type Scalar, sql, ticks, toDynamic } from '../../0-functions/scalar.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import type { KqlType } from '../../language.ts'
import type { Place, Scope } from '../context.ts'
import { need, scalar } from '../expression.ts'
import { fail } from '../fault.ts'
import type { Column, Item, Plan, Relation } from '../plan.ts'
import { columnFor, extended, groupable, overRows } from '../rows.ts'
import { foundNames, namedValues } from './columns.ts'
import { parameter } from './join.ts'
import type { Operator } from './operator.ts'

interface Axis {
  readonly from: Scalar | undefined
  readonly to: Scalar | undefined
  readonly step: Scalar
  /** `in range (a, b, s)` has its end inside. */
  readonly isClosed: boolean
}

/** Microsoft's engine makes no longer series either. */
const pointsMax = 1_048_576

export const makeSeries: Operator = (node, input, place) => {
  const rows = overRows(input, place)
  const found = foundNames(node)
  const on = namedValues(need(need(node, 'OnClause'), 'Expression'), rows.scope, undefined)[0]
  if (on === undefined) return fail(node, 'TK003', 'make-series wants an axis.')
  const axis = axisOf(need(node, 'RangeClause'), rows.scope)
  const byNodes = node.child('ByClause')?.list('Expressions') ?? []
  const groups = byNodes.flatMap((one, i) =>
    namedValues(one, rows.scope, found[i]).map(({ name, value }) => ({ name, value: groupable(value) })),
  )
  const type = axisType(on.value, axis)
  const position = asAxis(on.value, type)
  const prepared = extended(rows.relation(), [...groups, { name: '·axis', value: position }], place)
  const keys = prepared.columns.slice(0, -1)
  const at = prepared.columns.at(-1)
  if (at === undefined) return fail(node, 'TK003', 'make-series wants an axis.')
  return filledSeries({ node, below: prepared.relation, keys, at, axis, type, scope: rows.scope, found, input, axisName: on.name }, place)
}

interface Series {
  readonly node: Syntax
  readonly below: Relation
  readonly keys: readonly Column[]
  readonly at: Column
  readonly axis: Axis
  readonly type: KqlType
  readonly scope: Scope
  readonly found: readonly string[]
  readonly input: Relation
  readonly axisName: string
}

function filledSeries(series: Series, place: Place): Relation {
  const { below, keys, at, axis, type, found } = series
  const { fresh } = place.compile.names
  const step = asAxis(axis.step, type === 'datetime' ? 'timespan' : type).sql
  const [start, end] = [fresh('·start'), fresh('·end')]
  const cast = type === 'real' ? 'DOUBLE' : 'BIGINT'
  // Ends that are not given come from all rows; the start is put on a multiple of the step.
  const least = `min(${at.id}) OVER ()`
  const binned = type === 'real' ? `kql_real_bin(${least}, ${step})` : `kql_bin(${least}, ${step})`
  const bounds: Item[] = [
    { id: start, sql: `CAST(${axis.from === undefined ? binned : asAxis(axis.from, type).sql} AS ${cast})` },
    { id: end, sql: `CAST(${axis.to === undefined ? `max(${at.id}) OVER ()` : asAxis(axis.to, type).sql} AS ${cast})` },
  ]
  const isClosed = axis.isClosed || axis.to === undefined
  const bounded: Plan = { op: 'extend', input: below.plan, items: bounds }
  const slot = fresh('·slot')
  const divided = type === 'real' ? `CAST(floor((${at.id} - ${start}) / ${step}) AS BIGINT)` : `((${at.id} - ${start}) // ${step})`
  const slotted: Plan = { op: 'extend', input: bounded, items: [{ id: slot, sql: divided }] }
  const inside: Plan = { op: 'filter', input: slotted, predicate: `${at.id} >= ${start} AND ${at.id} ${isClosed ? '<=' : '<'} ${end}` }
  const made = aggregatesOf(series, place)
  const ids = [...new Set([...place.partition, ...keys.map(({ id }) => id)])]
  const perSlot: Plan = {
    op: 'aggregate',
    input: inside,
    keys: [...ids, start, end, slot],
    items: made.map(({ column, value }) => ({ id: column.id, sql: value.sql })),
    isWhole: false,
  }
  const count = fresh('·count')
  // `kind=nonempty` makes a series of defaults where there is no row to take the ends from.
  const isNonEmpty = parameter(series.node, 'kind')?.toLowerCase() === 'nonempty' && ids.length === 0
  const ended = (given: Scalar | undefined, id: string): string =>
    isNonEmpty && given !== undefined ? `coalesce(max(${id}), ${asAxis(given, type).sql})` : `max(${id})`
  const [first, last] = [ended(axis.from, start), ended(axis.to, end)]
  const span =
    type === 'real'
      ? `CAST(${isClosed ? `floor((${last} - ${first}) / ${step} + 1e-9) + 1` : `ceil((${last} - ${first}) / ${step} - 1e-9)`} AS BIGINT)`
      : isClosed
        ? `((${last} - ${first}) // ${step} + 1)`
        : `((${last} - ${first} + ${step} - 1) // ${step})`
  const begin = fresh('·begin')
  const maps = made.map(({ column }) => ({
    id: fresh(`·map ${column.name}`),
    sql: `map_from_entries(list(struct_pack(k := ${slot}, v := ${column.id})))`,
  }))
  const gathered: Plan = {
    op: 'aggregate',
    input: perSlot,
    keys: ids,
    items: [{ id: count, sql: `CASE WHEN ${last} IS NOT NULL THEN least(${pointsMax}, ${span}) END` }, { id: begin, sql: first }, ...maps],
    isWhole: ids.length === 0,
  }
  const columns = made.map(({ column, name }) => ({ name, type: 'dynamic' as const, id: fresh(column.name) }))
  const axisColumn: Column = { name: series.axisName, type: 'dynamic', id: fresh(series.axisName) }
  const items: Item[] = [
    ...made.map(({ otherwise, type: of }, i) => ({
      id: columns[i]?.id ?? '',
      sql: `kql_array(list_transform(range(0, ${count}), lambda i: coalesce(CAST(${element(`${maps[i]?.id}[i]`, of)} AS VARCHAR), ${toDynamic(otherwise).sql}, 'null')))`,
    })),
    { id: axisColumn.id, sql: `kql_array(list_transform(range(0, ${count}), lambda i: ${element(`(${begin} + i * ${step})`, type)}))` },
  ]
  const all = [...keys, ...columns, axisColumn]
  const named = found.length === all.length ? all.map((column, i) => ({ ...column, name: found[i] ?? column.name })) : all
  // Nothing inside the range makes no series.
  const some: Plan = { op: 'filter', input: gathered, predicate: `${count} > 0` }
  return { plan: { op: 'extend', input: some, items }, columns: named, order: undefined }
}

const element = (written: string, type: KqlType): string => `CAST(${toDynamic(sql(type, written)).sql} AS VARCHAR)`

interface MadeSeries {
  readonly name: string
  readonly column: Column
  readonly value: Scalar
  readonly type: KqlType
  readonly otherwise: Scalar
}

function aggregatesOf({ node, scope, found, keys, input, below }: Series, place: Place): readonly MadeSeries[] {
  const listOrder = below.order === undefined ? '' : ` ORDER BY ${below.order.join(', ')}`
  const inside: Scope = { ...scope, aggregates: { listOrder, columns: input.columns }, before: undefined, window: undefined }
  return node.list('Aggregates').map((one, i) => {
    const [named] = namedValues(need(one, 'Expression'), inside, found[keys.length + i])
    if (named === undefined) return fail(one, 'TK003', 'make-series wants aggregates.')
    const fallback = one.child('DefaultExpression')?.child('Expression')
    const otherwise =
      fallback === undefined
        ? constant(named.value.type === 'real' ? 'real' : 'long', named.value.type === 'real' ? 0 : 0n)
        : scalar(fallback, scope)
    const value = filled(ticks(named.value))
    return {
      name: named.name,
      column: columnFor(value, named.name, place),
      value,
      type: value.type,
      otherwise: otherwise.constant === null ? constant('dynamic', null) : otherwise,
    }
  })
}

function axisOf(clause: Syntax, scope: Scope): Axis {
  if (clause.kind === 'MakeSeriesInRangeClause') {
    const [from, to, step] = clause.list('Arguments').map((one) => scalar(one, scope))
    return step === undefined ? fail(clause, 'TK003', 'in range wants a start, an end and a step.') : { from, to, step, isClosed: true }
  }
  const part = (name: string): Scalar | undefined => {
    const found = clause.child(`MakeSeries${name}Clause`)?.child('Expression')
    return found === undefined ? undefined : scalar(found, scope)
  }
  const step = part('Step')
  return step === undefined
    ? fail(clause, 'TK003', 'make-series wants a step.')
    : { from: part('From'), to: part('To'), step, isClosed: false }
}

function axisType(on: Scalar, axis: Axis): KqlType {
  if (on.type === 'datetime' || on.type === 'timespan') return on.type
  const all = [on, axis.step, ...(axis.from === undefined ? [] : [axis.from]), ...(axis.to === undefined ? [] : [axis.to])]
  return all.some(({ type }) => type === 'real') ? 'real' : 'long'
}

const asAxis = (value: Scalar, type: KqlType): Scalar => ticks(convert(value, type))
