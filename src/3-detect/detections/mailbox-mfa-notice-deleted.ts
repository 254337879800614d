/** The notice about a change to the account's own security is deleted, so that its owner never reads it. */
import { changeVerdict, fromWhere, lately, weighChange } from '../account.ts'
import { detection } from '../detection.ts'

export const mfaNoticeDeleted = detection({
  id: 'mailbox.mfa_notice_deleted',
  title: 'A notice about the account’s security was deleted',
  technique: ['T1070.008'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'action',
  on: ['change'],
  settings: {
    changeHours: { default: 24, unit: 'hours', meaning: 'How long before it a change to methods or password makes it worse.', max: 24 },
    riskMinutes: { default: 120, unit: 'minutes', meaning: 'How long before it a doubt about the person counts.' },
  },
  decide(moment, settings) {
    const { event } = moment
    if (event?.kind !== 'change' || event.what !== 'mail_deleted' || event.outcome !== 'success') return undefined
    const reasons = weighChange(moment, -4.2, settings.riskMinutes)
    const before = lately(moment, settings.changeHours * 60)
    if (before.length > 0) reasons.push({ because: 'methods, password or devices changed before', logOdds: 1 })
    if (event.detail?.deletes === true) reasons.push({ because: 'and the bin was emptied', logOdds: 1 })
    return changeVerdict(
      [...before.slice(-3), event],
      reasons,
      `A notice about this account's security was deleted ${fromWhere(event)}${event.target === undefined ? '' : `: ${event.target}`}`,
    )
  },
})
