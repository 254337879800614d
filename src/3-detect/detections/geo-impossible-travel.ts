/** One account in two places that nobody can travel between in that time. */
import { placeName } from '../../0-event/country.ts'
import { also, arrivalOf, isUnknown, verdictOf, weighArrival } from '../arrival.ts'
import { detection, type Moment } from '../detection.ts'
import { duration } from '../episode.ts'
import { mark } from '../familiar.ts'
import { fastestJourney, type Journey, sameDevice, saysWhere } from '../travel.ts'

export const impossibleTravel = detection({
  id: 'geo.impossible_travel',
  title: 'Signed in from two places too far apart for the time',
  technique: ['T1078.004'],
  riskEventType: 'unlikelyTravel',
  keyedBy: 'person',
  phase: 'entry',
  on: ['signed_in'],
  settings: {
    speedMin: { default: 900, unit: 'kilometres an hour', meaning: 'Faster than this is no journey; airliners cruise at about 900.' },
    distanceMin: {
      default: 500,
      unit: 'kilometres',
      meaning: 'Places nearer than this, after what both may be off is taken away, are no journey.',
    },
  },
  decide(moment, settings) {
    const event = arrivalOf(moment)
    if (event?.src?.latitude === undefined || isUnknown(moment) || !saysWhere(moment, event)) return undefined
    const journey = fastestJourney(moment, event)
    if (journey === undefined || journey.kmh < settings.speedMin || journey.km < settings.distanceMin) return undefined
    if (sameDevice(journey.from, event)) return undefined
    const strange = (moment.source.marks & (mark.newNetwork | mark.newCountry)) !== 0
    // One end must be unusual for the person: commuters between two of their own places use gateways.
    if (!strange && journey.from.own) return undefined
    const reasons = also(weighArrival(moment, event), 'too far for the time', strange ? 2.5 : 4.5)
    return {
      ...verdictOf(event, reasons, tell(moment, journey)),
      lacking: lackingOf(moment),
      digest: `${journey.from.country} ${journey.from.city} ${event.src.country} ${event.src.city}`,
    }
  },
})

function tell({ event }: Moment, { from, km, kmh, ms }: Journey): string {
  const speed = kmh > 20_000 ? 'at once' : `which is ${Math.round(kmh / 100) * 100} km an hour`
  return `Signed in from ${named(from.city, from.country)} and ${duration(ms)} later from ${named(event?.src?.city, event?.src?.country)}, ${Math.round(km / 10) * 10} km away, ${speed}`
}

const named = (city: string | undefined, country: string | undefined): string =>
  [city, country === undefined ? undefined : placeName(country)].filter((part) => part !== undefined).join(' in ') || 'a place'

const lackingOf = ({ networks }: Moment): readonly string[] => networks.lacking.filter((one) => one.includes('VPN'))
