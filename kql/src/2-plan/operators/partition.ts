/** partition, invoke, as, fork's kin: operators that only carry rows on. */
import type { Syntax } from '../../1-syntax/microsoft.ts'
import { argumentsOf, enter } from '../call.ts'
import { nameOf, need, scalar } from '../expression.ts'
import { fail } from '../fault.ts'
import type { Relation } from '../plan.ts'
import { relation, runStatements, scopeOf, sharedRelation } from '../relation.ts'
import { extended, groupable, overRows } from '../rows.ts'
import { throughPipe } from './expand.ts'
import { parameter } from './join.ts'
import type { Operator } from './operator.ts'

/** The subquery works on the rows of each value by themselves. */
export const partition: Operator = (node, input, place) => {
  const rows = overRows(input, place)
  const by = groupable(scalar(need(node, 'ByExpression'), rows.scope))
  const prepared = extended(rows.relation(), [{ name: '·by', value: { sql: by.sql, type: by.type } }], place)
  const id = prepared.columns[0]?.id ?? 'NULL'
  const operand = need(node, 'Operand')
  const subquery = operand.child('Subquery')
  if (subquery === undefined)
    return fail(operand, 'TK001', 'partition with a query in braces has no translation yet; write it in round brackets.')
  const result = throughPipe(subquery, { ...prepared.relation, columns: input.columns }, { ...place, partition: [...place.partition, id] })
  return { ...result, order: undefined }
}

/** `T | invoke f(a)` is `f(T, a)`. */
export const invoke: Operator = (node, input, place) => {
  const call = need(node, 'Function')
  const name = nameOf(need(call, 'Name'))
  const body = call.body()
  if (body === undefined) return fail(call, 'TK002', `There is no function “${name}”.`)
  const within = enter(call, name, scopeOf(place))
  const [first, ...rest] = call.parameters()
  if (first === undefined) return fail(call, 'TK003', `${name} takes no table.`)
  within.environment.names.set(first.name, { kind: 'table', relation: () => input })
  // The piped table comes first, so every written argument belongs to the parameter after its own.
  const named = new Map(
    argumentsOf(call).flatMap((one) =>
      one.kind === 'SimpleNamedExpression' ? [[nameOf(need(one, 'Name')), need(one, 'Expression')]] : [],
    ),
  )
  const args = argumentsOf(call).filter((one) => one.kind !== 'SimpleNamedExpression')
  rest.forEach((parameter) => {
    const given = named.get(parameter.name) ?? args.shift() ?? parameter.default
    if (given !== undefined) within.environment.names.set(parameter.name, bound(given, scopeOf(place)))
  })
  runStatements(body, within)
  const result = body.child('Expression')
  return result === undefined
    ? fail(call, 'TK003', `The function ${name} gives nothing.`)
    : relation(result, { ...within, partition: place.partition })
}

function bound(
  node: Syntax,
  scope: ReturnType<typeof scopeOf>,
): { kind: 'table'; relation(): Relation } | { kind: 'scalar'; scalar(): ReturnType<typeof scalar> } {
  return node.type.kind === 'table'
    ? { kind: 'table', relation: () => relation(node, scope) }
    : { kind: 'scalar', scalar: () => scalar(node, scope) }
}

/** The name stands for these rows from here on; where it is used they are read from one place, for two joined to themselves are two tables. */
export const as: Operator = (node, input, place) => {
  const name = nameOf(need(node, 'Name'))
  const isUsed = (place.compile.uses.get(name) ?? 0) > 0
  const own = (): Relation => (isUsed ? sharedRelation(node, input, place, parameter(node, 'hint.materialized') === 'true') : input)
  place.environment.names.set(name, { kind: 'table', relation: own })
  return own()
}
