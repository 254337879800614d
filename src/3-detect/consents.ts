/** Who gave which app access: an app that many use is ordinary, one that nobody has seen is looked at. */
import type { ChangeEvent } from '../0-event/event.ts'
import type { Book } from './books.ts'
import { hash } from './familiar.ts'
import { createNotes, type Load } from './notes.ts'

export interface Consents extends Book {
  /** How many persons gave this app access before, at most `personsMax`. */
  before(event: ChangeEvent): number
}

/** At the bound the app longest without a new consent is forgotten, and looks new again. */
const appsMax = 20_000
const personsMax = 8

export function createConsents(load: Load): Consents {
  const apps = createNotes<readonly number[]>('consents', appsMax, load)
  const keyOf = ({ app, target }: ChangeEvent): string => app?.uid ?? app?.name ?? target ?? ''
  const before = new Map<string, number>()
  return {
    take: (event, _moment, person) => {
      if (event.kind !== 'change' || event.what !== 'consent_granted' || event.outcome !== 'success') return
      const key = keyOf(event)
      const known = apps.get(key) ?? []
      before.clear()
      const one = hash(person.id)
      before.set(event.id, known.filter((other) => other !== one).length)
      if (known.length < personsMax && !known.includes(one)) apps.set(key, [...known, one])
    },
    before: (event) => before.get(event.id) ?? 0,
    changes: apps.changes,
    size: apps.size,
  }
}
