/** A refresh token taken from an app and redeemed elsewhere, until the provider or the owner revokes it; and then still tried. */
import { hourMs, minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { local } from '../simulate-attack.ts'
import { script } from '../simulate-clients.ts'
import { hostingPlace } from '../simulate-places.ts'
import { entraOrOkta, entry, inEntraOrOkta, takeover, victimsOwn } from '../simulate-takeover.ts'

/** Our assumptions. */
const usesMin = 2
const usesMax = 6
const triesAfterMin = 2
const triesAfterMax = 5

export const refreshReuse: Scenario = {
  name: 'refresh-reuse',
  title: 'A stolen refresh token',
  story:
    "A program on a rented server redeems a refresh token that belongs to an app on the person's laptop. At Okta, where such tokens are for one use, the second use is noticed; at Entra it works for hours, until the sessions are revoked, and is then refused again and again.",
  source:
    'Microsoft, "Token tactics: How to prevent, detect, and respond to cloud token theft", 2022-11-16; reuse of rotated tokens: RFC 9700, section 4.14',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim(inEntraOrOkta)
    const provider = entraOrOkta(chance, who)
    const start = local(stage, who, chance.between(0, 24))
    const session = chance.uuid()
    const own = victimsOwn(stage, who, provider, [start - chance.between(1, 5) * hourMs], session).map((one) => ({
      ...one,
      interactive: false,
    }))
    const client = script(chance.pick(['python-requests/2.32.3', 'okhttp/4.12.0', 'axios/1.7.9']), chance, start)
    const from = { stage, who, provider, place: hostingPlace(chance), client }
    const held = { password: 'held', interactive: false, session } as const
    const refused = { ...held, token: provider === 'okta' ? 'reused' : 'revoked', success: false } as const
    const app = provider === 'okta' ? 'crm' : 'mail'
    const uses = Array.from({ length: provider === 'okta' ? 1 : chance.whole(usesMin, usesMax) }, (_, nth) =>
      entry(from, start + nth * 67 * minuteMs, app, `use${nth}`, held),
    )
    const over = start + uses.length * 67 * minuteMs
    const tries = Array.from({ length: chance.whole(triesAfterMin, triesAfterMax) }, (_, nth) =>
      entry(from, over + nth * chance.between(5, 30) * minuteMs, app, `refused${nth}`, refused),
    )
    return takeover(stage, who, [...uses, ...tries], { inTime: uses[0]?.time, beside: own })
  },
}
