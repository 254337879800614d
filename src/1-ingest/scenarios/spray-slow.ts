/** Low and slow: hardly anybody is tried more than once a day, never twice from one address, for days. */
import { dayMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { local } from '../simulate-attack.ts'
import { strangeClient } from '../simulate-clients.ts'
import { botnet, listed, lucky, passwordAttack } from '../simulate-password.ts'
import * as rates from '../simulate-rates.ts'

/** Microsoft: for about 80 % of the accounts one try a day. */
const onceShare = 0.8
/** Our assumptions. */
const namesMin = 12
const namesMax = 60
const daysMin = 4
const daysMax = 8
/** About 8,000 devices, a fifth of them at work at a time. */
const bots = 1600

export const spraySlow: Scenario = {
  name: 'spray-slow',
  title: 'Low and slow: one try a day each, for days',
  story:
    'A covert network of home routers tries each name about once a day, at any hour, always from another address, with an ordinary browser. It looks like people who mistype; only over days there are more of them than there ever were.',
  source:
    'Microsoft, "Chinese threat actor Storm-0940 uses credentials from password spray attacks from a covert network", 2024-10-31: about 80 % one try per account and day, 8,000 devices, 20 % of them active',
  attack(stage) {
    const { chance } = stage
    const names = listed(stage, 'entra-id', chance.whole(namesMin, namesMax))
    const start = local(stage, names[0], 0)
    const days = chance.whole(daysMin, daysMax)
    const guesses = Array.from({ length: days }, (_, day) => day)
      .flatMap((day) =>
        names.flatMap((who) =>
          Array.from({ length: chance.yes(onceShare) ? 1 : chance.whole(2, 3) }, () => ({
            who,
            at: start + (day + chance.next()) * dayMs,
            password: 'wrong' as const,
          })),
        ),
      )
      .sort((one, other) => one.at - other.at)
    const swarm = botnet(chance, strangeClient(chance, start), bots)
    return passwordAttack({ stage, provider: 'entra-id', swarm, app: 'office' }, guesses, lucky(chance, names, rates.sprayHitShare))
  },
}
