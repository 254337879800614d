/** The host functions that macros and operators need: sorting, merging and rewriting JSON. */
import { type HostFunction, type HostValue, hostFunction } from './host.ts'
import { ticksMax } from './scalar.ts'
import { datetimeLiteral, ticksText, timespanLiteral, timespanText } from './time-text.ts'

type Json = HostValue

const isBag = (value: unknown): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Numbers by size, then texts, then the rest; nulls last. */
function order(a: unknown, b: unknown): number {
  const rank = (value: unknown): number =>
    typeof value === 'number' || typeof value === 'bigint' ? 0 : typeof value === 'boolean' ? 1 : typeof value === 'string' ? 2 : 3
  const [x, y] = [rank(a), rank(b)]
  if (x !== y) return x - y
  if (x === 0 || x === 1) return Number(a) - Number(b)
  const [s, t] = x === 2 ? [String(a), String(b)] : [JSON.stringify(a), JSON.stringify(b)]
  return s < t ? -1 : s > t ? 1 : 0
}

function places(values: readonly unknown[], isAscending: boolean, nullsFirst: boolean): number[] {
  const all = values.map((_, i) => i)
  const nulls = all.filter((i) => values[i] === null)
  const rest = all.filter((i) => values[i] !== null).sort((i, j) => (isAscending ? 1 : -1) * order(values[i], values[j]))
  return nullsFirst ? [...nulls, ...rest] : [...rest, ...nulls]
}

function sortOne(value: Json, isAscending: boolean, nullsFirst: boolean): Json {
  return Array.isArray(value) ? places(value, isAscending, nullsFirst).map((i) => value[i]) : null
}

/** The first array says the order of all; one of another length becomes null. */
function sortTogether(arrays: Json, isAscending: boolean, nullsFirst: boolean): Json {
  if (!Array.isArray(arrays) || !Array.isArray(arrays[0])) return null
  const by = places(arrays[0], isAscending, nullsFirst)
  return arrays.map((one: unknown) => (Array.isArray(one) && one.length === by.length ? by.map((i) => one[i]) : null))
}

/** Whoever says a key first is heard. */
function mergeAll(bags: Json): Json {
  const merged: Record<string, Json> = {}
  for (const bag of Array.isArray(bags) ? bags : []) {
    if (!isBag(bag)) continue
    for (const [key, value] of Object.entries(bag))
      if (!Object.hasOwn(merged, key)) Object.defineProperty(merged, key, { value, enumerable: true, writable: true, configurable: true })
  }
  return merged
}

/** Keys that begin with `$.` are paths. */
function removeKeys(bag: Json, keys: Json): Json {
  if (!isBag(bag) || !Array.isArray(keys)) return bag
  const copy = structuredClone(bag) as Record<string, Json>
  for (const key of keys.map(String)) removePath(copy, key.startsWith('$.') || key.startsWith('$[') ? pathOf(key) : [key])
  return copy
}

function removePath(bag: Record<string, Json>, path: readonly string[]): void {
  const last = path.at(-1)
  let at: unknown = bag
  for (const step of path.slice(0, -1)) at = isBag(at) || Array.isArray(at) ? (at as Record<string, unknown>)[step] : undefined
  if (last !== undefined && isBag(at)) delete at[last]
}

const pathOf = (path: string): string[] =>
  [...path.matchAll(/\.([^.[\]]+)|\[(?:'([^']*)'|"([^"]*)"|(\d+))\]/g)].map((step) => step[1] ?? step[2] ?? step[3] ?? step[4] ?? '')

function setKey(bag: Json, key: string, value: Json): Json {
  if (!isBag(bag)) return null
  const copy = structuredClone(bag) as Record<string, Json>
  const path = key.startsWith('$.') || key.startsWith('$[') ? pathOf(key) : [key]
  let at = copy
  for (const step of path.slice(0, -1)) {
    const next = Object.hasOwn(at, step) ? at[step] : undefined
    if (isBag(next)) at = next
    else {
      const made: Record<string, Json> = {}
      Object.defineProperty(at, step, { value: made, enumerable: true, writable: true, configurable: true })
      at = made
    }
  }
  Object.defineProperty(at, path.at(-1) ?? key, { value, enumerable: true, writable: true, configurable: true })
  return copy
}

/** Element by element; short arrays are filled with null. */
function zip(arrays: Json): Json {
  if (!Array.isArray(arrays)) return null
  const lists = arrays.map((one: unknown) => (Array.isArray(one) ? one : [one]))
  const length = Math.max(0, ...lists.map((one) => one.length))
  return Array.from({ length }, (_, i) => lists.map((one) => (i < one.length ? one[i] : null)))
}

function replaceStrings(source: string, from: Json, to: Json): string {
  if (!Array.isArray(from)) return source
  return from.reduce((so: string, sought: unknown, i) => {
    const by: unknown = Array.isArray(to) ? to[i] : to
    return String(sought) === '' ? so : so.replaceAll(String(sought), () => String(by ?? ''))
  }, source)
}

function indexOf(source: string, sought: string, start: bigint, length: bigint, occurrence: bigint): bigint {
  const from = start < 0n ? Math.max(0, source.length + Number(start)) : Number(start)
  const to = length < 0n ? source.length : Math.min(source.length, from + Number(length))
  if (occurrence === 0n || from > source.length) return -1n
  const window = source.slice(0, to)
  if (occurrence < 0n) return BigInt(window.lastIndexOf(sought) >= from ? window.lastIndexOf(sought) : -1)
  // The length counts anew behind each occurrence, as the documentation's example has it.
  const within = (begin: number): number => {
    const found = source.indexOf(sought, begin)
    return found < 0 || (length >= 0n && found + sought.length > begin + Number(length)) ? -1 : found
  }
  let at = within(from)
  for (let n = 1n; n < occurrence && at >= 0; n++) at = within(at + 1)
  return BigInt(at)
}

interface KvOptions {
  readonly pair: string
  readonly kv: string
  readonly quote: string
  readonly escape: string
  readonly greedy: string
  readonly keys: readonly string[]
}

/** `a=1 b="two words"` */
function parseKv(source: string, options: Json): Json {
  const settings = options as unknown as KvOptions
  return settings.pair === '' || settings.kv === '' ? findKeys(source, settings) : readPairs(source, settings)
}

/** Without delimiters the keys are looked for as words, and whatever is no letter or digit delimits. */
function findKeys(source: string, { pair, kv, quote, escape: sign, keys }: KvOptions): Json {
  const found: Record<string, string> = {}
  const [open, close] = [quote[0] ?? '', quote[1] ?? quote[0] ?? '']
  const between = kv === '' ? `[^\\p{L}\\p{N}${open === '' ? '' : escaped(open)}]+` : escaped(kv)
  for (const key of keys) {
    const at = new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(key)}${between}`, 'u').exec(source)
    if (at === null) continue
    const start = at.index + at[0].length
    const end = pair === '' ? source.slice(start).search(/[^\p{L}\p{N}_]/u) : source.slice(start).indexOf(pair)
    found[key] =
      open !== '' && source.startsWith(open, start)
        ? quoted(source, start + open.length, close, sign).text
        : source.slice(start, end < 0 ? source.length : start + end)
  }
  return found
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.|?*+()[\]{}/-]/g, '\\$&')

function readPairs(source: string, { pair, kv, quote, escape: sign, greedy }: KvOptions): Json {
  const found: Record<string, string> = {}
  const [open, close] = [quote[0] ?? '', quote[1] ?? quote[0] ?? '']
  let at = 0
  while (at < source.length) {
    const cut = source.indexOf(kv, at)
    if (cut < 0) break
    const before = source.slice(at, cut).trim()
    const isQuoted = open !== '' && before.endsWith(close) && before.indexOf(open) < before.length - close.length
    const key = isQuoted
      ? before.slice(before.lastIndexOf(open, before.length - close.length - 1) + open.length, -close.length)
      : lastPart(before, pair)
    const start = cut + kv.length
    const value =
      open !== '' && source.startsWith(open, start)
        ? quoted(source, start + open.length, close, sign)
        : bare(source, start, pair, kv, greedy === 'true')
    if (!Object.hasOwn(found, key))
      Object.defineProperty(found, key, { value: value.text, enumerable: true, writable: true, configurable: true })
    at = value.end + (source.startsWith(pair, value.end) ? pair.length : 0)
  }
  return found
}

const lastPart = (text: string, pair: string): string => (pair === '' ? text : (text.split(pair).at(-1) ?? text)).trim()

function quoted(source: string, start: number, close: string, sign: string): { text: string; end: number } {
  let text = ''
  for (let i = start; i < source.length; i++) {
    if (sign !== '' && source.startsWith(sign, i) && i + sign.length < source.length) {
      text += source[i + sign.length]
      i += sign.length
    } else if (source.startsWith(close, i)) return { text, end: i + close.length }
    else text += source[i]
  }
  return { text, end: source.length }
}

function bare(source: string, start: number, pair: string, kv: string, isGreedy: boolean): { text: string; end: number } {
  const end = pair === '' ? -1 : source.indexOf(pair, start)
  if (!isGreedy || end < 0) return { text: source.slice(start, end < 0 ? source.length : end), end: end < 0 ? source.length : end }
  // Greedy: the value goes on until the last delimiter before the next key.
  const next = source.indexOf(kv, start)
  const last = next < 0 ? source.length : source.lastIndexOf(pair, next)
  const to = last < start ? source.length : last
  return { text: source.slice(start, to), end: to }
}

/** Moments as ticks with commas between, `!` behind those that begin anew: for each, where its session began. */
function sessionStarts(moments: string, fromFirst: bigint, between: bigint): string {
  let [first, last]: [bigint | undefined, bigint | undefined] = [undefined, undefined]
  return moments
    .split(',')
    .map((written) => {
      const isRestart = written.endsWith('!')
      const digits = isRestart ? written.slice(0, -1) : written
      const at = digits === '' ? undefined : BigInt(digits)
      if (at === undefined) first = undefined
      else if (first === undefined || last === undefined || isRestart || at >= first + fromFirst || at >= last + between) first = at
      last = at
      return first === undefined ? '' : String(first)
    })
    .join(',')
}

/** The place, from 1, at which the sum of the weights reaches the share of the whole. */
function weightedPlace(weights: unknown, share: number): bigint | null {
  if (!Array.isArray(weights) || weights.length === 0) return null
  const numbers = weights.map(Number)
  const goal = numbers.reduce((sum, one) => sum + one, 0) * share
  let sum = 0
  const at = numbers.findIndex((one) => {
    sum += one
    return sum >= goal
  })
  return BigInt(at < 0 ? numbers.length : at + 1)
}

const moment = (ticks: bigint): string | null => (ticks < 0n || ticks > ticksMax ? null : ticksText(ticks))

export const ownHostFunctions: readonly HostFunction[] = [
  // Whoever has a database of addresses registers another in its place.
  hostFunction('kql_geo_info_from_ip_address', ['string'], 'json', () => null),
  hostFunction('kql_parse_datetime', ['string'], 'long', (text: string) => datetimeLiteral(text)),
  hostFunction('kql_parse_timespan', ['string'], 'long', (text: string) => timespanLiteral(text)),
  hostFunction('kql_datetime_text', ['long'], 'string', moment),
  hostFunction('kql_timespan_text', ['long'], 'string', (ticks: bigint) => timespanText(ticks)),
  hostFunction('kql_array_sort', ['json', 'bool', 'bool'], 'json', sortOne),
  hostFunction('kql_array_sort_together', ['json', 'bool', 'bool'], 'json', sortTogether),
  hostFunction('kql_merge_all', ['json'], 'json', mergeAll),
  hostFunction('kql_bag_remove_keys', ['json', 'json'], 'json', removeKeys),
  hostFunction('kql_bag_set_key', ['json', 'string', 'json'], 'json', setKey, true),
  hostFunction('kql_zip', ['json'], 'json', zip),
  hostFunction('kql_replace_strings', ['string', 'json', 'json'], 'string', replaceStrings),
  hostFunction('kql_indexof', ['string', 'string', 'long', 'long', 'long'], 'long', indexOf),
  hostFunction('kql_weighted_place', ['json', 'real'], 'long', weightedPlace),
  hostFunction('kql_session_starts', ['string', 'long', 'long'], 'string', sessionStarts),
  hostFunction('kql_parse_kv', ['string', 'json'], 'json', parseKv),
]
