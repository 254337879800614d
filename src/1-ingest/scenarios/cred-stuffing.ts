/** Pairs of name and password from other sites' leaks, most of them about people who never worked here. */
import { secondMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { appOf, local } from '../simulate-attack.ts'
import { guessedAt, listed, lucky, oneServer, passwordAttack, proxies, sprayer } from '../simulate-password.ts'
import * as rates from '../simulate-rates.ts'

/** Our assumptions. */
const namesMin = 20
const namesMax = 80
const unknownShare = 0.6
const proxiesMax = 4
const gapMinS = 2
const gapMaxS = 12

export const credStuffing: Scenario = {
  name: 'cred-stuffing',
  title: 'Credential stuffing: a leak of other sites tried here',
  story:
    'A list of names and passwords from other sites, filtered by the domain: many of the names are nobody any more, each pair is tried once, a few fit because people use passwords twice.',
  source:
    'Okta, "How to Block Anonymizing Services using Okta", 2024-04-27: credential stuffing of unusual size through residential proxies and Tor',
  attack(stage) {
    const { chance } = stage
    const provider = guessedAt(chance)
    const names = listed(stage, provider, chance.whole(namesMin, namesMax))
    let at = local(stage, names[0], chance.between(0, 24))
    const client = sprayer(chance, at)
    const swarm = chance.yes(0.5) ? oneServer(chance, client) : proxies(chance, client, chance.whole(1, proxiesMax))
    const guesses = names.flatMap((who) => {
      const strangers = chance.poisson(unknownShare / (1 - unknownShare))
      return Array.from({ length: 1 + strangers }, (_, nth) => {
        at += chance.between(gapMinS, gapMaxS) * secondMs
        return { who, at, password: nth === 0 ? ('wrong' as const) : ('unknown-name' as const) }
      })
    })
    return passwordAttack({ stage, provider, swarm, app: appOf(provider) }, guesses, lucky(chance, names, rates.stuffingHitShare))
  },
}
