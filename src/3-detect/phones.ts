/** Whose telephone it is: some logs name only the number that was called, others name the person and their phone. */
import type { Event, User } from '../0-event/event.ts'
import type { PersonState } from './person.ts'

export interface Phones {
  /** The person whose telephone an event without a person names; undefined where it is not known, or the event names a person. */
  owner(event: Event): PersonState | undefined
  /** Takes note of a prompt that names both. */
  learn(event: Event, person: PersonState): void
}

/** At the bound the number longest unused is forgotten. */
const phonesMax = 200_000
const digitsMin = 7

export function createPhones(): Phones {
  const owners = new Map<string, PersonState>()
  return {
    owner: (event) => (event.kind === 'prompt' && isPhone(event.user) ? owners.get(numberOf(event.user.uid ?? '')) : undefined),
    learn(event, person) {
      if (event.kind !== 'prompt' || event.target === undefined || isPhone(event.user)) return
      const number = numberOf(event.target)
      if (number.length < digitsMin || (owners.get(number) === person && owners.size * 2 < phonesMax)) return
      owners.delete(number)
      owners.set(number, person)
      if (owners.size > phonesMax) owners.delete(owners.keys().next().value ?? '')
    },
  }
}

/** An account that is only a telephone (`phone:+1 555…`), as Duo's telephony log gives it. */
export const isPhone = (user: User | undefined): boolean => user?.uid?.startsWith('phone:') === true

/** `+1 (555) 010-9999` → `+15550109999`; the letters that mask digits stay. */
const numberOf = (text: string): string => text.replace('phone:', '').replaceAll(/[\s().-]/g, '')
