/** What many persons have in common: addresses the organisation shares, and sources that ask one person after the other. */
import { connection } from '../0-event/address.ts'
import type { PromptEvent } from '../0-event/event.ts'
import { hourMs } from '../0-event/time.ts'
import type { Crowd as CrowdView } from './detection.ts'
import { hash } from './familiar.ts'
import { type Change, createNotes, type Load } from './notes.ts'
import type { PersonState } from './person.ts'
import type { Prompt } from './prompts.ts'

export interface Crowds {
  /** A person completed a sign-in from here. */
  signedIn(ip: string, person: PersonState): void
  /** So many different persons complete sign-ins from here that it is the organisation's own. */
  isShared(ip: string | undefined): boolean
  /** A person had a prompt they did not expect from here; answers who else had in the last hour. */
  asked(person: PersonState, event: PromptEvent, now: number): CrowdView[]
  /** How many other persons were asked from this address within the hour. */
  othersAsked(ip: string | undefined, person: PersonState, now: number): number
  /** Keeps a prompt by the phone it went to; answers those of the last quarter of an hour and more. */
  phone(target: string | undefined, prompt: Prompt): readonly Prompt[]
  changes(): readonly Change[]
  size(): number
}

/** As many persons make an address the organisation's: an office, or a VPN of its own. */
const sharedMin = 3
const addressesMax = 100_000
const askedKeysMax = 50_000
const askedPersonsMax = 100
const phonesMax = 20_000
const phonePromptsMax = 32
const windowMs = hourMs

type Asked = CrowdView['persons']

export function createCrowds(load?: Load): Crowds {
  /** Up to `sharedMin` hashes of persons by address; the number alone where there is one, as there mostly is. */
  const users = new Map<string, number | number[]>()
  const asked = createNotes<Asked>('asked', askedKeysMax, load)
  const phones = createNotes<readonly Prompt[]>('phone prompts', phonesMax, load)
  const dirty = new Set<string>()

  function usersOf(ip: string): number | number[] | undefined {
    const known = users.get(ip)
    if (known !== undefined || load === undefined) return known
    const kept = load(`address ${ip}`)
    if (kept === undefined) return undefined
    const loaded = JSON.parse(kept) as number | number[]
    bound(users, addressesMax)
    users.set(ip, loaded)
    return loaded
  }

  function signedIn(address: string, person: PersonState): void {
    const ip = connection(address)
    const known = usersOf(ip)
    const one = personHash(person)
    if (known === one || (Array.isArray(known) && (known.length >= sharedMin || known.includes(one)))) return
    if (known === undefined) bound(users, addressesMax)
    users.set(ip, known === undefined ? one : Array.isArray(known) ? known.concat(one) : [known, one])
    if (load !== undefined) dirty.add(ip)
  }

  function isShared(ip: string | undefined): boolean {
    const known = ip === undefined ? undefined : usersOf(connection(ip))
    return Array.isArray(known) && known.length >= sharedMin
  }

  function ask(by: CrowdView['by'], key: string, person: PersonState, event: PromptEvent, now: number): CrowdView {
    forgetOld(now)
    const known = asked.get(`${by} ${key}`) ?? []
    const recent = known.filter(({ person: id, event: { time } }) => id !== person.id && time > now - windowMs)
    const persons = [...recent, { person: person.id, name: person.name, event }].slice(-askedPersonsMax)
    asked.set(`${by} ${key}`, persons)
    return { by, key, persons }
  }

  /** Entries are in the order of their last change: those over an hour old stand in front. */
  const forgetOld = (now: number): void => asked.prune((persons) => (persons.at(-1)?.event.time ?? 0) <= now - windowMs)

  function askedFrom(person: PersonState, event: PromptEvent, now: number): CrowdView[] {
    const { src, app } = event
    const crowd: CrowdView[] = []
    if (src?.ip !== undefined) crowd.push(ask('address', src.ip, person, event, now))
    if (src?.asn !== undefined && src.userAgent !== undefined) {
      crowd.push(ask('network and browser', `AS${src.asn}, ${src.userAgent.slice(0, 120)}`, person, event, now))
    }
    const name = app?.name ?? app?.uid
    if (name !== undefined) crowd.push(ask('app', name, person, event, now))
    return crowd
  }

  function othersAsked(ip: string | undefined, person: PersonState, now: number): number {
    if (ip === undefined) return 0
    const persons = asked.get(`address ${ip}`) ?? []
    return persons.filter(({ person: id, event }) => id !== person.id && event.time > now - windowMs).length
  }

  function phone(target: string | undefined, prompt: Prompt): readonly Prompt[] {
    if (target === undefined || (prompt.factor !== 'sms' && prompt.factor !== 'call')) return []
    const known = (phones.get(target) ?? []).filter((other) => !isSame(other, prompt) && other.time > prompt.time - windowMs)
    const prompts = [...known, prompt].slice(-phonePromptsMax)
    phones.set(target, prompts)
    return prompts
  }

  function changes(): Change[] {
    const changed = [...dirty].map((ip) => ({ key: `address ${ip}`, state: JSON.stringify(users.get(ip) ?? []) }))
    dirty.clear()
    return [...changed, ...asked.changes(), ...phones.changes()]
  }

  return { signedIn, isShared, asked: askedFrom, othersAsked, phone, changes, size: () => users.size + asked.size() + phones.size() }
}

/** One call, told by the telephone's log and by the sign-in's. */
const isSame = (one: Prompt, other: Prompt): boolean => one.id === other.id || (one.flow !== undefined && one.flow === other.flow)

/** At the bound the entry longest unchanged is forgotten. */
function bound<Value>(map: Map<string, Value>, max: number): void {
  if (map.size < max) return
  const oldest = map.keys().next().value
  if (oldest !== undefined) map.delete(oldest)
}

const personHash = (person: PersonState): number => hash(person.id)
