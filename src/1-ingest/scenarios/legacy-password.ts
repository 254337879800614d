/** A stolen password used by a protocol that can ask for nothing else. */
import { hourMs, minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { local } from '../simulate-attack.ts'
import { script } from '../simulate-clients.ts'
import { has } from '../simulate-people.ts'
import { botPlace, hostingPlace } from '../simulate-places.ts'
import { entry, takeover } from '../simulate-takeover.ts'

/** Our assumptions; Guardz saw old mail protocols and ROPC, not in which shares. */
const protocols = { ropc: 0.5, imap: 0.3, smtp: 0.2 } as const
const missesMax = 4
const comebacksMin = 2
const comebacksMax = 10

export const legacyPassword: Scenario = {
  name: 'legacy-password',
  title: 'Old protocols: a password is all they can ask for',
  story:
    'A program takes a stolen password to a mail protocol, or sends it itself (ROPC). Such sign-ins cannot show a prompt, and a forgotten exception lets them through. After a few misses one gets in, and the program comes back every few hours to read.',
  source:
    'Guardz, "Legacy Loophole: Attackers Exploit Entra ID and What to Do About It", 2025-05: a campaign by BAV2ROPC, 2025-03-18 to 2025-04-07',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => has(person, 'entra-id'))
    const start = local(stage, who, chance.between(0, 24))
    const protocol = chance.weighted(protocols)
    const client = script(protocol === 'smtp' ? 'Python smtplib' : 'BAV2ROPC', chance, start)
    const place = (nth: number): ReturnType<typeof botPlace> =>
      nth % 3 === 0 ? hostingPlace(chance.fork('server')) : botPlace(chance.fork('bot', nth))
    const from = (nth: number) => ({ stage, who, provider: 'entra-id', place: place(nth), client }) as const
    const misses = Array.from({ length: chance.whole(0, missesMax) }, (_, nth) =>
      entry(from(nth), start - (nth + 1) * chance.between(1, 20) * minuteMs, 'mail', `miss${nth}`, {
        password: 'wrong',
        success: false,
        protocol,
      }),
    )
    const uses = Array.from({ length: 1 + chance.whole(comebacksMin, comebacksMax) }, (_, nth) =>
      entry(from(nth), start + nth * chance.between(0.5, 6) * hourMs, 'mail', `use${nth}`, { protocol }),
    )
    return takeover(stage, who, [...misses.reverse(), ...uses], { inTime: uses[0]?.time })
  },
}
