/**
 * `series_periods_detect`, `series_periods_validate` and `series_seasonal`: which periods a series repeats with.
 *
 * Microsoft publishes what the score means (0 to 1), that a period has at least 4 points and at most half the series, and examples; not the formula. Here a
 * period scores the smaller of two unbiased autocorrelations: at the period and at twice the period, since what repeats once more by chance seldom repeats
 * again. This gives the 0.84 and 0 of the examples, and detects what series_seasonal's examples detect.
 * https://learn.microsoft.com/kusto/query/series-periods-detect-function
 * https://learn.microsoft.com/kusto/query/series-periods-validate-function
 * https://learn.microsoft.com/kusto/query/series-seasonal-function
 */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'
import { powerOfTwoFrom, transformed } from './fourier.ts'
import { fitLine } from './series-fits.ts'
import { ascending, completeSeriesOf, mean, quantile, realAll, whole } from './series-values.ts'

const periodMin = 4
const periodsMax = 16

export interface Period {
  readonly length: number
  /** 0 to 1. */
  readonly score: number
}

/** At every lag, per overlapping pair of points; all 0 for a series that never varies. */
function autocorrelations(values: readonly number[]): Float64Array {
  const n = values.length
  const size = powerOfTwoFrom(2 * n)
  const level = mean(values)
  const real = new Float64Array(size)
  values.forEach((value, i) => {
    real[i] = value - level
  })
  const found = transformed({ real, imaginary: new Float64Array(size) }, 'forward')
  const power = found.real.map((re, i) => re * re + (found.imaginary[i] ?? 0) ** 2)
  const back = transformed({ real: power, imaginary: new Float64Array(size) }, 'back').real
  const power0 = back[0] ?? 0
  const isFlat = power0 / size <= 1e-20 * n * Math.max(1, level * level)
  return back.slice(0, n).map((value, lag) => (isFlat ? 0 : ((value / power0) * n) / (n - lag)))
}

function scoreOf(correlations: Float64Array, length: number): number {
  if (length < periodMin || length > correlations.length / 2) return 0
  return Math.min(1, Math.max(0, Math.min(correlations[length] ?? 0, correlations[2 * length] ?? 0)))
}

/** A multiple of a period repeats too; it is a period of its own only where it scores clearly more (0.05, ours). */
function isOnlyMultiple(period: Period, of: Period): boolean {
  const times = Math.round(period.length / of.length)
  return times >= 2 && Math.abs(period.length - times * of.length) <= 1 && period.score < of.score + 0.05
}

/** Best first. Only peaks of the autocorrelation count that rise above what chance gives a series of this length (2/√n, Bartlett's bound). */
function periodsOf(values: readonly number[], from: number, to: number): readonly Period[] {
  const correlations = autocorrelations(values)
  const peaks: Period[] = []
  const chance = 2 / Math.sqrt(values.length)
  for (let length = Math.max(periodMin, Math.ceil(from)); length <= Math.min(values.length / 2, to); length++) {
    const here = correlations[length] ?? 0
    if (here < (correlations[length - 1] ?? 0) || here < (correlations[length + 1] ?? 0)) continue
    const period = { length, score: scoreOf(correlations, length) }
    if (period.score > chance && !peaks.some((shorter) => isOnlyMultiple(period, shorter))) peaks.push(period)
  }
  return peaks.sort((a, b) => b.score - a.score)
}

/**
 * The period to take out of a series, or 0 where none reaches the score. A trend hides a period from the autocorrelation, so the series is also tried
 * without its line; series_decompose's example with a trend needs it.
 */
export function periodFor(values: readonly number[], scoreMin: number): number {
  const { line_fit: line } = fitLine(values)
  const level = values.map((value, i) => value - (line[i] ?? 0))
  const best = [values, level]
    .flatMap((series) => periodsOf(series, periodMin, values.length / 2).slice(0, 1))
    .sort((a, b) => b.score - a.score)[0]
  return best !== undefined && best.score >= scoreMin ? best.length : 0
}

/** The median of the points in the same phase, learned from the first `learned` points. A phase without points has 0. */
export function seasonOf(values: readonly number[], period: number, learned: number): number[] {
  const phases = Array.from({ length: Math.min(period, values.length) }, (): number[] => [])
  for (let i = 0; i < learned; i++) phases[i % period]?.push(values[i] ?? 0)
  const medians = phases.map((phase) => quantile(ascending(phase), 0.5))
  return values.map((_, i) => medians[i % period] ?? 0)
}

function detected(series: unknown, from: number, to: number, count: number): HostValue {
  const values = completeSeriesOf(series)
  if (values === null) return null
  const wanted = Math.min(periodsMax, Math.max(1, count))
  const found = periodsOf(values, from, to)
  const each = (of: (period: Period) => number): number[] =>
    Array.from({ length: wanted }, (_, i) => {
      const period = found[i]
      return period === undefined ? 0 : of(period)
    })
  return [realAll(each((period) => period.length)), realAll(each((period) => period.score))]
}

function validated(series: unknown, ...lengths: readonly (number | null)[]): HostValue {
  const values = completeSeriesOf(series)
  if (values === null) return null
  const correlations = autocorrelations(values)
  const given = lengths.filter((length) => length !== null)
  const finite = given.filter(Number.isFinite)
  return [realAll(finite), realAll(finite.map((length) => scoreOf(correlations, Math.round(length))))]
}

/** Without a period one is detected that scores at least 0.7, as the page says; zeros where there is none. */
function seasonal(series: unknown, period: bigint | null): HostValue {
  const values = completeSeriesOf(series)
  if (values === null) return null
  const length =
    period === null || period === -1n ? (periodsOf(values, periodMin, values.length / 2)[0] ?? { length: 0, score: 0 }) : undefined
  const chosen = length === undefined ? whole(period, 0, 0) : length.score >= 0.7 ? length.length : 0
  return chosen === 0 ? values.map(() => 0) : seasonOf(values, chosen, values.length)
}

/**
 * `series_periods_detect` (series, shortest, longest, how many) and `series_periods_validate` (series, up to 16 periods) give an array of two: periods and
 * scores. `series_seasonal` takes null or -1 for a period to be detected.
 */
export const seriesPeriodFunctions: readonly HostFunction[] = [
  hostFunction(
    'kql_series_periods_detect',
    ['json', 'real', 'real', 'long'],
    'json',
    (series: unknown, from: number, to: number, count: bigint) => detected(series, from, to, whole(count, 1)),
  ),
  hostFunction(
    'kql_series_periods_validate',
    ['json', ...Array.from({ length: periodsMax }, () => 'real' as const)],
    'json',
    validated,
    true,
  ),
  hostFunction('kql_series_seasonal', ['json', 'long'], 'json', seasonal, true),
]
