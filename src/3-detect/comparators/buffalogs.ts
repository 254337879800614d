/** BuffaLogs: travel, or a country that is not usual. */
import { dayMs } from '../../0-event/time.ts'
import type { AccountComparator } from '../comparator.ts'
import { entered, leg, type Point } from '../comparator-travel.ts'

const learningMs = 14 * dayMs
const countryMs = 30 * dayMs
/** Beyond it the country seen longest ago is forgotten. */
const countriesMax = 50

export const buffalogs: AccountComparator = {
  name: 'buffalogs',
  title: 'BuffaLogs: travel or country',
  condition:
    'After a person was known for 14 days: faster than 300 km/h over more than 100 km since the last sign-in, or a country that they did not sign in from for 30 days.',
  published: 'certego/BuffaLogs@78cb5bd buffalogs/impossible_travel',
  reads: ['entra-id', 'okta'],
  against: ['takeover'],
  scope: 'account',
  fresh() {
    let last: Point | undefined
    let began: number | undefined
    const countries = new Map<string, number>()
    return (event) => {
      if (!entered(event) || event.src === undefined) return false
      began ??= event.time
      const here = { time: event.time, src: event.src }
      const way = last === undefined ? undefined : leg(last, here)
      last = here
      const isStrange = isNew(countries, event.src.country, event.time)
      const isFast = way !== undefined && way.km > 100 && way.kmh > 300
      return event.time - began >= learningMs && (isFast || isStrange)
    }
  },
}

function isNew(countries: Map<string, number>, country: string | undefined, now: number): boolean {
  if (country === undefined) return false
  const before = countries.get(country)
  countries.delete(country)
  countries.set(country, now)
  if (countries.size > countriesMax) for (const oldest of countries.keys()) if (countries.delete(oldest)) break
  return before === undefined || now - before > countryMs
}
