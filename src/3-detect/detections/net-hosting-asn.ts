/** A person signed in from a hosting company's network that they never used: where servers are, and kits of attackers. */
import { arrivalOf, isUnknown, verdictOf, weighArrival, whereFrom } from '../arrival.ts'
import { detection } from '../detection.ts'
import { mark } from '../familiar.ts'

export const hostingAsn = detection({
  id: 'net.hosting_asn',
  title: 'Signed in from a network of servers for hire',
  technique: ['T1078.004'],
  riskEventType: 'unfamiliarFeatures',
  keyedBy: 'person',
  phase: 'entry',
  on: ['signed_in'],
  settings: {
    historyMin: { default: 10, unit: 'sign-ins', meaning: 'So many completed sign-ins must be known before a network can be new.' },
  },
  decide(moment, settings) {
    const event = arrivalOf(moment)
    const { about, person, source } = moment
    if (event === undefined || about.hosting !== true || about.trusted === true || about.relay === true) return undefined
    if (isUnknown(moment) || (source.marks & mark.newNetwork) === 0 || person.familiar.count < settings.historyMin) return undefined
    if (moment.isShared(event.src?.ip)) return undefined
    const operator = about.asnName ?? event.src?.asnName
    const why = `Signed in through servers for hire${operator === undefined ? '' : ` (${operator})`} ${whereFrom(moment, event)}`
    return { ...verdictOf(event, weighArrival(moment, event), why), digest: operator ?? event.src?.ip ?? '' }
  },
})
