/**
 * `series_decompose`, `series_decompose_anomalies` and `series_decompose_forecast`, in the steps their pages give:
 * the season (median of each phase) is taken out, then the trend (average or line); both together are the baseline, the rest is the residual, and anomalies
 * are outliers of the residual beyond the threshold.
 * https://learn.microsoft.com/kusto/query/series-decompose-function
 * https://learn.microsoft.com/kusto/query/series-decompose-anomalies-function
 * https://learn.microsoft.com/kusto/query/series-decompose-forecast-function
 */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'
import { fitLine } from './series-fits.ts'
import { type OutlierMethod, outlierMethodOf, outlierScores, usualTrimming } from './series-outliers.ts'
import { periodFor, seasonOf } from './series-periods.ts'
import { completeSeriesOf, mean, realAll, whole } from './series-values.ts'

type Trend = 'avg' | 'linefit' | 'none'

interface Settings {
  /** In points; 0 none, -1 to be detected. */
  readonly seasonality: number
  readonly trend: Trend
  /** At the end, not learned from. */
  readonly testPoints: number
  readonly seasonalityThreshold: number
}

interface Decomposition {
  readonly baseline: readonly number[]
  readonly seasonal: readonly number[]
  readonly trend: readonly number[]
  readonly residual: readonly number[]
}

function trendOf(values: readonly number[], learned: number, trend: Trend): number[] {
  const known = values.slice(0, learned)
  switch (trend) {
    case 'none':
      return values.map(() => 0)
    case 'avg': {
      const level = mean(known)
      return values.map(() => level)
    }
    case 'linefit': {
      const { slope, interception } = fitLine(known)
      return values.map((_, i) => slope * (i + 1) + interception)
    }
  }
}

/** A rest as small as rounding is none; else the rounding of a perfect fit would be searched for outliers. */
function rest(value: number, baseline: number): number {
  const difference = value - baseline
  return Math.abs(difference) <= 1e-11 * Math.max(Math.abs(value), Math.abs(baseline)) ? 0 : difference
}

function decompose(values: readonly number[], settings: Settings): Decomposition {
  const learned = values.length - settings.testPoints
  const period = settings.seasonality === -1 ? periodFor(values.slice(0, learned), settings.seasonalityThreshold) : settings.seasonality
  const seasonal = period > 0 ? seasonOf(values, period, learned) : values.map(() => 0)
  const trend = trendOf(
    values.map((value, i) => value - (seasonal[i] ?? 0)),
    learned,
    settings.trend,
  )
  const baseline = seasonal.map((value, i) => value + (trend[i] ?? 0))
  return { baseline, seasonal, trend, residual: values.map((value, i) => rest(value, baseline[i] ?? 0)) }
}

/** Undefined for a trend that does not exist. */
function settingsOf(
  length: number,
  seasonality: bigint | null,
  trend: string | null,
  testPoints: bigint | null,
  threshold: number | null,
): Settings | undefined {
  const named = trend === null || trend === '' ? 'avg' : trend
  if (named !== 'avg' && named !== 'linefit' && named !== 'none') return undefined
  return {
    seasonality: whole(seasonality, -1, -1),
    trend: named,
    testPoints: whole(testPoints, 0, 0, length),
    seasonalityThreshold: threshold ?? 0.6,
  }
}

function decomposed(
  series: unknown,
  seasonality: bigint | null,
  trend: string | null,
  testPoints: bigint | null,
  threshold: number | null,
): HostValue {
  const values = completeSeriesOf(series)
  const settings = settingsOf(values?.length ?? 0, seasonality, trend, testPoints, threshold)
  if (values === null || settings === undefined) return null
  const found = decompose(values, settings)
  return [found.baseline, found.seasonal, found.trend, found.residual].map(realAll)
}

function anomalies(found: Decomposition, threshold: number, method: OutlierMethod): HostValue {
  const scores = outlierScores(found.residual, method, usualTrimming)
  const flags = scores.map((score) => (score > threshold ? 1 : score < -threshold ? -1 : 0))
  return [flags, realAll(scores), realAll(found.baseline)]
}

/**
 * All three take null for a default.
 * `series_decompose`: series, seasonality (-1), trend ('avg'), test points (0), seasonality threshold (0.6); gives baseline, seasonal, trend, residual.
 * `series_decompose_anomalies`: series, threshold (1.5), seasonality, trend, test points, method ('ctukey'), seasonality threshold; gives ad_flag, ad_score,
 * baseline. `series_decompose_forecast`: series, points to forecast, seasonality, trend, seasonality threshold; gives what
 * series_decompose gives, as Microsoft's analysis has it; the first of them, the baseline, is the forecast.
 */
export const seriesDecomposeFunctions: readonly HostFunction[] = [
  hostFunction('kql_series_decompose', ['json', 'long', 'string', 'long', 'real'], 'json', decomposed, true),
  hostFunction(
    'kql_series_decompose_anomalies',
    ['json', 'real', 'long', 'string', 'long', 'string', 'real'],
    'json',
    (
      series: unknown,
      threshold: number | null,
      seasonality: bigint | null,
      trend: string | null,
      testPoints: bigint | null,
      methodName: string | null,
      seasonalityThreshold: number | null,
    ) => {
      const values = completeSeriesOf(series)
      const method = outlierMethodOf(methodName)
      const settings = settingsOf(values?.length ?? 0, seasonality, trend, testPoints, seasonalityThreshold)
      if (values === null || method === undefined || settings === undefined) return null
      return anomalies(decompose(values, settings), threshold ?? 1.5, method)
    },
    true,
  ),
  hostFunction(
    'kql_series_decompose_forecast',
    ['json', 'long', 'long', 'string', 'real'],
    'json',
    (series: unknown, points: bigint | null, seasonality: bigint | null, trend: string | null, threshold: number | null) =>
      decomposed(series, seasonality, trend, points, threshold),
    true,
  ),
]
