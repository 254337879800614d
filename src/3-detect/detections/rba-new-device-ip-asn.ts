/** A completed sign-in of which nothing is known: the address, the network and the device are all new. */
import { arrivalOf, isUnknown, verdictOf, weighArrival, whereFrom } from '../arrival.ts'
import { detection } from '../detection.ts'
import { strangeWords } from '../episode.ts'

export const newDeviceIpAsn = detection({
  id: 'rba.new_device_ip_asn',
  title: 'Signed in from an address, network and device never seen for this person',
  technique: ['T1078.004'],
  riskEventType: 'unfamiliarFeatures',
  keyedBy: 'person',
  phase: 'entry',
  on: ['signed_in'],
  settings: {
    signalsMin: {
      default: 3,
      unit: 'signals',
      meaning: 'Of address, network and device so many must be new to the person.',
      min: 1,
      max: 3,
    },
    historyMin: { default: 10, unit: 'sign-ins', meaning: 'So many completed sign-ins must be known before anything is new.' },
  },
  decide(moment, settings) {
    const event = arrivalOf(moment)
    if (event === undefined || isUnknown(moment) || moment.person.familiar.count < settings.historyMin) return undefined
    const signals = strangeWords(moment.source.marks).filter((word) => word !== 'country').length
    if (signals < settings.signalsMin || moment.isShared(event.src?.ip)) return undefined
    return { ...verdictOf(event, weighArrival(moment, event), `Signed in ${whereFrom(moment, event)}`), digest: event.src?.ip ?? '' }
  },
})
