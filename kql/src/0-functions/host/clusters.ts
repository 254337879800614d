/**
 * `basket`, `autocluster` and `diffpatterns`: patterns of values that many rows share.
 *
 * basket is what its page describes: every frequent pattern, where values that always come with a pattern belong to it (the page's table has no pattern
 * without them). Of the other two Microsoft publishes what they look for and not how: here autocluster grows patterns from rows by the weighted geometric
 * mean of coverage and information, and diffpatterns orders frequent patterns by how differently the two sets have them; both then leave out what mostly
 * repeats a better one. The patterns are true of the data, but which of them are shown may differ from Kusto's choice.
 * https://learn.microsoft.com/kusto/query/basket-plugin
 * https://learn.microsoft.com/kusto/query/autocluster-plugin
 * https://learn.microsoft.com/kusto/query/diffpatterns-plugin
 */
import type { HostFunction } from '../host.ts'
import { both, closedPatterns, everyGroup, type Facts, factsOf, type Item, type Pattern, weigh } from './patterns.ts'
import { type Argument, type Asked, columnIn, isDefault, numberIn, plugin, type Row } from './plugin.ts'

const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits
const percent = (part: number, of: number, digits: number): number => (of === 0 ? 0 : rounded((100 * part) / of, digits))

/** What stands in a column that a pattern does not restrict: given for a type, else null, which is the empty string in a column of strings. */
function wildcards({ columns }: Asked, given: readonly Argument[]): (column: string) => unknown {
  const byType = new Map(given.filter((argument) => !isDefault(argument)).map(({ type, value }) => [type, value]))
  const byColumn = new Map(columns.map(({ name, type }) => [name, byType.get(type) ?? null]))
  return (column) => byColumn.get(column) ?? null
}

function shownPattern(items: readonly Item[], columns: readonly string[], wildcard: (column: string) => unknown): Row {
  const values = new Map(items.map(({ column, value }) => [column, value]))
  return Object.fromEntries(columns.map((column) => [column, values.has(column) ? (values.get(column) ?? null) : wildcard(column)]))
}

/** A row whose weight is no positive number counts nothing. */
function weightIn(row: Row, column: string | undefined): number {
  if (column === undefined) return 1
  const weight = Number(row[column])
  return Number.isFinite(weight) && weight > 0 ? weight : 0
}

/** Columns that patterns are made of: those of the input, without the weights. */
const patternColumns = ({ columns }: Asked, without: readonly (string | undefined)[]): readonly string[] =>
  columns.map(({ name }) => name).filter((name) => !without.includes(name))

const within = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value))

function basket(asked: Asked): readonly Row[] {
  const [threshold, weightArgument, dimensions, ...wild] = asked.given
  const shareMin = within(numberIn(threshold, 0.05), 0.015, 1)
  const weight = isDefault(weightArgument) ? undefined : columnIn(weightArgument)
  const columns = patternColumns(asked, [weight])
  const rows = asked.rows.map((row) => ({ row, weight: weightIn(row, weight), set: 0 }))
  const facts = factsOf({ rows, columns, sets: 1, shareMin })
  const wildcard = wildcards(asked, wild)
  return ordered(closedPatterns(facts, shareMin, within(numberIn(dimensions, 5), 1, 30)), ({ weights }) => weights[0] ?? 0).map(
    (pattern, i) => ({
      SegmentId: i,
      Count: Math.round(pattern.weights[0] ?? 0),
      Percent: percent(pattern.weights[0] ?? 0, facts.totals[0] ?? 0, 1),
      ...shownPattern(pattern.items, columns, wildcard),
    }),
  )
}

const ordered = (patterns: readonly Pattern[], by: (pattern: Pattern) => number): readonly Pattern[] =>
  [...patterns].sort((a, b) => by(b) - by(a))

/** Smaller patterns are not worth a row of autocluster. */
const clusterShareMin = 0.01
const clustersMax = 20
const seedsMax = 1_000

const total = (weights: readonly number[]): number => weights[0] ?? 0

/** Bits of surprise that these values bring, each for itself. */
const information = (items: readonly Item[], facts: Facts): number =>
  items.reduce((so, { bits }) => so - Math.log2(Math.max(total(weigh(bits, facts)), 1e-12) / Math.max(total(facts.totals), 1e-12)), 0)

/** Takes one frequent value of a group after another, whichever makes the best pattern with those it has; the best on the way is kept. */
function grown(group: number, facts: Facts, score: (pattern: Pattern) => number): Pattern | undefined {
  const left = new Set(facts.items.filter(({ bits }) => ((bits[group >>> 5] ?? 0) & (1 << (group & 31))) !== 0))
  let current: Pattern = { items: [], bits: everyGroup(facts), weights: facts.totals }
  let best: Pattern | undefined
  while (left.size > 0) {
    const from = current
    const larger = [...left].map((item) => {
      const bits = both(from.bits, item.bits)
      return { item, pattern: { items: [...from.items, item], bits, weights: weigh(bits, facts) } }
    })
    const [next] = larger.sort((a, b) => score(b.pattern) - score(a.pattern))
    if (next === undefined) break
    left.delete(next.item)
    current = next.pattern
    if (best === undefined || score(current) > score(best)) best = current
  }
  return best
}

/** Groups spread evenly over the weight of all rows. */
function seedGroups(facts: Facts, count: number): ReadonlySet<number> {
  const weights = facts.weights[0] ?? new Float64Array()
  const seeds = new Set<number>()
  let so = 0
  let taken = 0
  for (const [group, weight] of weights.entries()) {
    so += weight
    while (taken < count && so >= ((taken + 0.5) / count) * total(facts.totals)) {
      seeds.add(group)
      taken++
    }
  }
  return seeds
}

function autocluster(asked: Asked): readonly Row[] {
  const [sizeArgument, weightArgument, seedsArgument, ...wild] = asked.given
  const sizeWeight = within(numberIn(sizeArgument, 0.5), 0, 1)
  const weight = isDefault(weightArgument) ? undefined : columnIn(weightArgument)
  const columns = patternColumns(asked, [weight])
  const facts = factsOf({
    rows: asked.rows.map((row) => ({ row, weight: weightIn(row, weight), set: 0 })),
    columns,
    sets: 1,
    shareMin: clusterShareMin,
  })
  const score = ({ items, weights }: Pattern): number =>
    (total(weights) / Math.max(total(facts.totals), 1e-12)) ** sizeWeight * information(items, facts) ** (1 - sizeWeight)
  const seeds = seedGroups(facts, Math.round(within(numberIn(seedsArgument, 25), 1, seedsMax)))
  const found = distinct([...seeds].flatMap((group) => grown(group, facts, score) ?? []))
  const kept = withoutRepeats(ordered(found, score), facts, clustersMax).filter(
    (one) => total(one.weights) >= clusterShareMin * total(facts.totals),
  )
  const wildcard = wildcards(asked, wild)
  return kept.map((pattern, i) => ({
    SegmentId: i,
    Count: Math.round(total(pattern.weights)),
    Percent: percent(total(pattern.weights), total(facts.totals), 1),
    ...shownPattern(pattern.items, columns, wildcard),
  }))
}

const distinct = (patterns: readonly Pattern[]): readonly Pattern[] => [...new Map(patterns.map((one) => [one.bits.join(), one])).values()]

const whole = (weights: readonly number[]): number => weights.reduce((so, one) => so + one, 0)

/** Leaves out patterns that share more than half of their joint rows with a better one. */
function withoutRepeats(patterns: readonly Pattern[], facts: Facts, max: number): readonly Pattern[] {
  const kept: Pattern[] = []
  for (const pattern of patterns) {
    if (kept.length === max) break
    const repeats = kept.some((better) => {
      const shared = whole(weigh(both(pattern.bits, better.bits), facts))
      return shared > 0.5 * (whole(pattern.weights) + whole(better.weights) - shared)
    })
    if (!repeats) kept.push(pattern)
  }
  return kept
}

const differencesMax = 50
const freeDimensions = 10

function diffpatterns(asked: Asked): readonly Row[] | undefined {
  const [split, a, b, weightArgument, threshold, dimensions, ...wild] = asked.given
  const splitColumn = columnIn(split)
  if (splitColumn === undefined || a === undefined || b === undefined) return undefined
  const shareMin = within(numberIn(threshold, 0.05), 0.015, 1)
  const weight = isDefault(weightArgument) ? undefined : columnIn(weightArgument)
  const sides = [String(a.value), String(b.value)]
  const rows = asked.rows
    .map((row) => ({ row, weight: weightIn(row, weight), set: sides.indexOf(String(row[splitColumn] ?? '')) }))
    .filter(({ set }) => set >= 0)
  const columns = patternColumns(asked, [weight])
  const facts = factsOf({ rows, columns: columns.filter((name) => name !== splitColumn), sets: 2, shareMin })
  const shares = ({ weights }: Pattern): readonly number[] => weights.map((one, set) => one / Math.max(facts.totals[set] ?? 0, 1e-12))
  const difference = (pattern: Pattern): number => Math.abs((shares(pattern)[0] ?? 0) - (shares(pattern)[1] ?? 0))
  const found = closedPatterns(facts, shareMin, within(numberIn(dimensions, freeDimensions), 1, freeDimensions))
  const wildcard = wildcards(asked, wild)
  const telling = ordered(
    found.filter((pattern) => difference(pattern) >= shareMin),
    difference,
  )
  return withoutRepeats(telling, facts, differencesMax).map((pattern, i) => {
    const [inA = 0, inB = 0] = shares(pattern)
    return {
      SegmentId: i,
      CountA: Math.round(pattern.weights[0] ?? 0),
      CountB: Math.round(pattern.weights[1] ?? 0),
      PercentA: rounded(100 * inA, 2),
      PercentB: rounded(100 * inB, 2),
      PercentDiffAB: rounded(100 * Math.abs(inA - inB), 2),
      ...shownPattern(pattern.items, columns, wildcard),
    }
  })
}

/**
 * Arguments in the order of the pages; `~` and null stand for defaults. basket: threshold (0.05), weight column, dimensions (5), wildcards. autocluster: size
 * weight (0.5), weight column, seeds (25), wildcards. diffpatterns: split column, value A, value B, weight column, threshold (0.05), dimensions (10), wildcards.
 */
export const clusterFunctions: readonly HostFunction[] = [
  plugin('basket', basket),
  plugin('autocluster', autocluster),
  plugin('diffpatterns', diffpatterns),
]
