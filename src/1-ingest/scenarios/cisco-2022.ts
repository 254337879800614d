/** Calls in the name of trusted organisations, with pushes during the calls, over days, until one is accepted. */
import { secondMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { against, blows, enrols, fromProxies, local, tries } from '../simulate-attack.ts'
import { has } from '../simulate-people.ts'

/** How often they rang is not published: our assumption. */
const callsMin = 2
const callsMax = 4
const pushesMin = 2
const pushesMax = 6
/** "A series of devices" was enrolled afterwards. */
const devices = 3

export const cisco2022: Scenario = {
  name: 'cisco-2022',
  title: 'Cisco 2022: voice phishing with pushes',
  story:
    "The attacker has the password from a browser's synchronised store, rings the victim once a day in several voices, and pushes while they talk. In the last call the victim accepts; the attacker enrols a series of devices.",
  source: 'Cisco Talos, "Cisco Talos shares insights related to recent cyber attack on Cisco", 2022-08-10',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => has(person, 'duo') && person.factor === 'push')
    const calls = chance.whole(callsMin, callsMax)
    const first = local(stage, who, chance.between(9.5, 16))
    const source = fromProxies(chance, first)
    const aim = { stage, who, provider: 'duo', factor: 'push', source, app: 'vpn', perFlow: 1 } as const
    const rounds = Array.from({ length: calls }, (_, nth) => {
      const start = nth === 0 ? first : local(stage, who, 24 * nth + chance.between(9, 17.5))
      const count = chance.whole(pushesMin, pushesMax)
      return tries(
        aim,
        blows(chance, who, start, count, () => chance.between(40, 150) * secondMs, nth === calls - 1 ? 'approved' : undefined),
        `call${nth}`,
      )
    })
    return enrols(aim, against(stage, who, rounds.flat()), devices)
  },
}
