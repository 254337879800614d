/** Percentiles, plain and weighted, as documented for exact answers: the value below which lie so many per cent of the values, or of the weights. */
import type { Call, ScalarFunction } from './function.ts'
import { constant, convert, isNumber, type Scalar, sql, ticks, toDynamic } from './scalar.ts'

type Gather = (written: string) => string

/** Text and dynamic values count as real numbers. */
const numeric = (value: Scalar): Scalar =>
  isNumber(value.type) || value.type === 'timespan'
    ? value
    : value.type === 'datetime'
      ? ticks(value)
      : convert(value, value.type === 'bool' ? 'long' : 'real')

export function percentileOf(value: Scalar, weight: Scalar | undefined, share: number, gather: Gather): Scalar {
  const number = numeric(value)
  const of = number.sql
  if (weight === undefined) {
    return sql(number.type, `kql_nearest(${gather(`list(${of} ORDER BY ${of}) FILTER (WHERE ${of} IS NOT NULL)`)}, ${share})`)
  }
  const heavy = convert(weight, 'real').sql
  const only = `FILTER (WHERE ${of} IS NOT NULL AND ${heavy} > 0)`
  const values = gather(`list(${of} ORDER BY ${of}, ${heavy}) ${only}`)
  const weights = gather(`list(${heavy} ORDER BY ${of}, ${heavy}) ${only}`)
  return sql(number.type, `${values}[kql_weighted_place(CAST(to_json(${weights}) AS VARCHAR), CAST(${share} AS DOUBLE))]`)
}

/** The percentile as a share of one, or undefined where it is none, or not known now. */
export function shareIn(per: Scalar): number | undefined {
  const share = typeof per.constant === 'bigint' || typeof per.constant === 'number' ? Number(per.constant) / 100 : Number.NaN
  return share >= 0 && share <= 1 ? share : undefined
}

const wanted = (per: Scalar | undefined, call: Call): number =>
  (per === undefined ? undefined : shareIn(per)) ?? call.refuse('The percentile must be a constant number from 0 to 100.')

const one =
  (isWeighted: boolean): ScalarFunction =>
  (args, call) => {
    const [value, weight] = args
    if (value === undefined || (isWeighted && weight === undefined)) return call.refuse(`${call.name}() wants more arguments.`)
    return percentileOf(value, isWeighted ? weight : undefined, wanted(args[isWeighted ? 2 : 1], call), call.gather)
  }

/** The percentiles of an array that is known now. */
function each(per: Scalar): readonly Scalar[] {
  if (per.type !== 'dynamic' || typeof per.constant !== 'string') return [per]
  const all: unknown = JSON.parse(per.constant)
  return Array.isArray(all) ? all.map((one) => (typeof one === 'number' ? constant('real', one) : per)) : [per]
}

const array =
  (isWeighted: boolean): ScalarFunction =>
  (args, call) => {
    const [value, weight] = args
    if (value === undefined || (isWeighted && weight === undefined)) return call.refuse(`${call.name}() wants more arguments.`)
    const shares = args.slice(isWeighted ? 2 : 1).flatMap(each)
    if (shares.length === 0) return call.refuse(`${call.name}() wants percentiles.`)
    const values = shares.map((per) => toDynamic(percentileOf(value, isWeighted ? weight : undefined, wanted(per, call), call.gather)))
    return sql('dynamic', `kql_array([${values.map((each) => `CAST(${each.sql} AS VARCHAR)`).join(', ')}])`)
  }

/** `percentiles()` of `summarize` makes a column for each and is taken apart there. */
export const percentileFunctions: readonly (readonly [string, ScalarFunction])[] = [
  ['percentile', one(false)],
  ['percentilew', one(true)],
  ['percentiles_array', array(false)],
  ['percentile_array', array(false)],
  ['percentilesw_array', array(true)],
  ['percentilew_array', array(true)],
]
