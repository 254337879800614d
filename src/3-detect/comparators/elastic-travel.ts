/** Elastic's rule for Entra and Google: too far for three hours. */
import { minuteMs } from '../../0-event/time.ts'
import type { AccountComparator } from '../comparator.ts'
import { entered, leg, type Point } from '../comparator-travel.ts'

const lengthMs = 180 * minuteMs
/** Sign-ins held; the oldest go. */
const pointsMax = 200

export const elasticTravel: AccountComparator = {
  name: 'elastic-travel',
  title: 'Elastic: 800 km/h',
  condition: 'Within three hours one person in 2 to 5 regions, from the first to the last of them over 500 km and faster than 800 km/h.',
  published: 'elastic/detection-rules@14cf530 rules/integrations (Entra ID and Google Workspace impossible travel)',
  reads: ['entra-id', 'okta'],
  against: ['takeover'],
  scope: 'account',
  fresh() {
    let points: readonly Point[] = []
    return (event) => {
      if (!entered(event) || event.src === undefined) return false
      points = [...points.filter(({ time }) => event.time - time <= lengthMs), { time: event.time, src: event.src }].slice(-pointsMax)
      const regions = new Set(points.map(({ src }) => `${src.country} ${src.region}`)).size
      const [first] = points
      const last = points.at(-1)
      const way = first === undefined || last === undefined ? undefined : leg(first, last)
      return regions >= 2 && regions <= 5 && way !== undefined && way.km > 500 && way.kmh > 800
    }
  },
}
