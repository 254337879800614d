/** The settings of a plugin. */
import type { Syntax } from '../../1-syntax/microsoft.ts'
import type { Place } from '../context.ts'
import { nameOf, need, scalar } from '../expression.ts'

/** Arguments by place or by name, as texts. */
export function settingsOf(nodes: readonly Syntax[], names: readonly string[], place: Place): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  nodes.forEach((one, i) => {
    const isNamed = one.kind === 'SimpleNamedExpression'
    const name = isNamed ? nameOf(need(one, 'Name')) : (names[i] ?? '')
    const value = scalar(isNamed ? need(one, 'Expression') : one, { ...place, columns: new Map() }).constant
    if (value !== undefined && value !== null) found.set(name, String(value))
  })
  return found
}
