/** `series_fir`, `series_iir`, `series_fft` and `series_ifft`. */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'
import { transformed } from './fourier.ts'
import { completeSeriesOf, realAll, sum } from './series-values.ts'

/**
 * https://learn.microsoft.com/kusto/query/series-fir-function. Points before the first count as 0. A centred filter looks half its length ahead; the page
 * does not say which half of an even one, so the later middle is taken.
 */
function fir(series: unknown, filter: unknown, normalize: boolean | null, center: boolean | null): HostValue {
  const values = completeSeriesOf(series)
  const weights = completeSeriesOf(filter)
  if (values === null || weights === null) return null
  const hasNegative = weights.some((weight) => weight < 0)
  const isNormal = normalize ?? !hasNegative
  if (isNormal && hasNegative) return null
  const scale = isNormal ? sum(weights) : 1
  const ahead = (center ?? false) ? Math.floor(weights.length / 2) : 0
  return realAll(
    values.map((_, i) => {
      let total = 0
      for (let k = 0; k < weights.length; k++) total += (weights[k] ?? 0) * (values[i + ahead - k] ?? 0)
      return total / scale
    }),
  )
}

/** https://learn.microsoft.com/kusto/query/series-iir-function: the recursive formula of that page. */
function iir(series: unknown, numerators: unknown, denominators: unknown): HostValue {
  const x = completeSeriesOf(series)
  const b = completeSeriesOf(numerators)
  const a = completeSeriesOf(denominators)
  const first = a?.[0] ?? 0
  if (x === null || b === null || a === null || first === 0) return null
  const y: number[] = []
  for (let i = 0; i < x.length; i++) {
    let total = 0
    for (let k = 0; k < b.length && k <= i; k++) total += (b[k] ?? 0) * (x[i - k] ?? 0)
    for (let k = 1; k < a.length && k <= i; k++) total -= (a[k] ?? 0) * (y[i - k] ?? 0)
    y.push(total / first)
  }
  return realAll(y)
}

/** Real and imaginary parts. Without imaginary parts they are 0; parts of different lengths have no transform. */
function fourier(real: unknown, imaginary: unknown, direction: 'forward' | 'back'): HostValue {
  const reals = completeSeriesOf(real)
  const imaginaries = imaginary === null ? reals?.map(() => 0) : completeSeriesOf(imaginary)
  if (reals === null || imaginaries === null || imaginaries === undefined || reals.length !== imaginaries.length) return null
  const found = transformed({ real: Float64Array.from(reals), imaginary: Float64Array.from(imaginaries) }, direction)
  const scale = direction === 'back' ? Math.max(1, reals.length) : 1
  return [found.real, found.imaginary].map((part) => realAll(Array.from(part, (value) => value / scale)))
}

/**
 * `series_fir`: series, filter, normalize (null: true unless a weight is negative), center (null: false).
 * `series_fft` and `series_ifft`: real parts, imaginary parts (null: zeros); they give an array of two series, x_real and x_imag.
 */
export const seriesFilterFunctions: readonly HostFunction[] = [
  hostFunction('kql_series_fir', ['json', 'json', 'bool', 'bool'], 'json', fir, true),
  hostFunction('kql_series_iir', ['json', 'json', 'json'], 'json', iir),
  hostFunction(
    'kql_series_fft',
    ['json', 'json'],
    'json',
    (real: unknown, imaginary: unknown) => fourier(real, imaginary, 'forward'),
    true,
  ),
  hostFunction('kql_series_ifft', ['json', 'json'], 'json', (real: unknown, imaginary: unknown) => fourier(real, imaginary, 'back'), true),
]
