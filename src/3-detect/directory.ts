/** Knows a person across providers: e-mail, UPN, bare names and providers' ids lead to one state, and an administrator can correct the match. */
import type { SourceName, User } from '../0-event/event.ts'
import { createKeptLocalParts, createLocalParts, isMail, localPart } from './local-parts.ts'
import { absorb, aliasesMax, nameOf, newPerson, type PersonState } from './person.ts'

export interface Directory {
  /** The person an account belongs to, made where it was never seen. */
  resolve(source: SourceName, user: User): PersonState
  /** The same without making anybody; undefined where the account was never seen. */
  known(source: SourceName, user: User): PersonState | undefined
  /** Somebody who is not held: what is noted about them is gone with the event. */
  stranger(source: SourceName, user: User): PersonState
  /** Persons changed since the last call, and those that were absorbed by another; only recorded where `load` is given. */
  changes(): { readonly key: string; readonly state: string | undefined }[]
  touch(person: PersonState): void
  /** The person with this id: held, or taken up from an earlier run. */
  recall(id: string): PersonState | undefined
  size(): number
  forgotten(): number
}

export interface DirectoryOptions {
  readonly load?: ((key: string) => string | undefined) | undefined
  /** Alias (as `aliasesOf` writes it) → person id. */
  readonly corrections?: ReadonlyMap<string, string> | undefined
  readonly homeDomains?: readonly string[] | undefined
  /** Persons held in memory; beyond it the one longest unseen is dropped (kept on disk where `load` is given, else forgotten). */
  readonly personsMax?: number | undefined
  /** Told of each person taken up from an earlier run. */
  readonly restored?: (person: PersonState) => void
}

const personsMaxDefault = 200_000
/** Shorter ids are counters that two providers may both have given. */
const uidMin = 16

export function createDirectory(options: DirectoryOptions): Directory {
  const byId = new Map<string, PersonState>()
  const byAlias = new Map<string, PersonState>()
  /** The common case: one look-up by the provider's id, without building an alias. */
  const byUid = new Map<string, PersonState>()
  const dirty = new Set<PersonState>()
  const gone = new Set<string>()
  const newAliases = new Map<string, string>()
  const personsMax = options.personsMax ?? personsMaxDefault
  const { load, corrections } = options
  const locals = load === undefined ? createLocalParts(byId) : createKeptLocalParts(load, recall)
  let forgotten = 0

  function resolve(source: SourceName, user: User): PersonState {
    const known = user.uid === undefined || user.uid.length < uidMin ? undefined : byUid.get(user.uid)
    return known !== undefined && isSame(known.last, user) ? known : resolveWhole(source, user)
  }

  function resolveWhole(source: SourceName, user: User): PersonState {
    const all = aliasesOf(source, user, options.homeDomains ?? [])
    const corrected = corrections === undefined ? undefined : all.find((alias) => corrections.has(alias))
    const aliases = corrected === undefined ? needed(all) : [corrected]
    const found = [...new Set(aliases.map(find).filter((person) => person !== undefined))]
    const person = found[0] ?? byIdAlone(user) ?? named(aliases) ?? create(aliases, user)
    for (const other of found.slice(1)) merge(person, other)
    for (const alias of aliases) claim(person, alias)
    if (user.uid !== undefined && user.uid.length >= uidMin) byUid.set(user.uid, person)
    if (user.email !== undefined && !person.name.includes('@')) person.name = user.email
    person.displayName ??= user.displayName
    person.last = user.name === user.email ? { ...user, name: user.email } : user
    touch(person)
    return person
  }

  /** Audit records name some persons by the provider's id and nothing else. */
  const byIdAlone = ({ uid, name, email }: User): PersonState | undefined =>
    uid !== undefined && uid.length >= uidMin && name === undefined && email === undefined ? byUid.get(uid) : undefined

  function known(source: SourceName, user: User): PersonState | undefined {
    const aliases = aliasesOf(source, user, options.homeDomains ?? [])
    for (const alias of aliases) {
      const person = byAlias.get(alias) ?? (corrections?.has(alias) === true || load !== undefined ? find(alias) : undefined)
      if (person !== undefined) return person
    }
    return (user.uid === undefined ? undefined : byUid.get(user.uid)) ?? named(aliases)
  }

  function stranger(source: SourceName, user: User): PersonState {
    const [id = nameOf(user)] = aliasesOf(source, user, options.homeDomains ?? [])
    return newPerson(id, user)
  }

  /** A provider's id beside an e-mail is an alias of its own only where an earlier run may have to be found by it. */
  const needed = (aliases: readonly string[]): readonly string[] =>
    load === undefined && aliases.some(isMail) && byUidSuffices(aliases) ? aliases.filter(isMail) : aliases

  function find(alias: string): PersonState | undefined {
    const corrected = corrections?.get(alias)
    if (corrected !== undefined) return byId.get(corrected) ?? restore(corrected) ?? create([alias], { name: corrected }, corrected)
    return keptAs(alias)
  }

  function keptAs(alias: string): PersonState | undefined {
    const known = byAlias.get(alias)
    if (known !== undefined || load === undefined) return known
    const id = newAliases.get(alias) ?? load(`alias ${alias}`)
    return id === undefined ? undefined : recall(id)
  }

  /** By a bare name alone. */
  function named(aliases: readonly string[]): PersonState | undefined {
    const bare = aliases.some(isMail) ? undefined : aliases.find((alias) => alias.startsWith('name '))
    return bare === undefined ? undefined : locals.owner(bare.slice(5))
  }

  function recall(id: string): PersonState | undefined {
    return byId.get(id) ?? restore(id)
  }

  function restore(id: string): PersonState | undefined {
    const kept = load?.(`person ${id}`)
    if (kept === undefined) return undefined
    const person = Object.assign(newPerson(id, {}), JSON.parse(kept)) as PersonState
    hold(person)
    for (const alias of person.aliases) {
      byAlias.set(alias, person)
      locals.add(person, alias)
    }
    options.restored?.(person)
    return person
  }

  function create(aliases: readonly string[], user: User, id = aliases[0] ?? nameOf(user)): PersonState {
    const person = newPerson(id, user)
    hold(person)
    return person
  }

  function hold(person: PersonState): void {
    byId.set(person.id, person)
    if (byId.size > personsMax) drop()
  }

  function drop(): void {
    for (const oldest of byId.values()) {
      if (dirty.has(oldest)) continue
      locals.drop(oldest)
      unhold(oldest)
      if (load === undefined) forgotten++
      return
    }
  }

  function unhold(person: PersonState): void {
    byId.delete(person.id)
    dirty.delete(person)
    for (const alias of person.aliases) if (byAlias.get(alias) === person) byAlias.delete(alias)
    if (person.last?.uid !== undefined && byUid.get(person.last.uid) === person) byUid.delete(person.last.uid)
  }

  function claim(person: PersonState, alias: string): void {
    if (byAlias.get(alias) === person) return
    if (person.aliases.length < aliasesMax && !person.aliases.includes(alias)) person.aliases = person.aliases.concat(alias)
    index(person, alias)
    if (load !== undefined) newAliases.set(alias, person.id)
  }

  function index(person: PersonState, alias: string): void {
    byAlias.set(alias, person)
    const bare = locals.add(person, alias) ? keptAs(`name ${localPart(alias)}`) : undefined
    if (bare !== undefined && bare !== person && !bare.aliases.some(isMail)) merge(person, bare)
  }

  function merge(into: PersonState, from: PersonState): void {
    locals.remove(from)
    absorb(into, from)
    unhold(from)
    gone.add(from.id)
    for (const alias of from.aliases) {
      index(into, alias)
      if (load !== undefined) newAliases.set(alias, into.id)
    }
  }

  function changes(): { key: string; state: string | undefined }[] {
    const changed = [...dirty].map((person) => ({ key: `person ${person.id}`, state: JSON.stringify(person) as string | undefined }))
    for (const [alias, id] of newAliases) changed.push({ key: `alias ${alias}`, state: id })
    changed.push(...locals.changes())
    for (const id of gone) if (!byId.has(id)) changed.push({ key: `person ${id}`, state: undefined })
    dirty.clear()
    newAliases.clear()
    gone.clear()
    return changed
  }

  function touch(person: PersonState): void {
    if (byId.get(person.id) !== person) return
    if (load !== undefined) dirty.add(person)
    if (byId.size * 2 > personsMax && byId.delete(person.id)) byId.set(person.id, person)
  }

  return { resolve, known, stranger, changes, touch, recall, size: () => byId.size, forgotten: () => forgotten }
}

const isSame = (one: User | undefined, other: User): boolean =>
  one !== undefined &&
  one.uid === other.uid &&
  one.name === other.name &&
  one.email === other.email &&
  (one.displayName !== undefined || other.displayName === undefined)

/** Every key an account is known by, the best first: `ada@example.com`, `name ada`, `id okta 00u1`. */
export function aliasesOf(source: SourceName, user: User, homeDomains: readonly string[]): string[] {
  const aliases: string[] = []
  for (const text of [user.email, user.name]) {
    if (text === undefined) continue
    const name = text.toLowerCase()
    const bare = name.slice(name.lastIndexOf('\\') + 1)
    const alias = bare.includes('@') ? bare : homeDomains.length === 1 ? `${bare}@${homeDomains[0]}` : `name ${bare}`
    if (!aliases.includes(alias)) aliases.push(alias)
  }
  if (user.uid !== undefined) aliases.push(`id ${source} ${user.uid}`)
  return aliases
}

const byUidSuffices = (aliases: readonly string[]): boolean => (aliases.at(-1)?.length ?? 0) >= uidMin + 'id x '.length
