/** Text messages with codes, dozens of them, none of which is ever typed. */
import { secondMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { against, appOf, fromSomewhere, local, tries } from '../simulate-attack.ts'
import { has } from '../simulate-people.ts'

/** Auth0 suggests ten an hour as a limit; how many an attacker sends is our assumption. */
const textsMin = 8
const textsMax = 40

export const smsFlood: Scenario = {
  name: 'sms-flood',
  title: 'A flood of text messages',
  story:
    "With the right password the attacker has codes sent to the victim's phone over and over: to wear them down before a call that asks for the code, or to bury other messages. Some codes are guessed, wrongly.",
  source: 'Auth0, customer detections, "SMS bombarding" (auth0/auth0-customer-detections)',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => person.factor === 'sms' || (person.factor === 'push' && has(person, 'entra-id')))
    const provider = has(who, 'entra-id') ? 'entra-id' : has(who, 'okta') ? 'okta' : 'duo'
    const start = local(stage, who, chance.between(7, 24))
    let at = start
    const all = Array.from({ length: chance.whole(textsMin, textsMax) }, () => {
      at = Math.round(at + chance.between(25, 110) * secondMs)
      return { at, outcome: chance.yes(0.1) ? ('wrong_code' as const) : ('unanswered' as const) }
    })
    const aim = { stage, who, provider, factor: 'sms', source: fromSomewhere(chance, start), app: appOf(provider), perFlow: 1 } as const
    return against(stage, who, tries(aim, all))
  },
}
