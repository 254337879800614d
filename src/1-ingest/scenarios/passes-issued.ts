/** A taken-over administrator makes passes with which others' accounts are entered. */
import type { Scenario } from '../scenario.ts'
import { fromServer, local } from '../simulate-attack.ts'
import { administrator, afterwards, changes, foothold, from, inEntra } from '../simulate-foothold.ts'
import { has } from '../simulate-people.ts'
import { entry } from '../simulate-takeover.ts'

/** Our assumption: two to four passes, minutes apart. */
const passesMin = 2
const passesMax = 4

export const passesIssued: Scenario = {
  name: 'passes-issued',
  title: 'Temporary passes and bypass codes from a taken-over administrator',
  story:
    "An administrator's session was stolen. From a server the attacker issues temporary access passes in Entra, or bypass codes and the bypass status in Duo, for a few colleagues, and enters their accounts with them.",
  source:
    'Rules without figures: elastic/detection-rules (temporary access pass created), panther-labs/panther-analysis and SigmaHQ/sigma (Duo bypass code created, bypass status)',
  attack(stage) {
    const { chance } = stage
    const admin = administrator(stage, inEntra)
    const provider = chance.yes(0.5) ? 'duo' : 'entra-id'
    const others = stage.crowd(chance.whole(passesMin, passesMax), (who) => who !== admin && has(who, provider) && has(who, 'entra-id'))
    const start = local(stage, admin, chance.between(0, 24))
    const where = from(stage, admin, 'entra-id', fromServer(chance, start))
    const first = entry(where, start, 'azure-portal', 'in', { password: 'held', session: chance.uuid() })
    const times = afterwards(chance, start, 2 * others.length, 1, 8)
    const hostile = others.flatMap((who, nth) => {
      const what = provider === 'entra-id' ? 'access-pass' : chance.yes(0.6) ? 'bypass-code' : 'bypass-status'
      const issued = changes({ ...where, provider }, times[2 * nth] ?? start, { what }, who)
      const used = entry({ ...where, who }, times[2 * nth + 1] ?? start, 'office', 'used', { session: chance.fork('used', nth).uuid() })
      return [issued, used]
    })
    return foothold(stage, admin, [first, ...hostile], { victims: [admin, ...others] })
  },
}
