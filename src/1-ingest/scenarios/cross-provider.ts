/** One person, three providers: a prompt or two from each, so that no provider sees a burst. */
import { secondMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { against, appOf, blows, fromSomewhere, local, takesPush, tries } from '../simulate-attack.ts'
import { has } from '../simulate-people.ts'

/** Our assumption. */
const perProviderMin = 1
const perProviderMax = 3
const givesInShare = 0.1

export const crossProvider: Scenario = {
  name: 'cross-provider',
  title: 'A storm over three providers',
  story:
    "The attacker tries the same stolen password at Entra, then at the VPN behind Duo, then at Okta: one to three prompts each within a quarter of an hour. Each provider sees next to nothing; the person's phone does not stop.",
  source: "Our own construction: Cisco's and Uber's intruders both went from one sign-in to the next; no published rule joins providers",
  attack(stage) {
    const { chance } = stage
    const who = stage.victim(
      (person) => takesPush(person) && !person.passwordless && has(person, 'entra-id') && has(person, 'duo') && has(person, 'okta'),
    )
    const start = local(stage, who, chance.between(7, 23.5))
    const source = fromSomewhere(chance, start)
    let at = start
    const rounds = (['entra-id', 'duo', 'okta'] as const).map((provider) => {
      const count = chance.whole(perProviderMin, perProviderMax)
      const last = provider === 'okta' && chance.yes(givesInShare) ? 'approved' : undefined
      const prompts = blows(chance, who, at, count, () => chance.between(62, 130) * secondMs, last)
      at = Math.round((prompts.at(-1)?.at ?? at) + chance.between(70, 200) * secondMs)
      return tries({ stage, who, provider, factor: 'push', source, app: appOf(provider), perFlow: 1 }, prompts)
    })
    return against(stage, who, rounds.flat())
  },
}
