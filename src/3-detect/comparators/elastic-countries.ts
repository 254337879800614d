/** Elastic's rule for Okta: two countries in half an hour. */
import { minuteMs } from '../../0-event/time.ts'
import type { AccountComparator } from '../comparator.ts'
import { entered } from '../comparator-travel.ts'

/** Sign-ins held; the oldest go. */
const heldMax = 200

export const elasticCountries: AccountComparator = {
  name: 'elastic-countries',
  title: 'Elastic: 2 countries / 30 min',
  condition: 'Successes of one person from two countries within 30 minutes, none of them through a proxy.',
  published: 'elastic/detection-rules@14cf530 rules/integrations/okta (sign-ins from several countries)',
  reads: ['okta'],
  against: ['takeover'],
  scope: 'account',
  fresh() {
    let held: readonly { readonly time: number; readonly country: string }[] = []
    return (event) => {
      const country = event.src?.country
      if (!entered(event) || country === undefined || event.src?.proxy === true) return false
      held = [...held.filter(({ time }) => event.time - time <= 30 * minuteMs), { time: event.time, country }].slice(-heldMax)
      return held.some((one) => one.country !== country)
    }
  },
}
