/** join and lookup. */
import { convert, filled, type Scalar, ticks } from '../../0-functions/scalar.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import { byName, columnScalar, type Place } from '../context.ts'
import { nameOf, need } from '../expression.ts'
import { fail } from '../fault.ts'
import { comparison } from '../operator.ts'
import type { Column, JoinKind, Plan, Relation } from '../plan.ts'
import { relation } from '../relation.ts'
import { foundNames } from './columns.ts'
import type { Operator } from './operator.ts'

interface Key {
  readonly left: Column
  readonly right: Column
}

/** A parameter of an operator: `kind=inner`. */
export function parameter(node: Syntax, name: string): string | undefined {
  return parameterNode(node, name)?.text.replace(/^(['"])(.*)\1$/s, '$2')
}

function parameterNode(node: Syntax, name: string): Syntax | undefined {
  const found = node.list('Parameters').find((one) => nameOf(need(one, 'Name')).toLowerCase() === name)
  return found?.child('Expression')
}

export const join: Operator = (node, left, place) => {
  // The other side is a query of its own: the groups around this place are only on the left.
  const right = relation(need(node, 'Expression'), { ...place, partition: [] })
  const kind = (parameter(node, 'kind') ?? 'innerunique').toLowerCase()
  return joined(node, kind, left, right, place)
}

function joined(node: Syntax, kind: string, left: Relation, right: Relation, place: Place): Relation {
  const keys = keysOf(node.child('ConditionClause'), left, right, place)
  const on = condition(keys)
  const both = (how: JoinKind, from: Relation = left): Relation => ({
    plan: { op: 'join', kind: how, left: from.plan, right: right.plan, on },
    columns: named(node, [
      ...weakened(left.columns, how === 'RIGHT' || how === 'FULL'),
      ...weakened(right.columns, how === 'LEFT' || how === 'FULL'),
    ]),
    order: undefined,
  })
  const one = (how: 'SEMI' | 'ANTI', from: Relation, other: Relation): Relation => ({
    plan: { op: 'join', kind: how, left: from.plan, right: other.plan, on },
    columns: from.columns,
    order: undefined,
  })
  switch (kind) {
    case 'innerunique':
      return both('INNER', { ...left, plan: unique(left, keys, place) })
    case 'inner':
      return both('INNER')
    case 'leftouter':
      return both('LEFT')
    case 'rightouter':
      return both('RIGHT')
    case 'fullouter':
      return both('FULL')
    case 'leftsemi':
      return one('SEMI', left, right)
    case 'rightsemi':
      return one('SEMI', right, left)
    case 'leftanti':
    case 'anti':
    case 'leftantisemi':
      return one('ANTI', left, right)
    case 'rightanti':
    case 'rightantisemi':
      return one('ANTI', right, left)
    default:
      return fail(node, 'TK003', `There is no join of kind ${kind}.`)
  }
}

/** One row of the left side for each key. */
function unique(left: Relation, keys: readonly Key[], place: Place): Plan {
  return {
    op: 'first',
    input: left.plan,
    by: keys.map((key) => keyText(columnScalar(key.left))),
    keys: left.order ?? [],
    count: '1',
    number: place.compile.names.fresh('·first'),
  }
}

const keyText = (value: Scalar): string => filled(value).sql

/** Where a side has no match its strings are empty and the rest null. */
const weakened = (columns: readonly Column[], isWeak: boolean): readonly Column[] =>
  isWeak ? columns.map((column) => (column.type === 'string' ? { ...column, mayBeNull: true } : column)) : columns

/** Columns that both sides have get the names the analysis gives them. */
function named(node: Syntax, columns: readonly Column[]): readonly Column[] {
  const found = foundNames(node)
  if (found.length === columns.length) return columns.map((column, i) => ({ ...column, name: found[i] ?? column.name }))
  const used = new Set<string>()
  return columns.map((column) => {
    let name = column.name
    for (let i = 1; used.has(name); i++) name = `${column.name}${i}`
    used.add(name)
    return { ...column, name }
  })
}

function condition(keys: readonly Key[]): string {
  return keys.length === 0 ? 'true' : keys.map(({ left, right }) => equal(columnScalar(left), columnScalar(right))).join(' AND ')
}

/** Plain equality wherever it can be, for a hash join. */
function equal(left: Scalar, right: Scalar): string {
  if (left.type === 'datetime' && right.type === 'datetime') {
    const isSame = left.isTimestamp === right.isTimestamp
    return matched(isSame ? left.sql : ticks(left).sql, isSame ? right.sql : ticks(right).sql)
  }
  if (left.type === 'dynamic' || right.type === 'dynamic')
    return `${filled(convert(left, 'string')).sql} = ${filled(convert(right, 'string')).sql}`
  if (left.type === right.type) return left.type === 'string' ? `${filled(left).sql} = ${filled(right).sql}` : matched(left.sql, right.sql)
  return comparison('=', left, right, true).sql
}

/** Nulls match each other in Microsoft's engine. */
const matched = (left: string, right: string): string => `${left} IS NOT DISTINCT FROM ${right}`

function keysOf(clause: Syntax | undefined, left: Relation, right: Relation, place: Place): readonly Key[] {
  if (clause === undefined) return []
  const sides = { left: byName(left.columns), right: byName(right.columns), hasAbsent: place.compile.hasAbsent }
  return clause.list('Expressions').flatMap((one) => keysIn(one, sides))
}

interface Sides {
  readonly left: ReadonlyMap<string, Column>
  readonly right: ReadonlyMap<string, Column>
  readonly hasAbsent: boolean
}

function keysIn(node: Syntax, sides: Sides): readonly Key[] {
  switch (node.kind) {
    case 'ParenthesizedExpression':
      return keysIn(need(node, 'Expression'), sides)
    case 'AndExpression':
      return [...keysIn(need(node, 'Left'), sides), ...keysIn(need(node, 'Right'), sides)]
    case 'NameReference':
      return [{ left: side(node, sides.left, sides), right: side(node, sides.right, sides) }]
    case 'EqualExpression': {
      const [a, b] = [need(node, 'Left'), need(node, 'Right')]
      const isTurned = a.text.startsWith('$right')
      return [{ left: side(isTurned ? b : a, sides.left, sides), right: side(isTurned ? a : b, sides.right, sides) }]
    }
    default:
      return fail(node, 'TK003', 'A join is on columns of both sides, or on $left.a == $right.b.')
  }
}

function side(node: Syntax, columns: ReadonlyMap<string, Column>, { hasAbsent }: Sides): Column {
  const inside = node.kind === 'PathExpression' ? need(node, 'Selector') : node
  const name = nameOf(inside)
  if (hasAbsent && !columns.has(name)) return { name, type: 'string', id: "''" }
  return columns.get(name) ?? fail(inside, 'TK002', `There is no column “${name}” on this side of the join.`)
}

export const lookup: Operator = (node, left, place) => {
  const right = relation(need(node, 'Expression'), { ...place, partition: [] })
  const keys = keysOf(node.child('LookupClause'), left, right, place)
  const how: JoinKind = parameter(node, 'kind')?.toLowerCase() === 'inner' ? 'INNER' : 'LEFT'
  const taken = new Set(keys.map((key) => key.right.id))
  const rest = weakened(right.columns, how === 'LEFT').filter(({ id }) => !taken.has(id))
  return {
    plan: { op: 'join', kind: how, left: left.plan, right: right.plan, on: condition(keys) },
    columns: named(node, [...left.columns, ...rest]),
    order: undefined,
  }
}
