/** The attacker sits, as far as the log can tell, next door to the victim: same city, same provider, same browser. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { against, appOf, blows, fromNextDoor, local, plainPush, somePushProvider, takesPush, tries } from '../simulate-attack.ts'
import { has } from '../simulate-people.ts'

/** Our assumption: somebody so careful is patient too. */
const promptsMin = 2
const promptsMax = 6
const givesInShare = 0.1

export const nextDoor: Scenario = {
  name: 'next-door',
  title: 'From next door: a residential proxy and a look-alike browser',
  story:
    "The prompts come through a private connection in the victim's own city, at the victim's own Internet provider, from a browser that calls itself just like the victim's, at hours at which the victim works. Only the address and the device are new.",
  source:
    'CISA and NCSC, "SVR Cyber Actors Adapt Tactics for Initial Cloud Access", AA24-057A, 2024-02-26: residential proxies and MFA bombing',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => takesPush(person) && !person.passwordless)
    const provider = somePushProvider(chance, who)
    const start = local(stage, who, chance.between(8, 21))
    const accepted = provider !== 'entra-id' && plainPush(who) && chance.yes(givesInShare) && has(who, provider)
    const all = blows(
      chance,
      who,
      start,
      chance.whole(promptsMin, promptsMax),
      () => chance.between(1.1, 5) * minuteMs,
      accepted ? 'approved' : undefined,
    )
    const aim = {
      stage,
      who,
      provider,
      factor: 'push',
      source: fromNextDoor(chance, who, start),
      app: appOf(provider),
      perFlow: 1,
    } as const
    return against(stage, who, tries(aim, all))
  },
}
