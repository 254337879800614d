/** Builds the events one record tells: what they share is said once, and each gets an id of its own. */
import type { Endpoint, Event, Named, User } from '../../0-event/event.ts'
import { isObject, type Json, type JsonObject } from '../../0-event/json.ts'

type Shared = 'id' | 'source' | 'tenant' | 'time' | 'user' | 'app' | 'src' | 'flow' | 'session'

/** What all events of a record have in common. */
export type Base = Pick<Event, Shared>

type DraftOf<One extends Event> = One extends Event ? Omit<One, Shared> & Partial<Pick<One, Shared>> : never

/** An event without what its record shares with others; what is given here goes before the shared. */
export type Draft = DraftOf<Event>

/** The first event has the record's own id, the n-th `#n` behind it. */
export const tell = (base: Base, drafts: readonly Draft[]): Event[] =>
  drafts.map((draft, index) => ({ ...base, id: index === 0 ? base.id : `${base.id}#${index + 1}`, ...draft }))

/** The endpoint, or undefined where nothing is known of it. */
export function known(endpoint: Endpoint): Endpoint | undefined {
  for (const key in endpoint) if (endpoint[key as keyof Endpoint] !== undefined) return endpoint
  return undefined
}

/** An app or another thing by what is known of it; undefined where that is nothing. */
export const named = (uid: string | undefined, name: string | undefined): Named | undefined =>
  uid === undefined && name === undefined ? undefined : { uid, name }

interface Names {
  readonly uid?: string | undefined
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly displayName?: string | undefined
}

/** A person by what a record knows of them, names in lower case; undefined where nothing tells one person from another. */
export function person(names: Names): User | undefined {
  const name = names.name?.toLowerCase()
  const email = (names.email ?? (isAddress(names.name) ? names.name : undefined))?.toLowerCase()
  if (names.uid === undefined && name === undefined && email === undefined) return undefined
  return { uid: names.uid, name, email, displayName: names.displayName }
}

/** Whether a text has the form of an e-mail address. */
export function isAddress(text: string | undefined): boolean {
  if (text === undefined || text.length > 254) return false
  const at = text.indexOf('@')
  return at > 0 && at === text.lastIndexOf('@') && text.indexOf('.', at) > at + 1 && !text.endsWith('.') && !/\s/.test(text)
}

/** `by` of an event: who did it, where that is another than the person it was done to. */
export function another(by: User | undefined, user: User): User | undefined {
  if (by === undefined) return undefined
  const same = by.uid !== undefined && user.uid !== undefined ? by.uid === user.uid : by.name !== undefined && by.name === user.name
  return same ? undefined : by
}

const textLengthMax = 200

/** Text for a detail of an event: at most 200 characters. */
export const short = (text: string | undefined): string | undefined => text?.slice(0, textLengthMax)

/** The records of an envelope's list; undefined where not all are objects, so that it is refused as a whole and nothing of it is lost. */
export const objects = (entries: readonly Json[]): readonly JsonObject[] | undefined => (entries.every(isObject) ? entries : undefined)
