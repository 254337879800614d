/** One prompt each for many people, from one place: nobody is asked twice. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { type Attack, against, appOf, fromServer, local, reaction, takesPush, together, tries } from '../simulate-attack.ts'
import { has, type Person } from '../simulate-people.ts'

/** Our assumptions; Duo names the pattern ("push spray") but publishes no numbers. Microsoft: one prompt in a hundred is approved. */
const victimsMin = 6
const victimsMax = 18
const givesInShare = 0.01
const spreadMinutes = 75

export const spray: Scenario = {
  name: 'spray',
  title: 'Push spray: one prompt each for many',
  story:
    'A list of stolen passwords is tried once each, all from one server or two within an hour or so: every person gets a single prompt. Each sees nothing but one odd prompt; only across people is it an attack.',
  source:
    'Cisco Duo, "Risk-Based Authentication" (the attack pattern "push spray"); Microsoft Entra blog, "Defend your users from MFA fatigue attacks", 2022-09-28',
  attack(stage) {
    const { chance } = stage
    const provider = chance.pick(['duo', 'okta', 'entra-id'] as const)
    const asked = stage.victims(
      chance.whole(victimsMin, victimsMax),
      (person) => takesPush(person) && has(person, provider) && !person.passwordless,
    )
    const start = local(stage, asked[0], chance.between(7, 17))
    const source = fromServer(chance, start)
    const single = (who: Person, nth: number): Attack => {
      const at = Math.round(start + chance.between(0, spreadMinutes) * minuteMs)
      const approved = provider !== 'entra-id' && chance.yes(givesInShare)
      const aim = { stage, who, provider, factor: 'push', source, app: appOf(provider), perFlow: 1 } as const
      return against(stage, who, tries(aim, [{ at, outcome: approved ? 'approved' : reaction(chance, who, at) }], `victim${nth}`))
    }
    return together(asked.map(single))
  },
}
