/** Operators that make, keep, rename and order columns: extend, project and their kin. */

import { elementAt } from '../../0-functions/path.ts'
import type { Scalar } from '../../0-functions/scalar.ts'
import { constant, convert } from '../../0-functions/scalar.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import type { Place, Scope } from '../context.ts'
import { foundType, nameOf, need, predicate, scalar } from '../expression.ts'
import { fail } from '../fault.ts'
import type { Column, Relation } from '../plan.ts'
import { extended, overRows } from '../rows.ts'
import type { Operator } from './operator.ts'

interface Named {
  readonly name: string
  readonly value: Scalar
}

/** An expression of a list, with the name or names it is given. */
export function namedValues(node: Syntax, scope: Scope, automatic: string | undefined): readonly Named[] {
  if (node.kind === 'CompoundNamedExpression') return tuple(need(node, 'Expression'), scope, need(node, 'Names').list('Names').map(nameOf))
  if (node.kind === 'SimpleNamedExpression') {
    const [name, expression] = [nameOf(need(node, 'Name')), need(node, 'Expression')]
    // Of several values one name takes the first.
    return expression.type.kind === 'tuple' ? tuple(expression, scope, [name]) : [{ name, value: typed(expression, scope) }]
  }
  if (node.type.kind === 'tuple')
    return tuple(
      node,
      scope,
      node.type.columns.map(({ name }) => name),
    )
  return [{ name: automatic ?? automaticName(node), value: typed(node, scope) }]
}

/** `(a, b) = f()`: the elements of what comes out. */
function tuple(expression: Syntax, scope: Scope, names: readonly string[]): readonly Named[] {
  const value = scalar(expression, scope)
  const { type } = expression
  const types = type.kind === 'tuple' ? type.columns : []
  return names.map((name, i) => {
    const element = elementAt(value, constant('long', BigInt(i)))
    const wanted = types[i]?.type
    return { name, value: wanted === undefined || wanted === 'unknown' ? element : convert(element, wanted) }
  })
}

/** As the analysis types it, where the translation would give another type. */
export function typed(node: Syntax, scope: Scope): Scalar {
  const value = scalar(node, scope)
  const type = foundType(node)
  return type === undefined || type === value.type || value.isFinal === true ? value : { ...convert(value, type) }
}

const automaticName = (node: Syntax): string => (node.kind === 'NameReference' ? nameOf(node) : (node.resultName ?? 'Column1'))

/** The names the analysis gives to the results of an operator, by place. */
export const foundNames = (node: Syntax): readonly string[] => (node.type.kind === 'table' ? node.type.columns.map(({ name }) => name) : [])

export const where: Operator = (node, input, place) => {
  const rows = overRows(input, place)
  const test = predicate(need(node, 'Condition'), rows.scope)
  const below = rows.relation()
  return { ...below, plan: { op: 'filter', input: below.plan, predicate: test } }
}

/** Names that extend invents are told from the columns before it: whatever is new. */
export const extend: Operator = (node, input, place) => extendWith(node.list('Expressions'), node, input, place)

function extendWith(expressions: readonly Syntax[], node: Syntax, input: Relation, place: Place): Relation {
  let current = input
  const found = foundNames(node)
  const before = new Set(input.columns.map(({ name }) => name))
  const invented = found.filter((name) => !before.has(name))
  const given = new Set(expressions.flatMap((one) => [...namesGiven(one), ...tupleNames(one)]))
  const automatic = invented.filter((name) => !given.has(name))
  const rows = overRows(input, place)
  const values = expressions.flatMap((one) => {
    const isAutomatic = one.kind !== 'SimpleNamedExpression' && one.kind !== 'CompoundNamedExpression' && one.kind !== 'NameReference'
    // `todynamic(a)` is called a and takes its place.
    const taken = isAutomatic && one.resultName !== undefined && before.has(one.resultName) ? one.resultName : undefined
    return namedValues(one, rows.scope, taken ?? (isAutomatic ? automatic.shift() : undefined))
  })
  current = rows.relation()
  const { relation, columns } = extended(current, values, place)
  return { ...relation, columns: replaced(relation.columns, columns) }
}

/** The analysis adds the names of a tuple's further values, whether or not they are asked for. */
const tupleNames = (node: Syntax): readonly string[] => (node.type.kind === 'tuple' ? node.type.columns.map(({ name }) => name) : [])

const namesGiven = (node: Syntax): readonly string[] => {
  if (node.kind === 'SimpleNamedExpression') return [nameOf(need(node, 'Name'))]
  return node.kind === 'CompoundNamedExpression' ? need(node, 'Names').list('Names').map(nameOf) : []
}

/** New columns stand at the end; one that has a name already takes its place. */
export function replaced(columns: readonly Column[], made: readonly Column[]): readonly Column[] {
  const latest = new Map(made.map((column) => [column.name, column]))
  const kept = columns.map((column) => latest.get(column.name) ?? column)
  const names = new Set(columns.map(({ name }) => name))
  return [...kept, ...[...latest.values()].filter(({ name }) => !names.has(name))]
}

export const project: Operator = (node, input, place) => {
  const rows = overRows(input, place)
  const found = foundNames(node)
  let at = 0
  const values = node.list('Expressions').flatMap((one) => {
    const named = namedValues(one, rows.scope, found[at])
    at += named.length
    return named
  })
  const { relation, columns } = extended(rows.relation(), values, place)
  return { ...relation, columns }
}

/** `a*` stands for every column that begins so. */
function matching(node: Syntax, columns: readonly Column[]): readonly Column[] {
  const inside = node.kind === 'OrderedExpression' ? need(node, 'Expression') : node
  const name = nameOf(inside)
  if (inside.kind === 'StarExpression') return columns
  if (!name.includes('*')) return columns.filter((column) => column.name === name)
  const pattern = new RegExp(
    `^${name
      .split('*')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  )
  return columns.filter((column) => pattern.test(column.name))
}

export const projectAway: Operator = (node, input) => {
  const gone = new Set(node.list('Expressions').flatMap((one) => matching(one, input.columns)))
  return { ...input, columns: input.columns.filter((column) => !gone.has(column)) }
}

export const projectKeep: Operator = (node, input) => {
  const kept = new Set(node.list('Expressions').flatMap((one) => matching(one, input.columns)))
  return { ...input, columns: input.columns.filter((column) => kept.has(column)) }
}

export const projectByNames: Operator = (node, input) => {
  const found = foundNames(node)
  return { ...input, columns: found.flatMap((name) => input.columns.filter((column) => column.name === name)) }
}

export const projectRename: Operator = (node, input) => {
  const renamed = new Map<string, string>()
  for (const one of node.list('Expressions')) {
    if (one.kind !== 'SimpleNamedExpression') fail(one, 'TK003', 'project-rename wants new = old.')
    renamed.set(nameOf(need(one, 'Expression')), nameOf(need(one, 'Name')))
  }
  return { ...input, columns: input.columns.map((column) => ({ ...column, name: renamed.get(column.name) ?? column.name })) }
}

/** As the analysis orders them. */
export const projectReorder: Operator = (node, input) => {
  const order = foundNames(node)
  const rank = new Map(order.map((name, i) => [name, i]))
  return { ...input, columns: [...input.columns].sort((a, b) => (rank.get(a.name) ?? order.length) - (rank.get(b.name) ?? order.length)) }
}

export const serialize: Operator = (node, input, place) => extendWith(node.list('Expressions'), node, input, place)

export const same: Operator = (_node, input) => input

export const getSchema: Operator = (_node, input, place: Place) => {
  const shape = ['ColumnName', 'ColumnOrdinal', 'DataType', 'ColumnType'] as const
  const columns: Column[] = shape.map((name) => ({
    name,
    type: name === 'ColumnOrdinal' ? 'long' : 'string',
    id: place.compile.names.fresh(name),
  }))
  const rows = input.columns.map(({ name, type }, i) => [
    constant('string', name).sql,
    constant('long', BigInt(i)).sql,
    constant('string', systemNames[type]).sql,
    constant('string', type).sql,
  ])
  return { plan: { op: 'values', ids: columns.map(({ id }) => id), rows }, columns, order: undefined }
}

const systemNames: Readonly<Record<Column['type'], string>> = {
  bool: 'System.SByte',
  int: 'System.Int32',
  long: 'System.Int64',
  real: 'System.Double',
  decimal: 'System.Data.SqlTypes.SqlDecimal',
  string: 'System.String',
  datetime: 'System.DateTime',
  timespan: 'System.TimeSpan',
  guid: 'System.Guid',
  dynamic: 'System.Object',
}
