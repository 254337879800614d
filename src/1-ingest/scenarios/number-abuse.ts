/** Prompts against number matching: the victim types whatever number comes to mind to be left alone. */
import { secondMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { against, blows, fromSomewhere, local, takesPush, tries } from '../simulate-attack.ts'
import { has } from '../simulate-people.ts'

/** Our assumption: a third of the prompts are answered with a wrong number, the rest refused or ignored. */
const wrongShare = 0.35
const promptsMin = 3
const promptsMax = 10

export const numberAbuse: Scenario = {
  name: 'number-abuse',
  title: 'Wrong numbers',
  story:
    'Entra shows the attacker a number that the victim should type. The victim, prompted again and again, types some number to be rid of it. Typed at random it fits once in a hundred; here it never does.',
  source:
    'Microsoft, "How number matching works in MFA push notifications for Authenticator"; the hunting query Identity-PotentialMFANumberMatchingAbuse in reprise99/Sentinel-Queries',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => has(person, 'entra-id') && takesPush(person) && !person.passwordless)
    const start = local(stage, who, chance.between(9, 23))
    const all = blows(chance, who, start, chance.whole(promptsMin, promptsMax), () => chance.between(62, 200) * secondMs)
    const typed = all.map((one, nth) => (nth === 1 || chance.yes(wrongShare) ? { ...one, outcome: 'wrong_number' as const } : one))
    const aim = {
      stage,
      who,
      provider: 'entra-id',
      factor: 'push',
      source: fromSomewhere(chance, start),
      app: 'office',
      perFlow: chance.whole(1, 3),
    } as const
    return against(stage, who, tries(aim, typed))
  },
}
