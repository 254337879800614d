/** One session goes on in two places, with two clients: its cookie or token was taken. */
import { also, arrivalOf, verdictOf, weighArrival } from '../arrival.ts'
import { detection } from '../detection.ts'
import { listed } from '../episode.ts'
import { isScripted, strangePartner } from '../sessions.ts'

const words = {
  client: { because: 'another client', logOdds: 2 },
  device: { because: 'another device', logOdds: 1.5 },
  mark: { because: 'the device’s own mark on another system', logOdds: 6 },
  country: { because: 'another country', logOdds: 1.5 },
} as const

export const sessionReplay = detection({
  id: 'session.replay',
  title: 'One session used in two places at once',
  technique: ['T1539', 'T1550.004'],
  riskEventType: 'anomalousToken',
  keyedBy: 'session',
  phase: 'entry',
  on: ['signed_in', 'renewed'],
  settings: {
    signalsMin: {
      default: 2,
      unit: 'signals',
      meaning:
        'Beside the network so many must differ: the client, the device, the country within an hour; or it is a server or a program.',
      min: 1,
    },
    overlapHours: {
      default: 12,
      unit: 'hours',
      meaning: 'How long after its last use elsewhere a session counts as used there too.',
      max: 72,
    },
  },
  decide(moment, settings) {
    const event = arrivalOf(moment)
    if (event?.session === undefined) return undefined
    const session = moment.books.sessions.of(event)
    if (session === undefined || session.places.length < 2 || moment.about.relay === true) return undefined
    const partner = strangePartner(session, event)
    if (partner === undefined || event.time - partner.place.last > settings.overlapHours * 3_600_000) return undefined
    const program = isScripted(event.src)
    const signals = partner.differs.length + (moment.about.hosting === true ? 1 : 0) + (program ? 1 : 0)
    if (signals < settings.signalsMin) return undefined
    let reasons = also(weighArrival(moment, event), 'one session at another address', 1)
    for (const what of partner.differs) reasons = also(reasons, words[what].because, words[what].logOdds)
    if (partner.interleaved) reasons = also(reasons, 'both go on at once', 2)
    if (program) reasons = also(reasons, 'by a program', 1.5)
    const { ip, last } = partner.place
    const told = partner.differs.map((what) => words[what].because)
    const why = `One session is used from ${ip} and, ${Math.max(1, Math.round((event.time - last) / 60_000))} minutes later, from ${event.src?.ip}: ${listed([...told, ...(program ? ['a program'] : [])])}`
    const verdict = verdictOf(event, reasons, why)
    return verdict.score < 0.12 ? undefined : { ...verdict, digest: `${ip} ${event.src?.ip}${partner.interleaved ? ' both' : ''}` }
  },
})
