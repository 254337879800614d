/** search and find: words in any column of any table. */
import { quote, type Scalar, sql, toJson, toText } from '../../0-functions/scalar.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import { byName, columnScalar, type Place, type Scope } from '../context.ts'
import { nameOf, need, predicate, scalar } from '../expression.ts'
import { fail } from '../fault.ts'
import type { Column, Relation } from '../plan.ts'
import { searched } from '../predicate.ts'
import { relation, tableNamed } from '../relation.ts'
import { nothing } from '../rows.ts'
import { foundNames } from './columns.ts'
import { type Leg, tablesLike, together } from './union.ts'

/** A condition of `search`: bare words look into every column. */
function condition(node: Syntax, scope: Scope): string {
  switch (node.kind) {
    case 'AndExpression':
      return `(${condition(need(node, 'Left'), scope)} AND ${condition(need(node, 'Right'), scope)})`
    case 'OrExpression':
      return `(${condition(need(node, 'Left'), scope)} OR ${condition(need(node, 'Right'), scope)})`
    case 'ParenthesizedExpression':
      return condition(need(node, 'Expression'), scope)
    case 'StarExpression':
      return 'true'
    case 'FunctionCallExpression':
      if (nameOf(need(node, 'Name')) === 'not') {
        const inside = node.child('ArgumentList')?.list('Expressions')[0]
        if (inside !== undefined) return `(NOT coalesce(${condition(inside, scope)}, false))`
      }
      return predicate(node, scope)
    case 'NameReference':
      if (!scope.columns.has(nameOf(node)) && node.symbol === undefined)
        return anywhere({ sql: quote(nameOf(node)), type: 'string', constant: nameOf(node) }, scope)
      return isText(node, scope) ? anywhere(scalar(node, scope), scope) : predicate(node, scope)
    default:
      return isText(node, scope) ? anywhere(scalar(node, scope), scope) : predicate(node, scope)
  }
}

const isText = (node: Syntax, scope: Scope): boolean => {
  if (/(Literal|Unary\w+|CompoundString\w*)Expression$/.test(node.kind) && node.kind !== 'BooleanLiteralExpression') return true
  return node.kind === 'NameReference' && scalar(node, scope).type === 'string' && !scope.columns.has(nameOf(node))
}

function anywhere(word: Scalar, scope: Scope): string {
  const columns = scope.all ?? []
  if (columns.length === 0) return 'false'
  // One text of all columns is searched once: what stands between them is in no word.
  if (word.type === 'string' && typeof word.constant === 'string' && !word.constant.includes(between))
    return searched(sql('string', `concat_ws(chr(31), ${columns.map((column) => toText(columnScalar(column)).sql).join(', ')})`), word).sql
  return `(${columns.map((column) => `coalesce(${searched(columnScalar(column), word).sql}, false)`).join(' OR ')})`
}

const between = String.fromCharCode(31)

export function search(node: Syntax, input: Relation | undefined, place: Place): Relation {
  const inside = node.child('InClause')?.list('Expressions')
  const legs: readonly Leg[] = input !== undefined ? [{ relation: input, source: 'search_arg0' }] : legsOf(inside, place)
  const test = need(node, 'Condition')
  const filtered = legs.map((leg) => ({ ...leg, relation: kept(leg.relation, test, place, missingIn(leg, legs)) }))
  return together(filtered, withTable(node, legs), '$table', place)
}

/** What other tables have and this one does not is null here. */
function missingIn(leg: Leg, legs: readonly Leg[]): readonly Column[] {
  const own = new Set(leg.relation.columns.map(({ name }) => name))
  return legs
    .flatMap((other) => other.relation.columns)
    .filter(({ name }) => !own.has(name))
    .map(({ name, type }) => ({ name, type, id: nothing(type).sql, mayBeNull: type === 'string' ? true : undefined }))
}

function kept(leg: Relation, test: Syntax, place: Place, missing: readonly Column[]): Relation {
  const scope: Scope = { ...place, columns: byName([...missing, ...leg.columns]), all: leg.columns, isFilter: true }
  return { ...leg, plan: { op: 'filter', input: leg.plan, predicate: condition(test, scope) } }
}

function withTable(node: Syntax, legs: readonly Leg[]): readonly { readonly name: string; readonly type: Column['type'] }[] {
  const found =
    node.type.kind === 'table' ? node.type.columns.flatMap(({ name, type }) => (type === 'unknown' ? [] : [{ name, type }])) : []
  if (found.length > 1 && legs.length > 0) return found
  const unique = new Map(legs.flatMap((leg) => leg.relation.columns).map(({ name, type }) => [name, { name, type }]))
  unique.delete('$table')
  return [{ name: '$table', type: 'string' }, ...unique.values()]
}

/** Without `in (…)` every table that has rows. */
function legsOf(inside: readonly Syntax[] | undefined, place: Place): readonly Leg[] {
  if (inside === undefined || inside.length === 0) return tablesLike('*', place)
  return inside.flatMap((one, i) => {
    const name = one.kind === 'NameReference' ? nameOf(one) : undefined
    if (name?.includes('*') === true) return tablesLike(name, place)
    const table = name === undefined ? undefined : tableNamed(name, place)
    return [
      table === undefined || name === undefined
        ? { relation: relation(one, place), source: `search_arg${i}` }
        : { relation: table, source: name },
    ]
  })
}

/** `find in (A, B) where … project …`: columns as asked for, the rest packed. */
export function find(node: Syntax, place: Place): Relation {
  const legs = legsOf(node.child('InClause')?.list('Expressions'), place)
  const test = need(node, 'Condition')
  const named = legs.map((leg) => {
    const filtered = kept(leg.relation, test, place, missingIn(leg, legs))
    return { ...leg, relation: filtered }
  })
  const found =
    node.type.kind === 'table' ? node.type.columns.flatMap(({ name, type }) => (type === 'unknown' ? [] : [{ name, type }])) : []
  if (found.length === 0) return fail(node, 'TK001', 'find without known columns has no translation yet.')
  const packed = named.map((leg) => ({ ...leg, relation: withPacked(leg.relation, foundNames(node), place) }))
  return together(packed, found, 'source_', place)
}

/** What is not among the wanted columns goes into the bag `pack_`, where the result has one. */
function withPacked(leg: Relation, wanted: readonly string[], place: Place): Relation {
  if (!wanted.includes('pack_')) return leg
  const rest = leg.columns.filter(({ name }) => !wanted.includes(name))
  const pairs = rest.map((column) => `${quote(column.name)}, ${toJson(columnScalar(column))}`)
  const id = place.compile.names.fresh('pack_')
  return {
    ...leg,
    plan: { op: 'extend', input: leg.plan, items: [{ id, sql: `CAST(json_object(${pairs.join(', ')}) AS VARCHAR)` }] },
    columns: [...leg.columns, { name: 'pack_', type: 'dynamic', id }],
  }
}
