/** Finds which values of rows occur together: the common ground of basket, autocluster and diffpatterns. */
import { identity, type Row } from './plugin.ts'

/** A set of groups, a bit each. */
export type Bits = Uint32Array

/** One value of one column, and the groups that have it. */
export interface Item {
  readonly column: string
  readonly value: unknown
  readonly bits: Bits
}

/** Rows gathered into groups that have the same frequent values; what is rare in a column is no item. */
export interface Facts {
  readonly items: readonly Item[]
  readonly groups: number
  /** For each set of rows (basket has one, diffpatterns two) the weight of each group. */
  readonly weights: readonly Float64Array[]
  /** For each set of rows its whole weight. */
  readonly totals: readonly number[]
}

interface Weighed {
  readonly row: Row
  readonly weight: number
  /** Which set the row belongs to. */
  readonly set: number
}

export interface Question {
  readonly rows: readonly Weighed[]
  readonly columns: readonly string[]
  readonly sets: number
  /** At least this share of one of the sets. */
  readonly shareMin: number
}

interface Value {
  readonly column: string
  readonly value: unknown
  readonly weights: number[]
}

const isFrequent = (weights: readonly number[], totals: readonly number[], shareMin: number): boolean =>
  weights.some((weight, set) => weight > 0 && weight >= shareMin * (totals[set] ?? 0) - 1e-9)

function frequentValues({ rows, columns, sets, shareMin }: Question, totals: readonly number[]): ReadonlyMap<string, Value> {
  const frequent = new Map<string, Value>()
  for (const column of columns) {
    const values = new Map<string, Value>()
    for (const { row, weight, set } of rows) {
      const value = row[column] ?? null
      const key = identity([column, value])
      const found = values.get(key) ?? { column, value, weights: Array<number>(sets).fill(0) }
      found.weights[set] = (found.weights[set] ?? 0) + weight
      values.set(key, found)
    }
    for (const [key, value] of values) if (isFrequent(value.weights, totals, shareMin)) frequent.set(key, value)
  }
  return frequent
}

export function factsOf(question: Question): Facts {
  const { rows, columns, sets } = question
  const totals = Array<number>(sets).fill(0)
  for (const { weight, set } of rows) totals[set] = (totals[set] ?? 0) + weight
  const frequent = frequentValues(question, totals)
  const groups = new Map<string, { readonly keys: readonly string[]; readonly weights: number[] }>()
  for (const { row, weight, set } of rows) {
    const keys = columns.map((column) => identity([column, row[column] ?? null])).filter((key) => frequent.has(key))
    const signature = keys.join('\n')
    const group = groups.get(signature) ?? { keys, weights: Array<number>(sets).fill(0) }
    group.weights[set] = (group.weights[set] ?? 0) + weight
    groups.set(signature, group)
  }
  const words = Math.ceil(groups.size / 32)
  const items = new Map([...frequent].map(([key, { column, value }]) => [key, { column, value, bits: new Uint32Array(words) }]))
  let index = 0
  for (const { keys } of groups.values()) {
    for (const key of keys) {
      const bits = items.get(key)?.bits
      if (bits !== undefined) bits[index >>> 5] = (bits[index >>> 5] ?? 0) | (1 << (index & 31))
    }
    index++
  }
  const weights = totals.map((_, set) => Float64Array.from(groups.values(), (group) => group.weights[set] ?? 0))
  return { items: [...items.values()], groups: groups.size, weights, totals }
}

export const both = (a: Bits, b: Bits): Bits => a.map((word, i) => word & (b[i] ?? 0))

const isWithin = (a: Bits, b: Bits): boolean => a.every((word, i) => (word & ~(b[i] ?? 0)) === 0)

export const everyGroup = ({ groups }: Facts): Bits =>
  Uint32Array.from({ length: Math.ceil(groups / 32) }, (_, i) => (groups - 32 * i >= 32 ? 0xffffffff : 2 ** (groups - 32 * i) - 1))

/** The weight of a set of groups in each set of rows. */
export function weigh(bits: Bits, { weights }: Facts): readonly number[] {
  return weights.map((list) => {
    let total = 0
    for (const [i, word] of bits.entries()) {
      for (let left = word; left !== 0; left &= left - 1) total += list[i * 32 + 31 - Math.clz32(left & -left)] ?? 0
    }
    return total
  })
}

/** Values that hold together in these groups and in no others. */
export interface Pattern {
  readonly items: readonly Item[]
  readonly bits: Bits
  readonly weights: readonly number[]
}

/** The search ends at this many patterns; with so many no one reads them, and the larger values of the data come first. */
const patternsMax = 5_000

interface Search {
  readonly facts: Facts
  readonly shareMin: number
  /** How many values may be chosen; those that always come with them do not count. */
  readonly dimensionsMax: number
  readonly found: Pattern[]
}

/**
 * Closed patterns: every value that all rows of a pattern share is in it. Each is found once, by extending only where no earlier value joins (LCM, Uno et
 * al. 2004).
 */
export function closedPatterns(facts: Facts, shareMin: number, dimensionsMax: number): readonly Pattern[] {
  const ordered = facts.items
    .map((item) => ({ item, weight: weigh(item.bits, facts).reduce((so, one) => so + one, 0) }))
    .sort((a, b) => b.weight - a.weight)
    .map(({ item }) => item)
  const search: Search = { facts: { ...facts, items: ordered }, shareMin, dimensionsMax, found: [] }
  const all = everyGroup(facts)
  const shared = new Set(ordered.flatMap((item, i) => (isWithin(all, item.bits) ? [i] : [])))
  if (shared.size > 0) search.found.push({ items: [...shared].flatMap((i) => ordered[i] ?? []), bits: all, weights: weigh(all, facts) })
  extend(search, { bits: all, closed: shared, last: -1, chosen: 0 })
  return search.found
}

interface Node {
  readonly bits: Bits
  readonly closed: ReadonlySet<number>
  readonly last: number
  readonly chosen: number
}

function extend(search: Search, node: Node): void {
  const { facts, found, shareMin } = search
  if (node.chosen >= search.dimensionsMax) return
  for (let next = node.last + 1; next < facts.items.length && found.length < patternsMax; next++) {
    const item = facts.items[next]
    if (item === undefined || node.closed.has(next)) continue
    const bits = both(node.bits, item.bits)
    const weights = weigh(bits, facts)
    if (!isFrequent(weights, facts.totals, shareMin)) continue
    const closed = new Set<number>()
    let isFirst = true
    for (let i = 0; i < facts.items.length && isFirst; i++) {
      const other = facts.items[i]
      if (other === undefined || !isWithin(bits, other.bits)) continue
      if (i < next && !node.closed.has(i)) isFirst = false
      closed.add(i)
    }
    if (!isFirst) continue
    found.push({ items: [...closed].flatMap((i) => facts.items[i] ?? []), bits, weights })
    extend(search, { bits, closed, last: next, chosen: node.chosen + 1 })
  }
}
