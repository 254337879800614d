/** One session goes on in two places, with two clients: its cookie or token was taken. */
import { also, arrivalOf, verdictOf, weighArrival } from '../arrival.ts'
import { detection } from '../detection.ts'
import { isScripted, strangePartner } from '../sessions.ts'

export const sessionReplay = detection({
  id: 'session.replay',
  title: 'One session used in two places at once',
  technique: ['T1539', 'T1550.004'],
  riskEventType: 'anomalousToken',
  keyedBy: 'session',
  phase: 'entry',
  on: ['signed_in', 'renewed'],
  settings: {
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
    const other = strangePartner(session, event)
    if (other === undefined || event.time - other.last > settings.overlapHours * 3_600_000) return undefined
    let reasons = also(weighArrival(moment, event), 'another network and another client in one session', 4)
    if (other.country !== undefined && event.src?.country !== undefined && other.country !== event.src.country)
      reasons = also(reasons, 'in another country', 1)
    if (isScripted(event.src)) reasons = also(reasons, 'by a program', 1.5)
    const why = `One session is used from ${other.ip} and, ${Math.max(1, Math.round((event.time - other.last) / 60_000))} minutes later, from ${event.src?.ip}, by another ${isScripted(event.src) ? 'client (a program)' : 'client'}`
    const verdict = verdictOf(event, reasons, why)
    return verdict.score < 0.12 ? undefined : { ...verdict, digest: `${other.ip} ${event.src?.ip}` }
  },
})
