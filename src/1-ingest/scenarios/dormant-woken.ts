/** The account of somebody who left, still switched on, found by a guesser and used. */
import { dayMs, hourMs, minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { local } from '../simulate-attack.ts'
import { strangeClient } from '../simulate-clients.ts'
import { ordinary } from '../simulate-happening.ts'
import { homeOn, inUse } from '../simulate-people.ts'
import { hostingPlace, proxyPlace } from '../simulate-places.ts'
import { appIn, entraOrOkta, entry, inEntraOrOkta, inside, takeover } from '../simulate-takeover.ts'

/** Our assumptions: how long the owner has been gone, and what the guesser needed. */
const goneDaysMin = 95
const goneDaysMax = 300
const missesMax = 6

export const dormantWoken: Scenario = {
  name: 'dormant-woken',
  title: 'A dormant account is woken',
  story:
    'Somebody left months ago, but the account was never switched off. A guesser finds its password (nobody is there to notice the misses), signs in without being asked for anything the owner no longer has, and stays for days.',
  source:
    'NCSC, CISA and others, "SVR Cyber Actors Adapt Tactics for Initial Cloud Access", AA24-057A, 2024-02-26: accounts of people who left',
  attack(stage) {
    const { chance } = stage
    const who = stage.leaver(inEntraOrOkta)
    const provider = entraOrOkta(chance, who)
    const start = local(stage, who, chance.between(0, 24))
    const then = start - chance.between(goneDaysMin, goneDaysMax) * dayMs
    const own = { stage, who, provider, place: homeOn(who, 0), client: inUse(who.laptops, then) }
    const farewell = { ...entry(own, then, appIn(provider), 'farewell', { password: 'held' }), cause: ordinary }
    const from = {
      stage,
      who,
      provider,
      place: chance.yes(0.5) ? hostingPlace(chance) : proxyPlace(chance),
      client: strangeClient(chance, start),
    }
    const misses = Array.from({ length: chance.whole(0, missesMax) }, (_, nth) =>
      entry(from, start - (nth + 1) * chance.between(1, 30) * minuteMs, appIn(provider), `miss${nth}`, {
        password: 'wrong',
        success: false,
      }),
    )
    const session = chance.uuid()
    const first = entry(from, start, appIn(provider), 'in', { session })
    const back = entry(from, start + chance.between(12, 40) * hourMs, appIn(provider), 'back', { session: chance.fork('back').uuid() })
    const hostile = [...misses.reverse(), first, ...inside(from, start + 90_000, session), back]
    return takeover(stage, who, hostile, { inTime: first.time, beside: [farewell] })
  },
}
