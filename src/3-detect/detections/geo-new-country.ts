/** A completed sign-in from a country this person has not signed in from. */
import { placeName } from '../../0-event/country.ts'
import { dayMs } from '../../0-event/time.ts'
import { arrivalOf, isUnknown, verdictOf, weighArrival } from '../arrival.ts'
import { detection } from '../detection.ts'
import { mark } from '../familiar.ts'

export const newCountry = detection({
  id: 'geo.new_country',
  title: 'Signed in from a country never seen for this person',
  technique: ['T1078.004'],
  riskEventType: 'newCountry',
  keyedBy: 'person',
  phase: 'entry',
  on: ['signed_in'],
  settings: {
    historyMin: {
      default: 10,
      unit: 'sign-ins',
      meaning: 'So many completed sign-ins must be known before a country can be new.',
    },
  },
  decide(moment, settings) {
    const event = arrivalOf(moment)
    const country = event?.src?.country
    if (event === undefined || country === undefined || (moment.source.marks & mark.newCountry) === 0 || isUnknown(moment)) return undefined
    const { familiar, pending } = moment.person
    if (familiar.count < settings.historyMin || moment.isShared(event.src?.ip)) return undefined
    // What was said when the journey began is not said again each hour of it.
    if (pending.some(({ src, time }) => src?.country === country && time > event.time - dayMs && time < event.time)) return undefined
    const why = `First sign-in from ${placeName(country)}, after ${familiar.count} from elsewhere${moment.about.hosting === true ? ', through a network of servers for hire' : ''}`
    return { ...verdictOf(event, weighArrival(moment, event), why), digest: country }
  },
})
