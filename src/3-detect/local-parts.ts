/** Bare names (`ada` of Duo) belong to the one person with that local part in an e-mail; where there are two, to neither. */
import type { Change, Load } from './notes.ts'
import type { PersonState } from './person.ts'

export interface LocalParts {
  /** Takes note of an alias; true where its local part is this person's alone. */
  add(person: PersonState, alias: string): boolean
  /** Whose local part it is, where it is one person's alone. */
  owner(local: string): PersonState | undefined
  /** The person is another one now. */
  remove(person: PersonState): void
  /** The person is no longer held. */
  drop(person: PersonState): void
  changes(): Change[]
}

export const isMail = (alias: string): boolean => alias.includes('@') && !alias.startsWith('id ')

export const localPart = (alias: string): string | undefined => (isMail(alias) ? alias.slice(0, alias.indexOf('@')) : undefined)

/** Of those held alone. The index is only built when the first bare name is met: logs that name everybody by e-mail never need it. */
export function createLocalParts(persons: ReadonlyMap<string, PersonState>): LocalParts {
  let index: Map<string, PersonState | null> | undefined

  function add(person: PersonState, alias: string): boolean {
    const local = localPart(alias)
    if (index === undefined || local === undefined) return false
    const other = index.get(local)
    index.set(local, other === undefined || other === person ? person : null)
    return index.get(local) === person
  }

  function build(): Map<string, PersonState | null> {
    if (index !== undefined) return index
    index = new Map()
    for (const person of persons.values()) for (const alias of person.aliases) add(person, alias)
    return index
  }

  function remove(person: PersonState): void {
    if (index === undefined) return
    for (const alias of person.aliases) {
      const local = localPart(alias)
      if (local !== undefined && index.get(local) === person) index.delete(local)
    }
  }

  return { add, owner: (local) => build().get(local) ?? undefined, remove, drop: remove, changes: () => [] }
}

/** What is kept where two persons have it. */
const nobodys = ''

/** Of everybody ever known: after a restart most are not held until they are met again, under whatever name. */
export function createKeptLocalParts(load: NonNullable<Load>, held: (id: string) => PersonState | undefined): LocalParts {
  const changed = new Map<string, string | undefined>()
  const keyOf = (local: string): string => `local ${local}`
  const idOf = (local: string): string | undefined => (changed.has(local) ? changed.get(local) : load(keyOf(local)))

  function add(person: PersonState, alias: string): boolean {
    const local = localPart(alias)
    if (local === undefined) return false
    const known = idOf(local)
    if (known === undefined) changed.set(local, person.id)
    else if (known !== person.id && known !== nobodys) changed.set(local, nobodys)
    return (known ?? person.id) === person.id
  }

  function owner(local: string): PersonState | undefined {
    const id = idOf(local)
    return id === undefined || id === nobodys ? undefined : held(id)
  }

  function remove(person: PersonState): void {
    for (const alias of person.aliases) {
      const local = localPart(alias)
      if (local !== undefined && idOf(local) === person.id) changed.set(local, undefined)
    }
  }

  function changes(): Change[] {
    const told = [...changed].map(([local, state]) => ({ key: keyOf(local), state }))
    changed.clear()
    return told
  }

  return { add, owner, remove, drop: () => {}, changes }
}
