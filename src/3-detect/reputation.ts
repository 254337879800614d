/** How addresses behaved over the whole organisation: a bounded table of those from which passwords were wrong, and for how many persons. */
import { dayMs } from '../0-event/time.ts'
import type { Book } from './books.ts'
import type { Moment } from './detection.ts'
import { hash } from './familiar.ts'
import { createNotes, type Load } from './notes.ts'

/** What is remembered of one address, fading by half in `halfMs`. */
export interface Reputation {
  readonly time: number
  /** Wrong passwords and unknown names, and right passwords, each worth less with age. */
  readonly wrong: number
  readonly right: number
  /** Hashes of persons whose password was wrong; the first `personsMax`. */
  readonly persons: readonly number[]
}

export interface Reputations extends Book {
  /** As it stands at an instant; undefined for an address of which nothing bad is known. */
  of(ip: string | undefined, now: number): Reputation | undefined
}

/** At the bound the address that is quiet the longest is forgotten: an attacker with more addresses than that spends each once. */
const addressesMax = 20_000
const personsMax = 16
const halfMs = 3 * dayMs
/** Less than this is nothing. */
const wrongMin = 0.5

export function createReputations(load: Load): Reputations {
  const notes = createNotes<Reputation>('reputation', addressesMax, load)
  const at = (known: Reputation, now: number): Reputation => {
    const fade = 0.5 ** (Math.max(0, now - known.time) / halfMs)
    return { ...known, time: Math.max(now, known.time), wrong: known.wrong * fade, right: known.right * fade }
  }
  return {
    take: (event, moment, person) => {
      const ip = event.src?.ip
      if (event.kind !== 'password' || ip === undefined || moment.source.own) return
      const known = notes.get(ip)
      if (event.outcome === 'right') {
        if (known !== undefined) notes.set(ip, more(at(known, event.time), 0, 1, undefined))
      } else if (event.outcome === 'wrong' || event.outcome === 'unknown_user')
        notes.set(ip, more(known === undefined ? fresh(event.time) : at(known, event.time), 1, 0, hash(person.id)))
    },
    of: (ip, now) => {
      const known = ip === undefined ? undefined : notes.get(ip)
      const faded = known === undefined ? undefined : at(known, now)
      return faded === undefined || faded.wrong < wrongMin ? undefined : faded
    },
    changes: notes.changes,
    size: notes.size,
  }
}

const fresh = (time: number): Reputation => ({ time, wrong: 0, right: 0, persons: [] })

const more = (known: Reputation, wrong: number, right: number, person: number | undefined): Reputation => ({
  time: known.time,
  wrong: known.wrong + wrong,
  right: known.right + right,
  persons:
    person === undefined || known.persons.includes(person) || known.persons.length >= personsMax
      ? known.persons
      : [...known.persons, person],
})

/** The share of tries with a wrong password. */
export const failingShare = ({ wrong, right }: Reputation): number => wrong / (wrong + right)

export const reputationOf = ({ books, event, now }: Moment): Reputation | undefined => books.reputations.of(event?.src?.ip, now)
