/** Looks like an attack and is none: a traveller signs in from an airport and a hotel while the phone is in flight mode. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { again, prompt, signIn } from '../simulate-answer.ts'
import { appOf, local, somePushProvider, takesPush } from '../simulate-attack.ts'
import { inUse } from '../simulate-people.ts'
import { homeCities, mobilePlace, travelCities, travelPlace } from '../simulate-places.ts'

export const flightMode: Scenario = {
  name: 'flight-mode',
  title: 'No attack: a traveller with the phone in flight mode',
  story:
    'In the airport of a foreign city a person opens the laptop and signs in; the phone is still in flight mode, so two or three prompts go unanswered. In the hotel, later, one more goes unanswered and the next is approved. New places, own devices, no attack.',
  source: 'Our own construction; that more than one ceremony in twenty fails is from Reynolds et al., USENIX Security 2020',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim(takesPush)
    const provider = somePushProvider(chance, who)
    const city = chance.pick(travelCities)
    const landed = local(stage, who, chance.between(10, 20))
    const base = {
      provider,
      person: who,
      time: landed,
      place: travelPlace('airport', city, chance),
      client: inUse(who.laptops, landed),
      app: appOf(provider),
      cause: stage.scenario,
      chance,
      factor: 'push',
      phone: mobilePlace(who.home ?? homeCities[0], who.carrier, chance),
    } as const
    const missed = chance.whole(2, 3)
    const airport = again(
      base,
      chance,
      Array.from({ length: missed }, () => 'unanswered' as const),
      65,
      160,
    )
    const hotel = {
      ...base,
      time: Math.round(landed + chance.between(60, 180) * minuteMs),
      place: travelPlace('hotel', city, chance),
      chance: chance.fork('hotel'),
    }
    const late = { ...hotel, time: Math.round(hotel.time + chance.between(70, 150) * 1000), chance: chance.fork('late') }
    return {
      labels: [],
      happenings: [
        ...airport,
        signIn(hotel, [prompt(hotel, chance, hotel.time + 800, 'unanswered')]),
        signIn(late, [prompt(late, chance, late.time + 800, 'approved')]),
      ],
    }
  },
}
