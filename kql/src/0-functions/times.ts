/** Functions on datetimes and timespans. */
import type { Call, Family, ScalarFunction } from './function.ts'
import { constant, convert, quote, type Scalar, sql, ticks, ticksAt1970, ticksMax, timestamp } from './scalar.ts'

function moment(args: readonly Scalar[], index: number, call: Call): Scalar {
  const value = args[index] ?? call.refuse(`${call.name}() wants a datetime.`)
  const made = convert(value, 'datetime')
  // Numbers and timespans count ticks, and may count too many.
  const isRead = value.type === 'datetime' || value.type === 'string' || value.type === 'dynamic' || made.constant === null
  return isRead ? made : sql('datetime', `kql_in_range(${made.sql})`)
}

function later(from: bigint, by: Scalar, sign: '+' | '-'): Scalar {
  if (typeof by.constant !== 'bigint') return sql('datetime', `kql_in_range(${from} ${sign} kql_bounded(${by.sql}))`)
  const at = sign === '+' ? from + by.constant : from - by.constant
  return constant('datetime', at >= 0n && at <= ticksMax ? at : null)
}

const now: ScalarFunction = (args, call) => {
  const by = args[0] === undefined ? constant('timespan', 0n) : convert(args[0], 'timespan')
  return later(call.now, by, '+')
}

const ago: ScalarFunction = (args, call) => {
  const by = convert(args[0] ?? call.refuse('ago() wants a timespan.'), 'timespan')
  return later(call.now, by, '-')
}

const day = 864_000_000_000n

type Unit = 'day' | 'week' | 'month' | 'year'

/** The first tick of the day, week (from Sunday), month or year, some of them later. */
function start(unit: Unit, value: Scalar, offset: Scalar | undefined): string {
  const steps = offset === undefined ? '0' : convert(offset, 'long').sql
  const at = ticks(value).sql
  // 0001-01-01 was a Monday.
  const moved = (size: bigint): string => (offset === undefined ? '0' : `kql_scaled(${steps}, ${size})`)
  if (unit === 'day') return offset === undefined ? `(${at} - ${at} % ${day})` : `kql_in_range(${at} - ${at} % ${day} + ${moved(day)})`
  if (unit === 'week') return `kql_in_range(${at} - (${at} + ${day}) % ${7n * day} + ${moved(7n * day)})`
  if (offset === undefined) return `(epoch_us(date_trunc('${unit}', ${timestamp(value)})) * 10 + ${ticksAt1970})`
  return `(epoch_us(date_trunc('${unit}', ${timestamp(value)}) + to_${unit}s(CASE WHEN ${steps} BETWEEN -120000 AND 120000 THEN CAST(${steps} AS INTEGER) END)) * 10 + ${ticksAt1970})`
}

const startOf =
  (unit: Unit): ScalarFunction =>
  (args, call) =>
    sql('datetime', start(unit, moment(args, 0, call), args[1]))

const endOf =
  (unit: Unit): ScalarFunction =>
  (args, call) => {
    const next = args[1] === undefined ? constant('long', 1n) : sql('long', `kql_add_queried(${convert(args[1], 'long').sql}, 1)`)
    return sql('datetime', `(${start(unit, moment(args, 0, call), next)} - 1)`)
  }

const parts: Readonly<Record<string, (value: Scalar) => string>> = {
  year: (value) => `year(${timestamp(value)})`,
  quarter: (value) => `quarter(${timestamp(value)})`,
  month: (value) => `month(${timestamp(value)})`,
  week_of_year: (value) => `week(${timestamp(value)})`,
  weekofyear: (value) => `week(${timestamp(value)})`,
  day: (value) => `day(${timestamp(value)})`,
  dayofyear: (value) => `dayofyear(${timestamp(value)})`,
  hour: (value) => `(${ticks(value).sql} // 36000000000 % 24)`,
  minute: (value) => `(${ticks(value).sql} // 600000000 % 60)`,
  second: (value) => `(${ticks(value).sql} // 10000000 % 60)`,
  millisecond: (value) => `(${ticks(value).sql} // 10000 % 1000)`,
  microsecond: (value) => `(${ticks(value).sql} // 10 % 1000000)`,
  nanosecond: (value) => `(${ticks(value).sql} % 10000000 * 100)`,
}

const part = (name: string, value: Scalar, call: Call): Scalar => {
  const make = parts[name.toLowerCase().replace(/s$/, '')] ?? parts[name.toLowerCase()]
  return make === undefined
    ? call.refuse(`“${name}” is no part of a datetime: ${Object.keys(parts).join(', ')} are.`, 0)
    : sql('long', `CAST(${make(value)} AS BIGINT)`)
}

const partFunction =
  (name: string): ScalarFunction =>
  (args, call) => ({
    ...part(name, moment(args, 0, call), call),
    ...(call.type === 'int' ? { sql: `CAST(${part(name, moment(args, 0, call), call).sql} AS INTEGER)`, type: 'int' as const } : {}),
  })

const datetimePart: ScalarFunction = (args, call) => {
  const name = args[0]?.constant
  return typeof name === 'string' ? part(name, moment(args, 1, call), call) : call.refuse('The part must be a constant text.', 0)
}

const spans: Readonly<Record<string, bigint>> = {
  week: 7n * day,
  day,
  hour: 36_000_000_000n,
  minute: 600_000_000n,
  second: 10_000_000n,
  millisecond: 10_000n,
  microsecond: 10n,
  nanosecond: 0n,
}

const unitOf = (args: readonly Scalar[], call: Call): string => {
  const name = args[0]?.constant
  return typeof name === 'string' ? name.toLowerCase().replace(/s$/, '') : call.refuse('The unit must be a constant text.', 0)
}

/** How many borders of the unit lie between the two. */
const datetimeDiff: ScalarFunction = (args, call) => {
  const unit = unitOf(args, call)
  const [later, earlier] = [moment(args, 1, call), moment(args, 2, call)]
  const months = (value: Scalar): string => `(year(${timestamp(value)}) * 12 + month(${timestamp(value)}))`
  if (unit === 'year') return sql('long', `CAST(year(${timestamp(later)}) - year(${timestamp(earlier)}) AS BIGINT)`)
  if (unit === 'month') return sql('long', `CAST(${months(later)} - ${months(earlier)} AS BIGINT)`)
  if (unit === 'quarter') {
    const quarters = (value: Scalar): string => `(year(${timestamp(value)}) * 4 + quarter(${timestamp(value)}))`
    return sql('long', `CAST(${quarters(later)} - ${quarters(earlier)} AS BIGINT)`)
  }
  const size = spans[unit]
  if (size === undefined) return call.refuse(`“${unit}” is no unit.`, 0)
  if (unit === 'nanosecond') return sql('long', `((${ticks(later).sql} - ${ticks(earlier).sql}) * 100)`)
  // Weeks come back as a real.
  if (unit === 'week') {
    const weeks = (value: Scalar): string => `(${ticks(value).sql} + ${day}) // ${size}`
    return { ...sql('real', `CAST(${weeks(later)} - ${weeks(earlier)} AS DOUBLE)`), isFinal: true }
  }
  return sql('long', `(${ticks(later).sql} // ${size} - ${ticks(earlier).sql} // ${size})`)
}

const datetimeAdd: ScalarFunction = (args, call) => {
  const unit = unitOf(args, call)
  const amount = convert(args[1] ?? call.refuse('datetime_add() wants an amount.'), 'long').sql
  const value = moment(args, 2, call)
  const months = unit === 'year' ? 12 : unit === 'quarter' ? 3 : unit === 'month' ? 1 : 0
  if (months > 0) {
    const within = `(${ticks(value).sql} % 864000000000)`
    return sql(
      'datetime',
      `(epoch_us(date_trunc('day', ${timestamp(value)}) + to_months(CASE WHEN ${amount} BETWEEN -120000 AND 120000 THEN CAST(${amount} * ${months} AS INTEGER) END)) * 10 + ${ticksAt1970} + ${within})`,
    )
  }
  const size = spans[unit]
  if (size === undefined) return call.refuse(`“${unit}” is no unit.`, 0)
  const step = unit === 'nanosecond' ? `${amount} // 100` : `kql_scaled(${amount}, ${size})`
  return sql('datetime', `kql_in_range(${ticks(value).sql} + ${step})`)
}

const makeDatetime: ScalarFunction = (args, call) => {
  const [year, month, dayOf] = args
  if (year === undefined) return call.refuse('make_datetime() wants a year.')
  if (month === undefined || dayOf === undefined) return convert(year, 'datetime')
  const n = (index: number): string => (args[index] === undefined ? '0' : convert(args[index], 'long').sql)
  const seconds = args[5] === undefined ? '0' : `CAST(round(${convert(args[5], 'real').sql} * 10000000) AS BIGINT)`
  const date = `epoch_us(TRY(make_timestamp(${n(0)}, ${n(1)}, ${n(2)}, ${n(3)}, ${n(4)}, 0)))`
  return sql('datetime', `(${date} * 10 + ${ticksAt1970} + ${seconds})`)
}

const makeTimespan: ScalarFunction = (args) => {
  const n = (index: number): string => (args[index] === undefined ? '0' : convert(args[index], 'long').sql)
  const o = args.length > 3 ? 1 : 0
  const given = args[2 + o]
  const seconds = given === undefined ? '0' : `CAST(round(${convert(given, 'real').sql} * 10000000) AS BIGINT)`
  const whole = `(${o === 1 ? n(0) : '0'} * ${day} + ${n(o)} * 36000000000 + ${n(1 + o)} * 600000000 + ${seconds})`
  return sql('timespan', `CASE WHEN ${n(o)} BETWEEN 0 AND 23 AND ${n(1 + o)} BETWEEN 0 AND 59 THEN ${whole} END`)
}

const unix =
  (size: bigint): ScalarFunction =>
  (args, call) => {
    const value = args[0] ?? call.refuse(`${call.name}() wants a number.`)
    if (value.type === 'real' || value.type === 'decimal' || value.type === 'dynamic')
      return sql(
        'datetime',
        `kql_in_range(kql_bounded(TRY_CAST(round(${convert(value, 'real').sql} * ${size}) AS BIGINT)) + ${ticksAt1970})`,
      )
    return sql('datetime', `kql_in_range(kql_scaled(${convert(value, 'long').sql}, ${size}) + ${ticksAt1970})`)
  }

const formatted =
  (name: string, type: 'datetime' | 'timespan'): ScalarFunction =>
  (args, call) => {
    const value = ticks(convert(args[0] ?? call.refuse(`${name}() wants a value.`), type)).sql
    const pattern = args[1]?.constant
    return sql(
      'string',
      `coalesce(${name === 'format_datetime' ? 'kql_format_datetime' : 'kql_format_timespan'}(${value}, ${typeof pattern === 'string' ? quote(pattern) : convert(args[1] ?? call.refuse('A format is missing.'), 'string').sql}), '')`,
    )
  }

export const times: Family = {
  now,
  ago,
  startofday: startOf('day'),
  startofweek: startOf('week'),
  startofmonth: startOf('month'),
  startofyear: startOf('year'),
  endofday: endOf('day'),
  endofweek: endOf('week'),
  endofmonth: endOf('month'),
  endofyear: endOf('year'),
  dayofweek: (args, call) => sql('timespan', `((${ticks(moment(args, 0, call)).sql} // ${day} + 1) % 7 * ${day})`),
  dayofmonth: partFunction('day'),
  dayofyear: partFunction('dayofyear'),
  monthofyear: partFunction('month'),
  getmonth: partFunction('month'),
  getyear: partFunction('year'),
  hourofday: partFunction('hour'),
  week_of_year: partFunction('week_of_year'),
  weekofyear: partFunction('week_of_year'),
  datetime_part: datetimePart,
  datepart: datetimePart,
  datetime_diff: datetimeDiff,
  datetime_add: datetimeAdd,
  make_datetime: makeDatetime,
  make_timespan: makeTimespan,
  unixtime_seconds_todatetime: unix(10_000_000n),
  unixtime_milliseconds_todatetime: unix(10_000n),
  unixtime_microseconds_todatetime: unix(10n),
  unixtime_nanoseconds_todatetime: (args, call) =>
    sql('datetime', `kql_in_range(${convert(args[0] ?? call.refuse('A number is missing.'), 'long').sql} // 100 + ${ticksAt1970})`),
  format_datetime: formatted('format_datetime', 'datetime'),
  format_timespan: formatted('format_timespan', 'timespan'),
}
