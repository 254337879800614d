/** A way around the second proof: it is switched off, a bypass or a pass is issued. */
import { byWhom, changeVerdict, isByAnother, riskBefore, weighChange } from '../account.ts'
import { detection } from '../detection.ts'
import { enrolmentWords } from '../enrolment-words.ts'
import { nameOf } from '../person.ts'
import { raisedLevel } from '../raise.ts'

/** With fewer completed sign-ins a person is new. */
const historyMin = 3

export const disabledOrBypass = detection({
  id: 'factor.disabled_or_bypass',
  title: 'A way around the second proof was opened',
  technique: ['T1556.006'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'foothold',
  on: ['enrolment'],
  settings: {
    personsMin: {
      default: 3,
      unit: 'persons',
      meaning: 'One administrator opening so many within the hour, for people who have been here for a while, is an alarm.',
    },
    riskMinutes: { default: 120, unit: 'minutes', meaning: 'How long before it a doubt about the person or the administrator counts.' },
  },
  decide(moment, settings) {
    const { event, person, now } = moment
    if (event?.kind !== 'enrolment' || event.what === 'added' || event.what === 'changed') return undefined
    // People remove the phone they gave away; only what somebody else removes, or what follows an alarm, opens a way.
    const another = isByAnother(person, event.by)
    if (event.what === 'removed' && !another && (riskBefore(moment, settings.riskMinutes) ?? 'low') === 'low') return undefined
    const opened = event.by === undefined ? [] : moment.books.factors.openedBy(nameOf(event.by), now)
    const actor = event.by === undefined ? undefined : moment.known(event.by)
    const actorLevel = actor === undefined || !another ? undefined : raisedLevel(actor, now, settings.riskMinutes * 60_000)
    const reasons = weighChange(moment, another ? -3 : -3.5, settings.riskMinutes)
    if (actorLevel === 'medium') reasons.push({ because: 'an alarm about who did it', logOdds: 3.5 })
    if (actorLevel === 'high') reasons.push({ because: 'a high alarm about who did it', logOdds: 5 })
    if (another && person.familiar.count < historyMin) reasons.push({ because: 'a new person, for whom passes are', logOdds: -2 })
    const many = opened.length >= settings.personsMin
    if (many) reasons.push({ because: `${opened.length} persons within the hour by the same hand`, logOdds: 3 })
    const why = `${enrolmentWords(event)}${byWhom(person, event.by)}${many ? `, one of ${opened.length} within the hour` : ''}`
    return changeVerdict([event], reasons, why, many ? 'medium' : undefined)
  },
})
