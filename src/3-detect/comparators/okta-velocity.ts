/** Okta's behaviour "velocity" as it is by default. */
import type { AccountComparator } from '../comparator.ts'
import { journeys } from '../comparator-travel.ts'

export const oktaVelocity: AccountComparator = {
  name: 'okta-velocity',
  title: 'Okta: velocity 805 km/h',
  condition: 'The journey from the last sign-in is faster than 805 km/h.',
  published: 'help.okta.com, Behavior Detection: velocity, 805 km/h; okta-sdk VelocityKph',
  reads: ['okta'],
  against: ['takeover'],
  scope: 'account',
  fresh: journeys(({ kmh }) => kmh > 805),
}
