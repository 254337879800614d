/** Chance from a seed: the same seed gives the same numbers on every machine, and every fork a stream of its own. */

export interface Chance {
  /** A stream that depends on the seed and these names alone, however much was drawn before: a change in one place moves no other. */
  fork(...names: readonly (string | number)[]): Chance
  /** 0 ≤ x < 1. */
  next(): number
  yes(probability: number): boolean
  between(low: number, high: number): number
  /** A whole number, both ends included. */
  whole(low: number, high: number): number
  normal(mean: number, deviation: number): number
  /** Half lie below the median; `spread` is the standard deviation of the logarithm. */
  logNormal(median: number, spread: number): number
  exponential(mean: number): number
  /** How often something happens that happens `mean` times on average. */
  poisson(mean: number): number
  pick<T>(from: readonly [T, ...(readonly T[])]): T
  /** One of the keys, by its weight. */
  weighted<Key extends string>(weights: Readonly<Record<Key, number>>): Key
  shuffled<T>(from: readonly T[]): T[]
  hex(digits: number): string
  letters(count: number): string
  uuid(): string
}

/** Poisson draws stop here; no rate of the simulation comes near. */
const poissonMax = 1000
const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

export const chanceOf = (seed: string | number): Chance => chance(String(seed))

function chance(path: string): Chance {
  const next = generator(path)
  const between = (low: number, high: number): number => low + next() * (high - low)
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  const normal = (mean: number, deviation: number): number =>
    mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  const hex = (digits: number): string => {
    let text = ''
    while (text.length < digits)
      text += Math.floor(next() * 4294967296)
        .toString(16)
        .padStart(8, '0')
    return text.slice(0, digits)
  }
  return {
    fork: (...names) => chance(`${path}/${names.join('/')}`),
    next,
    yes: (probability) => next() < probability,
    between,
    whole,
    normal,
    logNormal: (median, spread) => median * Math.exp(normal(0, spread)),
    exponential: (mean) => -mean * Math.log(1 - next()),
    poisson: (mean) => poisson(next, mean),
    pick: (from) => from[Math.floor(next() * from.length)] ?? from[0],
    weighted: (weights) => weighted(next, weights),
    shuffled: (from) => shuffled(next, from),
    hex,
    letters: (count) => Array.from({ length: count }, () => alphabet.charAt(Math.floor(next() * alphabet.length))).join(''),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'.charAt(whole(0, 3))}${hex(3)}-${hex(12)}`,
  }
}

/** sfc32, from Chris Doty-Humphrey's PractRand (public domain); the first rounds only mix the seed. */
function generator(path: string): () => number {
  let [a, b, c, counter] = [hash(path, 1), hash(path, 2), hash(path, 3), 1]
  const next = (): number => {
    const out = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + out) | 0
    return (out >>> 0) / 4294967296
  }
  for (let round = 0; round < 12; round++) next()
  return next
}

/** FNV-1a over the text, begun at `salt`, with murmur's last mixing so that near texts part. */
function hash(text: string, salt: number): number {
  let mixed = Math.imul(0x811c9dc5 ^ salt, 0x01000193)
  for (let index = 0; index < text.length; index++) mixed = Math.imul(mixed ^ text.charCodeAt(index), 0x01000193)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

/** Knuth's method: multiply until below e^-mean. */
function poisson(next: () => number, mean: number): number {
  const bound = Math.exp(-mean)
  let product = next()
  let count = 0
  while (product > bound && count < poissonMax) {
    product *= next()
    count++
  }
  return count
}

function weighted<Key extends string>(next: () => number, weights: Readonly<Record<Key, number>>): Key {
  const entries = Object.entries(weights) as [Key, number][]
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0)
  let left = next() * total
  for (const [key, weight] of entries) {
    left -= weight
    if (left < 0) return key
  }
  const last = entries.at(-1)
  if (last === undefined) throw new Error('there is nothing to choose from')
  return last[0]
}

function shuffled<T>(next: () => number, from: readonly T[]): T[] {
  return from
    .map((entry) => ({ entry, rank: next() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ entry }) => entry)
}
