/**
 * `series_fill_*`: put values where a series misses them.
 * The place holder of a missing value is compared with each element; null (the default) also stands for every element that is null.
 * https://learn.microsoft.com/kusto/query/series-fill-linear-function and its neighbours.
 */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'
import { numberOf, real } from './series-values.ts'

type Series = readonly unknown[]

function isMissing(value: unknown, placeholder: unknown): boolean {
  if (placeholder === null) return value === null
  const number = numberOf(placeholder)
  return number === null ? value === placeholder : Object.is(numberOf(value), number)
}

/** Each missing element takes the last present one before it; those before the first stay. */
function carried(series: Series, placeholder: unknown): unknown[] {
  let last: { readonly value: unknown } | undefined
  return series.map((value) => {
    if (!isMissing(value, placeholder)) last = { value }
    return last === undefined ? value : last.value
  })
}

interface Linear {
  readonly placeholder: unknown
  readonly fillEdges: boolean
  readonly constant: unknown
  /** A series of whole numbers stays one: what lies between loses its fraction (in the page's example 32.667 becomes 32). */
  readonly isWhole: boolean
}

function between(series: Series, before: number, after: number, at: number, isWhole: boolean): number | null {
  const from = numberOf(series[before])
  const to = numberOf(series[after])
  if (from === null || to === null) return null
  const value = from + ((to - from) * (at - before)) / (after - before)
  return isWhole ? Math.trunc(value) : value
}

function interpolated(series: Series, { placeholder, fillEdges, constant, isWhole }: Linear): unknown[] {
  const present = series.flatMap((value, i) => (isMissing(value, placeholder) ? [] : [i]))
  const first = present[0]
  const last = present.at(-1)
  if (first === undefined || last === undefined) return series.map(() => constant)
  let next = 0
  return series.map((value, i) => {
    while ((present[next] ?? series.length) < i) next++
    if (present[next] === i) return value
    if (i < first || i > last) return fillEdges ? series[i < first ? first : last] : value
    return between(series, present[next - 1] ?? first, present[next] ?? last, i, isWhole)
  })
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return null
  }
}

/**
 * `series_fill_linear` takes its series as text, because `36.0` and `36` are the same number once they are read but not the same type: only a series without a
 * fraction point is one of whole numbers. Then the place holder (null), whether edges are filled (true), and what stands in a series without any value (0).
 */
export const seriesFillFunctions: readonly HostFunction[] = [
  hostFunction(
    'kql_series_fill_linear',
    ['string', 'json', 'bool', 'json'],
    'json',
    (text: string | null, placeholder: unknown, fillEdges: boolean | null, constant: unknown) => {
      const series = parsed(text)
      if (!Array.isArray(series)) return null
      const isWhole = !/[.eE]/.test(text ?? '')
      const filled = interpolated(series, { placeholder, fillEdges: fillEdges ?? true, constant: constant ?? 0, isWhole })
      return isWhole ? filled : filled.map((value) => (typeof value === 'number' ? real(value) : value))
    },
    true,
  ),
  hostFunction(
    'kql_series_fill_const',
    ['json', 'json', 'json'],
    'json',
    (series: unknown, constant: HostValue, placeholder: unknown) =>
      Array.isArray(series) ? series.map((value) => (isMissing(value, placeholder) ? constant : value)) : null,
    true,
  ),
  hostFunction(
    'kql_series_fill_forward',
    ['json', 'json'],
    'json',
    (series: unknown, placeholder: unknown) => (Array.isArray(series) ? carried(series, placeholder) : null),
    true,
  ),
  hostFunction(
    'kql_series_fill_backward',
    ['json', 'json'],
    'json',
    (series: unknown, placeholder: unknown) => (Array.isArray(series) ? carried(series.toReversed(), placeholder).reverse() : null),
    true,
  ),
]
