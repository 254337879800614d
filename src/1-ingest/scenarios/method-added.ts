/** A stolen session, and soon after it a way to sign in of the attacker's own. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { fromServer, local } from '../simulate-attack.ts'
import { strangeNumber } from '../simulate-change.ts'
import { changes, foothold, from, strangePhone } from '../simulate-foothold.ts'
import { appIn, entraOrOkta, entry, inEntraOrOkta, inside } from '../simulate-takeover.ts'

/** Our assumptions: half enrol a number for text messages, as the report tells, half an app; within three to forty minutes. */
const numberShare = 0.5
const minutesMin = 3
const minutesMax = 40

export const methodAdded: Scenario = {
  name: 'method-added',
  title: 'A method of their own, after a stolen session',
  story:
    "A phishing page took the victim's session. The attacker opens it from a server, looks at the mail, and adds a telephone number or an app of their own, so that the next sign-in needs nobody.",
  source:
    'Microsoft, "Detecting and mitigating a multi-stage AiTM phishing and BEC campaign", 2023-06-08 (Storm-1167 added a method by text message)',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim(inEntraOrOkta)
    const provider = entraOrOkta(chance, who)
    const start = local(stage, who, chance.between(7, 20))
    const where = from(stage, who, provider, fromServer(chance, start))
    const session = chance.uuid()
    const first = entry(where, start, appIn(provider), 'in', { password: 'held', session })
    const time = start + chance.between(minutesMin, minutesMax) * minuteMs
    const added = chance.yes(numberShare)
      ? changes(where, time, { what: 'method-added', factor: 'sms', number: strangeNumber(chance) })
      : changes(where, time, { what: 'method-added', factor: 'push', phone: strangePhone(chance, start) })
    return foothold(stage, who, [first, ...inside(where, start + 60_000, session), added])
  },
}
