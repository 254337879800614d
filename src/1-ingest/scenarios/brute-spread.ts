/** One person's password guessed from many addresses, so that no address is blocked. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { appOf, local } from '../simulate-attack.ts'
import { afterLockout, botnet, guessedAt, passwordAttack, proxies, sprayer } from '../simulate-password.ts'
import { has } from '../simulate-people.ts'

/** Our assumptions. */
const triesMin = 20
const triesMax = 120
const addressesMin = 6
const addressesMax = 40
const minutesMin = 20
const minutesMax = 240
const hitShare = 0.2

export const bruteSpread: Scenario = {
  name: 'brute-spread',
  title: 'Brute force on one person from many addresses',
  story:
    'The tries at one person come from dozens of addresses in turn, minutes apart: a list of passwords behind a rotating proxy. Counted by address it is one wrong password each.',
  source:
    'Microsoft, "Midnight Blizzard: Guidance for responders on nation-state attack", 2024-01-25: few accounts, few tries, residential proxies that change; the numbers are our assumption',
  attack(stage) {
    const { chance } = stage
    const provider = guessedAt(chance)
    const who = stage.victim((person) => has(person, provider))
    const start = local(stage, who, chance.between(0, 24))
    const lengthMs = chance.between(minutesMin, minutesMax) * minuteMs
    const client = sprayer(chance, start)
    const addresses = chance.whole(addressesMin, addressesMax)
    const swarm = chance.yes(0.5) ? botnet(chance, client, addresses) : proxies(chance, client, addresses)
    const times = Array.from({ length: chance.whole(triesMin, triesMax) }, () => start + chance.next() * lengthMs).sort(
      (one, other) => one - other,
    )
    const last = (times.at(-1) ?? start) + 2 * minuteMs
    const guesses = [...afterLockout(who, times), { who, at: last, password: 'wrong' as const }]
    return passwordAttack({ stage, provider, swarm, app: appOf(provider) }, guesses, new Set(chance.yes(hitShare) ? [who] : []))
  },
}
