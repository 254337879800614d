/** The same account at home and at the other end of the world within the hour. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { local } from '../simulate-attack.ts'
import { strangeClient } from '../simulate-clients.ts'
import { foreignPlace } from '../simulate-places.ts'
import { appIn, entraOrOkta, entry, inEntraOrOkta, inside, takeover, victimsOwn } from '../simulate-takeover.ts'

/** Our assumptions. */
const apartMinutesMin = 10
const apartMinutesMax = 90

export const impossibleTrip: Scenario = {
  name: 'impossible-trip',
  title: 'Impossible travel: at home and far away within the hour',
  story:
    'While a person works at home, somebody else signs in to the same account from another continent, and both go on. No aeroplane is that fast, and no device moved: there are two people.',
  source:
    "Our own construction after Microsoft's \"atypical travel\" and Okta's velocity behaviour, which look for it; the way in is that of Mandiant's UNC5537 report, 2024-06-10",
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => inEntraOrOkta(person) && !person.shifts)
    const provider = entraOrOkta(chance, who)
    const start = local(stage, who, chance.between(10, 16))
    const apart = (): number => chance.between(apartMinutesMin, apartMinutesMax) * minuteMs
    const from = { stage, who, provider, place: foreignPlace(chance.fork('place')), client: strangeClient(chance, start) }
    const session = chance.uuid()
    const first = entry(from, start, appIn(provider), 'in', { session })
    const hostile = [first, ...inside(from, start + chance.between(1, 5) * minuteMs, session)]
    const own = victimsOwn(stage, who, provider, [start - apart(), start + apart(), start + 2 * apart()], chance.fork('own').uuid())
    return takeover(stage, who, hostile, { inTime: first.time, beside: own })
  },
}
