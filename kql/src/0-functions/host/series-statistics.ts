/** Series functions that give one answer about a whole series, or about two. */
import { type HostFunction, hostFunction } from '../host.ts'
import { mean, numberOf, real, realBag, seriesOf, sum, variance } from './series-values.ts'

/** In the order of series_stats' columns. */
interface Statistics {
  readonly min: number
  readonly min_idx: number
  readonly max: number
  readonly max_idx: number
  readonly avg: number
  readonly stdev: number
  readonly variance: number
  readonly sum: number
  readonly len: number
}

/** Undefined for an empty series, and for one with elements that are not finite unless they are to be left out. */
function statisticsOf(series: unknown, ignoreOthers: boolean): Statistics | undefined {
  const all = seriesOf(series)
  if (all === null) return undefined
  const finite: number[] = []
  let lowest = -1
  let highest = -1
  all.forEach((value, i) => {
    if (value === null || !Number.isFinite(value)) return
    finite.push(value)
    if (lowest === -1 || value < (all[lowest] ?? value)) lowest = i
    if (highest === -1 || value > (all[highest] ?? value)) highest = i
  })
  const min = all[lowest]
  const max = all[highest]
  if (typeof min !== 'number' || typeof max !== 'number' || (!ignoreOthers && finite.length < all.length)) return undefined
  const spread = variance(finite, 1)
  return {
    min,
    min_idx: lowest,
    max,
    max_idx: highest,
    avg: mean(finite),
    stdev: Math.sqrt(spread),
    variance: spread,
    sum: sum(finite),
    len: all.length,
  }
}

/** The numbers that both have at the same place; a plain number stands for a series of it, the longer series is cut. */
function pairsOf(left: unknown, right: unknown): readonly (readonly [number, number])[] | null {
  const lefts = seriesOf(left)
  const rights = seriesOf(right)
  if (lefts === null && rights === null) return null
  const length = Math.min(lefts?.length ?? Number.POSITIVE_INFINITY, rights?.length ?? Number.POSITIVE_INFINITY)
  const pairs: [number, number][] = []
  for (let i = 0; i < length; i++) {
    const a = lefts === null ? numberOf(left) : (lefts[i] ?? null)
    const b = rights === null ? numberOf(right) : (rights[i] ?? null)
    if (a !== null && b !== null) pairs.push([a, b])
  }
  return length === 0 ? null : pairs
}

const products = (pairs: readonly (readonly [number, number])[]): number => sum(pairs.map(([a, b]) => a * b))

/** Null for series of different lengths and for any element that is no number. */
function correlation(left: unknown, right: unknown): number | null {
  const pairs = pairsOf(left, right)
  if (pairs === null || !Array.isArray(left) || !Array.isArray(right) || left.length !== right.length || pairs.length < left.length)
    return null
  const a = mean(pairs.map(([one]) => one))
  const b = mean(pairs.map(([, other]) => other))
  const moved = pairs.map(([one, other]): readonly [number, number] => [one - a, other - b])
  const scale = Math.sqrt(sum(moved.map(([one]) => one ** 2)) * sum(moved.map(([, other]) => other ** 2)))
  return products(moved) / scale
}

function cosine(left: unknown, right: unknown): number | null {
  if (!Array.isArray(left) || !Array.isArray(right)) return null
  const pairs = pairsOf(left, right)
  if (pairs === null) return null
  return products(pairs) / Math.sqrt(sum(pairs.map(([a]) => a * a)) * sum(pairs.map(([, b]) => b * b)))
}

/** Over the elements that are numbers; null for an empty series. */
function folded(series: unknown, from: number, step: (so: number, value: number) => number): number | null {
  const values = seriesOf(series)
  if (values === null) return null
  return values.reduce((so: number, value) => (value === null ? so : step(so, value)), from)
}

/** `series_stats` gives an array: min, min_idx, max, max_idx, avg, stdev, variance. The second argument is `ignore_nonfinite`; null stands for false. */
export const seriesStatisticsFunctions: readonly HostFunction[] = [
  // https://learn.microsoft.com/kusto/query/series-stats-function: a series with other than finite values has no statistics unless these are ignored.
  hostFunction(
    'kql_series_stats',
    ['json', 'bool'],
    'json',
    (series: unknown, ignore: boolean | null) => {
      if (!Array.isArray(series)) return null
      const found = statisticsOf(series, ignore ?? false)
      if (found === undefined) return [null, null, null, null, null, null, null]
      return [real(found.min), found.min_idx, real(found.max), found.max_idx, ...[found.avg, found.stdev, found.variance].map(real)]
    },
    true,
  ),
  hostFunction(
    'kql_series_stats_dynamic',
    ['json', 'bool'],
    'json',
    (series: unknown, ignore: boolean | null) => {
      const found = statisticsOf(series, ignore ?? false)
      return found === undefined ? null : realBag(found)
    },
    true,
  ),
  hostFunction('kql_series_sum', ['json'], 'real', (series: unknown) => folded(series, 0, (so, value) => so + value)),
  hostFunction('kql_series_product', ['json'], 'real', (series: unknown) => folded(series, 1, (so, value) => so * value)),
  hostFunction('kql_series_magnitude', ['json'], 'real', (series: unknown) => {
    const squares = folded(series, 0, (so, value) => so + value * value)
    return squares === null ? null : Math.sqrt(squares)
  }),
  // https://learn.microsoft.com/kusto/query/series-dot-product-function: elements that are no numbers are left out, the longer series is cut.
  hostFunction('kql_series_dot_product', ['json', 'json'], 'real', (left: unknown, right: unknown) => {
    const pairs = pairsOf(left, right)
    return pairs === null ? null : products(pairs)
  }),
  hostFunction('kql_series_cosine_similarity', ['json', 'json'], 'real', cosine),
  hostFunction('kql_series_pearson_correlation', ['json', 'json'], 'real', correlation),
]
