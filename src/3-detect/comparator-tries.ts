/** What published rules against guessing count: passwords tried in vain within a while, by address, by person, or all of them. */
import type { PasswordEvent } from '../0-event/event.ts'
import type { Fired, TenantComparator } from './comparator.ts'

/** Beyond so many the oldest are forgotten; no rule asks for more. */
const triesMax = 2000
const keysMax = 20_000

export interface Try {
  readonly time: number
  readonly name: string
  readonly ip: string | undefined
  readonly asn: number | undefined
  readonly country: string | undefined
  readonly agent: string | undefined
  readonly outcome: PasswordEvent['outcome']
}

export interface Counting {
  readonly lengthMs: number
  /** What the tries are kept apart by; undefined is not counted. */
  readonly keyOf: (one: Try) => string | undefined
  /** Fewer tries than this never fire it, so that little is counted for nothing. */
  readonly triesMin: number
  /** Whether these tries, oldest first and the newest just made, fire the rule. */
  readonly fires: (tries: readonly Try[]) => boolean
}

/** A rule over tries in vain: whoever is among those that fire it is named, once within its length. */
export const counting =
  ({ lengthMs, keyOf, triesMin, fires }: Counting): TenantComparator['fresh'] =>
  () => {
    const tries = keyed<Try[]>(() => [])
    const named = keyed<Map<string, number>>(() => new Map())
    return (event) => {
      const one = event.kind === 'password' && event.outcome !== 'right' ? tryOf(event) : undefined
      const key = one === undefined ? undefined : keyOf(one)
      if (one === undefined || key === undefined) return undefined
      const recent = tries.get(key)
      recent.push(one)
      while (recent.length > triesMax || one.time - (recent[0]?.time ?? one.time) > lengthMs) recent.shift()
      if (recent.length < triesMin || !fires(recent)) return undefined
      return anew(recent, one.time, lengthMs, named.get(key))
    }
  }

function anew(tries: readonly Try[], now: number, lengthMs: number, named: Map<string, number>): Fired | undefined {
  for (const [name, time] of named) if (now - time > lengthMs) named.delete(name)
  const names = [...new Set(tries.map(({ name }) => name))].filter((name) => !named.has(name))
  for (const name of names) named.set(name, now)
  return names.length === 0 ? undefined : { persons: names, addresses: [...new Set(tries.flatMap(({ ip }) => ip ?? []))] }
}

function tryOf({ time, user, src, outcome }: PasswordEvent): Try | undefined {
  const name = user.email ?? user.name ?? user.uid
  if (name === undefined) return undefined
  return { time, name, ip: src?.ip, asn: src?.asn, country: src?.country, agent: src?.userAgent, outcome }
}

/** A value by its key; beyond the bound the key met first is forgotten. */
export function keyed<T>(fresh: () => T): { get(key: string): T; set(key: string, value: T): void } {
  const held = new Map<string, T>()
  const set = (key: string, value: T): void => {
    if (held.size >= keysMax && !held.has(key)) for (const oldest of held.keys()) if (held.delete(oldest)) break
    held.set(key, value)
  }
  return {
    get: (key) => {
      const known = held.get(key)
      if (known !== undefined) return known
      const made = fresh()
      set(key, made)
      return made
    },
    set,
  }
}

export const distinct = (tries: readonly Try[], of: (one: Try) => string | number | undefined): number =>
  new Set(tries.map(of).filter((value) => value !== undefined)).size

/** How often each person was tried. */
export function perPerson(tries: readonly Try[]): readonly number[] {
  const counts = new Map<string, number>()
  for (const { name } of tries) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts.values()]
}

export const shareOf = (counts: readonly number[], fits: (count: number) => boolean): number => counts.filter(fits).length / counts.length

/** From the first of the tries to the last, in milliseconds. */
export const spanOf = (tries: readonly Try[]): number => (tries.at(-1)?.time ?? 0) - (tries[0]?.time ?? 0)
