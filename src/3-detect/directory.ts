/** Knows a person across providers: e-mail, UPN, bare names and providers' ids lead to one state, and an administrator can correct the match. */
import type { SourceName, User } from '../0-event/event.ts'
import { absorb, aliasesMax, nameOf, newPerson, type PersonState } from './person.ts'

export interface Directory {
  /** The person an account belongs to, made where it was never seen. */
  resolve(source: SourceName, user: User): PersonState
  /** Persons changed since the last call, and those that were absorbed by another. */
  changes(): { readonly key: string; readonly state: string | undefined }[]
  touch(person: PersonState): void
  size(): number
  forgotten(): number
  persons(): Iterable<PersonState>
}

export interface DirectoryOptions {
  readonly load?: ((key: string) => string | undefined) | undefined
  readonly corrections?: ReadonlyMap<string, string> | undefined
  readonly homeDomains?: readonly string[] | undefined
  /** Persons held in memory; beyond it the one longest unseen is dropped (kept on disk where `load` is given, else forgotten). */
  readonly personsMax?: number | undefined
  /** Told of each person taken up from an earlier run. */
  readonly restored?: (person: PersonState) => void
}

const personsMaxDefault = 200_000

export function createDirectory(options: DirectoryOptions): Directory {
  const byId = new Map<string, PersonState>()
  const byAlias = new Map<string, PersonState>()
  const byUid = new Map<string, PersonState>()
  /** Bare names wait here for the e-mail they belong to; `null` where two e-mails share the local part. */
  const byLocalPart = new Map<string, PersonState | null>()
  const dirty = new Set<PersonState>()
  const gone = new Set<string>()
  const newAliases = new Map<string, string>()
  const personsMax = options.personsMax ?? personsMaxDefault
  let forgotten = 0

  function resolve(source: SourceName, user: User): PersonState {
    const known = user.uid === undefined ? undefined : byUid.get(user.uid)
    if (known !== undefined && isSame(known.last, user)) return known
    return resolveWhole(source, user)
  }

  function resolveWhole(source: SourceName, user: User): PersonState {
    const aliases = aliasesOf(source, user, options.homeDomains ?? [])
    const corrected = aliases.find((alias) => options.corrections?.has(alias))
    const found = [
      ...new Set((corrected === undefined ? aliases : [corrected]).map((alias) => find(alias)).filter((person) => person !== undefined)),
    ]
    const person = found[0] ?? bareMatch(aliases) ?? create(aliases, user)
    for (const other of found.slice(1)) merge(person, other)
    for (const alias of corrected === undefined ? aliases : [corrected]) claim(person, alias)
    if (user.uid !== undefined) byUid.set(user.uid, person)
    if (user.email !== undefined && !person.name.includes('@')) person.name = user.email
    person.displayName ??= user.displayName
    person.last = user
    dirty.add(person)
    return person
  }

  function find(alias: string): PersonState | undefined {
    const corrected = options.corrections?.get(alias)
    if (corrected !== undefined) return byId.get(corrected) ?? restore(corrected) ?? create([alias], { name: corrected }, corrected)
    const known = byAlias.get(alias)
    if (known !== undefined) return known
    const id = options.load?.(`alias ${alias}`)
    return id === undefined ? undefined : (byId.get(id) ?? restore(id))
  }

  function restore(id: string): PersonState | undefined {
    const kept = options.load?.(`person ${id}`)
    if (kept === undefined) return undefined
    const person = JSON.parse(kept) as PersonState
    hold(person)
    for (const alias of person.aliases) index(person, alias)
    options.restored?.(person)
    return person
  }

  function create(aliases: readonly string[], user: User, id = personId(aliases, user)): PersonState {
    const person = newPerson(id, user)
    hold(person)
    return person
  }

  function hold(person: PersonState): void {
    byId.set(person.id, person)
    if (byId.size > personsMax) drop()
  }

  function drop(): void {
    const oldest = byId.values().next().value
    if (oldest === undefined || (dirty.has(oldest) && options.load !== undefined)) return
    unhold(oldest)
    if (options.load === undefined) forgotten++
  }

  function unhold(person: PersonState): void {
    byId.delete(person.id)
    dirty.delete(person)
    for (const alias of person.aliases) {
      if (byAlias.get(alias) === person) byAlias.delete(alias)
      const local = localPart(alias)
      if (local !== undefined && byLocalPart.get(local) === person) byLocalPart.delete(local)
    }
    if (person.last?.uid !== undefined && byUid.get(person.last.uid) === person) byUid.delete(person.last.uid)
  }

  function claim(person: PersonState, alias: string): void {
    if (byAlias.get(alias) === person && person.aliases.includes(alias)) return
    if (person.aliases.length < aliasesMax && !person.aliases.includes(alias)) person.aliases.push(alias)
    index(person, alias)
    newAliases.set(alias, person.id)
  }

  function index(person: PersonState, alias: string): void {
    byAlias.set(alias, person)
    const local = localPart(alias)
    if (local === undefined) return
    const other = byLocalPart.get(local)
    byLocalPart.set(local, other === undefined || other === person ? person : null)
    const bare = byAlias.get(`name ${local}`)
    if (bare !== undefined && bare !== person && byLocalPart.get(local) === person && !bare.aliases.some((one) => one.startsWith('mail ')))
      merge(person, bare)
  }

  /** A bare name (`ada`) belongs to the one known e-mail with that local part; where there are two, to neither. */
  function bareMatch(aliases: readonly string[]): PersonState | undefined {
    if (aliases.some((alias) => alias.startsWith('mail '))) return undefined
    const bare = aliases.find((alias) => alias.startsWith('name '))
    return bare === undefined ? undefined : (byLocalPart.get(bare.slice(5)) ?? undefined)
  }

  function merge(into: PersonState, from: PersonState): void {
    absorb(into, from)
    unhold(from)
    gone.add(from.id)
    for (const alias of from.aliases) {
      index(into, alias)
      newAliases.set(alias, into.id)
    }
  }

  function changes(): { key: string; state: string | undefined }[] {
    const changed = [...dirty].map((person) => ({ key: `person ${person.id}`, state: JSON.stringify(person) as string | undefined }))
    for (const [alias, id] of newAliases) changed.push({ key: `alias ${alias}`, state: id })
    for (const id of gone) if (!byId.has(id)) changed.push({ key: `person ${id}`, state: undefined })
    dirty.clear()
    newAliases.clear()
    gone.clear()
    return changed
  }

  function touch(person: PersonState): void {
    dirty.add(person)
    if (byId.size * 2 > personsMax && byId.delete(person.id)) byId.set(person.id, person)
  }

  return { resolve, changes, touch, size: () => byId.size, forgotten: () => forgotten, persons: () => byId.values() }
}

const isSame = (one: User | undefined, other: User): boolean =>
  one !== undefined && one.uid === other.uid && one.name === other.name && one.email === other.email

/** Every key an account is known by: `mail ada@example.com`, `name ada`, `id okta 00u1`. */
export function aliasesOf(source: SourceName, user: User, homeDomains: readonly string[]): string[] {
  const aliases: string[] = []
  const add = (alias: string): unknown => aliases.includes(alias) || aliases.push(alias)
  for (const text of [user.email, user.name]) {
    if (text === undefined) continue
    const name = text.toLowerCase()
    const bare = name.slice(name.lastIndexOf('\\') + 1)
    if (bare.includes('@')) add(`mail ${bare}`)
    else if (homeDomains.length === 1) add(`mail ${bare}@${homeDomains[0]}`)
    else add(`name ${bare}`)
  }
  if (user.uid !== undefined) add(`id ${source} ${user.uid}`)
  return aliases
}

const localPart = (alias: string): string | undefined => (alias.startsWith('mail ') ? alias.slice(5, alias.indexOf('@')) : undefined)

/** The alias that names a person best; a name keeps its kind in front, so that `ada` of Duo is not `ada` of another. */
const personId = (aliases: readonly string[], user: User): string => {
  const mail = aliases.find((alias) => alias.startsWith('mail '))
  return mail === undefined ? (aliases[0] ?? nameOf(user)) : mail.slice(5)
}
