/** Telephone calls that ask to press a key, one after another. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { against, appOf, blows, fromProxies, local, tries } from '../simulate-attack.ts'
import { has } from '../simulate-people.ts'

/** Mandiant gives no counts: our assumption. */
const callsMin = 4
const callsMax = 25
const givesInShare = 0.3

export const callBombing: Scenario = {
  name: 'call-bombing',
  title: 'Call after call',
  story:
    "The provider rings the victim's telephone and asks to press a key. The attacker has it ring every one to four minutes, by day and in the evening, until the victim presses the key or the attacker tires.",
  source: 'Mandiant, "Suspected Russian Activity Targeting Government and Business Entities Around the Globe", 2021-12-06 (UNC2452, APT29)',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => person.factor === 'call')
    const provider = has(who, 'entra-id') ? 'entra-id' : has(who, 'okta') ? 'okta' : 'duo'
    const start = local(stage, who, chance.between(9, 22))
    const count = chance.whole(callsMin, callsMax)
    const all = blows(chance, who, start, count, () => chance.between(1.1, 4) * minuteMs, chance.yes(givesInShare) ? 'approved' : undefined)
    const aim = { stage, who, provider, factor: 'call', source: fromProxies(chance, start), app: appOf(provider), perFlow: 1 } as const
    return against(stage, who, tries(aim, all))
  },
}
