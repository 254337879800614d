/** Functions on numbers, and the ones that put values into bins. */

import type { Call, Family, ScalarFunction } from './function.ts'
import { constant, convert, isNumber, type Scalar, sql, ticks } from './scalar.ts'

const first = (args: readonly Scalar[], call: Call): Scalar => args[0] ?? call.refuse(`${call.name}() wants an argument.`)
const second = (args: readonly Scalar[], call: Call): Scalar => args[1] ?? call.refuse(`${call.name}() wants two arguments.`)

const number = (value: Scalar): Scalar => (isNumber(value.type) || value.type === 'timespan' ? value : convert(value, 'real'))

/** A function of reals; what has no answer is NaN, which DuckDB would make an error. */
const onReal =
  (make: (value: string) => string): ScalarFunction =>
  (args, call) =>
    sql('real', make(convert(first(args, call), 'real').sql))

const within = (condition: (value: string) => string, make: (value: string) => string) =>
  onReal((value) => `(CASE WHEN ${condition(value)} THEN ${make(value)} WHEN ${value} IS NULL THEN NULL ELSE CAST('nan' AS DOUBLE) END)`)

/** `log(0)` is minus infinity, of a negative number null. */
const logarithm = (name: string) =>
  onReal(
    (value) =>
      `(CASE WHEN ${value} > 0 THEN ${name}(${value}) WHEN ${value} = 0 THEN CAST('-inf' AS DOUBLE) WHEN isnan(${value}) THEN ${value} END)`,
  )

/** Infinite at zero, where DuckDB would make an error. */
const gamma = (name: string) => onReal((value) => `(CASE WHEN ${value} = 0 THEN CAST('inf' AS DOUBLE) ELSE ${name}(${value}) END)`)

const abs: ScalarFunction = (args, call) => {
  const value = number(first(args, call))
  return sql(value.type === 'int' ? (call.type ?? 'long') : value.type, `abs(${value.sql})`)
}

/** Halves go away from zero, at the given number of places. */
const round: ScalarFunction = (args, call) => {
  const value = convert(first(args, call), 'real').sql
  const places = args[1] === undefined ? undefined : convert(args[1], 'long').sql
  return sql(call.type ?? 'real', places === undefined ? `kql_round(${value}, 0)` : `kql_round(${value}, ${places})`)
}

const ceiling: ScalarFunction = (args, call) => {
  const value = number(first(args, call))
  if (value.type === 'int' || value.type === 'long') return convert(value, 'long')
  return sql('real', `ceil(${convert(value, 'real').sql})`)
}

const sign: ScalarFunction = (args, call) =>
  sql(call.type ?? 'long', `CAST(sign(${number(first(args, call)).sql}) AS ${call.type === 'real' ? 'DOUBLE' : 'BIGINT'})`)

/** Steps down to a multiple of the size, also below zero. */
const bin: ScalarFunction = (args, call) => {
  const value = first(args, call)
  const size = second(args, call)
  return binAt(value, size, undefined, call)
}

function binAt(given: Scalar, size: Scalar, fixed: Scalar | undefined, call: Call): Scalar {
  const value = given.type === 'dynamic' || given.type === 'string' ? convert(given, size.type === 'timespan' ? 'datetime' : 'real') : given
  if (value.type === 'datetime' || value.type === 'timespan') {
    const step = size.type === 'timespan' ? size.sql : convert(size, 'timespan').sql
    const from = fixed === undefined ? undefined : ticks(convert(fixed, value.type)).sql
    const moment = ticks(value).sql
    // Datetimes are never below zero.
    const isPlain =
      value.type === 'datetime' && from === undefined && typeof size.constant === 'bigint' && size.type === 'timespan' && size.constant > 0n
    if (isPlain) return sql('datetime', `(${moment} - ${moment} % ${size.constant})`)
    return sql(value.type, from === undefined ? `kql_bin(${moment}, ${step})` : `(kql_bin(${moment} - ${from}, ${step}) + ${from})`)
  }
  const isWhole = (one: Scalar): boolean => one.type === 'int' || one.type === 'long'
  if (isWhole(value) && isWhole(size) && (fixed === undefined || isWhole(fixed))) {
    const [a, b] = [convert(value, 'long').sql, convert(size, 'long').sql]
    if (fixed === undefined) return sql(call.type === 'int' ? 'int' : 'long', `kql_bin(${a}, ${b})`)
    return sql('long', `(kql_bin(${a} - ${convert(fixed, 'long').sql}, ${b}) + ${convert(fixed, 'long').sql})`)
  }
  const [a, b] = [convert(value, 'real').sql, convert(size, 'real').sql]
  if (fixed === undefined) return sql('real', `kql_real_bin(${a}, ${b})`)
  return sql('real', `(kql_real_bin(${a} - ${convert(fixed, 'real').sql}, ${b}) + ${convert(fixed, 'real').sql})`)
}

const floor: ScalarFunction = (args, call) => (args.length === 1 ? bin([first(args, call), constant('long', 1n)], call) : bin(args, call))

/** Not farther from the middle than the distance, on either side. */
const around: ScalarFunction = (args, call) => {
  const [value, middle, distance] = [first(args, call), second(args, call), args[2] ?? call.refuse('around() wants three arguments.')]
  if (value.type === 'datetime' || value.type === 'timespan') {
    const [at, of, by] = [ticks(value).sql, ticks(convert(middle, value.type)).sql, convert(distance, 'timespan').sql]
    return sql('bool', `(${at} BETWEEN ${of} - ${by} AND ${of} + ${by})`)
  }
  const [at, of, by] = [value, middle, distance].map((one) => convert(one, 'real').sql)
  return sql('bool', `(${at} BETWEEN ${of} - ${by} AND ${of} + ${by})`)
}

const pow: ScalarFunction = (args, call) =>
  sql('real', `pow(${convert(first(args, call), 'real').sql}, ${convert(second(args, call), 'real').sql})`)

const bits =
  (operator: string): ScalarFunction =>
  (args, call) =>
    sql('long', `(${convert(first(args, call), 'long').sql} ${operator} ${convert(second(args, call), 'long').sql})`)

const shift =
  (isLeft: boolean): ScalarFunction =>
  (args, call) =>
    sql(
      'long',
      `kql_shift_${isLeft ? 'left' : 'right'}(${convert(first(args, call), 'long').sql}, ${convert(second(args, call), 'long').sql})`,
    )

const test =
  (name: string): ScalarFunction =>
  (args, call) =>
    sql('bool', `${name}(${convert(first(args, call), 'real').sql})`)

export const numbers: Family = {
  abs,
  round,
  ceiling,
  sign,
  bin,
  floor,
  bin_at: (args, call) => binAt(first(args, call), second(args, call), args[2] ?? call.refuse('bin_at() wants three arguments.'), call),
  pow,
  around,
  exp: onReal((value) => `exp(${value})`),
  exp2: onReal((value) => `pow(2, ${value})`),
  exp10: onReal((value) => `pow(10, ${value})`),
  log: logarithm('ln'),
  log2: logarithm('log2'),
  log10: logarithm('log10'),
  sqrt: within(
    (value) => `${value} >= 0`,
    (value) => `sqrt(${value})`,
  ),
  sin: onReal((value) => `sin(${value})`),
  cos: onReal((value) => `cos(${value})`),
  tan: onReal((value) => `tan(${value})`),
  cot: onReal((value) => `(1 / tan(${value}))`),
  asin: within(
    (value) => `abs(${value}) <= 1`,
    (value) => `asin(${value})`,
  ),
  acos: within(
    (value) => `abs(${value}) <= 1`,
    (value) => `acos(${value})`,
  ),
  atan: onReal((value) => `atan(${value})`),
  atan2: (args, call) => sql('real', `atan2(${convert(first(args, call), 'real').sql}, ${convert(second(args, call), 'real').sql})`),
  degrees: onReal((value) => `degrees(${value})`),
  radians: onReal((value) => `radians(${value})`),
  pi: () => constant('real', Math.PI),
  gamma: gamma('gamma'),
  loggamma: gamma('lgamma'),
  rand: (args) =>
    args[0] === undefined ? sql('real', 'random()') : sql('long', `TRY_CAST(floor(random() * ${convert(args[0], 'real').sql}) AS BIGINT)`),
  isnan: test('isnan'),
  isinf: test('isinf'),
  isfinite: test('isfinite'),
  binary_and: bits('&'),
  binary_or: bits('|'),
  binary_xor: (args, call) => sql('long', `xor(${convert(first(args, call), 'long').sql}, ${convert(second(args, call), 'long').sql})`),
  binary_not: (args, call) => sql('long', `(~${convert(first(args, call), 'long').sql})`),
  binary_shift_left: shift(true),
  binary_shift_right: shift(false),
  bitset_count_ones: (args, call) => sql('long', `CAST(bit_count(${convert(first(args, call), 'long').sql}) AS BIGINT)`),
}
