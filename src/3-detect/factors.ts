/** Who enrolled which telephone or app, and for whom one administrator opens ways around the second proof. */
import { hourMs } from '../0-event/time.ts'
import { isByAnother } from './account.ts'
import type { Book } from './books.ts'
import type { Involved } from './detection.ts'
import { createNotes, type Load } from './notes.ts'
import { nameOf } from './person.ts'

/** At the bound the method longest unchanged is forgotten. */
const methodsMax = 50_000
/** Persons written down of one method, and of one administrator; further ones are not needed to be sure. */
const personsMax = 12
const actorsMax = 5_000
const actorMs = hourMs

export interface Factors extends Book {
  /** Everybody with this method, in the order they enrolled it. */
  sharedBy(key: string): readonly Involved[]
  /** For whom of those with a history this administrator opened a way around the second proof within the hour. */
  openedBy(actor: string, now: number): readonly Involved[]
}

interface Opened extends Involved {
  readonly time: number
}

/** A person known for fewer sign-ins is new: passes for new people are what passes are for. */
const historyMin = 10

export function createFactors(load: Load): Factors {
  const methods = createNotes<readonly Involved[]>('methods', methodsMax, load)
  const actors = createNotes<readonly Opened[]>('actors', actorsMax, load)
  return {
    take: (event, _moment, person) => {
      if (event.kind !== 'enrolment') return
      const involved = { person: person.id, name: person.name }
      if (event.methodKey !== undefined && event.what === 'added') {
        const known = methods.get(event.methodKey) ?? []
        if (known.length < personsMax && !known.some((one) => one.person === person.id)) methods.set(event.methodKey, [...known, involved])
      }
      const opens = event.what === 'access_pass' || event.what === 'bypass' || event.what === 'reset'
      if (!opens || !isByAnother(person, event.by) || event.by === undefined || person.familiar.count < historyMin) return
      const actor = nameOf(event.by).toLowerCase()
      const recent = (actors.get(actor) ?? []).filter((one) => one.time > event.time - actorMs && one.person !== person.id)
      actors.set(actor, [...recent, { ...involved, time: event.time }].slice(-personsMax))
    },
    sharedBy: (key) => methods.get(key) ?? [],
    openedBy: (actor, now) => (actors.get(actor.toLowerCase()) ?? []).filter(({ time }) => time > now - actorMs),
    changes: () => [...methods.changes(), ...actors.changes()],
    size: () => methods.size() + actors.size(),
  }
}
