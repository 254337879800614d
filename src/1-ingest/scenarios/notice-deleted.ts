/** A method of the attacker's own, and the mail that tells of it deleted before it is read. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { fromServer, local } from '../simulate-attack.ts'
import { changes, foothold, from, inEntra, strangePhone } from '../simulate-foothold.ts'
import { entry } from '../simulate-takeover.ts'

const subjects = [
  'Microsoft 365 security: You have updated your security info',
  'New app(s) have access: authenticator app added',
  'Your organization security info was changed',
] as const

export const noticeDeleted: Scenario = {
  name: 'notice-deleted',
  title: 'The notice about a new method, deleted',
  story:
    'The attacker adds a phone of their own, waits for the mail that tells the victim so, and deletes it, sometimes for good, before the victim looks.',
  source: 'elastic/detection-rules, "M365 or Google Workspace: MFA notification e-mail deleted or moved": the pattern, without figures',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim(inEntra)
    const start = local(stage, who, chance.between(0, 24))
    const where = from(stage, who, 'entra-id', fromServer(chance, start))
    const first = entry(where, start, 'mail', 'in', { password: 'held', session: chance.uuid() })
    const added = changes(where, start + chance.between(3, 20) * minuteMs, {
      what: 'method-added',
      factor: 'push',
      phone: strangePhone(chance, start),
    })
    const subject = chance.pick(subjects)
    const deleted = changes(where, added.time + chance.between(1, 6) * minuteMs, {
      what: 'mail-deleted',
      subject,
      forGood: chance.yes(0.5),
    })
    return foothold(stage, who, [first, added, deleted])
  },
}
