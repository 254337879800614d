/** Arithmetic and comparison, with KQL's rules for mixed types, nulls and overflow. */
import {
  careful,
  constant,
  convert,
  filled,
  isNumber,
  isQueried,
  quote,
  type Scalar,
  sql,
  ticks,
  toText,
  wider,
} from '../0-functions/scalar.ts'
import { inRange } from '../0-functions/time-text.ts'
import type { Syntax } from '../1-syntax/microsoft.ts'
import type { KqlType } from '../language.ts'
import { fail } from './fault.ts'

type Sign = '+' | '-' | '*' | '/' | '%'

const signs: Readonly<Record<string, Sign>> = {
  AddExpression: '+',
  SubtractExpression: '-',
  MultiplyExpression: '*',
  DivideExpression: '/',
  ModuloExpression: '%',
}

export function arithmetic(node: Syntax, left: Scalar, right: Scalar): Scalar {
  const sign = signs[node.kind] ?? '+'
  const found = node.type.kind === 'scalar' ? node.type.type : undefined
  const isWhole = ({ type }: Scalar): boolean => type === 'int' || type === 'long'
  // What lies in JSON may have a fraction, whatever the analysis says.
  const mayBeReal =
    (left.type === 'dynamic' && isWhole(right)) ||
    (right.type === 'dynamic' && isWhole(left)) ||
    (left.type === 'dynamic' && right.type === 'dynamic')
  const wanted = mayBeReal ? 'real' : found
  const a = operand(left, right, wanted)
  const b = operand(right, left, wanted)
  const made = calculate(sign, a, b)
  if (made !== undefined) return mayBeReal ? { ...made, isFinal: true } : made
  return fail(node, 'TK003', `${a.type} ${sign} ${b.type} has no meaning.`)
}

/** Dynamic and text take part as what the other side is. */
function operand(value: Scalar, other: Scalar, found: KqlType | undefined): Scalar {
  if (value.type !== 'dynamic' && value.type !== 'string') return value.type === 'bool' ? convert(value, 'long') : value
  if (isNumber(other.type))
    return convert(value, found !== undefined && isNumber(found) && other.type === 'long' ? found : wider(other.type, 'long'))
  if (other.type === 'datetime' || other.type === 'timespan')
    return convert(value, found === 'timespan' && other.type === 'datetime' ? 'datetime' : 'timespan')
  return convert(value, found !== undefined && found !== 'dynamic' && found !== 'string' ? found : 'real')
}

function calculate(sign: Sign, a: Scalar, b: Scalar): Scalar | undefined {
  const [left, right] = [a.type, b.type]
  if (isNumber(left) && isNumber(right)) return numbers(sign, a, b)
  if (left === 'datetime' && right === 'datetime') return sign === '-' ? sql('timespan', `(${ticks(a).sql} - ${ticks(b).sql})`) : undefined
  if (left === 'datetime' && right === 'timespan') return sign === '+' || sign === '-' ? moved(sign, a, b) : undefined
  if (left === 'timespan' && right === 'datetime') return sign === '+' ? moved('+', b, a) : undefined
  if (left === 'timespan' && right === 'timespan') return spans(sign, a, b)
  if (left === 'timespan' && isNumber(right)) return scaled(sign, a, b)
  if (isNumber(left) && right === 'timespan') return sign === '*' ? scaled('*', b, a) : spans(sign, convert(a, 'timespan'), b)
  if (left === 'datetime' && isNumber(right)) return sign === '+' || sign === '-' ? moved(sign, a, convert(b, 'timespan')) : undefined
  return undefined
}

/** Outside the calendar there is no datetime. */
function moved(sign: '+' | '-', a: Scalar, b: Scalar): Scalar {
  if (typeof a.constant === 'bigint' && typeof b.constant === 'bigint') {
    return constant('datetime', inRange(sign === '+' ? a.constant + b.constant : a.constant - b.constant))
  }
  return sql('datetime', `kql_in_range(${ticks(a).sql} ${sign} ${b.sql})`)
}

function spans(sign: Sign, a: Scalar, b: Scalar): Scalar | undefined {
  if (sign === '/') return sql('real', `(CAST(${a.sql} AS DOUBLE) / ${b.sql})`)
  if (sign === '%') return sql('timespan', `kql_modulo(${a.sql}, ${b.sql})`)
  if (sign === '*') return undefined
  if (typeof a.constant === 'bigint' && typeof b.constant === 'bigint')
    return constant('timespan', BigInt.asIntN(64, sign === '+' ? a.constant + b.constant : a.constant - b.constant))
  return sql('timespan', `${careful(sign === '+' ? 'kql_add' : 'kql_subtract', a.sql, b.sql)}(${a.sql}, ${b.sql})`)
}

function scaled(sign: Sign, span: Scalar, by: Scalar): Scalar | undefined {
  if (sign === '+' || sign === '-') return spans(sign, span, convert(by, 'timespan'))
  if (sign !== '*' && sign !== '/') return undefined
  if (typeof span.constant === 'bigint' && typeof by.constant === 'bigint' && (sign === '*' || by.constant !== 0n)) {
    return constant('timespan', BigInt.asIntN(64, sign === '*' ? span.constant * by.constant : span.constant / by.constant))
  }
  const isWhole = by.type === 'int' || by.type === 'long'
  if (isWhole)
    return sql(
      'timespan',
      sign === '*'
        ? isQueried(span.sql, by.sql)
          ? `kql_multiply_queried(${span.sql}, CAST(${by.sql} AS BIGINT))`
          : `TRY(${span.sql} * CAST(${by.sql} AS BIGINT))`
        : `(${span.sql} // CAST(${by.sql} AS BIGINT))`,
    )
  return sql('timespan', `TRY_CAST(trunc(CAST(${span.sql} AS DOUBLE) ${sign} ${convert(by, 'real').sql}) AS BIGINT)`)
}

function numbers(sign: Sign, left: Scalar, right: Scalar): Scalar {
  const widest = wider(left.type, right.type)
  const type = widest === 'int' ? 'long' : widest
  const a = convert(left, type)
  const b = convert(right, type)
  if (type === 'long') return whole(sign, a, b)
  if (sign === '%') return sql(type, type === 'real' ? `kql_real_modulo(${a.sql}, ${b.sql})` : `kql_modulo(${a.sql}, ${b.sql})`)
  if (type === 'decimal') return sql(type, decimals(sign, a.sql, b.sql))
  return sql(type, `(${a.sql} ${sign} ${b.sql})`)
}

/** Exact where the digits suffice, and to 15 digits otherwise: of a product DuckDB keeps twice the decimals, and ten thousand is too much. */
function decimals(sign: Sign, a: string, b: string): string {
  const exact = `CAST(${a} ${sign} ${b} AS DECIMAL(38,17))`
  if (sign === '/') return exact
  const near = `TRY_CAST(CAST(CAST(${a} AS DOUBLE) ${sign} CAST(${b} AS DOUBLE) AS VARCHAR) AS DECIMAL(38,17))`
  return isQueried(a, b) ? near : `coalesce(TRY(${exact}), ${near})`
}

const wholeFunctions: Readonly<Record<Sign, string>> = {
  '+': 'kql_add',
  '-': 'kql_subtract',
  '*': 'kql_multiply',
  '/': 'kql_divide',
  '%': 'kql_modulo',
}

/** Whole numbers wrap around, as in Microsoft's engine. */
function whole(sign: Sign, a: Scalar, b: Scalar): Scalar {
  if (typeof a.constant === 'bigint' && typeof b.constant === 'bigint') {
    const value = folded(sign, a.constant, b.constant)
    if (value !== undefined) return constant('long', BigInt.asIntN(64, value))
  }
  return sql('long', `${careful(wholeFunctions[sign], a.sql, b.sql)}(${a.sql}, ${b.sql})`)
}

function folded(sign: Sign, a: bigint, b: bigint): bigint | undefined {
  switch (sign) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return b === 0n ? undefined : a / b
    case '%':
      return b === 0n ? undefined : ((a % b) + (b < 0n ? -b : b)) % (b < 0n ? -b : b)
  }
}

export function negate(node: Syntax, value: Scalar): Scalar {
  if (typeof value.constant === 'bigint') return constant(value.type === 'int' ? 'long' : value.type, BigInt.asIntN(64, -value.constant))
  if (typeof value.constant === 'number') return constant('real', -value.constant)
  const number = value.type === 'dynamic' || value.type === 'string' ? convert(value, 'real') : value
  if (number.type === 'int' || number.type === 'long' || number.type === 'timespan')
    return sql(number.type === 'timespan' ? 'timespan' : 'long', `${careful('kql_subtract', number.sql)}(CAST(0 AS BIGINT), ${number.sql})`)
  return isNumber(number.type) ? sql(number.type, `(-${number.sql})`) : fail(node, 'TK003', `There is no negative of a ${value.type}.`)
}

type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>='

const comparisons: Readonly<Record<string, Comparison>> = {
  EqualExpression: '=',
  NotEqualExpression: '<>',
  LessThanExpression: '<',
  LessThanOrEqualExpression: '<=',
  GreaterThanExpression: '>',
  GreaterThanOrEqualExpression: '>=',
}

export const compare = (kind: string, left: Scalar, right: Scalar, isFilter: boolean): Scalar =>
  comparison(comparisons[kind] ?? '=', left, right, isFilter)

/** Whole numbers and texts that are known now. */
function foldedTest(sign: Comparison, a: Scalar['constant'], b: Scalar['constant']): boolean | undefined {
  const areKnown = (typeof a === 'bigint' && typeof b === 'bigint') || (typeof a === 'string' && typeof b === 'string')
  if (!areKnown || a === undefined || b === undefined) return undefined
  if (typeof a === 'string' && sign !== '=' && sign !== '<>') return undefined
  switch (sign) {
    case '=':
      return a === b
    case '<>':
      return a !== b
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
  }
}

/** `isFilter`: NULL may stand for false. */
export function comparison(sign: Comparison, left: Scalar, right: Scalar, isFilter: boolean): Scalar {
  const [a, b] = alike(left, right, sign)
  const known = a.type === 'decimal' ? undefined : foldedTest(sign, a.constant, b.constant)
  if (known !== undefined) return constant('bool', known)
  if (a.type === 'string') return strings(sign, a, b, isFilter)
  if (a.type === 'datetime') return datetimes(sign, a, b)
  if (a.type === 'real') return reals(sign, a, b)
  if (sign === '<>') return sql('bool', unequal(a, b))
  return sql('bool', `(${a.sql} ${sign} ${b.sql})`)
}

/** Something is different from nothing; nothing is not different from nothing. */
function unequal(a: Scalar, b: Scalar): string {
  if (a.constant !== undefined && a.constant !== null && b.constant !== undefined && b.constant !== null) return `(${a.sql} <> ${b.sql})`
  return `(${a.sql} IS DISTINCT FROM ${b.sql})`
}

function strings(sign: Comparison, a: Scalar, b: Scalar, isFilter: boolean): Scalar {
  const mayBeNull = a.mayBeNull === true || b.mayBeNull === true
  if (!mayBeNull) return sql('bool', `(${a.sql} ${sign} ${b.sql})`)
  const isAgainstText = (typeof a.constant === 'string' && a.constant !== '') || (typeof b.constant === 'string' && b.constant !== '')
  if (isAgainstText && sign === '=') return sql('bool', isFilter ? `(${a.sql} = ${b.sql})` : `(${a.sql} IS NOT DISTINCT FROM ${b.sql})`)
  if (isAgainstText && sign === '<>') return sql('bool', `(${a.sql} IS DISTINCT FROM ${b.sql})`)
  return sql('bool', `(${filled(a).sql} ${sign} ${filled(b).sql})`)
}

/** A stored datetime is compared as it is stored, so that the scan can pass over blocks. */
function datetimes(sign: Comparison, a: Scalar, b: Scalar): Scalar {
  if (a.isTimestamp === true && b.isTimestamp !== true && typeof b.constant === 'bigint')
    return sql('bool', timestampTest(sign, a.sql, b.constant))
  if (b.isTimestamp === true && a.isTimestamp !== true && typeof a.constant === 'bigint')
    return sql('bool', timestampTest(turned[sign], b.sql, a.constant))
  const bothStored = a.isTimestamp === true && b.isTimestamp === true
  const [x, y] = bothStored ? [a, b] : [ticks(a), ticks(b)]
  return sql('bool', sign === '<>' ? unequal(x, y) : `(${x.sql} ${sign} ${y.sql})`)
}

const turned: Readonly<Record<Comparison, Comparison>> = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/** Stored times are whole microseconds; a bound between two of them is moved to where the answer stays the same. */
function timestampTest(sign: Comparison, column: string, bound: bigint): string {
  const rest = bound % 10n
  if (rest === 0n)
    return sign === '<>' ? `(${column} IS DISTINCT FROM ${timestampConstant(bound)})` : `(${column} ${sign} ${timestampConstant(bound)})`
  if (sign === '=') return `(${column} IS NOT NULL AND false)`
  if (sign === '<>') return 'true'
  const isLess = sign === '<' || sign === '<='
  return `(${column} ${isLess ? '<=' : '>'} ${timestampConstant(bound - rest)})`
}

export const timestampConstant = (value: bigint): string => `make_timestamp(${(value - 621355968000000000n) / 10n})`

/** SQL takes NaN for equal to itself and greater than everything; KQL takes it for neither. */
function reals(sign: Comparison, a: Scalar, b: Scalar): Scalar {
  const isSafe = (value: Scalar): boolean => typeof value.constant === 'number' && !Number.isNaN(value.constant)
  const guards = [a, b].filter((value) => !isSafe(value)).map((value) => `NOT isnan(${value.sql})`)
  if (sign === '<>') return sql('bool', `(${unequal(a, b)}${isSafe(a) || isSafe(b) ? '' : ` OR isnan(${a.sql})`})`)
  if ((sign === '=' || sign === '<' || sign === '<=') && guards.length < 2 && isSafe(b)) return sql('bool', `(${a.sql} ${sign} ${b.sql})`)
  return sql('bool', `(${[`${a.sql} ${sign} ${b.sql}`, ...guards].join(' AND ')})`)
}

/** Both sides as one type that can be compared. */
function alike(left: Scalar, right: Scalar, sign: Comparison): readonly [Scalar, Scalar] {
  if (left.type === right.type) return left.type === 'dynamic' ? [toText(left), toText(right)] : [left, right]
  const [a, b] = [left.type, right.type]
  if (a === 'dynamic') return [convert(left, right.type === 'int' ? 'long' : dynamicAs(right)), dynamicSide(right)]
  if (b === 'dynamic') return [dynamicSide(left), convert(right, left.type === 'int' ? 'long' : dynamicAs(left))]
  if (isNumber(a) && isNumber(b)) return numbersAlike(left, right)
  if (a === 'string') return textAgainst(left, right, sign)
  if (b === 'string') {
    const [x, y] = textAgainst(right, left, sign)
    return [y, x]
  }
  if (a === 'bool' || b === 'bool') return [convert(convert(left, 'bool'), 'long'), convert(convert(right, 'bool'), 'long')]
  return [convert(left, 'long'), convert(right, 'long')]
}

/** A number inside JSON may be a real although a whole number is asked for. */
const dynamicAs = (other: Scalar): KqlType => (other.type === 'long' || other.type === 'int' ? 'real' : other.type)
const dynamicSide = (other: Scalar): Scalar => (other.type === 'long' || other.type === 'int' ? convert(other, 'real') : other)

function numbersAlike(left: Scalar, right: Scalar): readonly [Scalar, Scalar] {
  const type = wider(left.type, right.type)
  return [convert(left, type), convert(right, type)]
}

/** `ResultType == 50126`: a whole number that is known is compared as its text, which the scan can use. */
function textAgainst(value: Scalar, other: Scalar, sign: Comparison): readonly [Scalar, Scalar] {
  if ((sign === '=' || sign === '<>') && typeof other.constant === 'bigint' && (other.type === 'long' || other.type === 'int')) {
    return [value, { sql: quote(String(other.constant)), type: 'string', constant: String(other.constant) }]
  }
  if (other.type === 'bool' && typeof other.constant === 'boolean' && (sign === '=' || sign === '<>'))
    return [convert(value, 'bool'), other]
  if (other.type === 'guid') return [value, { ...other, type: 'string' }]
  const type = other.type === 'int' ? 'long' : other.type
  return [convert(value, type), convert(other, type)]
}
