/** Many lists of networks as one table: which lists hold an address, by one binary search. */
import { readAddress } from '../0-event/address-number.ts'

/** Networks of one family as they were read. `bounds` holds, for each, its first address, its last one, both in `words` words, and the tag. */
export interface Ranges {
  readonly words: 1 | 4
  readonly bounds: Uint32Array
}

export interface RangeTable {
  /** Number of the set of tags that hold the address; 0 for none. */
  find(ip: string): number
  /** The tags of a set, ascending. */
  tags(set: number): readonly number[]
  /** What it holds in memory. */
  readonly bytes: number
}

/** More networks of one family are refused: twenty million bytes, ten times the largest lists known. */
export const networksMax = 1_000_000

interface Table {
  readonly words: 1 | 4
  /** Where each stretch begins; it goes on to where the next does. */
  readonly starts: Uint32Array
  readonly sets: Uint16Array | Uint32Array
}

/** Networks may overlap in any way, within a list and between lists. */
export function buildRanges(v4: Ranges, v6: Ranges): RangeTable {
  const known = createSets()
  const tables = { v4: sweep(v4, known), v6: sweep(v6, known) }
  const scratch = new Uint32Array(4)
  return {
    find(ip) {
      const words = readAddress(ip, scratch)
      return words === 0 ? 0 : words === 1 ? searchOne(tables.v4, scratch[0] ?? 0) : search(tables.v6, scratch)
    },
    tags: (set) => known.tags[set] ?? [],
    bytes: [tables.v4, tables.v6].reduce((sum, { starts, sets }) => sum + starts.byteLength + sets.byteLength, 0),
  }
}

/** As `search` for one word, at a third of the time. */
function searchOne({ starts, sets }: Table, address: number): number {
  let low = 0
  let high = sets.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((starts[middle] ?? 0) <= address) low = middle + 1
    else high = middle
  }
  return low === 0 ? 0 : (sets[low - 1] ?? 0)
}

function search({ words, starts, sets }: Table, address: Uint32Array): number {
  let low = 0
  let high = sets.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(starts, middle * words, address, 0, words) <= 0) low = middle + 1
    else high = middle
  }
  return low === 0 ? 0 : (sets[low - 1] ?? 0)
}

function compare(one: Uint32Array, oneAt: number, other: Uint32Array, otherAt: number, words: number): number {
  for (let word = 0; word < words; word++) {
    const difference = (one[oneAt + word] ?? 0) - (other[otherAt + word] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

interface Sets {
  readonly tags: (readonly number[])[]
  number(active: ReadonlyMap<number, number>): number
}

/** Gives each set of tags a number; the empty one has 0. */
function createSets(): Sets {
  const tags: (readonly number[])[] = [[]]
  const numbers = new Map<string, number>([['', 0]])
  return {
    tags,
    number(active) {
      const sorted = [...active.keys()].sort((one, other) => one - other)
      const key = sorted.join(' ')
      const known = numbers.get(key)
      if (known !== undefined) return known
      numbers.set(key, tags.length)
      tags.push(sorted)
      return tags.length - 1
    },
  }
}

/** Walks all beginnings and ends in order, and begins a stretch wherever the set of tags changes. */
function sweep({ words, bounds }: Ranges, known: Sets): Table {
  const stride = 2 * words + 1
  const ends = pastEnds(bounds, words)
  const byStart = ordered(bounds, stride, words)
  const byEnd = ordered(ends.bounds, words + 1, words).slice(0, ends.count)
  const active = new Map<number, number>()
  const starts: number[] = []
  const sets: number[] = []
  for (let start = 0, end = 0; start < byStart.length || end < byEnd.length; ) {
    const opens = (byStart[start] ?? 0) * stride
    const closes = (byEnd[end] ?? 0) * (words + 1)
    const isOpening = end >= byEnd.length || (start < byStart.length && compare(bounds, opens, ends.bounds, closes, words) <= 0)
    const from = isOpening ? bounds : ends.bounds
    const at = isOpening ? opens : closes
    for (; start < byStart.length && compare(bounds, (byStart[start] ?? 0) * stride, from, at, words) === 0; start++)
      count(active, bounds[(byStart[start] ?? 0) * stride + 2 * words] ?? 0, 1)
    for (; end < byEnd.length && compare(ends.bounds, (byEnd[end] ?? 0) * (words + 1), from, at, words) === 0; end++)
      count(active, ends.bounds[(byEnd[end] ?? 0) * (words + 1) + words] ?? 0, -1)
    const set = known.number(active)
    if (set === (sets.at(-1) ?? 0)) continue
    for (let word = 0; word < words; word++) starts.push(from[at + word] ?? 0)
    sets.push(set)
  }
  return { words, starts: Uint32Array.from(starts), sets: known.tags.length > 65_535 ? Uint32Array.from(sets) : Uint16Array.from(sets) }
}

function count(active: Map<number, number>, tag: number, change: 1 | -1): void {
  const now = (active.get(tag) ?? 0) + change
  if (now === 0) active.delete(tag)
  else active.set(tag, now)
}

/** The first address after each network, with its tag; none where it ends with the last address there is. */
function pastEnds(bounds: Uint32Array, words: 1 | 4): { bounds: Uint32Array; count: number } {
  const stride = 2 * words + 1
  const past = new Uint32Array((bounds.length / stride) * (words + 1))
  let count = 0
  for (let at = 0; at < bounds.length; at += stride) {
    const to = count * (words + 1)
    let carry = 1
    for (let word = words - 1; word >= 0; word--) {
      const value = (bounds[at + words + word] ?? 0) + carry
      past[to + word] = value
      carry = value > 0xffff_ffff ? 1 : 0
    }
    past[to + words] = bounds[at + 2 * words] ?? 0
    if (carry === 0) count++
  }
  return { bounds: past.subarray(0, count * (words + 1)), count }
}

/** The entries' numbers, by their first words. One word and the number fit into a double, which sorts ten times as fast as a comparison. */
function ordered(entries: Uint32Array, stride: number, words: 1 | 4): Uint32Array {
  const size = entries.length / stride
  if (words === 4)
    return Uint32Array.from({ length: size }, (_, at) => at).sort((one, other) =>
      compare(entries, one * stride, entries, other * stride, 4),
    )
  const keys = Float64Array.from({ length: size }, (_, at) => (entries[at * stride] ?? 0) * 2 ** 20 + at).sort()
  return Uint32Array.from(keys, (key) => key % 2 ** 20)
}
