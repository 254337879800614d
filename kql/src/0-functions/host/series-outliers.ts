/**
 * `series_outliers`: Tukey's fence test, https://learn.microsoft.com/kusto/query/series-outliers-function
 *
 * A score counts quartile ranges beyond the nearer quartile; inside the quartiles it is 0. So 1.5 is Tukey's inner fence and 3 the outer. `ctukey` takes, for
 * rises, the quartiles of the series without its largest tenth and, for drops, without its smallest tenth (min_percentile and max_percentile move these), so
 * that the outliers themselves do not widen the range. The page does not give the formula; this one gives, digit for digit, the scores of the example that
 * earlier versions of the page had.
 */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'
import { ascending, quantile, realAll, seriesOf, variance } from './series-values.ts'

export type OutlierMethod = 'ctukey' | 'tukey'

export const outlierMethodOf = (text: string | null): OutlierMethod | undefined =>
  text === null || text === '' ? 'ctukey' : text === 'ctukey' || text === 'tukey' ? text : undefined

export interface Trimming {
  /** 0 to 1. */
  readonly low: number
  readonly high: number
}

export const usualTrimming: Trimming = { low: 0.1, high: 0.9 }

interface Fence {
  readonly edge: number
  readonly range: number
}

/** Where the middle half is one value (a quiet series with a few spikes), the standard deviation takes the place of its range; this is ours. */
function fence(sorted: readonly number[], side: 0.25 | 0.75, deviation: number): Fence {
  const range = quantile(sorted, 0.75) - quantile(sorted, 0.25)
  return { edge: quantile(sorted, side), range: range > 0 ? range : deviation }
}

/** Null scores 0. */
export function outlierScores(values: readonly (number | null)[], method: OutlierMethod, trimming: Trimming): number[] {
  const sorted = ascending(values.filter((value) => value !== null))
  const deviation = Math.sqrt(variance(sorted, 0))
  const n = sorted.length
  const forDrops = method === 'tukey' ? sorted : sorted.slice(Math.floor(n * trimming.low))
  const forRises = method === 'tukey' ? sorted : sorted.slice(0, Math.max(1, Math.floor(n * trimming.high)))
  const drop = fence(forDrops, 0.25, deviation)
  const rise = fence(forRises, 0.75, deviation)
  const low = quantile(sorted, 0.25)
  const high = quantile(sorted, 0.75)
  return values.map((value) => {
    if (value === null || deviation === 0) return 0
    if (value > high) return (value - rise.edge) / rise.range
    return value < low ? (value - drop.edge) / drop.range : 0
  })
}

const share = (percentile: number | null, otherwise: number): number =>
  percentile === null || Number.isNaN(percentile) ? otherwise : Math.min(98, Math.max(2, percentile)) / 100

function outliers(series: unknown, kind: string | null, ignored: number | null, low: number | null, high: number | null): HostValue {
  const values = seriesOf(series)
  const method = outlierMethodOf(kind)
  if (values === null || method === undefined) return null
  const counted = values.map((value) => (value === null || !Number.isFinite(value) || value === ignored ? null : value))
  return realAll(outlierScores(counted, method, { low: share(low, usualTrimming.low), high: share(high, usualTrimming.high) }))
}

/** series, kind ('ctukey'), the value that counts as missing (null), min_percentile (10), max_percentile (90). */
export const seriesOutlierFunctions: readonly HostFunction[] = [
  hostFunction('kql_series_outliers', ['json', 'string', 'real', 'real', 'real'], 'json', outliers, true),
]
