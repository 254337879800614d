/** Tables that a query writes down itself or makes: datatable, print, range, externaldata. */
import { constant, convert, filled, identifier, type Scalar, ticks } from '../../0-functions/scalar.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import type { KqlType } from '../../language.ts'
import type { Place } from '../context.ts'
import { nameOf, need, scalar } from '../expression.ts'
import { fail } from '../fault.ts'
import type { Column, Relation } from '../plan.ts'
import { empty, scopeOf } from '../relation.ts'
import { columnFor } from '../rows.ts'
import { namedValues } from './columns.ts'
import { evaluate } from './evaluate.ts'
import { find, search } from './search.ts'
import { union } from './union.ts'

export type Source = (node: Syntax, place: Place) => Relation

const nobody: Relation = { plan: { op: 'values', ids: [], rows: [[]] }, columns: [], order: undefined }

export const sources: Readonly<Record<string, Source>> = {
  DataTableExpression: datatable,
  PrintOperator: print,
  RangeOperator: range,
  ExternalDataExpression: external,
  UnionOperator: (node, place) => union(node, undefined, place),
  SearchOperator: (node, place) => search(node, undefined, place),
  FindOperator: find,
  EvaluateOperator: (node, place) => evaluate(node, nobody, place),
}

const types = new Set<string>(['bool', 'int', 'long', 'real', 'decimal', 'string', 'datetime', 'timespan', 'guid', 'dynamic'])
const aliases: Readonly<Record<string, KqlType>> = {
  boolean: 'bool',
  double: 'real',
  date: 'datetime',
  time: 'timespan',
  uuid: 'guid',
  uniqueid: 'guid',
  int64: 'long',
  int32: 'int',
}

export function typeNamed(node: Syntax | undefined): KqlType {
  const name = (node?.text ?? 'string').trim().toLowerCase()
  return types.has(name) ? (name as KqlType) : (aliases[name] ?? 'string')
}

/** The columns of a `(name: type, …)`. */
export function declared(schema: Syntax): readonly { readonly name: string; readonly type: KqlType }[] {
  return schema.list('Columns').map((column) => ({ name: nameOf(need(column, 'Name')), type: typeNamed(column.child('Type')) }))
}

function datatable(node: Syntax, place: Place): Relation {
  const shape = declared(need(node, 'Schema'))
  const values = node.list('Values').map((value) => scalar(value, scopeOf(place)))
  if (values.length % Math.max(1, shape.length) !== 0)
    return fail(node, 'TK003', `${values.length} values do not fill rows of ${shape.length} columns.`)
  const columns: Column[] = shape.map(({ name, type }) => ({ name, type, id: place.compile.names.fresh(name) }))
  const rows: string[][] = []
  for (let i = 0; i < values.length; i += shape.length) rows.push(shape.map(({ type }, j) => cell(values[i + j], type)))
  if (rows.length === 0) return { plan: empty(columns), columns, order: undefined }
  return { plan: { op: 'values', ids: columns.map(({ id }) => id), rows }, columns, order: undefined }
}

const cell = (value: Scalar | undefined, type: KqlType): string => filled(convert(value ?? constant(type, null), type)).sql

function print(node: Syntax, place: Place): Relation {
  const found = node.type.kind === 'table' ? node.type.columns : []
  const values: Scalar[] = []
  for (const one of node.list('Expressions')) {
    // Functions of several values give a column for each.
    if (one.type.kind === 'tuple') values.push(...namedValues(one, scopeOf(place), undefined).map(({ value }) => value))
    else values.push(scalar(one, scopeOf(place)))
  }
  const items: Column[] = values.map((value, i) => columnFor(ticks(value), found[i]?.name ?? `print_${i}`, place))
  const plan = {
    op: 'extend' as const,
    input: nobody.plan,
    items: items.map(({ id }, i) => ({ id, sql: ticks(values[i] ?? constant('long', null)).sql })),
  }
  return { plan, columns: items, order: undefined }
}

/** At most this many rows come out of `range`, so that a slip of the pen does not fill the memory. */
const rangeMax = 100_000_000

function range(node: Syntax, place: Place): Relation {
  const name = nameOf(need(node, 'Name'))
  const at = (part: string): Scalar => ticks(scalar(need(node, part), scopeOf(place)))
  const [from, to, step] = [at('From'), at('To'), at('Step')]
  const isReal = [from, to, step].some(({ type }) => type === 'real')
  const type: KqlType =
    from.type === 'datetime' || from.type === 'timespan'
      ? from.type
      : isReal
        ? 'real'
        : from.type === 'int' && to.type === 'int'
          ? 'int'
          : 'long'
  const id = place.compile.names.fresh(name)
  const column: Column = { name, type, id }
  if (type === 'real') {
    const [a, b, c] = [from, to, step].map((one) => convert(one, 'real').sql)
    const count = `least(${rangeMax}, greatest(0, CAST(floor((${b} - ${a}) / ${c} + 1e-9) AS BIGINT) + 1))`
    return made(column, `CAST(unnest(range(0, ${count})) AS DOUBLE) * ${c} + ${a}`, place)
  }
  const [a, b] = [from, to].map((one) => convert(one, type === 'int' ? 'long' : type).sql)
  const c = step.type === 'timespan' || step.type === 'long' ? step.sql : convert(step, 'long').sql
  const isKnown = [from, to, step].every(({ constant: value }) => value !== undefined)
  if (isKnown)
    return counted(
      column,
      [a, b, c].map((one) => `CAST(${one} AS BIGINT)`),
    )
  const every = `unnest(generate_series(CAST(${a} AS BIGINT), CAST(${b} AS BIGINT), CAST(${c} AS BIGINT)))`
  return made(column, type === 'int' ? `CAST(${every} AS INTEGER)` : every, place)
}

/** Streams, however many there are. */
function counted(column: Column, bounds: readonly string[]): Relation {
  const value = `"generate_series"`
  const items = [{ id: column.id, sql: column.type === 'int' ? `CAST(${value} AS INTEGER)` : value }]
  return { plan: { op: 'scan', label: 'range', from: `generate_series(${bounds.join(', ')})`, items }, columns: [column], order: undefined }
}

function made(column: Column, written: string, _place: Place): Relation {
  return {
    plan: { op: 'extend', input: nobody.plan, items: [{ id: column.id, sql: written }], multiplies: true },
    columns: [column],
    order: undefined,
  }
}

function external(node: Syntax, place: Place): Relation {
  const answer = place.compile.external.get(node.text)
  if (answer === undefined) return fail(node, 'TK004', 'Files outside of the store cannot be read here.')
  if ('refused' in answer) return fail(node, 'TK004', answer.refused)
  const shape = declared(need(node, 'Schema'))
  const columns: Column[] = shape.map(({ name, type }) => ({ name, type, id: place.compile.names.fresh(name) }))
  const items = shape.map(({ name, type }, i) => ({ id: columns[i]?.id ?? '', sql: read(name, type) }))
  return { plan: { op: 'scan', label: 'externaldata', from: answer.from, items }, columns, order: undefined }
}

/** Files give texts; a JSON column is read as JSON. */
function read(name: string, type: KqlType): string {
  const value: Scalar = { sql: identifier(name), type: 'string', mayBeNull: true }
  return type === 'dynamic' ? `kql_parse_json(${value.sql})` : filled(convert(value, type)).sql
}
