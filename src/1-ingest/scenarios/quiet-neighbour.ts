/** Entry from next door: the victim's own city and provider, a browser like theirs, no prompt. Next to nothing tells it from the person. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { fromNextDoor, local } from '../simulate-attack.ts'
import { appIn, entraOrOkta, entry, inEntraOrOkta, inside, takeover } from '../simulate-takeover.ts'

export const quietNeighbour: Scenario = {
  name: 'quiet-neighbour',
  title: 'Entered from next door, without a prompt',
  story:
    "The attacker buys a private connection in the victim's city, at the victim's own Internet provider, copies the browser, signs in once with the password in working hours, and reads. Only the device's mark and the address are new. It is hard to see, and belongs here so that nobody believes otherwise.",
  source:
    'NCSC, CISA and others, "SVR Cyber Actors Adapt Tactics for Initial Cloud Access", AA24-057A, 2024-02-26: residential proxies near the victim',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim(inEntraOrOkta)
    const provider = entraOrOkta(chance, who)
    const start = local(stage, who, chance.between(9, 17))
    const { client, place } = fromNextDoor(chance, who, start)
    const from = { stage, who, provider, place: place(0), client }
    const session = chance.uuid()
    const first = entry(from, start, appIn(provider), 'in', { session })
    return takeover(stage, who, [first, ...inside(from, start + chance.between(2, 20) * minuteMs, session)], { inTime: first.time })
  },
}
