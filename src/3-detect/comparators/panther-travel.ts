/** Panther's standard rule for impossible travel. */
import { dayMs, minuteMs } from '../../0-event/time.ts'
import type { AccountComparator } from '../comparator.ts'
import { journeys } from '../comparator-travel.ts'

const intelsat = 22351

export const pantherTravel: AccountComparator = {
  name: 'panther-travel',
  title: 'Panther: 900 km/h',
  condition:
    'Two sign-ins within a day, faster than 900 km/h apart, from different addresses; those through a VPN, a relay or an aeroplane do not count.',
  published: 'panther-labs/panther-analysis@daa10c8 rules/standard_rules/impossible_travel_login.py',
  reads: ['entra-id', 'okta'],
  against: ['takeover'],
  scope: 'account',
  fresh: journeys(
    ({ km, kmh, ms }, from, to) => from.src.ip !== to.src.ip && ms <= dayMs && kmh > 900 && !(km < 50 && ms < 10 * minuteMs),
    ({ src }) => src?.proxy !== true && src?.asn !== intelsat && !/private relay/i.test(src?.asnName ?? ''),
  ),
}
