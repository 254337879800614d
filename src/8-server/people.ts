/** Who is who: persons as the detections joined them over providers, and the administrator's corrections. */
import type { Event, User } from '../0-event/event.ts'
import { sources } from '../1-ingest/sources/index.ts'
import type { Records, StateAccess } from '../2-store/records.ts'
import {
  addCorrection,
  corrections,
  type Lane as LaneName,
  removeCorrection,
  type StateFind,
  statesBetween,
} from '../2-store/records-states.ts'
import { aliasesOf } from '../3-detect/directory.ts'
import { nameOf } from '../3-detect/person.ts'
import type { Recognised } from '../3-detect/rule-findings.ts'
import { type Lanes, laneNames, laneOf } from './lane.ts'
import { problem } from './problem.ts'
import type { PersonView } from './wire.ts'

export interface People {
  search(text: string): Promise<readonly PersonView[]>
  /** Throws 404 for a person that is not known, 409 where there are too many corrections. */
  correct(alias: string, person: string, by: string): Promise<void>
  /** False where there is no such correction. */
  undo(alias: string): Promise<boolean>
  /** Every account of a person, as the detections write them; undefined where they are not known. */
  aliases(person: string): readonly string[] | undefined
  /** The person an event is about; undefined where they are so new that nothing is kept of them yet. */
  personOf(event: Event): string | undefined
  /** Who an account is that no event names: a person that is known, else one of the name the detections would give them. */
  recognise(user: User): Recognised
}

export interface PeopleParts {
  readonly records: Records
  readonly lanes: () => Lanes
  readonly states: StateAccess
  readonly homeDomains: readonly string[]
  /** By alias; the detections look here. */
  readonly corrections: Map<string, string>
  /** Told when who is who has changed. */
  readonly changed: () => void
  readonly clock: () => number
}

const foundMax = 50

/** The corrections as they were kept. */
export async function loadCorrections(records: Records): Promise<Map<string, string>> {
  return new Map((await corrections(records)).map(({ alias, person }) => [alias, person]))
}

interface Kept {
  readonly id: string
  readonly name: string
  readonly displayName?: string
  readonly aliases: readonly string[]
}

export function createPeople(parts: PeopleParts): People {
  const { records } = parts

  function state(name: LaneName, key: string): string | undefined {
    const lane = parts.lanes()[name]
    return lane.unsaved.get(key) ?? parts.states.load(name, lane.generation, key)
  }

  function person(id: string): Kept | undefined {
    for (const name of laneNames) {
      const kept = state(name, `person ${id}`)
      if (kept !== undefined) return JSON.parse(kept) as Kept
    }
    return undefined
  }

  function view({ id, name, displayName, aliases }: Kept): PersonView {
    const corrected = [...parts.corrections].filter(([, to]) => to === id).map(([alias]) => alias)
    return { id, name, displayName, aliases, corrected }
  }

  /** Every key an account may be known by, whichever provider its id is of. */
  const keysOf = (user: User): readonly string[] => [
    ...aliasesOf('entra-id', user, parts.homeDomains),
    ...(user.uid === undefined ? [] : sources.map(({ name }) => `id ${name} ${user.uid}`)),
  ]

  function recognise(user: User): Recognised {
    const keys = keysOf(user)
    for (const name of laneNames) {
      for (const key of keys) {
        const id = parts.corrections.get(key) ?? state(name, `alias ${key}`)
        const kept = id === undefined ? undefined : state(name, `person ${id}`)
        if (kept === undefined) continue
        const known = JSON.parse(kept) as Kept
        return {
          person: { id: known.id, name: known.name, displayName: known.displayName, uid: user.uid },
          simulated: name === 'simulated',
        }
      }
    }
    return { person: { id: keys[0] ?? nameOf(user), name: nameOf(user), displayName: user.displayName, uid: user.uid }, simulated: false }
  }

  return {
    recognise,
    search: async (text) => {
      const ids = new Set<string>()
      for (const name of laneNames) {
        const { generation } = parts.lanes()[name]
        const find: StateFind = { lane: name, generation, prefix: 'alias ', text: text.toLowerCase(), limit: foundMax * 4 }
        for (const { value } of await statesBetween(records, find)) ids.add(value)
      }
      const found = [...ids].map(person).filter((one) => one !== undefined)
      return found
        .sort((one, other) => (one.name < other.name ? -1 : 1))
        .slice(0, foundMax)
        .map(view)
    },
    correct: async (given, wanted, by) => {
      const alias = asAlias(given)
      // Put with itself, an account becomes a person of its own.
      const to = wanted === given ? alias : wanted
      if (to !== alias && person(to) === undefined) throw problem(404, 'not_found', 'There is no such person. Search for them first.')
      if (!(await addCorrection(records, { alias, person: to, by, created: parts.clock() }))) {
        throw problem(409, 'conflict', 'There are too many corrections. Undo some first.')
      }
      parts.corrections.set(alias, to)
      parts.changed()
    },
    undo: async (given) => {
      const alias = asAlias(given)
      if (!(await removeCorrection(records, alias))) return false
      parts.corrections.delete(alias)
      parts.changed()
      return true
    },
    aliases: (id) => person(id)?.aliases,
    personOf: (event) => {
      for (const alias of aliasesOf(event.source, event.user, parts.homeDomains)) {
        const id = parts.corrections.get(alias) ?? state(laneOf(event), `alias ${alias}`)
        if (id !== undefined) return id
      }
      return undefined
    },
  }
}

/** As the detections write accounts: `ada@example.com`, `name ada`, `id okta 00u1`. */
function asAlias(given: string): string {
  if (/^(?:name|id \S+) \S/.test(given)) return given
  return given.includes('@') ? given.toLowerCase() : `name ${given.toLowerCase()}`
}
