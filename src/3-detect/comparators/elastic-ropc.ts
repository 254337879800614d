/** Elastic's rule for Entra: a password sent by a program, the first time in ten days. */
import { dayMs } from '../../0-event/time.ts'
import type { AccountComparator } from '../comparator.ts'

export const elasticRopc: AccountComparator = {
  name: 'elastic-ropc',
  title: 'Elastic: ROPC first seen',
  condition: 'A success by ROPC with one factor, of a person who had none for ten days.',
  published: 'elastic/detection-rules@14cf530 rules/integrations/azure (Entra ID ROPC authentication)',
  reads: ['entra-id'],
  against: ['takeover'],
  scope: 'account',
  fresh() {
    let last: number | undefined
    return (event) => {
      if (event.kind !== 'sign_in' || event.outcome !== 'success' || !/ropc/i.test(event.legacyProtocol ?? '') || event.proof === 'multi')
        return false
      const before = last
      last = event.time
      return before === undefined || event.time - before > 10 * dayMs
    }
  },
}
