/** Fits, periods, outliers and decompositions against the documentation's examples; pages: learn.microsoft.com/kusto/query/<name>-function. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { called } from './called.ts'
import { seriesDecomposeFunctions } from './series-decompose.ts'
import { seriesFitFunctions } from './series-fits.ts'
import { seriesOutlierFunctions } from './series-outliers.ts'
import { seriesPeriodFunctions } from './series-periods.ts'

const call = called([...seriesDecomposeFunctions, ...seriesFitFunctions, ...seriesOutlierFunctions, ...seriesPeriodFunctions])
const lists = (value: unknown): readonly number[][] => value as readonly number[][]
const rounded = (values: unknown, digits: number): unknown =>
  Array.isArray(values) ? values.map((value) => rounded(value, digits)) : Math.round(Number(values) * 10 ** digits) / 10 ** digits + 0

test('series_fit_line', () => {
  const found = call('series_fit_line', [2, 5, 6, 8, 11, 15, 17, 18, 25, 26, 30, 30])
  const [rsquare, slope, variance, rvariance, interception, line] = rounded(found, 4) as [number, number, number, number, number, number[]]
  // The page cuts after three digits.
  assert.deepEqual(
    [rsquare, slope, variance, rvariance, interception].map((value) => Math.trunc(value * 1000) / 1000),
    [0.982, 2.73, 98.628, 1.686, -1.666],
  )
  assert.deepEqual(
    line.map((value) => Math.trunc(value * 100) / 100),
    [1.06, 3.79, 6.52, 9.25, 11.98, 14.71, 17.44, 20.17, 22.91, 25.64, 28.37, 31.1],
  )
  const bag = call('series_fit_line_dynamic', [1, 2, 3, 4, 5])
  assert.deepEqual(bag, { rsquare: 1, slope: 1, variance: 2.5, rvariance: 0, interception: 0, line_fit: [1, 2, 3, 4, 5] })
  assert.equal(call('series_fit_line', [1, null]), null)
})

test('series_fit_2lines splits where the picture of its example does, between 5.0 and 12', () => {
  const y = [1, 2.2, 2.5, 4.7, 5.0, 12, 10.3, 10.3, 9, 8.3, 6.2]
  const found = call('series_fit_2lines', y) as readonly unknown[]
  assert.equal(found.length, 15)
  assert.equal(found[1], 5)
  const left = call('series_fit_line', y.slice(0, 5)) as readonly number[]
  const right = call('series_fit_line', y.slice(5)) as readonly number[]
  assert.deepEqual([found[5], found[6], found[7]], [right[0], right[1], right[4]])
  assert.deepEqual([found[10], found[11], found[12]], [left[0], left[1], left[4]])
  const bag = call('series_fit_2lines_dynamic', y) as { readonly [key: string]: unknown }
  assert.deepEqual(bag['line_fit'], found[4])
  assert.equal((bag['right'] as { readonly slope: number }).slope, right[1])
})

test('series_fit_poly of degree 1 is series_fit_line, and of degree 5 finds a polynomial again', () => {
  const y = [2, 5, 6, 8, 11, 15, 17, 18, 25, 26, 30, 30]
  const poly = call('series_fit_poly', y) as readonly unknown[]
  const line = call('series_fit_line', y) as readonly unknown[]
  assert.deepEqual(rounded(poly, 9), rounded([line[0], [line[1], line[4]], line[2], line[3], line[5]], 9))
  const x = Array.from({ length: 200 }, (_, i) => -2.3 + i * 0.025)
  const exact = x.map((one) => one ** 5 - 8 * one ** 3 + 10 * one + 6)
  assert.deepEqual(rounded((call('series_fit_poly', exact, x, 5n) as readonly unknown[])[1], 8), [1, 0, -8, 0, 10, 6])
  assert.equal(call('series_fit_poly', [1, 2], [1], 1n), null)
})

const traffic = [
  80, 139, 87, 110, 68, 54, 50, 51, 53, 133, 86, 141, 97, 156, 94, 149, 95, 140, 77, 61, 50, 54, 47, 133, 72, 152, 94, 148, 105, 162, 101,
  160, 87, 63, 53, 55, 54, 151, 103, 189, 108, 183, 113, 175, 113, 178, 90, 71, 62, 62, 65, 165, 109, 181, 115, 182, 121, 178, 114, 170,
]

test('series_periods_detect and series_periods_validate', () => {
  assert.deepEqual(rounded(call('series_periods_detect', traffic, 0, 50, 2n), 2), [
    [14, 0],
    [0.84, 0],
  ])
  assert.deepEqual(rounded(call('series_periods_validate', traffic, 14, 10), 2), [
    [14, 10],
    [0.84, 0],
  ])
  assert.deepEqual(call('series_periods_validate', traffic, 3, 31, null), [
    [3, 31],
    [0, 0],
  ])
})

test('series_seasonal', () => {
  const six = [2, 5, 3, 4, 3, 2, 1, 2, 3, 4, 3, 2, 1, 2, 3, 4, 3, 2, 1, 2, 3, 4, 3, 2, 1]
  assert.deepEqual(call('series_seasonal', six), [1, 2, 3, 4, 3, 2, 1, 2, 3, 4, 3, 2, 1, 2, 3, 4, 3, 2, 1, 2, 3, 4, 3, 2, 1])
  const five = [8, 12, 14, 12, 10, 10, 12, 14, 12, 10, 10, 12, 14, 12, 10, 10, 12, 14, 12, 10]
  assert.deepEqual(call('series_seasonal', five), [10, ...five.slice(1)])
  assert.deepEqual(call('series_seasonal', [1, 3, 5, 2, 4, 6, 1, 3, 5, 2, 4, 6]), Array(12).fill(0))
  assert.deepEqual(call('series_seasonal', [1, 3, 5, 1, 3, 5, 2, 4, 6], 3n), [1, 3, 5, 1, 3, 5, 1, 3, 5])
  assert.deepEqual(
    call('series_seasonal', [1, 3, 5, 2, 4, 6, 1, 3, 5, 2, 4, 6], 3n),
    [1.5, 3.5, 5.5, 1.5, 3.5, 5.5, 1.5, 3.5, 5.5, 1.5, 3.5, 5.5],
  )
})

test('series_outliers gives the scores of the example that its page had until 2020', () => {
  assert.deepEqual(
    rounded(call('series_outliers', [30, 28, 5, 27, 31, 38, 29, 80, 25, 37, 30]), 12),
    [0, 0, -3.206896551724, -0.172413793103, 0, 2.666666666667, 0, 16.666666666667, -0.448275862069, 2.333333333333, 0],
  )
  assert.deepEqual(call('series_outliers', [1, 2, 3, 4, 5, 12], 'tukey'), [-0.5, -0.1, 0, 0, 0.1, 2.9])
  assert.deepEqual(call('series_outliers', [0, 0, 0, null, 0]), [0, 0, 0, 0, 0])
  assert.equal(call('series_outliers', [1], 'other'), null)
})

/** The weekly series of the pages, its `rand()` drawn from a fixed sequence: 35 days of hours, three dips and three spikes of 8. */
function weekly(weekend: number, slope: number): number[] {
  let state = 7
  return Array.from({ length: 840 }, (_, i) => {
    const t = i + 1
    state = (state * 48271) % 2147483647
    const tens = Math.floor((t % 24) / 10)
    const level = Math.floor(t / 24) % 7 >= 5 ? weekend : 15 - tens * tens
    const moved = dips.includes(t) ? -8 : spikes.includes(t) ? 8 : 0
    return (2 * state) / 2147483647 + level + t * slope + moved
  })
}
const dips = [150, 200, 780]
const spikes = [300, 400, 600]
const placesOf = (flags: readonly number[] | undefined, flag: number): number[] =>
  (flags ?? []).flatMap((one, i) => (one === flag ? [i + 1] : []))

test('series_decompose finds the week of the pages, also under a trend', () => {
  for (const y of [weekly(10, 0), weekly(5, 1 / 72)]) {
    const [baseline, seasonal, trend, residual] = lists(call('series_decompose', y, -1n, 'linefit'))
    for (let i = 168; i < 840; i++) assert.equal(seasonal?.[i], seasonal?.[i - 168])
    y.forEach((value, i) => {
      assert.ok(Math.abs((seasonal?.[i] ?? 0) + (trend?.[i] ?? 0) - (baseline?.[i] ?? 0)) < 1e-9)
      assert.ok(Math.abs(value - (baseline?.[i] ?? 0) - (residual?.[i] ?? 0)) < 1e-9)
    })
  }
})

test('series_decompose_anomalies does what its page says of its four examples', () => {
  const plain = lists(call('series_decompose_anomalies', weekly(10, 0)))
  assert.deepEqual(
    [dips, spikes].map((places, i) => places.every((t) => plain[0]?.[t - 1] === (i === 0 ? -1 : 1))),
    [true, true],
  )

  const trending = weekly(5, 1 / 72)
  const average = placesOf(lists(call('series_decompose_anomalies', trending))[0], 1)
  assert.ok(
    spikes.some((t) => !average.includes(t)),
    'with the average as the trend, some are not detected',
  )

  const line = lists(call('series_decompose_anomalies', trending, 1.5, -1n, 'linefit'))[0]
  assert.ok(dips.every((t) => line?.[t - 1] === -1) && spikes.every((t) => line?.[t - 1] === 1), 'with a line, all are detected')
  assert.ok(placesOf(line, 1).length + placesOf(line, -1).length > 6, 'and some false ones')

  const strict = lists(call('series_decompose_anomalies', trending, 2.5, -1n, 'linefit'))[0]
  assert.ok(dips.every((t) => strict?.[t - 1] === -1) && spikes.every((t) => strict?.[t - 1] === 1), 'with 2.5 still all')
  // The page says none; its noise is random, and the most frequent count over many draws is none.
  assert.ok(placesOf(strict, 1).length + placesOf(strict, -1).length <= 7, 'and hardly a false one')
})

test('a quiet series with one spike has one anomaly, and a straight line none', () => {
  const quiet = Array.from({ length: 30 }, (_, i) => (i === 20 ? 25 : 0))
  assert.deepEqual(placesOf(lists(call('series_decompose_anomalies', quiet))[0], 1), [21])
  const straight = Array.from({ length: 50 }, (_, i) => 0.1 * i + 3)
  assert.deepEqual(lists(call('series_decompose_anomalies', straight, 1.5, 0n, 'linefit'))[0], Array(50).fill(0))
})

test('series_decompose_forecast continues four weeks into the fifth', () => {
  const y = weekly(5, 0)
  const empty = y.map((value, i) => (i < 672 ? value : 0))
  const [forecast = []] = lists(call('series_decompose_forecast', empty, 168n))
  assert.equal(forecast.length, 840)
  for (let i = 672; i < 840; i++) {
    if (i !== 779) assert.ok(Math.abs((forecast[i] ?? 0) - (y[i] ?? 0)) < 4.1, `hour ${i}: ${forecast[i]}`)
  }
  assert.deepEqual(lists(call('series_decompose_forecast', [1, 2, 3, 4, 0, 0], 2n, 0n, 'linefit'))[0], [1, 2, 3, 4, 5, 6])
})
