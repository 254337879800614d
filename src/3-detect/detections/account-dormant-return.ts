/** An account that nobody used for months is used again. */
import { dayMs } from '../../0-event/time.ts'
import { accountOf } from '../account.ts'
import { arrivalOf, verdictOf, weighArrival, whereFrom } from '../arrival.ts'
import { detection } from '../detection.ts'

export const dormantReturn = detection({
  id: 'account.dormant_return',
  title: 'An account unused for months is used again',
  technique: ['T1078.004'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'entry',
  on: ['signed_in'],
  settings: { daysMin: { default: 90, unit: 'days', meaning: 'So long without any completed sign-in.' } },
  decide(moment, settings) {
    const event = arrivalOf(moment)
    if (event === undefined) return undefined
    const { lastIn, lastInBefore } = accountOf(moment)
    if (lastIn !== event.time || lastInBefore === 0 || event.time - lastInBefore < settings.daysMin * dayMs) return undefined
    const days = Math.round((event.time - lastInBefore) / dayMs)
    return verdictOf(
      event,
      [...weighArrival(moment, event), { because: `unused for ${days} days`, logOdds: 2.5 }],
      `First sign-in after ${days} days, ${whereFrom(moment, event)}`,
    )
  },
})
