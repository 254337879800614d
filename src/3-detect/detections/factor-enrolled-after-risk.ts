/** A way to sign in is added while something about the account is wrong: how attackers stay in. */
import { changeVerdict, fromWhere, isByAnother, weighChange } from '../account.ts'
import { detection } from '../detection.ts'
import { enrolmentWords } from '../enrolment-words.ts'

export const enrolledAfterRisk = detection({
  id: 'factor.enrolled_after_risk',
  title: 'A way to sign in was added while the account was in doubt',
  technique: ['T1098.005', 'T1556.006'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'foothold',
  on: ['enrolment'],
  settings: { riskMinutes: { default: 120, unit: 'minutes', meaning: 'How long before the enrolment a doubt about the person counts.' } },
  decide(moment, settings) {
    const { event, person } = moment
    if (event?.kind !== 'enrolment' || (event.what !== 'added' && event.what !== 'changed') || isByAnother(person, event.by))
      return undefined
    const why = `${enrolmentWords(event)} ${fromWhere(event)}`
    return changeVerdict([event], weighChange(moment, -4.6, settings.riskMinutes), why)
  },
})
