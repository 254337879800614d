/** Scalar expressions: bound syntax to SQL. */

import { elementAt, memberOf } from '../0-functions/path.ts'
import { constant, convert, isQueried, type Scalar, sql } from '../0-functions/scalar.ts'
import { datetimeLiteral, timespanLiteral } from '../0-functions/time-text.ts'
import type { Syntax } from '../1-syntax/microsoft.ts'
import type { KqlType } from '../language.ts'
import { callFunction, onlyOnce, userFunction } from './call.ts'
import { columnScalar, lookUp, type Scope } from './context.ts'
import { fail } from './fault.ts'
import { dynamicLiteral } from './literal.ts'
import { arithmetic, compare, negate } from './operator.ts'
import { betweenTest, inTest, searchTest, stringTest, stringTests, wordTest } from './predicate.ts'
import { isTabular, scalarOfTable } from './subquery.ts'

/** The type their analysis found, if it found one. */
export function foundType(node: Syntax): KqlType | undefined {
  const { type } = node
  return type.kind === 'scalar' ? type.type : undefined
}

export function scalar(node: Syntax, scope: Scope): Scalar {
  switch (node.kind) {
    case 'ParenthesizedExpression':
      return scalar(need(node, 'Expression'), scope)
    case 'SimpleNamedExpression':
      return scalar(need(node, 'Expression'), scope)
    case 'NameReference':
      return nameReference(node, scope)
    case 'FunctionCallExpression':
      return callFunction(node, scope)
    case 'PathExpression':
      return pathExpression(node, scope)
    case 'ElementExpression':
      return elementExpression(node, scope)
    case 'ToScalarExpression':
      return toScalar(need(node, 'Expression'), scope)
    case 'UnaryMinusExpression':
      return negate(node, scalar(need(node, 'Expression'), off(scope)))
    case 'UnaryPlusExpression':
      return scalar(need(node, 'Expression'), off(scope))
    case 'AndExpression':
    case 'OrExpression':
      return logical(node, scope)
    case 'AddExpression':
    case 'SubtractExpression':
    case 'MultiplyExpression':
    case 'DivideExpression':
    case 'ModuloExpression':
      return arithmetic(node, scalar(need(node, 'Left'), off(scope)), scalar(need(node, 'Right'), off(scope)))
    case 'EqualExpression':
    case 'NotEqualExpression':
    case 'LessThanExpression':
    case 'LessThanOrEqualExpression':
    case 'GreaterThanExpression':
    case 'GreaterThanOrEqualExpression':
      return compareAny(node, scope)
    case 'InExpression':
    case 'InCsExpression':
    case 'NotInExpression':
    case 'NotInCsExpression':
      return inTest(node, scope)
    case 'HasAnyExpression':
    case 'HasAllExpression':
      return wordTest(node, scope)
    case 'BetweenExpression':
    case 'NotBetweenExpression':
      return betweenTest(node, scope)
    case 'SearchExpression':
      return searchTest(node, scope)
    case 'MaterializeExpression':
      return scalar(need(node, 'Expression'), scope)
    case 'TypedColumnReference':
      return scalar(need(node, 'Column'), scope)
    default:
      if (stringTests.has(node.kind)) return stringTest(node, scope)
      return literal(node) ?? fail(node, 'TK001', `“${node.text.slice(0, 60)}” cannot be used as a value here.`)
  }
}

/** The expression as a predicate that keeps or drops rows. */
export const predicate = (node: Syntax, scope: Scope): string => truth(scalar(node, { ...scope, isFilter: true })).sql

/** A condition of any type as BOOLEAN. */
function truth(value: Scalar): Scalar {
  return value.type === 'bool' ? value : convert(value, 'bool')
}

/** `toscalar(1)` is 1. */
const toScalar = (node: Syntax, scope: Scope): Scalar =>
  isTabular(node, scope) ? asked(scalarOfTable(node, scope), 'toscalar', scope) : onlyOnce(scalar(node, off(scope)))

const columnsAsked = new WeakMap<object, Map<string, Scalar>>()

/** What holds a subquery stands in a layer of its own below, once, where there are rows. */
function asked(value: Scalar, name: string, scope: Scope): Scalar {
  const { before } = scope
  if (before === undefined || !isQueried(value.sql)) return value
  const known = columnsAsked.get(before) ?? new Map<string, Scalar>()
  columnsAsked.set(before, known)
  const made = known.get(value.sql) ?? columnScalar(before({ ...value, json: undefined }, name))
  known.set(value.sql, made)
  return made
}

const off = (scope: Scope): Scope => (scope.isFilter === true ? { ...scope, isFilter: undefined } : scope)

export function need(node: Syntax, name: string): Syntax {
  return node.child(name) ?? fail(node, 'TK003', `Something is missing in “${node.text.slice(0, 60)}”.`)
}

function nameReference(node: Syntax, scope: Scope): Scalar {
  const name = nameOf(node)
  const isColumn = node.symbol === undefined || node.symbol.kind === 'Column'
  const column = isColumn ? scope.columns.get(name) : undefined
  if (column !== undefined && scope.aggregates !== undefined)
    return fail(node, 'TK003', `“${name}” must stand inside an aggregate here, or behind by.`)
  if (column !== undefined) return columnScalar(column)
  const binding = lookUp(scope.environment, name)
  if (binding?.kind === 'scalar') return asked(binding.scalar(), name, scope)
  if (binding?.kind === 'table') return scalarOfTable(node, scope)
  const called = binding?.kind === 'function' || node.symbol?.kind === 'Function' ? userFunction(node, name, scope) : undefined
  if (called !== undefined) return called
  const late = scope.columns.get(name)
  if (late !== undefined) return columnScalar(late)
  const given = scope.compile.parameters[name]
  if (given !== undefined) return constant('string', given)
  return scope.compile.hasAbsent ? constant('string', '') : fail(node, 'TK002', `There is no column or variable “${name}” here.`)
}

/** The name without brackets and quotes. */
export function nameOf(node: Syntax): string {
  return node.name ?? node.text.replace(/^\[\s*(['"])(.*)\1\s*\]$/s, '$2')
}

function pathExpression(node: Syntax, scope: Scope): Scalar {
  const from = need(node, 'Expression')
  const selector = need(node, 'Selector')
  if (from.kind === 'NameReference' && (from.text === '$left' || from.text === '$right')) {
    const side = from.text === '$left' ? scope.left : scope.right
    const name = nameOf(selector)
    const column = side?.get(name)
    return column === undefined ? fail(selector, 'TK002', `There is no column “${name}” on that side of the join.`) : columnScalar(column)
  }
  const row = from.kind === 'NameReference' ? scope.rows?.get(nameOf(from)) : undefined
  if (row !== undefined) {
    const column = row.get(nameOf(selector))
    return column === undefined ? fail(selector, 'TK002', `There is no “${nameOf(selector)}” in ${nameOf(from)}.`) : columnScalar(column)
  }
  const base = scalar(from, off(scope))
  if (selector.kind === 'BracketedExpression') return element(node, base, need(selector, 'Expression'), scope)
  return memberOf(base, nameOf(selector))
}

function elementExpression(node: Syntax, scope: Scope): Scalar {
  const base = scalar(need(node, 'Expression'), off(scope))
  const selector = need(node, 'Selector')
  return element(node, base, selector.kind === 'BracketedExpression' ? need(selector, 'Expression') : selector, scope)
}

function element(node: Syntax, base: Scalar, selector: Syntax, scope: Scope): Scalar {
  if (base.type !== 'dynamic' && base.type !== 'string') fail(node, 'TK003', `A ${base.type} has no elements.`)
  return elementAt(base, scalar(selector, off(scope)))
}

function logical(node: Syntax, scope: Scope): Scalar {
  const left = truth(scalar(need(node, 'Left'), scope))
  const right = truth(scalar(need(node, 'Right'), scope))
  return sql('bool', `(${left.sql} ${node.kind === 'AndExpression' ? 'AND' : 'OR'} ${right.sql})`)
}

function compareAny(node: Syntax, scope: Scope): Scalar {
  const left = need(node, 'Left')
  if (left.kind === 'StarExpression')
    return anyColumn(node, scope, (column) => compare(node.kind, convert(column, 'string'), scalar(need(node, 'Right'), off(scope)), true))
  return compare(node.kind, scalar(left, off(scope)), scalar(need(node, 'Right'), off(scope)), scope.isFilter === true)
}

/** `* == x`, `* has x`: any column. */
export function anyColumn(node: Syntax, scope: Scope, test: (column: Scalar) => Scalar): Scalar {
  const columns = scope.all ?? [...scope.columns.values()]
  if (columns.length === 0) return fail(node, 'TK003', 'There is no column to look in.')
  return sql('bool', `(${columns.map((column) => `coalesce(${test(columnScalar(column)).sql}, false)`).join(' OR ')})`)
}

const written: Readonly<Record<string, KqlType>> = {
  BooleanLiteralExpression: 'bool',
  IntLiteralExpression: 'int',
  LongLiteralExpression: 'long',
  RealLiteralExpression: 'real',
  DecimalLiteralExpression: 'decimal',
  GuidLiteralExpression: 'guid',
  StringLiteralExpression: 'string',
  CompoundStringLiteralExpression: 'string',
  DateTimeLiteralExpression: 'datetime',
  TimespanLiteralExpression: 'timespan',
}

/** Undefined where the node is no literal. */
function literal(node: Syntax): Scalar | undefined {
  if (node.kind === 'DynamicExpression') return dynamicLiteral(node)
  if (node.kind === 'NullLiteralExpression') return constant('dynamic', null)
  if (node.kind === 'TypeOfLiteralExpression') return constant('string', node.text)
  const type = written[node.kind]
  return type === undefined ? undefined : literalOf(node, type)
}

function literalOf(node: Syntax, type: KqlType): Scalar {
  const inside = /^\w+\s*\((.*)\)$/s.exec(node.text)?.[1]?.trim()
  const body = inside ?? node.text
  if (type !== 'string' && /^(null|"null"|'null')$/i.test(body)) return constant(type, null)
  switch (type) {
    case 'string':
      return constant('string', String(node.literal() ?? ''))
    case 'bool':
      return constant('bool', /^(true|1)$/i.test(body))
    case 'int':
    case 'long':
      return wholeLiteral(body, type)
    case 'real':
      return constant('real', realValue(body))
    case 'decimal':
      return constant('decimal', body)
    case 'guid':
      return constant('guid', body.replace(/['"]/g, '').toLowerCase())
    case 'datetime':
      return constant('datetime', datetimeLiteral(body))
    case 'timespan':
      return constant('timespan', timespanLiteral(body))
    case 'dynamic':
      return dynamicLiteral(node)
  }
}

function wholeLiteral(body: string, type: 'int' | 'long'): Scalar {
  const digits = /^([-+]?)\s*(0x[0-9a-f]+|\d+)$/i.exec(body)
  if (digits === null) return convert(constant('string', body), type)
  const value = BigInt(digits[2] ?? '0') * (digits[1] === '-' ? -1n : 1n)
  return constant(type, value > 9223372036854775807n ? null : value)
}

function realValue(body: string): number {
  if (/^[-+]?nan$/i.test(body)) return Number.NaN
  const infinite = /^([-+]?)inf(inity)?$/i.exec(body)
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return Number(body)
}

/** A text that is known now, or a fault. */
export function constantText(node: Syntax, scope: Scope): string {
  const value = scalar(node, scope)
  return typeof value.constant === 'string' ? value.constant : fail(node, 'TK003', `“${node.text.slice(0, 60)}” must be a constant text.`)
}
