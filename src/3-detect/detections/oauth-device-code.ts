/** A sign-in by a code typed on another device: the code may have come from a stranger. */
import { changeVerdict, fromWhere, weighChange } from '../account.ts'
import { detection } from '../detection.ts'
import { entryOf } from '../entry.ts'
import { isScripted } from '../sessions.ts'

/** Microsoft's Authentication Broker, whose tokens may register a device (Storm-2372, Microsoft 2025-02-13). */
const broker = /29d9ed98-a469-4536-ade2-f981bc1d605e|authentication broker/i

export const deviceCode = detection({
  id: 'oauth.device_code',
  title: 'Signed in by a device code that may be a stranger’s',
  technique: ['T1528', 'T1566.002'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'entry',
  on: ['token'],
  settings: { usualMin: { default: 3, unit: 'times', meaning: 'Whoever used device codes on so many days before uses them.', min: 1 } },
  decide(moment, settings) {
    const { event } = moment
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
