/** reprise99's query: a way to sign in changed soon after a risky sign-in. */
import { minuteMs } from '../../0-event/time.ts'
import type { AccountComparator } from '../comparator.ts'

export const reprise99Method: AccountComparator = {
  name: 'reprise99-method',
  title: 'reprise99: risk, then method',
  condition: 'The provider doubted a sign-in, and within 120 minutes a method of the person was added or changed.',
  published: 'reprise99/Sentinel-Queries@96b1908 (risk, then change of security information)',
  reads: ['entra-id'],
  against: ['foothold'],
  scope: 'account',
  fresh() {
    let doubted: number | undefined
    return (event) => {
      if (event.kind === 'vendor_risk') doubted = event.time
      const isChange = event.kind === 'enrolment' && (event.what === 'added' || event.what === 'changed')
      return isChange && doubted !== undefined && event.time - doubted <= 120 * minuteMs
    }
  },
}
