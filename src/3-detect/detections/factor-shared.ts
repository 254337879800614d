/** One telephone or authenticator belongs to several persons. */
import { changeVerdict, weighChange } from '../account.ts'
import { detection } from '../detection.ts'

export const sharedFactor = detection({
  id: 'factor.shared',
  title: 'One telephone or authenticator for several persons',
  technique: ['T1098.005'],
  riskEventType: 'generic',
  keyedBy: 'factor',
  phase: 'foothold',
  on: ['enrolment'],
  settings: {
    personsMin: { default: 2, unit: 'persons', meaning: 'So many with the same telephone or app are noted.' },
    alarmMin: { default: 3, unit: 'persons', meaning: 'So many are an alarm.' },
    highMin: { default: 5, unit: 'persons', meaning: 'So many are a high alarm.' },
  },
  decide(moment, settings) {
    const { event } = moment
    if (event?.kind !== 'enrolment' || event.what !== 'added' || event.methodKey === undefined) return undefined
    const persons = moment.books.factors.sharedBy(event.methodKey)
    if (persons.length < settings.personsMin) return undefined
    const floor = persons.length >= settings.highMin ? 'high' : persons.length >= settings.alarmMin ? 'medium' : 'low'
    const reasons = [
      ...weighChange(moment, -3, 120),
      { because: `${persons.length} persons with one method`, logOdds: 1.5 * (persons.length - 1) },
    ]
    const names = persons.slice(0, 3).map(({ name }) => name)
    const why = `${persons.length} persons enrolled the same ${event.methodKey.startsWith('phone:') ? 'telephone' : 'device'}: ${names.join(', ')}${persons.length > 3 ? ' and others' : ''}`
    const verdict = changeVerdict([event], reasons, why, floor)
    return verdict === undefined ? undefined : { ...verdict, subject: { kind: 'factor', key: event.methodKey }, persons }
  },
})
