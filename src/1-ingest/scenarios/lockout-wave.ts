/** Wrong passwords by the dozen at dozens of people, until all of them are locked out. */
import { minuteMs, secondMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { appOf, local } from '../simulate-attack.ts'
import { afterLockout, botnet, listed, passwordAttack, sprayer } from '../simulate-password.ts'
import * as rates from '../simulate-rates.ts'

/** Our assumptions. */
const namesMin = 12
const namesMax = 40
const bots = 60
const minutes = 12

export const lockoutWave: Scenario = {
  name: 'lockout-wave',
  title: 'Lockout wave: dozens locked out within minutes',
  story:
    'A clumsy or spiteful guesser tries a dozen passwords at each of dozens of people, from many addresses at once. Nobody is entered; all of them are locked out while they work.',
  source:
    'SpearTip, "fasthttp used in new bruteforce campaign", 2025-01-13: a fifth (20.97 %, as reported by BleepingComputer) of the tries ended in lockouts; lockout after ten tries: Microsoft, smart lockout',
  attack(stage) {
    const { chance } = stage
    const names = listed(stage, 'entra-id', chance.whole(namesMin, namesMax))
    const start = local(stage, names[0], chance.between(8, 17))
    const guesses = names
      .flatMap((who) => {
        let at = start + chance.between(0, minutes) * minuteMs
        const times = Array.from({ length: rates.lockoutTries + chance.whole(1, 4) }, () => {
          at += chance.between(1, 5) * secondMs
          return at
        })
        return afterLockout(who, times)
      })
      .sort((one, other) => one.at - other.at)
    const swarm = botnet(chance, sprayer(chance, start), bots)
    return passwordAttack({ stage, provider: 'entra-id', swarm, app: appOf('entra-id') }, guesses, new Set())
  },
}
