/** A plan as an indented text, from the result down to the tables. */
import type { Plan, Relation } from '../2-plan/plan.ts'

export function explainPlan({ plan, columns, order }: Relation): string {
  const lines: string[] = [`result ${columns.map(({ name, type }) => `${name}: ${type}`).join(', ')}`]
  if (order !== undefined) lines.push(`  ordered by ${order.join(', ')}`)
  describe(plan, 1, lines, new Set())
  return lines.join('\n')
}

function describe(plan: Plan, depth: number, lines: string[], seen: Set<object>): void {
  const say = (text: string): number => lines.push(`${'  '.repeat(depth)}${text}`)
  switch (plan.op) {
    case 'scan':
      say(`scan ${plan.label}${plan.where === undefined ? '' : ` where ${plan.where}`}`)
      return
    case 'values':
      say(`${plan.rows.length} written rows`)
      return
    case 'extend':
      say(`${plan.multiplies === true ? 'expand' : 'extend'} ${plan.items.map(({ id, sql }) => `${id} = ${sql}`).join(', ')}`)
      break
    case 'expand':
      say(`expand ${plan.lists.map(({ id, list }) => `${id} of ${list}`).join(', ')}`)
      break
    case 'filter':
      say(`filter ${plan.predicate}`)
      break
    case 'aggregate':
      say(`aggregate by (${plan.keys.join(', ')}) ${plan.items.map(({ id, sql }) => `${id} = ${sql}`).join(', ')}`)
      break
    case 'sort':
      say(`sort ${plan.keys.join(', ')}${plan.limit === undefined ? '' : ` limit ${plan.limit}`}`)
      break
    case 'first':
      say(`first ${plan.count} of each (${plan.by.join(', ')}) in the order (${plan.keys.join(', ')})`)
      break
    case 'join':
      say(`${plan.kind.toLowerCase()} join on ${plan.on}`)
      describe(plan.left, depth + 1, lines, seen)
      describe(plan.right, depth + 1, lines, seen)
      return
    case 'union':
      say('union')
      for (const input of plan.inputs) describe(input.plan, depth + 1, lines, seen)
      return
    case 'script':
      say('step by step over')
      for (const input of plan.inputs) describe(input.plan, depth + 1, lines, seen)
      return
    case 'shared':
      say(`shared ${plan.share.name}${plan.share.isMaterialized ? ', computed once' : ''}`)
      if (seen.has(plan.share)) return
      seen.add(plan.share)
      describe(plan.share.plan, depth + 1, lines, seen)
      return
  }
  describe(plan.input, depth + 1, lines, seen)
}
