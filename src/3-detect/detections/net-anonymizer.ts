/** A completed sign-in through Tor, a VPN or a proxy, by the lists or by what the provider says. */
import type { SignInEvent } from '../../0-event/event.ts'
import { arrivalOf, isUnknown, verdictOf, weighArrival, whereFrom } from '../arrival.ts'
import { detection, type Moment } from '../detection.ts'
import { mark } from '../familiar.ts'
import type { Level } from '../finding.ts'

export const anonymizer = detection({
  id: 'net.anonymizer',
  title: 'Signed in through a network that hides where somebody is',
  technique: ['T1090'],
  riskEventType: 'anonymizedIPAddress',
  keyedBy: 'person',
  phase: 'entry',
  on: ['signed_in'],
  settings: {
    historyMin: {
      default: 5,
      unit: 'sign-ins',
      meaning: 'So many completed sign-ins must be known before a VPN or proxy can be new; Tor always is.',
    },
  },
  decide(moment, settings) {
    const event = arrivalOf(moment)
    const way = event === undefined ? undefined : wayOf(moment, event)
    if (event === undefined || way === undefined || moment.isShared(event.src?.ip)) return undefined
    if (way.kind !== 'tor' && (isUsed(moment) || moment.person.familiar.count < settings.historyMin)) return undefined
    const why = `Signed in through ${way.words} ${whereFrom(moment, event)}`
    return {
      ...verdictOf(event, weighArrival(moment, event), why, floorOf(moment, way)),
      digest: `${way.kind} ${event.src?.country}`,
      lacking: way.kind === 'told' ? moment.networks.lacking.filter((lack) => /Tor|VPN/.test(lack)) : [],
    }
  },
})

interface Way {
  readonly kind: 'tor' | 'vpn' | 'proxy' | 'told'
  readonly words: string
}

/** Relays such as iCloud's hide nobody from the law or the provider, and stand on many lists of proxies by mistake. */
function wayOf({ about }: Moment, { src }: SignInEvent): Way | undefined {
  if (about.trusted === true) return undefined
  if (about.tor === true) return { kind: 'tor', words: 'Tor' }
  if (about.relay === true) return undefined
  if (about.vpn === true) return { kind: 'vpn', words: about.asnName === undefined ? 'a VPN' : `a VPN (${about.asnName})` }
  if (about.proxy === true) return { kind: 'proxy', words: 'a proxy' }
  return src?.proxy === true ? { kind: 'told', words: 'what the provider calls a proxy or VPN' } : undefined
}

/** People who use a VPN use it every day: its network is known of them. */
const isUsed = ({ source: { marks } }: Moment): boolean =>
  (marks & (mark.newAddress | mark.newNetwork)) !== (mark.newAddress | mark.newNetwork)

/** A list alone is noted: people try a VPN on a new device. Tor with a device that is new as well is an alarm; else what `arrival.ts` weighs decides. */
function floorOf(moment: Moment, { kind }: Way): Level {
  const isNewDevice = (moment.source.marks & mark.newDevice) !== 0 && (moment.source.marks & mark.knownDeviceId) === 0
  return kind === 'tor' && isNewDevice && !isUnknown(moment) ? 'medium' : 'low'
}
