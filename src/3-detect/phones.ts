/** Whose telephone it is: some logs name only the number that was called, others name the person and their phone. */
import type { Event, User } from '../0-event/event.ts'
import { type Change, createNotes, type Load } from './notes.ts'
import type { PersonState } from './person.ts'

export interface Phones {
  /** The person whose telephone an event without a person names; undefined where it is not known, or the event names a person. */
  owner(event: Event): PersonState | undefined
  /** Takes note of a prompt that names both. */
  learn(event: Event, person: PersonState): void
  changes(): readonly Change[]
  size(): number
}

/** At the bound the number longest unused is forgotten. */
const phonesMax = 200_000
const digitsMin = 7

/** `held`: the person with an id, where they are still known by it. */
export function createPhones(load: Load, held: (id: string) => PersonState | undefined): Phones {
  const owners = createNotes<string>('phone owners', phonesMax, load)
  return {
    owner: (event) => {
      const id = event.kind === 'prompt' && isPhone(event.user) ? owners.get(numberOf(event.user.uid ?? '')) : undefined
      return id === undefined ? undefined : held(id)
    },
    learn(event, person) {
      if (event.kind !== 'prompt' || event.target === undefined || isPhone(event.user)) return
      const number = numberOf(event.target)
      if (number.length < digitsMin || (owners.get(number) === person.id && owners.size() * 2 < phonesMax)) return
      owners.set(number, person.id)
    },
    changes: owners.changes,
    size: owners.size,
  }
}

/** An account that is only a telephone (`phone:+1 555…`), as Duo's telephony log gives it. */
export const isPhone = (user: User | undefined): boolean => user?.uid?.startsWith('phone:') === true

/** `+1 (555) 010-9999` → `+15550109999`; the letters that mask digits stay. */
const numberOf = (text: string): string => text.replace('phone:', '').replaceAll(/[\s().-]/g, '')
