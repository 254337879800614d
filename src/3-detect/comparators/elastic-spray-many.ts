/** Elastic's rule for Okta: many addresses try many people within a quarter of an hour. */
import { minuteMs } from '../../0-event/time.ts'
import type { TenantComparator } from '../comparator.ts'
import { counting, distinct, perPerson } from '../comparator-tries.ts'

export const elasticSprayMany: TenantComparator = {
  name: 'elastic-spray-many',
  title: 'Elastic: spray from many addresses',
  condition:
    'Within 15 minutes: at least 5 addresses, 8 people and 25 tries, at most 5 for each person, and no more addresses than people.',
  published: 'elastic/detection-rules@14cf530 rules/integrations/okta (password spray, multi source)',
  reads: ['okta'],
  against: ['spray'],
  scope: 'tenant',
  fresh: counting({
    lengthMs: 15 * minuteMs,
    keyOf: () => 'all',
    triesMin: 25,
    fires: (tries) => {
      const addresses = distinct(tries, ({ ip }) => ip)
      const counts = perPerson(tries)
      return addresses >= 5 && counts.length >= 8 && counts.length >= addresses && Math.max(...counts) <= 5
    },
  }),
}
