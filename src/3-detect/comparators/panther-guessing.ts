/** Panther's standard rule: twenty failures in an hour, by address or by person. */
import { hourMs } from '../../0-event/time.ts'
import type { Fired, TenantComparator } from '../comparator.ts'
import { counting } from '../comparator-tries.ts'

const twenty = { lengthMs: hourMs, triesMin: 20, fires: () => true }

export const pantherGuessing: TenantComparator = {
  name: 'panther-guessing',
  title: 'Panther: 20 failures / h',
  condition: 'Twenty tries in vain within an hour from one address, or at one person.',
  published: 'panther-labs/panther-analysis@daa10c8 rules/standard_rules (brute force by address and by user)',
  reads: ['entra-id', 'okta'],
  against: ['spray'],
  scope: 'tenant',
  fresh() {
    const byAddress = counting({ ...twenty, keyOf: ({ ip }) => ip })()
    const byPerson = counting({ ...twenty, keyOf: ({ name }) => name })()
    return (event) => both(byAddress(event), byPerson(event))
  },
}

function both(one: Fired | undefined, other: Fired | undefined): Fired | undefined {
  if (one === undefined || other === undefined) return one ?? other
  const all = (of: (fired: Fired) => readonly string[]): readonly string[] => [...new Set([...of(one), ...of(other)])]
  return { persons: all(({ persons }) => persons), addresses: all(({ addresses }) => addresses) }
}
