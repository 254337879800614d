/** Inside a mailbox: rules that hide the answers, and mail that goes outside. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { fromServer, local } from '../simulate-attack.ts'
import type { MailRule } from '../simulate-change.ts'
import { changes, foothold, from, inEntra } from '../simulate-foothold.ts'
import { entry, inside } from '../simulate-takeover.ts'

/** Our assumptions: how the rules are shared out, and that one in three also forwards the whole mailbox. */
const forwardsShare = 0.33
const minutesMin = 5
const minutesMax = 90
const words = ['invoice', 'payment', 'bank', 'wire', 'remittance'] as const

export const mailFraud: Scenario = {
  name: 'mail-fraud',
  title: 'Business e-mail compromise: rules that hide and forward',
  story:
    'With a stolen session the attacker reads the mail for hours, then makes a rule with a name that nobody notices: mail about invoices goes to a folder nobody opens, marked as read, or outside. The fraud is written from the real mailbox.',
  source:
    'Microsoft, "From cookie theft to BEC", 2022-07-12 (a rule that moves a thread to Archive and marks it as read); elastic/detection-rules and reprise99 (rule names of single characters)',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim(inEntra)
    const start = local(stage, who, chance.between(6, 22))
    const where = from(stage, who, 'entra-id', fromServer(chance, start))
    const session = chance.uuid()
    const first = entry(where, start, 'mail', 'in', { password: 'held', session })
    const time = start + chance.between(minutesMin, minutesMax) * minuteMs
    const outside = `box${chance.whole(10, 99)}@elsewhere.example`
    const hidden = chance.weighted({ feeds: 0.4, archive: 0.2, deleted: 0.2, forwarded: 0.2 })
    const rule: MailRule = {
      name: chance.pick(['.', '..', ',', 's', '...']),
      words: chance.shuffled(words).slice(0, 3),
      marksRead: true,
      ...(hidden === 'feeds' ? { moveTo: 'RSS Feeds' } : hidden === 'archive' ? { moveTo: 'Archive' } : {}),
      ...(hidden === 'deleted' ? { deletes: true as const } : {}),
      ...(hidden === 'forwarded' ? { forwardTo: outside } : {}),
    }
    const made = changes(where, time, { what: 'inbox-rule', rule })
    const forwarded = chance.yes(forwardsShare) ? [changes(where, time + 3 * minuteMs, { what: 'mail-forwarding', to: outside })] : []
    return foothold(stage, who, [first, ...inside(where, start + minuteMs, session), made, ...forwarded])
  },
}
