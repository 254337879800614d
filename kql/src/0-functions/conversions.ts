/** Functions that change a value's type, or look at whether there is one. */
import type { KqlType } from '../language.ts'
import type { Family, ScalarFunction } from './function.ts'
import { parseJson } from './path.ts'
import { constant, convert, filled, isNumber, type Scalar, sql, ticks, toDynamic, toText } from './scalar.ts'

const to =
  (type: KqlType): ScalarFunction =>
  ([value], call) =>
    value === undefined ? call.refuse('A value is missing.') : plainly(convert(value, type))

/** What comes out of a conversion is a value of its own. */
const plainly = (value: Scalar): Scalar => (value.trail === undefined ? value : { ...value, trail: undefined })

const one =
  (make: (value: Scalar) => Scalar): ScalarFunction =>
  ([value], call) =>
    value === undefined ? call.refuse('A value is missing.') : make(value)

const isEmpty = (value: Scalar): string => {
  if (value.type === 'string') return `(${filled(value).sql} = '')`
  if (value.type === 'dynamic') return `(coalesce(${toText(value).sql}, '') = '')`
  return `(${value.sql} IS NULL)`
}

const isNull = (value: Scalar): string => (value.type === 'string' ? 'false' : `(${value.sql} IS NULL)`)

/** All branches as one type. */
function branches(values: readonly Scalar[], found: KqlType | undefined): readonly Scalar[] {
  const types = new Set(values.filter((value) => value.constant !== null).map(({ type }) => type))
  const [only] = types
  const type = found ?? (types.size === 1 && only !== undefined ? only : widest(values))
  return values.map((value) => filled(ticks(value.constant === null ? constant(type, null) : convert(value, type))))
}

function widest(values: readonly Scalar[]): KqlType {
  if (values.every(({ type }) => isNumber(type))) return values.some(({ type }) => type === 'real') ? 'real' : 'long'
  return values.some(({ type }) => type === 'dynamic') ? 'dynamic' : (values[0]?.type ?? 'string')
}

const iff: ScalarFunction = ([condition, yes, no], call) => {
  if (condition === undefined || yes === undefined || no === undefined) return call.refuse('iff() wants a condition and two values.')
  const [a, b] = branches([yes, no], call.type)
  return a === undefined || b === undefined
    ? call.refuse('A value is missing.')
    : sql(a.type, `(CASE WHEN ${convert(condition, 'bool').sql} THEN ${a.sql} ELSE ${b.sql} END)`)
}

const caseOf: ScalarFunction = (args, call) => {
  const values = args.filter((_, i) => i % 2 === 1 || i === args.length - 1)
  const results = branches(values, call.type)
  const last = results.at(-1)
  if (last === undefined || args.length < 3) return call.refuse('case() wants pairs of condition and value, and a value for the rest.')
  const whens = results.slice(0, -1).map((result, i) => {
    const condition = args[2 * i]
    return `WHEN ${condition === undefined ? 'false' : convert(condition, 'bool').sql} THEN ${result.sql}`
  })
  return sql(last.type, `(CASE ${whens.join(' ')} ELSE ${last.sql} END)`)
}

const coalesce: ScalarFunction = (args, call) => {
  const values = branches(args, call.type)
  const [first] = values
  if (first === undefined) return call.refuse('A value is missing.')
  if (first.type === 'string') return { ...sql('string', `coalesce(${values.map((value) => `nullif(${value.sql}, '')`).join(', ')}, '')`) }
  return sql(first.type, `coalesce(${values.map((value) => value.sql).join(', ')})`)
}

const extreme =
  (name: 'greatest' | 'least'): ScalarFunction =>
  (args, call) => {
    const values = branches(args, call.type)
    return values[0] === undefined
      ? call.refuse('A value is missing.')
      : sql(values[0].type, `${name}(${values.map((value) => value.sql).join(', ')})`)
  }

/** The name of a value's type as `gettype()` says it. */
function typeName(value: Scalar): Scalar {
  if (value.type !== 'dynamic') return value.type === 'bool' ? constant('string', 'bool') : constant('string', value.type)
  return sql('string', `kql_gettype(${value.sql})`)
}

export const conversions: Family = {
  tostring: to('string'),
  tobool: to('bool'),
  toboolean: to('bool'),
  toint: to('int'),
  tolong: to('long'),
  toreal: to('real'),
  todouble: to('real'),
  todecimal: to('decimal'),
  todatetime: to('datetime'),
  totimespan: to('timespan'),
  totime: to('timespan'),
  toguid: to('guid'),
  todynamic: one(parseJson),
  parse_json: one(parseJson),
  parsejson: one(parseJson),
  toobject: one(parseJson),
  isnull: one((value) => sql('bool', isNull(value))),
  isnotnull: one((value) => sql('bool', `(NOT ${isNull(value)})`)),
  notnull: one((value) => sql('bool', `(NOT ${isNull(value)})`)),
  isempty: one((value) => sql('bool', isEmpty(value))),
  isnotempty: one((value) => sql('bool', `(NOT ${isEmpty(value)})`)),
  notempty: one((value) => sql('bool', `(NOT ${isEmpty(value)})`)),
  iff,
  iif: iff,
  case: caseOf,
  coalesce,
  max_of: extreme('greatest'),
  min_of: extreme('least'),
  gettype: one(typeName),
  // Up to 32 digits, more than a DECIMAL with a fraction holds.
  parse_version: one((value) => sql('decimal', `CAST(kql_parse_version(${filled(toText(value)).sql}) AS HUGEINT)`)),
  dynamic_to_json: one((value) => sql('string', `coalesce(kql_dynamic_to_json(${toDynamic(value).sql}), '')`)),
}
