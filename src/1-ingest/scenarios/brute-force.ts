/** One person's password guessed by the hundred from one server. */
import { minuteMs, secondMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { appOf, local } from '../simulate-attack.ts'
import { afterLockout, guessedAt, oneServer, passwordAttack, sprayer } from '../simulate-password.ts'
import { has } from '../simulate-people.ts'

/** Our assumptions. */
const triesMin = 30
const triesMax = 220
const gapMinS = 1
const gapMaxS = 8
/** The list ends, or holds the password: one attack in five, since who is singled out has often leaked before. */
const hitShare = 0.2

export const bruteForce: Scenario = {
  name: 'brute-force',
  title: 'Brute force on one person',
  story:
    'One server tries a list of passwords at one person, every few seconds. The provider locks the account for a minute after ten, and again; the tries go on against the locked door. One list in five holds the password.',
  source:
    'CISA, FBI and others, "Iranian Cyber Actors\' Brute Force and Credential Access Activity", AA24-290A, 2024-10-16; lockout: Microsoft, "Protect user accounts from attacks with Microsoft Entra smart lockout"',
  attack(stage) {
    const { chance } = stage
    const provider = guessedAt(chance)
    const who = stage.victim((person) => has(person, provider))
    const start = local(stage, who, chance.between(0, 24))
    const swarm = oneServer(chance, sprayer(chance, start))
    const count = chance.whole(triesMin, triesMax)
    let at = start
    const times = Array.from({ length: count }, () => {
      at += chance.between(gapMinS, gapMaxS) * secondMs
      return at
    })
    // The last try comes when the lock is over, so that a right password is seen to be right.
    const last = at + 2 * minuteMs
    const guesses = [...afterLockout(who, times), { who, at: last, password: 'wrong' as const }]
    return passwordAttack({ stage, provider, swarm, app: appOf(provider) }, guesses, new Set(chance.yes(hitShare) ? [who] : []))
  },
}
