/** fork and facet: one input, several results. */
import type { Syntax } from '../../1-syntax/microsoft.ts'
import { columnScalar, type Place } from '../context.ts'
import { nameOf, need } from '../expression.ts'
import { fail } from '../fault.ts'
import type { Column, Relation } from '../plan.ts'
import { operate, relation } from '../relation.ts'
import { extended, groupable } from '../rows.ts'
import { throughPipe } from './expand.ts'

/** The results of an expression: one, unless it ends with an operator that gives several. */
export function results(node: Syntax, place: Place): readonly Relation[] {
  const operator = node.kind === 'PipeExpression' ? node.child('Operator') : undefined
  switch (operator?.kind) {
    case 'ForkOperator': {
      const input = relation(need(node, 'Expression'), place)
      return operator.list('Expressions').map((one) => throughPipe(need(one, 'Expression'), input, place))
    }
    case 'FacetOperator':
      return facet(operator, relation(need(node, 'Expression'), place), place)
    default:
      return [relation(node, place)]
  }
}

/** How often each value of each column occurs, and what `with` makes of the rows. */
function facet(node: Syntax, input: Relation, place: Place): readonly Relation[] {
  const counts = node.list('Expressions').map((one) => {
    const name = nameOf(one)
    const of = input.columns.find((column) => column.name === name) ?? fail(one, 'TK002', `There is no column “${name}” here.`)
    return counted(of, input, place)
  })
  const with_ = node.child('WithClause')
  const operator = with_?.child('Operator')
  const expression = with_?.child('Expression')
  if (operator !== undefined) return [...counts, operate(operator, input, place)]
  return expression === undefined ? counts : [...counts, throughPipe(expression, input, place)]
}

function counted(of: Column, input: Relation, place: Place): Relation {
  const { relation: below, columns } = extended(input, [{ name: of.name, value: groupable(columnScalar(of)) }], place)
  const count: Column = { name: `count_${of.name}`, type: 'long', id: place.compile.names.fresh(`count_${of.name}`) }
  const keys = columns.map(({ id }) => id)
  return {
    plan: { op: 'aggregate', input: below.plan, keys, items: [{ id: count.id, sql: 'count(*)' }], isWhole: false },
    columns: [...columns, count],
    order: undefined,
  }
}
