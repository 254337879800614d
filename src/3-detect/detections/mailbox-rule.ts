/** A mail rule that hides or sends away mail: how fraud by mail stays unnoticed. */
import type { ChangeEvent } from '../../0-event/event.ts'
import { changeVerdict, fromWhere, weighChange } from '../account.ts'
import { detection } from '../detection.ts'
import type { Contribution } from '../finding.ts'

/** Folders nobody looks into (Elastic's and Microsoft's rules on inbox manipulation). */
const oddFolders = /\b(rss|conversation history|archive|junk|deleted|notes|clutter|sync issues)\b/i
/** What victims or banks would write about (reprise99 and Elastic list such words; ours in our choice). */
const tellingWords = /invoice|payment|bank|iban|wire|password|security|phish|hack|fraud|suspicious|help ?desk|mfa|verify|docusign|payroll/i

export const mailboxRule = detection({
  id: 'mailbox.rule',
  title: 'A mail rule that hides mail or sends it away',
  technique: ['T1114.003', 'T1564.008'],
  riskEventType: 'mcasSuspiciousInboxManipulationRules',
  keyedBy: 'person',
  phase: 'action',
  on: ['change'],
  settings: {
    riskMinutes: { default: 120, unit: 'minutes', meaning: 'How long before the rule a doubt about the person counts.' },
  },
  decide(moment, settings) {
    const { event, person } = moment
    if (event?.kind !== 'change' || (event.what !== 'inbox_rule' && event.what !== 'mail_forwarding') || event.outcome !== 'success')
      return undefined
    const effects = effectsOf(event, domainOf(person.name))
    if (effects.length === 0) return undefined
    const reasons = [...weighChange(moment, -4.5, settings.riskMinutes), ...effects]
    return changeVerdict([event], reasons, `A mail rule ${effects.map(({ because }) => because).join(', ')}, made ${fromWhere(event)}`)
  },
})

function effectsOf({ detail = {}, target = '', what }: ChangeEvent, home: string | undefined): Contribution[] {
  const found: Contribution[] = []
  const add = (because: string, logOdds: number): unknown => found.push({ because, logOdds })
  const outside = (detail.forwardTo ?? []).filter((address) => home === undefined || domainOf(address) !== home)
  if (outside.length > 0) add(`sends mail outside to ${outside.slice(0, 2).join(' and ')}`, 1.7)
  if (detail.deletes === true) add('deletes mail', 1.2)
  if (detail.moveTo !== undefined && oddFolders.test(detail.moveTo)) add(`moves mail to "${detail.moveTo}"`, 1.5)
  if (found.length === 0) return []
  if (detail.marksRead === true) add('marks it as read', 0.7)
  if ((detail.words ?? []).some((word) => tellingWords.test(word))) add('looks for words victims write', 1.2)
  if (what === 'inbox_rule' && /^[^\p{L}\p{N}]*$|^.{1,2}$/u.test(target.trim())) add('has a name that says nothing', 1.3)
  return found
}

function domainOf(name: string): string | undefined {
  const at = name.lastIndexOf('@')
  return at === -1 ? undefined : name.slice(at + 1).toLowerCase()
}
