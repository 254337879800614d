/** A spray whose tries come from the addresses of one rented /24 in turn, so that no address does much. */
import { secondMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { appOf, local } from '../simulate-attack.ts'
import { guessedAt, listed, lucky, missed, oneSubnet, passwordAttack, sprayer } from '../simulate-password.ts'
import * as rates from '../simulate-rates.ts'

/** Our assumptions: enough addresses that each tries two or three names. */
const namesMin = 20
const namesMax = 120
const addressesMin = 8
const addressesMax = 40
const gapMinS = 3
const gapMaxS = 30

export const spraySubnet: Scenario = {
  name: 'spray-subnet',
  title: 'Password spray from one network of 256 addresses',
  story:
    'The same list and the same password, but each try leaves from another address of one rented network. Counted by address nothing happens; counted by network it is one spray.',
  source:
    'CISA, FBI and others, "Iranian Cyber Actors\' Brute Force and Credential Access Activity", AA24-290A, 2024-10-16 (sprays through a VPN company); the one /24 is our own construction',
  attack(stage) {
    const { chance } = stage
    const provider = guessedAt(chance)
    const names = listed(stage, provider, chance.whole(namesMin, namesMax))
    let at = local(stage, names[0], chance.between(0, 24))
    const swarm = oneSubnet(chance, sprayer(chance, at), chance.whole(addressesMin, addressesMax))
    const guesses = names.map((who) => {
      at += chance.between(gapMinS, gapMaxS) * secondMs
      return { who, at, password: missed(chance) }
    })
    return passwordAttack({ stage, provider, swarm, app: appOf(provider) }, guesses, lucky(chance, names, rates.sprayHitShare))
  },
}
