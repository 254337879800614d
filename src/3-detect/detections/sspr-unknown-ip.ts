/** A password reset by self-service from where this person has never been. */
import { changeVerdict, fromWhere, isByAnother, weighChange } from '../account.ts'
import { detection } from '../detection.ts'
import { mark } from '../familiar.ts'

export const ssprUnknownIp = detection({
  id: 'sspr.unknown_ip',
  title: 'Password reset by self-service from an address never seen',
  technique: [],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'entry',
  on: ['change'],
  settings: {
    historyMin: { default: 10, unit: 'sign-ins', meaning: 'So many completed sign-ins must be known before an address is strange.' },
  },
  decide(moment, settings) {
    const { event, person } = moment
    if (event?.kind !== 'change' || event.what !== 'password_reset' || event.outcome !== 'success' || isByAnother(person, event.by))
      return undefined
    const { marks } = moment.source
    if (person.familiar.count < settings.historyMin || (marks & mark.newAddress) === 0 || moment.isShared(event.src?.ip)) return undefined
    return changeVerdict(
      [event],
      weighChange(moment, -5.5, 120),
      `Password reset by the self-service ${fromWhere(event)}, never seen for this person`,
    )
  },
})
