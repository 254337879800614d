/** The person types a code that somebody else asked for, and so signs somebody else in. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { local } from '../simulate-attack.ts'
import { script, strangeClient } from '../simulate-clients.ts'
import { has, homeOn, inUse } from '../simulate-people.ts'
import { hostingPlace, proxyPlace } from '../simulate-places.ts'
import { entry, inside, takeover } from '../simulate-takeover.ts'

/** Our assumption: the broker's id, which lets a device be registered, is what most ask for since Storm-2372 turned to it. */
const brokerShare = 0.6

export const deviceCode: Scenario = {
  name: 'device-code',
  title: 'Device-code phishing',
  story:
    "An invitation to a meeting holds a code and the address of Microsoft's own page. The person types it there, in their own browser, where they are signed in already, and confirms. The tokens go to the attacker, who uses them from elsewhere at once.",
  source: 'Microsoft, "Storm-2372 conducts device code phishing campaign", 2025-02-13',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => has(person, 'entra-id'))
    const start = local(stage, who, chance.between(8.5, 17.5))
    const session = chance.uuid()
    const app = chance.yes(brokerShare) ? 'broker' : chance.pick(['office-app', 'azure-cli'] as const)
    const own = { stage, who, provider: 'entra-id', place: homeOn(who, stage.day), client: inUse(who.laptops, start) } as const
    const code = entry(own, start, app, 'code', { password: 'held', protocol: 'device-code', session })
    const place = chance.yes(0.5) ? hostingPlace(chance) : proxyPlace(chance)
    const client = chance.yes(0.5)
      ? script(chance.pick(['python-requests/2.32.3', 'axios/1.7.9']), chance, start)
      : strangeClient(chance, start)
    const more = { protocol: 'device-code', interactive: false } as const
    const used = inside({ ...own, place, client }, start + chance.between(0.2, 5) * minuteMs, session, more)
    const attack = takeover(stage, who, [code, ...used], { inTime: code.time })
    // The code is typed at the victim's own place, which is not the attacker's.
    return { ...attack, labels: attack.labels.map((label) => ({ ...label, addresses: [place.ip] })) }
  },
}
