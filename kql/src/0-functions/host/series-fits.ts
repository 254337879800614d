/** `series_fit_line`, `series_fit_2lines` and `series_fit_poly`: least squares. */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'
import { completeSeriesOf, mean, real, realAll, realBag, variance, whole } from './series-values.ts'

export interface LineFit {
  readonly rsquare: number
  readonly slope: number
  readonly variance: number
  readonly rvariance: number
  readonly interception: number
  readonly line_fit: readonly number[]
}

/** How much of the variance a fit explains. A fit that leaves nothing explains all, also of a series that never varies. */
const explained = (of: number, left: number): number => (left <= 0 ? 1 : of <= 0 ? 0 : Math.max(0, 1 - left / of))

/** The points are at 1, 2, 3 … and variances divide by one less than the count, as the numbers of series_fit_line's example show. */
export function fitLine(values: readonly number[]): LineFit {
  const n = values.length
  const middle = (n + 1) / 2
  const level = mean(values)
  let together = 0
  let alone = 0
  values.forEach((value, i) => {
    together += (i + 1 - middle) * (value - level)
    alone += (i + 1 - middle) ** 2
  })
  const slope = alone === 0 ? 0 : together / alone
  const interception = level - slope * middle
  const line = values.map((_, i) => slope * (i + 1) + interception)
  const spread = variance(values, 1)
  const left = variance(
    values.map((value, i) => value - (line[i] ?? 0)),
    1,
  )
  return { rsquare: explained(spread, left), slope, variance: spread, rvariance: left, interception, line_fit: line }
}

/** Sums of squares around the best line through values[from..to), from sums that were made once. */
function squaresAround(values: readonly number[]): (from: number, to: number) => number {
  const level = mean(values)
  const sums = [new Float64Array(values.length + 1), new Float64Array(values.length + 1), new Float64Array(values.length + 1)] as const
  values.forEach((value, i) => {
    const v = value - level
    sums[0][i + 1] = (sums[0][i] ?? 0) + v
    sums[1][i + 1] = (sums[1][i] ?? 0) + v * i
    sums[2][i + 1] = (sums[2][i] ?? 0) + v * v
  })
  return (from, to) => {
    const n = to - from
    const [v, vi, vv] = sums.map((part) => (part[to] ?? 0) - (part[from] ?? 0))
    const middle = (from + to - 1) / 2
    const together = (vi ?? 0) - middle * (v ?? 0)
    const alone = (n * (n * n - 1)) / 12
    return (vv ?? 0) - (v ?? 0) ** 2 / n - (alone === 0 ? 0 : together ** 2 / alone)
  }
}

const pointsOfSideMin = 2

/** The first index of the right side. Each side has at least two points; of equal splits the first. */
function bestSplit(values: readonly number[]): number {
  const squares = squaresAround(values)
  let best = pointsOfSideMin
  let least = Number.POSITIVE_INFINITY
  for (let split = pointsOfSideMin; split <= values.length - pointsOfSideMin; split++) {
    const left = squares(0, split) + squares(split, values.length)
    if (left < least - 1e-12 * Math.abs(least === Number.POSITIVE_INFINITY ? 0 : least)) {
      least = left
      best = split
    }
  }
  return best
}

interface TwoLines {
  readonly rsquare: number
  readonly split_idx: number
  readonly variance: number
  readonly rvariance: number
  readonly line_fit: readonly number[]
  readonly right: LineFit
  readonly left: LineFit
}

/** https://learn.microsoft.com/kusto/query/series-fit-2lines-function: series_fit_line() on each side of the split that explains most. */
function fitTwoLines(values: readonly number[]): TwoLines {
  const split = values.length < 2 * pointsOfSideMin ? values.length : bestSplit(values)
  const left = fitLine(values.slice(0, split))
  const right = fitLine(values.slice(split))
  const spread = variance(values, 1)
  const line = [...left.line_fit, ...right.line_fit]
  const residual = variance(
    values.map((value, i) => value - (line[i] ?? 0)),
    1,
  )
  return {
    rsquare: explained(spread, residual),
    split_idx: split,
    variance: spread,
    rvariance: residual,
    line_fit: line,
    right,
    left,
  }
}

const sideBag = ({ rsquare, slope, interception, variance: spread, rvariance }: LineFit) => ({
  rsquare,
  slope,
  interception,
  variance: spread,
  rvariance,
})

const lineColumns = (fit: LineFit): HostValue => [
  ...[fit.rsquare, fit.slope, fit.variance, fit.rvariance, fit.interception].map(real),
  realAll(fit.line_fit),
]

const twoLinesColumns = (fit: TwoLines): HostValue => [
  real(fit.rsquare),
  fit.split_idx,
  real(fit.variance),
  real(fit.rvariance),
  realAll(fit.line_fit),
  ...[fit.right, fit.left].flatMap((side) => Object.values(sideBag(side)).map(real)),
]

const twoLinesBag = (fit: TwoLines): HostValue => realBag({ ...fit, right: sideBag(fit.right), left: sideBag(fit.left) })

function fitted<Fit>(fit: (values: readonly number[]) => Fit, show: (found: Fit) => HostValue): (series: unknown) => HostValue {
  return (series) => {
    const values = completeSeriesOf(series)
    return values === null || values.length === 0 ? null : show(fit(values))
  }
}

const degreeMax = 30

/** Coefficients of `of` put into t = (x - middle) / half, lowest power first. */
function unscaled(of: readonly number[], middle: number, half: number): number[] {
  let result: number[] = []
  for (const coefficient of of.toReversed()) {
    const next = Array.from({ length: result.length + 1 }, (_, power) => ((result[power - 1] ?? 0) - middle * (result[power] ?? 0)) / half)
    next[0] = (next[0] ?? 0) + coefficient
    result = next
  }
  return result
}

interface PolynomialFit {
  /** In t = (x - middle) / half, lowest power first. */
  readonly coefficients: readonly number[]
  readonly values: readonly number[]
}

/** Forsythe's method: polynomials that are orthogonal over the points, so that high degrees keep their digits. */
function orthogonalFit(t: readonly number[], y: readonly number[], degree: number): PolynomialFit {
  let before = { at: t.map(() => 0), coefficients: [0] as number[], norm: 1 }
  let now = { at: t.map(() => 1), coefficients: [1] as number[], norm: t.length }
  let values = t.map(() => 0)
  const coefficients = Array.from({ length: degree + 1 }, () => 0)
  for (let k = 0; k <= degree && now.norm > 1e-13 * t.length; k++) {
    const current = now
    const weight = current.at.reduce((so, p, i) => so + p * (y[i] ?? 0), 0) / current.norm
    values = values.map((value, i) => value + weight * (current.at[i] ?? 0))
    current.coefficients.forEach((c, power) => {
      coefficients[power] = (coefficients[power] ?? 0) + weight * c
    })
    const shift = current.at.reduce((so, p, i) => so + p * p * (t[i] ?? 0), 0) / current.norm
    const back = k === 0 ? 0 : current.norm / before.norm
    const previous = before
    const next = current.at.map((p, i) => ((t[i] ?? 0) - shift) * p - back * (previous.at[i] ?? 0))
    const nextCoefficients = Array.from(
      { length: k + 2 },
      (_, power) =>
        (current.coefficients[power - 1] ?? 0) - shift * (current.coefficients[power] ?? 0) - back * (previous.coefficients[power] ?? 0),
    )
    before = current
    now = { at: next, coefficients: nextCoefficients, norm: next.reduce((so, p) => so + p * p, 0) }
  }
  return { coefficients, values }
}

/**
 * https://learn.microsoft.com/kusto/query/series-fit-poly-function. Places default to 1, 2, 3 …, the degree to 1. Degrees above 30 have no answer: their
 * coefficients would be noise.
 */
function fitPolynomial(series: unknown, places: unknown, degreeWanted: bigint | null): HostValue {
  const y = completeSeriesOf(series)
  const x = places === null ? y?.map((_, i) => i + 1) : completeSeriesOf(places)
  const degree = whole(degreeWanted, 1)
  if (y === null || x === null || x === undefined || y.length === 0 || x.length !== y.length || degree < 0 || degree > degreeMax)
    return null
  const low = x.reduce((so, value) => Math.min(so, value), Number.POSITIVE_INFINITY)
  const high = x.reduce((so, value) => Math.max(so, value), Number.NEGATIVE_INFINITY)
  const middle = (low + high) / 2
  const half = high > low ? (high - low) / 2 : 1
  const fit = orthogonalFit(
    x.map((value) => (value - middle) / half),
    y,
    degree,
  )
  const spread = variance(y, 1)
  const left = variance(
    y.map((value, i) => value - (fit.values[i] ?? 0)),
    1,
  )
  return [
    real(explained(spread, left)),
    realAll(unscaled(fit.coefficients, middle, half).reverse()),
    real(spread),
    real(left),
    realAll(fit.values),
  ]
}

/**
 * `series_fit_line`: rsquare, slope, variance, rvariance, interception, line_fit.
 * `series_fit_2lines`: rsquare, split_idx, variance, rvariance, line_fit, then rsquare, slope, interception, variance, rvariance of the right line and of the
 * left one. `series_fit_poly` (series, places or null, degree or null): rsquare, coefficients, variance, rvariance, poly_fit.
 */
export const seriesFitFunctions: readonly HostFunction[] = [
  hostFunction('kql_series_fit_line', ['json'], 'json', fitted(fitLine, lineColumns)),
  hostFunction('kql_series_fit_line_dynamic', ['json'], 'json', fitted(fitLine, realBag)),
  hostFunction('kql_series_fit_2lines', ['json'], 'json', fitted(fitTwoLines, twoLinesColumns)),
  hostFunction('kql_series_fit_2lines_dynamic', ['json'], 'json', fitted(fitTwoLines, twoLinesBag)),
  hostFunction('kql_series_fit_poly', ['json', 'json', 'long'], 'json', fitPolynomial, true),
]
