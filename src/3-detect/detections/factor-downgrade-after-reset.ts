/** Somebody else resets an account, and a weaker way to sign in than the last one is added. */
import { byWhom, changeVerdict, fromWhere, isByAnother, isReset, lately, strengthOf, weighChange } from '../account.ts'
import { detection } from '../detection.ts'
import { enrolmentWords } from '../enrolment-words.ts'

export const downgradeAfterReset = detection({
  id: 'factor.downgrade_after_reset',
  title: 'A weaker way to sign in after somebody else reset the account',
  technique: ['T1556.006'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'foothold',
  on: ['enrolment'],
  settings: {
    windowHours: { default: 24, unit: 'hours', meaning: 'How long after the reset.', max: 24 },
    strengthMax: {
      default: 1,
      unit: 'times',
      meaning:
        'How strong the new way may at most be to count as weak: 1 texts, calls and e-mail; 2 one-time codes as well; 3 plain push as well.',
      min: 0,
      max: 3,
    },
  },
  decide(moment, settings) {
    const { event, person } = moment
    if (event?.kind !== 'enrolment' || event.what !== 'added' || strengthOf(event.factor) > settings.strengthMax) return undefined
    const before = lately(moment, settings.windowHours * 60)
    const reset = before.findLast(
      (one) => (isReset(one) || (one.kind === 'enrolment' && one.what === 'removed')) && isByAnother(person, one.by),
    )
    if (reset === undefined) return undefined
    const reasons = [...weighChange(moment, -4.8, 120), { because: 'a weaker way after a reset by somebody else', logOdds: 2.3 }]
    const minutes = Math.round((event.time - reset.time) / 60_000)
    return changeVerdict(
      [reset, event],
      reasons,
      `${enrolmentWords(event)} ${fromWhere(event)}, ${minutes} minutes after a reset${byWhom(person, reset.by)}`,
    )
  },
})
