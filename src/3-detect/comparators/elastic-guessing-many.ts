/** Elastic's rule for Okta: one person is tried from many addresses. */
import { minuteMs } from '../../0-event/time.ts'
import type { TenantComparator } from '../comparator.ts'
import { counting, distinct } from '../comparator-tries.ts'

export const elasticGuessingMany: TenantComparator = {
  name: 'elastic-guessing-many',
  title: 'Elastic: brute force from many addresses',
  condition: 'One person within 30 minutes: at least 10 tries from 5 addresses, and 2 countries, 3 networks, 8 addresses or 3 programs.',
  published: 'elastic/detection-rules@14cf530 rules/integrations/okta (brute force, multi source)',
  reads: ['okta'],
  against: ['spray'],
  scope: 'tenant',
  fresh: counting({
    lengthMs: 30 * minuteMs,
    keyOf: ({ name }) => name,
    triesMin: 10,
    fires: (tries) => {
      const addresses = distinct(tries, ({ ip }) => ip)
      return (
        addresses >= 5 &&
        (addresses >= 8 ||
          distinct(tries, ({ country }) => country) >= 2 ||
          distinct(tries, ({ asn }) => asn) >= 3 ||
          distinct(tries, ({ agent }) => agent) >= 3)
      )
    },
  }),
}
