/** Series and array functions against the documentation's examples; the page of each is learn.microsoft.com/kusto/query/<name>-function. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrayFunctions } from './arrays.ts'
import { called } from './called.ts'
import { seriesElementFunctions } from './series-elementwise.ts'
import { seriesFillFunctions } from './series-fill.ts'
import { seriesFilterFunctions } from './series-filters.ts'
import { seriesStatisticsFunctions } from './series-statistics.ts'

const functions = [
  ...arrayFunctions,
  ...seriesElementFunctions,
  ...seriesFillFunctions,
  ...seriesFilterFunctions,
  ...seriesStatisticsFunctions,
]
const call = called(functions)

function near(found: unknown, wanted: unknown, tolerance = 1e-9): void {
  if (typeof wanted === 'number' && typeof found === 'number') {
    assert.ok(Math.abs(found - wanted) <= tolerance * Math.max(1, Math.abs(wanted)), `${found} is not ${wanted}`)
  } else if (Array.isArray(wanted) && Array.isArray(found)) {
    assert.equal(found.length, wanted.length)
    for (const [i, one] of wanted.entries()) near(found[i], one, tolerance)
  } else assert.deepEqual(found, wanted)
}

test('one series, each element', () => {
  near(call('series_abs', [-6.5, 0, 8.2]), [6.5, 0, 8.2])
  near(call('series_acos', [-1, 0, 1]), [Math.PI, 1.5707963267948966, 0])
  near(call('series_cos', [-1, 0, 1]), [0.5403023058681398, 1, 0.5403023058681398])
  near(call('series_tan', [-1, 0, 1]), [-1.5574077246549023, 0, 1.5574077246549023])
  near(call('series_floor', [-1.5, 1, 2.5]), [-2, 1, 2])
  near(call('series_sign', [-6, 0, 8]), [-1, 0, 1])
  near(call('series_log', [1, 2, 3]), [0, Math.LN2, 1.0986122886681098])
})

test('what is no number gives null, and what JSON has no number for is text', () => {
  assert.deepEqual(call('series_log', [0, -1, 'x', null, true]), ['-Infinity', 'NaN', null, null, null])
  assert.deepEqual(call('series_abs', ['-Infinity', 'NaN']), ['Infinity', 'NaN'])
  assert.equal(call('series_abs', 'x'), null)
  assert.equal(call('series_abs', null), null)
})

test('two series, each pair', () => {
  near(call('series_add', [1, 2, 4], [4, 2, 1]), [5, 4, 5])
  near(call('series_subtract', [3, 6, 12], [12, 6, 3]), [-9, 0, 9])
  near(call('series_multiply', [2, 4, 8], [8, 4, 2]), [16, 16, 16])
  near(call('series_divide', [1, 2, 4], [4, 2, 1]), [0.25, 1, 4])
  near(call('series_pow', [1, 2, 3, 4], [1, 2, 3, 0.5]), [1, 4, 27, 2])
  assert.deepEqual(call('series_equals', [1, 2, 4], [4, 2, 1]), [false, true, false])
  assert.deepEqual(call('series_not_equals', [1, 2, 4], [4, 2, 1]), [true, false, true])
  assert.deepEqual(call('series_greater', [1, 2, 4], [4, 2, 1]), [false, false, true])
  assert.deepEqual(call('series_greater_equals', [1, 2, 4], [4, 2, 1]), [false, true, true])
  assert.deepEqual(call('series_less', [1, 2, 4], [4, 2, 1]), [true, false, false])
  assert.deepEqual(call('series_less_equals', [1, 2, 4], [4, 2, 1]), [true, true, false])
})

test('what is real is written as a real, what may be whole stays so', () => {
  const written = (name: string, ...given: readonly unknown[]) =>
    JSON.stringify(functions.find((one) => one.name === name)?.run(...(given as never[])))
  assert.equal(written('kql_series_divide', [1, 2, 4], [4, 2, 1]), '[0.25,1.0,4.0]')
  assert.equal(written('kql_series_floor', [-1.5, 1, 2.5]), '[-2.0,1.0,2.0]')
  assert.equal(written('kql_series_abs', [-6.5, 0, 8.2]), '[6.5,0,8.2]')
  assert.equal(
    written('kql_series_stats_dynamic', [1, 2], null),
    '{"min":1.0,"min_idx":0,"max":2.0,"max_idx":1,"avg":1.5,"stdev":0.7071067811865476,"variance":0.5,"sum":3.0,"len":2}',
  )
})

test('series of different lengths, and a number beside a series', () => {
  assert.deepEqual(call('series_add', [1, 'x', 3], [1, 1]), [2, null, null])
  assert.deepEqual(call('series_multiply', 10, [1, 0, -1]), [10, 0, -10])
  assert.deepEqual(call('series_divide', [1, 0], 0), ['Infinity', 'NaN'])
})

test('a datetime counts in ticks, as the example of series_fit_poly needs', () => {
  assert.deepEqual(call('series_subtract', ['2021-01-02T00:00:00.0000000Z'], ['2021-01-01T00:00:00.0000000Z']), [864_000_000_000])
})

test('statistics', () => {
  const x = [23, 46, 23, 87, 4, 8, 3, 75, 2, 56, 13, 75, 32, 16, 29]
  near(call('series_stats', x), [2, 8, 87, 3, 32.8, 28.5036338535483, 812.457142857143])
  const bag = call('series_stats_dynamic', x)
  near(Object.values(bag ?? {}), [2, 8, 87, 3, 32.8, 28.503633853548269, 812.45714285714291, 492, 15])
  assert.deepEqual(Object.keys(bag ?? {}), ['min', 'min_idx', 'max', 'max_idx', 'avg', 'stdev', 'variance', 'sum', 'len'])
  assert.equal(call('series_stats_dynamic', [1, null]), null)
  near(call('series_stats', [1, null, 5], true), [1, 0, 5, 2, 3, Math.sqrt(8), 8])
  assert.equal((call('series_stats', [10, 0, 0, 0, 50]) as readonly unknown[])[0], 0)
})

test('sums, products and angles', () => {
  assert.equal(call('series_sum', [1, 2, 3, 4]), 10)
  assert.equal(call('series_product', [1, 2, 3, 4]), 24)
  near(call('series_magnitude', [1, 2, 3, 4]), 5.4772255750516612)
  assert.equal(call('series_dot_product', [3, 6, 12], [12, 6, 3]), 108)
  assert.equal(call('series_dot_product', [3, 6, 12], 3), 63)
  assert.equal(call('series_dot_product', [], [1]), null)
  near(call('series_cosine_similarity', [0.1, 0.2, 0.1, 0.2], [0.11, 0.2, 0.11, 0.21]), 0.99935343825504)
  near(call('series_cosine_similarity', [0.1, 0.2, 0.1, 0.2], [1, 2, 3, 4]), 0.923760430703401)
  near(call('series_pearson_correlation', [1, 2, 3, 4, 5], [2, 4, 6, 8, 10]), 1)
  assert.equal(call('series_pearson_correlation', [1, 2], [1, 2, 3]), null)
})

test('filling gaps', () => {
  const n = null
  assert.deepEqual(call('series_fill_forward', [n, n, 36, 41, n, n, 16, 61, 33, n, n]), [n, n, 36, 41, 41, 41, 16, 61, 33, 33, 33])
  assert.deepEqual(call('series_fill_backward', [111, n, 36, 41, n, n, 16, 61, 33, n, n]), [111, 36, 36, 41, 16, 16, 16, 61, 33, n, n])
  assert.deepEqual(call('series_fill_const', [111, n, 36, 41, 23, n, 16, 61, 33, n, n], -1), [111, -1, 36, 41, 23, -1, 16, 61, 33, -1, -1])
  assert.deepEqual(call('series_fill_forward', [0, 5, 0, 7], 0), [0, 5, 5, 7])
})

test('filling gaps with lines', () => {
  const reals = '[null,111.0,null,36.0,41.0,null,null,16.0,61.0,33.0,null,null]'
  near(call('series_fill_linear', reals), [111, 111, 73.5, 36, 41, 32.667, 24.333, 16, 61, 33, 33, 33], 1e-3)
  near(call('series_fill_linear', reals, null, false), [null, 111, 73.5, 36, 41, 32.667, 24.333, 16, 61, 33, null, null], 1e-3)
  const wholes = '[null,111,null,36,41,null,null,16,61,33,null,null]'
  assert.deepEqual(call('series_fill_linear', wholes), [111, 111, 73, 36, 41, 32, 24, 16, 61, 33, 33, 33])
  assert.deepEqual(call('series_fill_linear', '[null,null]'), [0, 0])
  assert.deepEqual(call('series_fill_linear', '[null,null]', null, true, 3.25), [3.25, 3.25])
  assert.equal(call('series_fill_linear', 'no json'), null)
})

test('filters', () => {
  near(call('series_iir', [1, 2, 3, 4], [1], [1, -1]), [1, 3, 6, 10])
  assert.equal(call('series_iir', [1], [1], [0]), null)
  near(call('series_fir', [0, 0, 0, 0, 2, 2, 2, 2, 3, 3, 3, 3], [1, -1], false, false), [0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0])
  const spike = [0, 0, 0, 0, 0, 0, 0, 10, 20, 40, 100, 40, 20, 10, 0, 0, 0, 0, 0]
  const highest = (values: unknown) => (values as number[]).indexOf(Math.max(...(values as number[])))
  assert.equal(highest(call('series_fir', spike, [1, 1, 1, 1, 1], true, true)), 10)
  assert.equal(highest(call('series_fir', spike, [1, 1, 1, 1, 1])), 12)
  near((call('series_fir', spike, [1, 1, 1, 1, 1]) as number[])[12], 44)
  assert.equal(call('series_fir', [1, 2], [1, -1], true), null)
})

test('the transform finds the two pure waves of its example, and comes back, at any length', () => {
  for (const n of [128, 100, 7, 1]) {
    const real = Array.from({ length: n }, (_, x) => Math.sin((2 * Math.PI * x) / 8))
    const imaginary = Array.from({ length: n }, (_, x) => Math.sin((2 * Math.PI * x) / 32))
    const found = call('series_fft', real, imaginary) as readonly number[][]
    near(call('series_ifft', ...found), [real, imaginary])
    if (n === 128)
      near(
        found[0]?.map(Math.abs).findIndex((value) => value > 1e-6),
        4,
      )
    near(
      found[0]?.[n > 3 ? 3 : 0],
      real.reduce((so, value, x) => {
        const angle = (2 * Math.PI * (n > 3 ? 3 : 0) * x) / n
        return so + value * Math.cos(angle) + (imaginary[x] ?? 0) * Math.sin(angle)
      }, 0),
    )
  }
  assert.equal(call('series_fft', [1, 2], [1]), null)
})

test('moving, splitting and choosing elements', () => {
  const five = [1, 2, 3, 4, 5]
  assert.deepEqual(call('array_rotate_left', five, 2n), [3, 4, 5, 1, 2])
  assert.deepEqual(call('array_rotate_left', five, -2n), [4, 5, 1, 2, 3])
  assert.deepEqual(call('array_rotate_right', five, -2n), [3, 4, 5, 1, 2])
  assert.deepEqual(call('array_shift_left', five, 2n), [3, 4, 5, null, null])
  assert.deepEqual(call('array_shift_left', five, -2n, -1), [-1, -1, 1, 2, 3])
  assert.deepEqual(call('array_shift_right', five, 2n), [null, null, 1, 2, 3])
  assert.deepEqual(call('array_shift_right', five, -2n, -1), [3, 4, 5, -1, -1])
  assert.deepEqual(call('array_shift_left', ['a', 'b'], 1n), ['b', ''])
  assert.deepEqual(call('array_split', five, 2), [
    [1, 2],
    [3, 4, 5],
  ])
  assert.deepEqual(call('array_split', five, [1, 3]), [[1], [2, 3], [4, 5]])
  assert.deepEqual(call('array_split', five, -1), [[1, 2, 3, 4], [5]])
  assert.deepEqual(call('array_iff', [true, false, true], [1, 2, 3], [4, 5, 6]), [1, 5, 3])
  assert.deepEqual(call('array_iff', [1, 0, 50], 'yes', 'no'), ['yes', 'no', 'yes'])
  assert.deepEqual(call('array_iff', ['some string value', '2022-01-01', null], 1, 0), [null, null, null])
  assert.deepEqual(call('array_iif', [true, true, true], [1, 2], [3, 4]), [1, 2, null])
})
