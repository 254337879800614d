/** Panther's standard rule: twenty failures in an hour, by address or by person. */
import { hourMs } from '../../0-event/time.ts'
import type { TenantComparator } from '../comparator.ts'
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
    return (event) => [...new Set([...byAddress(event), ...byPerson(event)])]
  },
}
