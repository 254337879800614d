/** A sign-in by a code typed on another device: the code may have come from a stranger. */
import { changeVerdict, fromWhere, weighChange } from '../account.ts'
import { detection, type Moment, type Verdict } from '../detection.ts'
import { entryOf } from '../entry.ts'
import { isScripted, strangePartner } from '../sessions.ts'

/** Microsoft's Authentication Broker, whose tokens may register a device (Storm-2372, Microsoft 2025-02-13). */
const broker = /29d9ed98-a469-4536-ade2-f981bc1d605e|authentication broker/i

export const deviceCode = detection({
  id: 'oauth.device_code',
  title: 'Signed in by a device code that may be a stranger’s',
  technique: ['T1528', 'T1566.002'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'entry',
  on: ['token', 'signed_in', 'renewed'],
  settings: { usualMin: { default: 3, unit: 'times', meaning: 'Whoever used device codes on so many days before uses them.', min: 1 } },
  decide(moment, settings) {
    const { event } = moment
    if (event?.kind === 'sign_in') return carriedOff(moment, settings.usualMin)
    if (event?.kind !== 'token' || event.what !== 'device_code') return undefined
    const { codes } = entryOf(moment)
    const reasons = weighChange(moment, -4.7, 60)
    const add = (because: string, logOdds: number): unknown => reasons.push({ because, logOdds })
    if (codes <= 1) add('the first device code of this person', 1.5)
    else if (codes > settings.usualMin) add('this person uses device codes', -2)
    if (broker.test(`${event.app?.uid} ${event.app?.name}`)) add('for the broker, whose tokens register devices', 1.5)
    if (isScripted(event.src)) add('used by a program', 1)
    const verdict = changeVerdict(
      [event],
      reasons,
      `Signed in by a device code ${fromWhere(event)}${event.app?.name === undefined ? '' : ` to ${event.app.name}`}`,
    )
    return verdict === undefined ? undefined : { ...verdict, digest: event.src?.ip ?? '' }
  },
})

/** The code was typed in one place, and the tokens are used in another: by design for a television beside it, and what a phisher does. */
function carriedOff(moment: Moment, usualMin: number): Verdict | undefined {
  const { event } = moment
  if (event?.kind !== 'sign_in' || event.outcome !== 'success' || event.session === undefined) return undefined
  const session = moment.books.sessions.of(event)
  if (session === undefined || !session.byCode || session.places.length < 2) return undefined
  const partner = strangePartner(session, event)
  if (partner === undefined) return undefined
  const reasons = weighChange(moment, -4.7, 60)
  reasons.push({ because: 'on another network than the code was typed on', logOdds: 2 })
  if (partner.differs.includes('country')) reasons.push({ because: 'and in another country', logOdds: 1 })
  if (isScripted(event.src)) reasons.push({ because: 'by a program', logOdds: 1 })
  const { codes } = entryOf(moment)
  if (codes > usualMin) reasons.push({ because: 'this person uses device codes', logOdds: -2 })
  const why = `A device code typed at ${partner.place.ip} signed somebody in ${fromWhere(event)}`
  const verdict = changeVerdict([event], reasons, why)
  return verdict === undefined ? undefined : { ...verdict, digest: event.src?.ip ?? '' }
}
