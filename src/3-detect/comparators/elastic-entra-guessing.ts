/** Elastic's rule for Entra: three patterns of guessing in a quarter of an hour. */
import { minuteMs } from '../../0-event/time.ts'
import type { TenantComparator } from '../comparator.ts'
import { counting, distinct, spanOf, type Try } from '../comparator-tries.ts'

export const elasticEntraGuessing: TenantComparator = {
  name: 'elastic-entra-guessing',
  title: 'Elastic: Entra brute force',
  condition:
    'Within 15 minutes, in all of the tenant: stuffing (10 people, 30 tries, at most 3 kinds of error, 5 addresses, within 10 minutes, more people than addresses); a spray (15 people, 15 tries, one kind of error, within 30 minutes); or guessing (one person, 30 tries, within 5 minutes; or at most 3 people, over 30 addresses, 100 tries).',
  published: 'elastic/detection-rules@14cf530 rules/integrations/azure (Entra ID brute force)',
  reads: ['entra-id'],
  against: ['spray'],
  scope: 'tenant',
  fresh: counting({
    lengthMs: 15 * minuteMs,
    keyOf: () => 'all',
    triesMin: 15,
    fires: (tries) => {
      const people = distinct(tries, ({ name }) => name)
      const addresses = distinct(tries, ({ ip }) => ip)
      const errors = distinct(tries, ({ outcome }) => outcome)
      return isStuffing(tries, people, addresses, errors) || (people >= 15 && errors === 1) || isGuessing(tries, people, addresses)
    },
  }),
}

const isStuffing = (tries: readonly Try[], people: number, addresses: number, errors: number): boolean =>
  people >= 10 && tries.length >= 30 && errors <= 3 && addresses >= 5 && people > addresses && spanOf(tries) <= 10 * minuteMs

const isGuessing = (tries: readonly Try[], people: number, addresses: number): boolean =>
  (people === 1 && tries.length >= 30 && spanOf(tries) <= 5 * minuteMs) || (people <= 3 && addresses > 30 && tries.length >= 100)
