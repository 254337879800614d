/** The Internet's background: strangers who guess passwords at random, wrong ones, at names that exist and names that do not. */

import { strangeClient } from './simulate-clients.ts'
import type { Day } from './simulate-day.ts'
import type { SignIn } from './simulate-happening.ts'
import { has, instant } from './simulate-people.ts'
import { hostingPlace, proxyPlace } from './simulate-places.ts'
import * as rates from './simulate-rates.ts'

/** Guesses at one person on one day; no prompt ever comes of them. */
export function* guesses(today: Day): Generator<SignIn> {
  const { who, organisation } = today
  const chance = today.chance.fork('guesses')
  const count = chance.poisson(who.guesses * (1 + rates.unknownNameShare))
  for (let nth = 0; nth < count; nth++) {
    const luck = chance.fork(nth)
    const time = Math.round(instant(organisation, 0, today.day, luck.between(0, 24 * 60)))
    const unknown = luck.yes(rates.unknownNameShare / (1 + rates.unknownNameShare))
    yield {
      kind: 'sign-in',
      provider: has(who, 'entra-id') ? 'entra-id' : 'okta',
      person: who,
      time,
      place: luck.yes(0.5) ? hostingPlace(luck) : proxyPlace(luck),
      client: strangeClient(luck, time),
      app: has(who, 'entra-id') ? 'office' : 'okta-dashboard',
      password: unknown ? 'unknown-name' : luck.yes(0.04) ? 'locked' : 'wrong',
      ...(unknown
        ? { typed: `${luck.pick(['info', 'admin', 'test', 'sales', 'scan', 'office'])}${luck.whole(1, 99)}@simulated.example` }
        : {}),
      interactive: true,
      prompts: [],
      success: false,
      cause: 'guesses',
      chance: luck,
    }
  }
}
