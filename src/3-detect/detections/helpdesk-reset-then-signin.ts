/** The account was reset, and minutes later somebody signs in from a place nobody knows. */
import { byWhom, isReset, lately } from '../account.ts'
import { arrivalOf, verdictOf, weighArrival, whereFrom } from '../arrival.ts'
import { detection } from '../detection.ts'

export const resetThenSignin = detection({
  id: 'helpdesk.reset_then_signin',
  title: 'Reset, then a sign-in from a new place',
  technique: ['T1098', 'T1078.004'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'entry',
  on: ['signed_in'],
  settings: {
    windowMinutes: { default: 120, unit: 'minutes', meaning: 'How long after the reset a sign-in from a new place counts.', max: 1440 },
  },
  decide(moment, settings) {
    const event = arrivalOf(moment)
    if (event === undefined || moment.person.notes.account === undefined) return undefined
    const reset = lately(moment, settings.windowMinutes).findLast(isReset)
    // Who was never seen has no place that could be new: this is somebody's first day, whom the help desk lets in.
    if (reset === undefined || moment.source.own || moment.person.familiar.count === 0) return undefined
    const minutes = Math.round((event.time - reset.time) / 60_000)
    const why = `Signed in ${whereFrom(moment, event)}, ${minutes} minutes after a reset${byWhom(moment.person, reset.by)}`
    const verdict = verdictOf(event, [...weighArrival(moment, event), { because: 'reset shortly before', logOdds: 2.6 }], why)
    return verdict.score < 0.12 ? undefined : { ...verdict, events: [reset, event], digest: event.src?.ip ?? '' }
  },
})
