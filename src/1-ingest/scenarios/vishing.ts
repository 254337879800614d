/** A call talks the victim into the very first prompt. */
import type { Scenario } from '../scenario.ts'
import { against, appOf, enrols, fromProxies, local, somePushProvider, takesPush, tries } from '../simulate-attack.ts'

export const vishing: Scenario = {
  name: 'vishing',
  title: 'Talked into it: approved at the first prompt',
  story:
    'Somebody from "the help desk" is on the line, tells the victim which number to type, and the first and only prompt is approved. Then a new phone is enrolled. No count of prompts can help: there is one, and it looks like any other.',
  source: 'Microsoft, "Octo Tempest crosses boundaries to facilitate extortion, encryption, and destruction", 2023-10-25',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => takesPush(person) && !person.passwordless)
    const provider = somePushProvider(chance, who)
    const at = local(stage, who, chance.between(9, 17))
    const aim = { stage, who, provider, factor: 'push', source: fromProxies(chance, at), app: appOf(provider), perFlow: 1 } as const
    return enrols(aim, against(stage, who, tries(aim, [{ at, outcome: 'approved' }])))
  },
}
