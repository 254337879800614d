/** Aggregation functions. Inside a group NULL is left out, as KQL leaves nulls out. */
import type { Call, ScalarFunction } from './function.ts'
import { percentileFunctions } from './percentiles.ts'
import { convert, filled, isNumber, type Scalar, sql, ticks, toDynamic, toText } from './scalar.ts'

const first = (args: readonly Scalar[], call: Call): Scalar => args[0] ?? call.refuse(`${call.name}() wants an argument.`)

const condition = (value: Scalar | undefined, call: Call): string =>
  convert(value ?? call.refuse(`${call.name}() wants a condition.`), 'bool').sql

/** Sets and lists hold at most this many elements in Microsoft's engine. */
const listMax = 1_048_576n

/** The function and its `…if` twin, whose last argument before any others is the condition at `at`. */
function pair(
  name: string,
  at: number,
  make: (args: readonly Scalar[], filter: string, call: Call) => Scalar,
  twin = `${name}if`,
): readonly (readonly [string, ScalarFunction])[] {
  return [
    [name, (args, call) => make(args, '', call)],
    [
      twin,
      (args, call) =>
        make(
          args.filter((_, i) => i !== at),
          ` FILTER (WHERE ${condition(args[at], call)})`,
          call,
        ),
    ],
  ]
}

const numeric = (value: Scalar): Scalar =>
  isNumber(value.type) || value.type === 'timespan'
    ? value
    : value.type === 'datetime'
      ? ticks(value)
      : convert(value, value.type === 'bool' ? 'long' : 'real')

const sum = (args: readonly Scalar[], filter: string, call: Call): Scalar => {
  const value = numeric(first(args, call))
  if (value.type === 'real') return sql('real', `coalesce(sum(${value.sql})${filter}, 0)`)
  if (value.type === 'decimal') return sql('decimal', `CAST(coalesce(sum(${value.sql})${filter}, 0) AS DECIMAL(38,17))`)
  return sql(value.type === 'timespan' ? 'timespan' : 'long', `kql_wrap(coalesce(sum(${value.sql})${filter}, 0))`)
}

/** An average of dates is a date. */
const average = (args: readonly Scalar[], filter: string, call: Call): Scalar => {
  const value = numeric(first(args, call))
  if (value.type === 'timespan' || value.type === 'datetime') return sql(value.type, `CAST(trunc(avg(${value.sql})${filter}) AS BIGINT)`)
  if (value.type === 'decimal') return sql('decimal', `CAST(avg(${value.sql})${filter} AS DECIMAL(38,17))`)
  // Its sum wraps around like any other, and the average of nothing is NaN.
  const total = value.type === 'real' ? `sum(${value.sql})${filter}` : `kql_wrap(sum(${value.sql})${filter})`
  return sql('real', `kql_mean(CAST(${total} AS DOUBLE), count(${value.sql})${filter})`)
}

const spread =
  (name: string) =>
  (args: readonly Scalar[], filter: string, call: Call): Scalar =>
    sql(
      'real',
      `kql_spread(${name}(${convert(numeric(first(args, call)), 'real').sql})${filter}, count(${first(args, call).sql})${filter})`,
    )

const population =
  (name: string) =>
  (args: readonly Scalar[], filter: string, call: Call): Scalar =>
    sql('real', `${name}(${convert(numeric(first(args, call)), 'real').sql})${filter}`)

/** A dynamic column is compared by what its values are as text or number; the least and greatest stay dynamic. */
const extreme =
  (name: 'min' | 'max') =>
  (args: readonly Scalar[], filter: string, call: Call): Scalar => {
    const value = first(args, call)
    if (value.type === 'string') return { sql: `${name}(nullif(${value.sql}, ''))${filter}`, type: 'string', mayBeNull: true }
    if (value.type === 'dynamic') return sql('dynamic', `kql_from_sortable(${name}(kql_sortable(${value.sql}))${filter})`)
    // One NaN makes the whole NaN.
    if (value.type === 'real')
      return sql(
        'real',
        `CASE WHEN bool_or(isnan(${value.sql}))${filter} THEN CAST('nan' AS DOUBLE) ELSE ${name}(${value.sql})${filter} END`,
      )
    return { sql: `${name}(${value.sql})${filter}`, type: value.type, isTimestamp: value.isTimestamp }
  }

/** Counted exactly: an estimate was up to 12 % off and saved little. Null counts as no value; an empty string does. */
const distinct = (args: readonly Scalar[], filter: string, call: Call): Scalar => {
  const value = first(args, call)
  return sql('long', `count(DISTINCT ${value.type === 'dynamic' ? toText(value).sql : filled(value).sql})${filter}`)
}

const anyValue = (args: readonly Scalar[], filter: string, call: Call): Scalar => {
  const value = first(args, call)
  const isThere = value.type === 'string' ? `nullif(${value.sql}, '')` : value.sql
  return {
    sql: `any_value(${isThere})${filter}`,
    type: value.type,
    isTimestamp: value.isTimestamp,
    mayBeNull: value.type === 'string' ? true : undefined,
  }
}

/** An element of a list as JSON text; a null is left out. */
const element = (value: Scalar): string =>
  value.type === 'string' ? `to_json(${filled(value).sql})` : value.type === 'dynamic' ? value.sql : toDynamic(value).sql

const isThere = (value: Scalar): string => (value.type === 'string' ? '' : `${value.sql} IS NOT NULL`)

function filterOf(filter: string, ...more: readonly string[]): string {
  const all = [filter === '' ? '' : filter.slice(15, -1), ...more].filter((one) => one !== '')
  return all.length === 0 ? '' : ` FILTER (WHERE ${all.join(' AND ')})`
}

/** How many elements is said by a constant, in Microsoft's engine too. */
function limited(list: string, limit: Scalar | undefined, call: Call): string {
  if (limit === undefined) return list
  const most = typeof limit.constant === 'bigint' ? limit.constant : call.refuse('How many elements at most must be a constant number.', 1)
  return `list_slice(${list}, 1, ${most > listMax ? listMax : most})`
}

const makeList =
  (withNulls: boolean) =>
  (args: readonly Scalar[], filter: string, call: Call): Scalar => {
    const value = first(args, call)
    const keepsNulls = withNulls || value.type === 'dynamic'
    const text = keepsNulls ? `coalesce(CAST(${element(value)} AS VARCHAR), 'null')` : `CAST(${element(value)} AS VARCHAR)`
    const list = call.gather(`list(${text}${call.listOrder})${filterOf(filter, keepsNulls ? '' : isThere(value))}`)
    // Arrays are spliced in.
    const all = value.type === 'dynamic' ? `kql_spliced(coalesce(${list}, []))` : `coalesce(${list}, [])`
    return sql('dynamic', `kql_array(${limited(all, args[1], call)})`)
  }

/** In the order in which the elements were first seen. */
const makeSet = (args: readonly Scalar[], filter: string, call: Call): Scalar => {
  const value = first(args, call)
  // An array is taken apart into its elements.
  const list =
    value.type === 'dynamic'
      ? `kql_flatten(list(${value.sql}${call.listOrder})${filterOf(filter, isThere(value))})`
      : `list(${value.type === 'string' ? filled(value).sql : value.sql}${call.listOrder})${filterOf(filter, isThere(value))}`
  // The engine may give any order; rows that are written in the query come in theirs.
  const isUnordered = call.isAnyOrder && value.type !== 'dynamic'
  const set = isUnordered
    ? limited(`coalesce(${call.gather(list.replace('list(', 'list(DISTINCT '))}, [])`, args[1], call)
    : limited(`kql_distinct(coalesce(${call.gather(list)}, []))`, args[1], call)
  if (value.type === 'string') return sql('dynamic', `CAST(to_json(${set}) AS VARCHAR)`)
  if (value.type === 'dynamic') return sql('dynamic', `kql_array(${set})`)
  const item = { sql: 'e', type: value.type, isTimestamp: value.isTimestamp }
  return sql('dynamic', `kql_array(list_transform(${set}, lambda e: ${toDynamic(item).sql}))`)
}

/** Of several bags the first to say a key wins. */
const makeBag = (args: readonly Scalar[], filter: string, call: Call): Scalar => {
  const value = toDynamic(first(args, call))
  return sql(
    'dynamic',
    `kql_merge_bags(coalesce(${call.gather(`list(${value.sql}${call.listOrder})${filterOf(filter, `${value.sql} IS NOT NULL`)}`)}, []))`,
  )
}

const bits =
  (name: string) =>
  (args: readonly Scalar[], filter: string, call: Call): Scalar =>
    sql('long', `${name}(${convert(first(args, call), 'long').sql})${filter}`)

const variation = (args: readonly Scalar[], filter: string, call: Call): Scalar => {
  const x = convert(numeric(first(args, call)), 'real').sql
  return sql('real', `kql_spread(var_samp(${x})${filter}, count(${x})${filter})`)
}

const pairOf =
  (name: string) =>
  (args: readonly Scalar[], filter: string, call: Call): Scalar =>
    sql(
      'real',
      `${name}(${convert(first(args, call), 'real').sql}, ${convert(args[1] ?? call.refuse('Two numbers are wanted.'), 'real').sql})${filter}`,
    )

const entries: readonly (readonly [string, ScalarFunction])[] = [
  ['count', () => sql('long', 'count(*)')],
  ['cnt', () => sql('long', 'count(*)')],
  ['countif', (args, call) => sql('long', `count(*) FILTER (WHERE ${condition(args[0], call)})`)],
  ...pair('sum', 1, sum),
  ...pair('avg', 1, average),
  ...pair('min', 1, extreme('min')),
  ...pair('max', 1, extreme('max')),
  ...pair('stdev', 1, spread('stddev_samp')),
  ['stdevp', (args, call) => population('stddev_pop')(args, '', call)],
  ...pair('variance', 1, variation),
  ...pair('variancep', 1, population('var_pop')),
  ...pair('dcount', 1, distinct),
  ...pair('count_distinct', 1, distinct),
  ...pair('take_any', 1, anyValue),
  ['any', (args, call) => anyValue(args, '', call)],
  ['anyif', (args, call) => anyValue(args.slice(0, 1), ` FILTER (WHERE ${condition(args[1], call)})`, call)],
  ...pair('make_list', 1, makeList(false), 'make_list_if'),
  ['makelist', (args, call) => makeList(false)(args, '', call)],
  ['make_list_with_nulls', (args, call) => makeList(true)(args, '', call)],
  ...pair('make_set', 1, makeSet, 'make_set_if'),
  ['makeset', (args, call) => makeSet(args, '', call)],
  ...pair('make_bag', 1, makeBag, 'make_bag_if'),
  ['make_dictionary', (args, call) => makeBag(args, '', call)],
  ...percentileFunctions,
  ['binary_all_and', (args, call) => bits('bit_and')(args, '', call)],
  ['binary_all_or', (args, call) => bits('bit_or')(args, '', call)],
  ['binary_all_xor', (args, call) => bits('bit_xor')(args, '', call)],
  ...pair('covariance', 2, pairOf('covar_samp')),
  ...pair('covariancep', 2, pairOf('covar_pop')),
]

/** By name in lower case. */
export const aggregates: ReadonlyMap<string, ScalarFunction> = new Map(entries)
