/** One account active in two countries within the hour. */
import { placeName } from '../../0-event/country.ts'
import { also, arrivalOf, isUnknown, verdictOf, weighArrival } from '../arrival.ts'
import { detection } from '../detection.ts'
import { listed } from '../episode.ts'
import { mark } from '../familiar.ts'
import { otherCountries, sameDevice, saysWhere } from '../travel.ts'

export const concurrentCountries = detection({
  id: 'geo.concurrent_countries',
  title: 'Signed in from two countries within the hour',
  technique: ['T1078.004'],
  riskEventType: 'unlikelyTravel',
  keyedBy: 'person',
  phase: 'entry',
  on: ['signed_in'],
  settings: {
    countriesMin: { default: 2, unit: 'countries', meaning: 'So many countries within the window are a finding.' },
    windowMinutes: { default: 60, unit: 'minutes', meaning: 'The window.', max: 1440 },
  },
  decide(moment, settings) {
    const event = arrivalOf(moment)
    const country = event?.src?.country
    if (event === undefined || country === undefined || isUnknown(moment) || !saysWhere(moment, event)) return undefined
    const others = otherCountries(moment, event, settings.windowMinutes).filter((point) => !sameDevice(point, event))
    const countries = [...new Set([...others.map((point) => point.country ?? ''), country])]
    if (countries.length < settings.countriesMin) return undefined
    const isNew = (moment.source.marks & mark.newCountry) !== 0
    // Whoever lives at a border has both countries among their own.
    if (!isNew && others.every(({ own }) => own)) return undefined
    const reasons = also(weighArrival(moment, event), `${countries.length} countries within the hour`, isNew ? 1.5 : 4)
    return {
      ...verdictOf(event, reasons, `Signed in from ${listed(countries.map(placeName))} within ${settings.windowMinutes} minutes`),
      digest: [...countries].sort().join(' '),
    }
  },
})
