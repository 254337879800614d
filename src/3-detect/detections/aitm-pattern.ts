/** A sign-in that went through a phishing page: the person's own proof, from a place that is not theirs, and the session is used elsewhere. */
import { arrivalOf, isUnknown, verdictOf, weighArrival, whereFrom } from '../arrival.ts'
import { detection } from '../detection.ts'
import { stoppedLately } from '../entry.ts'
import { mark } from '../familiar.ts'
import type { Contribution } from '../finding.ts'
import { beganStrange, isSamePlace, isScripted } from '../sessions.ts'

/** Entra asks for more (50074, 50076), asks whether to stay signed in (50140), and lets in, within one correlation. */
const asksMore: ReadonlySet<string> = new Set(['50074', '50076'])

export const aitmPattern = detection({
  id: 'aitm.pattern',
  title: 'A sign-in as through a phishing page',
  technique: ['T1557', 'T1539'],
  riskEventType: 'attackerinTheMiddle',
  keyedBy: 'person',
  phase: 'entry',
  on: ['signed_in', 'renewed'],
  settings: {
    signalsMin: { default: 2, unit: 'signals', meaning: 'So many of the five signals must come together.', min: 2, max: 5 },
    movedMinutes: { default: 120, unit: 'minutes', meaning: 'How soon after it began a session used from another network counts.' },
  },
  decide(moment, settings) {
    const event = arrivalOf(moment)
    if (event === undefined || moment.source.own || isUnknown(moment)) return undefined
    const { marks } = moment.source
    if ((marks & mark.newAddress) === 0 || moment.isShared(event.src?.ip)) return undefined
    const signals: Contribution[] = []
    const add = (because: string, logOdds: number): unknown => signals.push({ because, logOdds })
    const codes = new Set(
      stoppedLately(moment)
        .filter(({ flow }) => flow !== '' && flow === event.flow)
        .map(({ code }) => code),
    )
    if (codes.has('50140') && [...codes].some((code) => asksMore.has(code))) add('asked for more, asked to stay signed in, let in', 0.7)
    if (moment.about.hosting === true || moment.about.threat !== undefined) add('from servers for hire', 1)
    if (isScripted(event.src)) add('by a program, not a browser', 3)
    if ((marks & mark.newNetwork) !== 0 && (marks & mark.newDevice) !== 0) add('a network and a device never seen', 0.5)
    const session = moment.books.sessions.of(event)
    const first = session?.places[0]
    const moved = session !== undefined && first !== undefined && beganStrange(session) && !isSamePlace(first, event.src)
    if (moved && event.time - session.born < settings.movedMinutes * 60_000) add('the session began elsewhere and moved at once', 2)
    if (signals.length < settings.signalsMin) return undefined
    const why = `Signed in ${whereFrom(moment, event)}: ${signals.map(({ because }) => because).join('; ')}`
    const verdict = verdictOf(event, [...weighArrival(moment, event), ...signals], why)
    return verdict.score < 0.12 ? undefined : { ...verdict, digest: `${event.src?.ip} ${signals.length}` }
  },
})
