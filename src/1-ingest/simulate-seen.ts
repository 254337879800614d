/** What the log sees of somebody's place and device on a day, and the look-alike's name where that is unusual for harmless reasons. */
import { dayMs, hourMs } from '../0-event/time.ts'
import type { Chance } from './simulate-chance.ts'
import type { Client } from './simulate-clients.ts'
import type { Day } from './simulate-day.ts'
import { ordinary } from './simulate-happening.ts'
import { homeOn, type Organisation, type Person, type Trip } from './simulate-people.ts'
import { type City, flightPlace, type Place, relayPlace, travelPlace, tunnelPlace } from './simulate-places.ts'
import * as rates from './simulate-rates.ts'

export interface Seen {
  readonly place: Place
  readonly client: Client
  readonly cause: string
}

/** Causes that tell where and with what somebody was. What goes wrong there has a name of its own, which says more. */
export const settings: ReadonlySet<string> = new Set([
  ordinary,
  'traveller',
  'conference',
  'team-abroad',
  'in-flight',
  'new-office-line',
  'gateway-moved',
  'far-egress',
  'consumer-vpn',
  'private-relay',
  'dual-stack',
  'kiosk',
  'new-device',
  'new-joiner',
  'back-from-leave',
])

/** How long a device, a line or a person counts as new: two weeks for people, some days for things. */
const newThingMs = 4 * dayMs
const newPersonDays = 14
const newLineDays = 7

/** The laptop's sign-in as it is seen: relays and private VPNs before the place, a shared computer instead of the own one. */
export function seenFrom(today: Day, client: Client, time: number, chance: Chance): Seen {
  const { who, organisation, where } = today
  if (where === 'office' && who.shifts && chance.yes(rates.kioskShare)) {
    const kiosk = organisation.kiosks[who.home.name]
    if (kiosk !== undefined) return { place: today.laptopPlace, client: kiosk, cause: person(today) ?? 'kiosk' }
  }
  const { place, cause } = through(today, client, time, chance)
  const isNew = time - client.since < newThingMs && who.laptops.includes(client)
  return { place, client, cause: person(today) ?? (isNew ? 'new-device' : (cause ?? today.setting)) }
}

/** Who is new, or back after months, explains more than any place. */
function person({ who, day }: Day): string | undefined {
  if (who.firstDay === 0 || day >= who.firstDay + newPersonDays) return undefined
  return who.awayDays === undefined ? 'new-joiner' : 'back-from-leave'
}

function through(today: Day, client: Client, time: number, chance: Chance): { place: Place; cause?: string } {
  const { who, city, laptopPlace, day } = today
  const { kind } = laptopPlace
  if (kind === 'office' || kind === 'gateway') return { place: laptopPlace }
  if (who.habits.tunnel) return { place: tunnelOn(who, city, day), cause: 'consumer-vpn' }
  if (who.habits.relay && client.browser.endsWith('Safari')) {
    return { place: relayPlace(who.chance.fork('relay', Math.floor(time / hourMs)), city), cause: 'private-relay' }
  }
  if (kind === 'home' && who.habits.dualStack && chance.yes(0.5)) return { place: homeOn(who, day, true), cause: 'dual-stack' }
  return { place: laptopPlace }
}

/** One exit a day. */
function tunnelOn(who: Person, city: City, day: number): Place {
  const chance = who.chance.fork('tunnel', day)
  return tunnelPlace(chance, chance.yes(rates.tunnelNearShare) ? city : undefined)
}

/** A traveller's network: the airport and the aeroplane at both ends, the hotel between; those who travel together share a place. */
export function away(organisation: Organisation, trip: Trip, day: number, chance: Chance): Place {
  switch (trip.kind) {
    case 'conference':
      return travelPlace('hotel', trip.city, organisation.chance.fork('venue', trip.firstDay, day % 2))
    case 'project':
      return travelPlace('hotel', trip.city, chance.fork('flat', Math.floor(day / 14)))
    case 'business':
    case 'holiday': {
      const onTheWay = day === trip.firstDay || day === trip.lastDay
      if (onTheWay && chance.fork('flight').yes(rates.inFlightShare)) return flightPlace(chance.fork('flight'))
      return travelPlace(onTheWay ? 'airport' : 'hotel', trip.city, chance)
    }
  }
}

/** The name for where the day is spent. */
export function settingOf(organisation: Organisation, who: Person, day: number, place: Place, trip: Trip | undefined): string {
  if (place.kind === 'satellite') return 'in-flight'
  if (trip !== undefined) return trip.kind === 'conference' ? 'conference' : trip.kind === 'project' ? 'team-abroad' : 'traveller'
  if (place.kind === 'gateway' && place.city !== who.home) return 'gateway-moved'
  if (place.kind === 'mobile' && place.city !== who.home) return 'far-egress'
  const renewed = organisation.newLines[who.home.name]
  return place.kind === 'office' && renewed !== undefined && day >= renewed && day < renewed + newLineDays ? 'new-office-line' : ordinary
}
