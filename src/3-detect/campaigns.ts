/** Who had findings from the same place lately: the book by which single findings become a campaign. */
import { connection } from '../0-event/address.ts'
import type { Event } from '../0-event/event.ts'
import { dayMs } from '../0-event/time.ts'
import type { Book } from './books.ts'
import { atLeast, type Finding } from './finding.ts'
import { createNotes, type Load } from './notes.ts'
import type { PersonState } from './person.ts'

/** One person whose finding of medium or high level came from there. */
export interface Struck {
  readonly person: string
  readonly name: string
  readonly time: number
  /** What they had in mind there: the last event of the finding. */
  readonly event: Event
  readonly isIn: boolean
}

export interface Campaigns extends Book {
  /** Notes a finding by where it came from; answers everybody with one from there within the window, the newest last. */
  struck(finding: Finding, person: Readonly<PersonState>, windowMs: number): readonly Struck[]
}

/** Places held; beyond it the one longest without a finding is forgotten. */
const placesMax = 5000
/** Persons of a place; of more the first are forgotten. */
const struckMax = 100
const keepMs = 3 * dayMs

/** Where a finding came from, if it says; findings about a source of their own are told already. */
export const placeOf = ({ src, subject }: Finding): string | undefined =>
  src?.ip === undefined || subject !== undefined ? undefined : connection(src.ip)

export function createCampaigns(load: Load): Campaigns {
  const places = createNotes<readonly Struck[]>('campaigns', placesMax, load)
  return {
    struck: (finding, person, windowMs) => {
      const place = placeOf(finding)
      const event = finding.events.at(-1)
      if (place === undefined || event === undefined || !atLeast(finding.level, 'medium')) return []
      const known = places.get(place) ?? []
      const own = known.find((one) => one.person === person.id)
      const isIn = finding.phase !== 'password' && finding.phase !== 'prompt'
      if (own === undefined || own.time < finding.time || (isIn && !own.isIn)) {
        const others = known.filter((one) => one.person !== person.id && one.time > finding.time - keepMs)
        const mine = { person: person.id, name: person.name, time: finding.time, event, isIn: isIn || own?.isIn === true }
        places.set(place, [...others, mine].slice(-struckMax))
      }
      return (places.get(place) ?? []).filter(({ time }) => time > finding.time - windowMs)
    },
    changes: places.changes,
    size: places.size,
  }
}
