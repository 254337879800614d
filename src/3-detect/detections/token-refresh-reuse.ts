/** A refresh token is used a second time, or goes on being tried after it was revoked. */
import { changeVerdict, fromWhere, weighChange } from '../account.ts'
import { detection } from '../detection.ts'
import { isScripted } from '../sessions.ts'

export const refreshReuse = detection({
  id: 'token.refresh_reuse',
  title: 'A refresh token was used again',
  technique: ['T1550.001'],
  riskEventType: 'anomalousToken',
  keyedBy: 'person',
  phase: 'entry',
  on: ['token'],
  settings: { riskMinutes: { default: 120, unit: 'minutes', meaning: 'How long before it a doubt about the person counts.' } },
  decide(moment, settings) {
    const { event } = moment
    if (event?.kind !== 'token' || (event.what !== 'reused' && event.what !== 'revoked')) return undefined
    // Apps repeat themselves when the network fails, and go on with a token they do not know is revoked: from their own place.
    const reasons = weighChange(moment, event.what === 'reused' ? -2.5 : -4.5, settings.riskMinutes)
    if (isScripted(event.src)) reasons.push({ because: 'by a program', logOdds: 1.5 })
    const what = event.what === 'reused' ? 'A refresh token was used a second time' : 'A token that was revoked is still being tried'
    const verdict = changeVerdict([event], reasons, `${what}, ${fromWhere(event)}`)
    return verdict === undefined ? undefined : { ...verdict, digest: event.src?.ip ?? '' }
  },
})
