/** Elastic's rule for Okta: one address tries many people a few times each. */
import { hourMs, minuteMs } from '../../0-event/time.ts'
import type { TenantComparator } from '../comparator.ts'
import { counting, perPerson, shareOf, spanOf } from '../comparator-tries.ts'

export const elasticSpraySource: TenantComparator = {
  name: 'elastic-spray-source',
  title: 'Elastic: spray from one address',
  condition:
    'From one address within an hour: at least 5 people and 15 tries, at most 8 for each, 2 to 6 for at least 60 % of them, over at least 5 minutes.',
  published: 'elastic/detection-rules@14cf530 rules/integrations/okta (password spray, single source)',
  reads: ['okta'],
  against: ['spray'],
  scope: 'tenant',
  fresh: counting({
    lengthMs: hourMs,
    keyOf: ({ ip }) => ip,
    triesMin: 15,
    fires: (tries) => {
      const counts = perPerson(tries)
      const most = Math.max(...counts)
      return (
        counts.length >= 5 &&
        most >= 2 &&
        most <= 8 &&
        shareOf(counts, (count) => count >= 2 && count <= 6) >= 0.6 &&
        spanOf(tries) >= 5 * minuteMs
      )
    },
  }),
}
