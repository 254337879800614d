/** Elastic's rule for Okta: one address tries many people once or twice. */
import { minuteMs } from '../../0-event/time.ts'
import type { TenantComparator } from '../comparator.ts'
import { counting, perPerson, shareOf } from '../comparator-tries.ts'

export const elasticStuffing: TenantComparator = {
  name: 'elastic-stuffing',
  title: 'Elastic: stuffing',
  condition: 'From one address within 15 minutes: at least 25 tries at 15 people, and at most 2 tries for at least 80 % of them.',
  published: 'elastic/detection-rules@14cf530 rules/integrations/okta (credential stuffing)',
  reads: ['okta'],
  against: ['spray'],
  scope: 'tenant',
  fresh: counting({
    lengthMs: 15 * minuteMs,
    keyOf: ({ ip }) => ip,
    triesMin: 25,
    fires: (tries) => {
      const counts = perPerson(tries)
      return counts.length >= 15 && shareOf(counts, (count) => count <= 2) >= 0.8
    },
  }),
}
