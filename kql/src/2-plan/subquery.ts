/** Tables where a value or a set of values is wanted: `toscalar()`, `in (table)`, `has_any (table)`. */
import { filled, type Scalar, toText } from '../0-functions/scalar.ts'
import type { Syntax } from '../1-syntax/microsoft.ts'
import { columnScalar, lookUp, type Scope } from './context.ts'
import { nameOf } from './expression.ts'
import { fail } from './fault.ts'
import type { Column, Relation } from './plan.ts'
import { relation } from './relation.ts'

export function isTabular(node: Syntax, scope: Scope): boolean {
  if (node.kind === 'NameReference') {
    const isColumn = scope.columns.has(nameOf(node)) && (node.symbol === undefined || node.symbol.kind === 'Column')
    if (isColumn) return false
    const binding = lookUp(scope.environment, nameOf(node))
    if (binding !== undefined) return binding.kind === 'table'
  }
  if (node.kind === 'ParenthesizedExpression') {
    const inside = node.child('Expression')
    return inside !== undefined && isTabular(inside, scope)
  }
  return node.type.kind === 'table' || node.kind === 'PipeExpression' || node.kind === 'MaterializeExpression'
}

function first(node: Syntax, scope: Scope): { readonly from: Relation; readonly column: Column } {
  const from = relation(node, { compile: scope.compile, environment: scope.environment, partition: [] })
  const [column] = from.columns
  return column === undefined ? fail(node, 'TK003', 'This table has no column.') : { from, column }
}

/** The first value of the first column; null where there is no row. */
export function scalarOfTable(node: Syntax, scope: Scope): Scalar {
  if (!isTabular(node, scope)) return fail(node, 'TK003', 'A table with one value is wanted here.')
  const { from, column } = first(node, scope)
  const made = columnScalar(column)
  // A scalar subquery with several rows is an error in SQL.
  const query = scope.compile.print({ ...from, columns: [column] }, [column.id])
  return {
    ...made,
    trail: undefined,
    sql: `(SELECT ${column.id} FROM (${query}) LIMIT 1)`,
    mayBeNull: made.type === 'string' ? true : undefined,
  }
}

export function setOfTable(node: Syntax, scope: Scope, isFolded: boolean): { readonly query: string; readonly column: Column } {
  const { from, column } = first(node, scope)
  const value = columnScalar(column)
  const isText = value.type === 'string' || value.type === 'dynamic'
  const written = isText ? filled(toText(value)).sql : tickText(value)
  const query = scope.compile.print({ ...from, columns: [column], order: undefined }, [column.id])
  return { query: `SELECT ${isFolded && isText ? `lower(${written})` : written} FROM (${query})`, column }
}

const tickText = (value: Scalar): string => (value.isTimestamp === true ? `(epoch_us(${value.sql}) * 10 + 621355968000000000)` : value.sql)

/** All values of the first column as a list of texts. */
export function listOfTable(node: Syntax, scope: Scope): string {
  const { from, column } = first(node, scope)
  const query = scope.compile.print({ ...from, columns: [column], order: undefined }, [column.id])
  return `(SELECT coalesce(list(DISTINCT ${filled(toText(columnScalar(column))).sql}), []) FROM (${query}))`
}
