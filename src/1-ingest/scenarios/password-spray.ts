/** One server tries a common password or two at everybody on a list. */
import { secondMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { appOf, local } from '../simulate-attack.ts'
import { guessedAt, listed, lucky, missed, oneServer, passwordAttack, sprayer } from '../simulate-password.ts'
import * as rates from '../simulate-rates.ts'

/** Our assumptions: the reports tell of thousands of organisations, not of how many names each list held. */
const namesMin = 15
const namesMax = 120
const gapMinS = 4
const gapMaxS = 25
const secondRoundShare = 0.4

export const passwordSpray: Scenario = {
  name: 'password-spray',
  title: 'Password spray from one address',
  story:
    'A list of names, one common password, one server: everybody on the list is tried once within an hour, some of them with a second password later in the day. Now and then one fits; a policy blocks it, a second factor is wanted, or nobody asks for more.',
  source:
    'Microsoft, "Peach Sandstorm password spray campaigns enable intelligence collection at high-value targets", 2023-09-14; hit share: Microsoft, "Advancing Password Spray Attack Detection", 2020',
  attack(stage) {
    const { chance } = stage
    const provider = guessedAt(chance)
    const names = listed(stage, provider, chance.whole(namesMin, namesMax))
    const start = local(stage, names[0], chance.between(0, 24))
    const swarm = oneServer(chance, sprayer(chance, start))
    const rounds = chance.yes(secondRoundShare) ? 2 : 1
    const guesses = Array.from({ length: rounds }, (_, round) => {
      let at = start + round * chance.between(2, 9) * 3600 * secondMs
      return names.map((who) => {
        at += chance.between(gapMinS, gapMaxS) * secondMs
        return { who, at, password: missed(chance) }
      })
    })
    const how = { stage, provider, swarm, app: appOf(provider) }
    return passwordAttack(how, guesses.flat(), lucky(chance, names, rates.sprayHitShare))
  },
}
