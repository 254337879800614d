/** Who changes what by themselves and for others on an ordinary day: a person on their own account, and an administrator on somebody's. */
import { dayMs } from '../0-event/time.ts'
import type { Chance } from './simulate-chance.ts'
import type { Change, What } from './simulate-change.ts'
import type { Day } from './simulate-day.ts'
import { has, homeOn, inUse, type Organisation, type Person, type ProviderName } from './simulate-people.ts'
import { officePlace, type Place } from './simulate-places.ts'

/** A change that the person makes on the laptop, where they are. */
export const own = (today: Day, provider: ProviderName, what: What, time: number, cause: string, chance: Chance): Change => ({
  kind: 'change',
  provider,
  person: today.who,
  time: Math.round(time),
  place: today.laptopPlace,
  client: today.laptop,
  cause,
  chance,
  ...what,
})

/** The same by an administrator, from the administrator's own desk; by the person where the organisation has none. */
export function byAdmin(today: Day, provider: ProviderName, what: What, time: number, cause: string, chance: Chance): Change {
  const by = adminFor(today.organisation, provider, today.who)
  if (by === undefined) return own(today, provider, what, time, cause, chance)
  const { place, client } = deskOf(today.organisation, by, time)
  return { ...own(today, provider, what, time, cause, chance), by, place, client }
}

/** The one who is asked first: always the same, so that administrators have their work. */
export function adminFor(organisation: Organisation, provider: ProviderName, not: Person): Person | undefined {
  const admins = adminsOf(organisation).filter((one) => one !== not)
  return admins.find((one) => has(one, provider)) ?? admins[0]
}

const admins = new WeakMap<Organisation, readonly Person[]>()

/** Found once for an organisation. */
export function adminsOf(organisation: Organisation): readonly Person[] {
  const known = admins.get(organisation)
  if (known !== undefined) return known
  const found = organisation.people.filter(({ admin }) => admin)
  admins.set(organisation, found)
  return found
}

/** Where an administrator works: in the office, or at home. */
export function deskOf(organisation: Organisation, who: Person, time: number): { place: Place; client: Person['laptops'][0] } {
  const day = Math.floor((time - organisation.start) / dayMs)
  return { place: who.remote ? homeOn(who, day) : officePlace(who.home, who.index), client: inUse(who.laptops, time) }
}
