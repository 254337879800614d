/**
 * Series functions that work on each element: `series_abs`, `series_add`, `series_less` and their kin.
 * Each page says the same: an element that is no number, or that only one of two series has, gives null. A plain number beside a series stands for a series
 * of it (as the example of series_decompose_anomalies multiplies by 10).
 * https://learn.microsoft.com/kusto/query/scalar-functions#series-element-wise-functions
 */
import { type HostFunction, hostFunction } from '../host.ts'
import { numberOf, real, seriesOf, shown } from './series-values.ts'

type Single = (value: number) => number
type Pair<Result> = (left: number, right: number) => Result

/** Whether whole numbers stay whole: those functions keep the type of their elements, the others give reals. */
type Show = (value: number | null) => unknown

const single = (name: string, calculate: Single, show: Show = real): HostFunction =>
  hostFunction(`kql_series_${name}`, ['json'], 'json', (series: unknown) => {
    const values = seriesOf(series)
    return values?.map((value) => (value === null ? null : show(calculate(value)))) ?? null
  })

function zipped<Result>(left: unknown, right: unknown, calculate: Pair<Result>): (Result | null)[] | null {
  const lefts = seriesOf(left)
  const rights = seriesOf(right)
  if (lefts === null && rights === null) return null
  const everyLeft = numberOf(left)
  const everyRight = numberOf(right)
  return Array.from({ length: Math.max(lefts?.length ?? 0, rights?.length ?? 0) }, (_, i) => {
    const a = lefts === null ? everyLeft : (lefts[i] ?? null)
    const b = rights === null ? everyRight : (rights[i] ?? null)
    return a === null || b === null ? null : calculate(a, b)
  })
}

const pair = (name: string, calculate: Pair<number>, show: Show = real): HostFunction =>
  hostFunction(`kql_series_${name}`, ['json', 'json'], 'json', (left: unknown, right: unknown) =>
    zipped(left, right, (a, b) => show(calculate(a, b))),
  )

const comparison = (name: string, compare: Pair<boolean>): HostFunction =>
  hostFunction(`kql_series_${name}`, ['json', 'json'], 'json', (left: unknown, right: unknown) => zipped(left, right, compare))

/** Adds zero, so that -0 is shown as 0. */
const plain = (calculate: Single): Single => {
  return (value) => calculate(value) + 0
}

export const seriesElementFunctions: readonly HostFunction[] = [
  single('abs', Math.abs, shown),
  single('acos', Math.acos),
  single('asin', Math.asin),
  single('atan', Math.atan),
  single('ceiling', plain(Math.ceil)),
  single('cos', Math.cos),
  single('exp', Math.exp),
  single('floor', plain(Math.floor)),
  single('log', Math.log),
  single('sign', plain(Math.sign), shown),
  single('sin', Math.sin),
  single('tan', Math.tan),
  pair('add', (a, b) => a + b, shown),
  pair('subtract', (a, b) => a - b, shown),
  pair('multiply', (a, b) => a * b, shown),
  pair('divide', (a, b) => a / b),
  pair('pow', (a, b) => a ** b),
  comparison('equals', (a, b) => a === b),
  comparison('not_equals', (a, b) => a !== b),
  comparison('greater', (a, b) => a > b),
  comparison('greater_equals', (a, b) => a >= b),
  comparison('less', (a, b) => a < b),
  comparison('less_equals', (a, b) => a <= b),
]
