/** A password let somebody in by a protocol that cannot ask for more. */
import { dayMs } from '../../0-event/time.ts'
import { also, arrivalOf, verdictOf, weighArrival, whereFrom } from '../arrival.ts'
import { detection } from '../detection.ts'
import { entryOf } from '../entry.ts'
import { isScripted } from '../sessions.ts'

export const legacyRopc = detection({
  id: 'auth.legacy_ropc',
  title: 'Signed in by a protocol that never asks for a second proof',
  technique: ['T1078.004'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'entry',
  on: ['signed_in', 'renewed'],
  settings: { quietDays: { default: 10, unit: 'days', meaning: 'First use in so many days.' } },
  decide(moment, settings) {
    const event = arrivalOf(moment)
    if (event?.legacyProtocol === undefined) return undefined
    const { legacyBefore, legacy } = entryOf(moment)
    const isFirst = legacy !== event.time || legacyBefore === 0 || event.time - legacyBefore > settings.quietDays * dayMs
    let reasons = also(weighArrival(moment, event), 'a protocol that never asks', 1)
    if (isFirst) reasons = also(reasons, `the first such sign-in in ${settings.quietDays} days`, 0.8)
    if (isScripted(event.src)) reasons = also(reasons, 'by a program', 0.7)
    const verdict = verdictOf(event, reasons, `Signed in over ${event.legacyProtocol} with the password alone, ${whereFrom(moment, event)}`)
    return verdict.score < 0.12 ? undefined : { ...verdict, digest: event.legacyProtocol }
  },
})
