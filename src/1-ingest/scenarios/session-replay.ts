/** A session's cookie taken from the person's browser and used elsewhere while the person goes on. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { local } from '../simulate-attack.ts'
import { strangeClient } from '../simulate-clients.ts'
import { inUse } from '../simulate-people.ts'
import { hostingPlace, proxyPlace } from '../simulate-places.ts'
import { entraOrOkta, inEntraOrOkta, inside, takeover, victimsOwn } from '../simulate-takeover.ts'

/** Our assumptions. */
const hoursOfOwn = 6

export const sessionReplay: Scenario = {
  name: 'session-replay',
  title: 'A stolen session cookie, used beside its owner',
  story:
    'Malware on the laptop (or a support file with too much in it) hands over the cookie of a session that was properly signed in to. The same session goes on in two places at once, with two browsers; nothing is typed and nobody is prompted.',
  source:
    'CircleCI, "Incident report for January 4, 2023", 2023-01-13: malware stole a session backed by a second factor; Okta, "Unauthorized Access to Okta\'s Support Case Management System", 2023-11-03: session tokens in support files',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => inEntraOrOkta(person) && !person.shifts)
    const provider = entraOrOkta(chance, who)
    const start = local(stage, who, chance.between(9, 12))
    const session = chance.uuid()
    const times = Array.from({ length: chance.whole(4, 7) }, (_, nth) => start + nth * chance.between(25, 60) * minuteMs)
    const own = victimsOwn(stage, who, provider, times, session)
    // The cookies hold the provider's mark of the browser too, so it is the same on both (Okta's `dtHash`).
    const client = { ...strangeClient(chance, start), token: inUse(who.laptops, start).token }
    const place = chance.yes(0.6) ? hostingPlace(chance.fork('place')) : proxyPlace(chance.fork('place'))
    const stolen = start + chance.between(20, hoursOfOwn * 20) * minuteMs
    const hostile = inside({ stage, who, provider, place, client }, stolen, session)
    return takeover(stage, who, hostile, { inTime: hostile[0]?.time, beside: own })
  },
}
