/** Scalar values as SQL: what a translated expression is, and how values of one KQL type become values of another. */
import type { KqlType } from '../language.ts'

/** A JSON path that stands for itself until it is clear whether its text or its JSON is wanted. */
export interface JsonPath {
  /** SQL of the JSON text it starts from. */
  readonly base: string
  /** As DuckDB writes it: `$."a"[0]`. */
  readonly path: string
  /** The base may be no JSON at all. */
  readonly isGuarded: boolean
}

export interface Scalar {
  readonly sql: string
  readonly type: KqlType
  /** A datetime that is held as TIMESTAMP, as stored columns are; otherwise datetimes are ticks. */
  readonly isTimestamp?: boolean | undefined
  /** A string that may be NULL, which counts as empty. */
  readonly mayBeNull?: boolean | undefined
  /** The value, where it is known now: text, number (`bigint` for long, int and ticks), boolean, null; JSON text for dynamic. */
  readonly constant?: string | number | bigint | boolean | null | undefined
  readonly json?: JsonPath | undefined
  /** The `tostring()` of a path that is kept as a column. */
  readonly kept?: string | undefined
  /** The path as KQL writes it, from the column it starts at; to find kept columns. */
  readonly trail?: { readonly kept: ReadonlyMap<string, string>; readonly path: string } | undefined
  /** The engine gives this type although the analysis says another. */
  readonly isFinal?: boolean | undefined
  /** Text that was JSON before `tostring`, `parse_json` of it is known to be well-formed. */
  readonly isJsonText?: boolean | undefined
  /** For `parse_json(x)`: the text it was made of, so that paths can be taken without parsing twice. */
  readonly parsed?: Scalar | undefined
}

export const sql = (type: KqlType, text: string): Scalar => ({ sql: text, type })

/** A string that may be NULL in SQL. */
export const text = (written: string): Scalar => ({ sql: written, type: 'string', mayBeNull: true })

export const quote = (value: string): string => {
  const clean = `'${value.replaceAll("'", "''")}'`
  // DuckDB ends a text at a NUL.
  return clean.includes('\0') ? `(${clean.split('\0').join(`' || chr(0) || '`)})` : clean
}

export const isQueried = (...written: readonly string[]): boolean => written.some((one) => one.includes('(SELECT '))

/** The macro, or its form for what holds a subquery. */
export const careful = (macro: string, ...written: readonly string[]): string => (isQueried(...written) ? `${macro}_queried` : macro)

/** NULL where the database would make an error of it; around a subquery it allows no TRY. */
export const tried = (written: string): string => (isQueried(written) ? written : `TRY(${written})`)

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

export const sqlTypes: Readonly<Record<KqlType, string>> = {
  bool: 'BOOLEAN',
  int: 'INTEGER',
  long: 'BIGINT',
  real: 'DOUBLE',
  decimal: 'DECIMAL(38,17)',
  string: 'VARCHAR',
  datetime: 'BIGINT',
  timespan: 'BIGINT',
  guid: 'VARCHAR',
  dynamic: 'VARCHAR',
}

const longMin = -(2n ** 63n)

/** A value known now. `null` gives the type's null (the empty string for strings). */
export function constant(type: KqlType, value: string | number | bigint | boolean | null): Scalar {
  if (value === null) {
    return type === 'string' ? { sql: "''", type, constant: '' } : { sql: `CAST(NULL AS ${sqlTypes[type]})`, type, constant: null }
  }
  switch (type) {
    case 'string':
    case 'guid':
    case 'dynamic':
      return { sql: quote(String(value)), type, constant: String(value) }
    case 'bool':
      return { sql: value === true ? 'true' : 'false', type, constant: value === true }
    case 'real':
      return { sql: realText(Number(value)), type, constant: Number(value) }
    case 'decimal':
      return { sql: `CAST(${quote(String(value))} AS ${sqlTypes.decimal})`, type, constant: String(value) }
    case 'int':
      return { sql: `CAST(${BigInt(value)} AS INTEGER)`, type, constant: BigInt(value) }
    case 'long':
    case 'datetime':
    case 'timespan': {
      const number = BigInt(value)
      return { sql: number === longMin ? `CAST('${number}' AS BIGINT)` : `CAST(${number} AS BIGINT)`, type, constant: number }
    }
  }
}

function realText(value: number): string {
  if (Number.isNaN(value)) return `CAST('nan' AS DOUBLE)`
  if (!Number.isFinite(value)) return `CAST('${value > 0 ? 'inf' : '-inf'}' AS DOUBLE)`
  return `CAST(${Object.is(value, -0) ? "'-0'" : quote(String(value))} AS DOUBLE)`
}

export const isNumber = (type: KqlType): boolean => type === 'int' || type === 'long' || type === 'real' || type === 'decimal'

export const ticksAt1970 = 621355968000000000n
export const ticksMax = 3155378975999999999n

/** Ticks of a datetime however it is held. */
export function ticks(value: Scalar): Scalar {
  if (value.isTimestamp !== true) return value
  return { sql: `(epoch_us(${value.sql}) * 10 + ${ticksAt1970})`, type: 'datetime' }
}

/** A TIMESTAMP (to the microsecond) of a datetime however it is held: for parts of dates. */
export function timestamp(value: Scalar): string {
  if (value.isTimestamp === true) return value.sql
  if (typeof value.constant === 'bigint') return `CAST(${quote(isoMicros(value.constant))} AS TIMESTAMP)`
  return `make_timestamp((${value.sql} - ${ticksAt1970}) // 10 - CASE WHEN (${value.sql} - ${ticksAt1970}) % 10 < 0 THEN 1 ELSE 0 END)`
}

function isoMicros(value: bigint): string {
  const since = value - ticksAt1970
  const milliseconds = since >= 0n ? since / 10000n : -((-since + 9999n) / 10000n)
  const rest = (since - milliseconds * 10000n) / 10n
  const iso = new Date(Number(milliseconds)).toISOString()
  return `${iso.slice(0, -1)}${String(rest).padStart(3, '0')}`
}

/** A string that is never NULL. */
export const filled = (value: Scalar): Scalar =>
  value.type === 'string' && value.mayBeNull === true ? { sql: `coalesce(${value.sql}, '')`, type: 'string' } : value

/** The value as KQL's `tostring()` gives it; may be NULL. */
export function toText(value: Scalar): Scalar {
  if (value.type === 'string') return value
  if (value.kept !== undefined) return text(value.kept)
  if (value.constant !== undefined) {
    if (value.constant === null) return constant('string', '')
    if (typeof value.constant === 'boolean') return constant('string', value.constant ? 'True' : 'False')
    if (value.type === 'long' || value.type === 'int') return constant('string', String(value.constant))
    if (value.type === 'guid') return constant('string', String(value.constant))
  }
  switch (value.type) {
    case 'bool':
      return text(`kql_bool_text(${value.sql})`)
    case 'int':
    case 'long':
    case 'guid':
      return text(`CAST(${value.sql} AS VARCHAR)`)
    case 'real':
      return text(`kql_real_text(${value.sql})`)
    case 'decimal':
      return text(`kql_decimal_text(${value.sql})`)
    case 'datetime':
      return text(value.isTimestamp === true ? `kql_timestamp_text(${value.sql})` : `kql_datetime_text(${value.sql})`)
    case 'timespan':
      return text(`kql_timespan_text(${value.sql})`)
    case 'dynamic':
      return dynamicText(value)
  }
}

function dynamicText(value: Scalar): Scalar {
  const { json } = value
  if (json === undefined) return text(`kql_json_text(${value.sql})`)
  if (json.isGuarded) return text(`${careful('kql_text_at', json.base)}(${json.base}, ${json.path})`)
  return text(`json_extract_string(${json.base}, ${json.path})`)
}

/** The value as JSON text. */
export function toDynamic(value: Scalar): Scalar {
  switch (value.type) {
    case 'dynamic':
      return value
    case 'bool':
    case 'int':
    case 'long':
      return sql('dynamic', `CAST(${value.sql} AS VARCHAR)`)
    case 'real':
      return sql('dynamic', `kql_real_json(${value.sql})`)
    case 'decimal':
      return sql('dynamic', `kql_real_json(CAST(${value.sql} AS DOUBLE))`)
    case 'string':
      return sql('dynamic', `CAST(to_json(${filled(value).sql}) AS VARCHAR)`)
    case 'datetime':
    case 'timespan':
    case 'guid':
      return sql('dynamic', `('"' || ${toText(value).sql} || '"')`)
  }
}

/** The value as SQL's JSON type, for building arrays and bags. */
export function toJson(value: Scalar): string {
  if (value.type === 'string') return `to_json(${filled(value).sql})`
  return `CAST(coalesce(${toDynamic(value).sql}, 'null') AS JSON)`
}

/** The value as KQL's `to<type>()` gives it; null where it cannot be. */
export function convert(value: Scalar, type: KqlType): Scalar {
  if (value.type === type) return value
  if (value.constant === null) return constant(type, null)
  switch (type) {
    case 'string':
      return toText(value)
    case 'dynamic':
      return toDynamic(value)
    case 'bool':
      return toBool(value)
    case 'int':
    case 'long':
      return toWhole(value, type)
    case 'real':
      return toReal(value)
    case 'decimal':
      return toDecimal(value)
    case 'datetime':
      return toDatetime(value)
    case 'timespan':
      return toTimespan(value)
    case 'guid':
      return sql('guid', `kql_toguid(${toText(value).sql})`)
  }
}

/** A kept text is enough where it leaves no doubt; otherwise the path itself is read, so that the answer is the same. */
function byKept({ kept }: Scalar, isPlain: (kept: string) => string, plain: (kept: string) => string, otherwise: string): string {
  return kept === undefined
    ? otherwise
    : `(CASE WHEN ${kept} IS NULL THEN NULL WHEN ${isPlain(kept)} THEN ${plain(kept)} ELSE ${otherwise} END)`
}

function toBool(value: Scalar): Scalar {
  if (value.type === 'string') return sql('bool', `kql_tobool(${value.sql})`)
  if (value.type === 'dynamic')
    return sql(
      'bool',
      byKept(
        value,
        (kept) => `lower(${kept}) IN ('true', 'false')`,
        (kept) => `lower(${kept}) = 'true'`,
        `kql_dynamic_tobool(${value.sql})`,
      ),
    )
  return isNumber(value.type) ? sql('bool', `(${value.sql} <> 0)`) : constant('bool', null)
}

function toWhole(value: Scalar, type: 'int' | 'long'): Scalar {
  const cast = sqlTypes[type]
  if (typeof value.constant === 'bigint' && (value.type === 'int' || value.type === 'long')) {
    return type === 'int' && (value.constant > 2147483647n || value.constant < -2147483648n)
      ? constant('int', null)
      : constant(type, value.constant)
  }
  switch (value.type) {
    case 'int':
    case 'long':
      return sql(type, `TRY_CAST(${value.sql} AS ${cast})`)
    case 'real':
    case 'decimal':
      return sql(type, `TRY_CAST(trunc(${value.sql}) AS ${cast})`)
    case 'bool':
    case 'datetime':
    case 'timespan':
      return sql(type, `TRY_CAST(${ticks(value).sql} AS ${cast})`)
    case 'string':
      return sql(type, `kql_to${type}(${value.sql})`)
    case 'dynamic':
      return sql(
        type,
        byKept(
          value,
          (kept) => `regexp_full_match(${kept}, '-?\\d{1,9}')`,
          (kept) => `TRY_CAST(${kept} AS ${cast})`,
          `kql_dynamic_to${type}(${value.sql})`,
        ),
      )
    case 'guid':
      return constant(type, null)
  }
}

function toReal(value: Scalar): Scalar {
  switch (value.type) {
    case 'string':
      return sql('real', `kql_toreal(${value.sql})`)
    case 'dynamic':
      return sql(
        'real',
        byKept(
          value,
          (kept) => `regexp_full_match(${kept}, '-?\\d{1,15}(\\.\\d{1,15})?')`,
          (kept) => `TRY_CAST(${kept} AS DOUBLE)`,
          `kql_dynamic_toreal(${value.sql})`,
        ),
      )
    case 'guid':
      return constant('real', null)
    case 'int':
    case 'long':
      return typeof value.constant === 'bigint' ? constant('real', Number(value.constant)) : sql('real', `CAST(${value.sql} AS DOUBLE)`)
    default:
      return sql('real', `CAST(${ticks(value).sql} AS DOUBLE)`)
  }
}

function toDecimal(value: Scalar): Scalar {
  if (value.type === 'guid') return constant('decimal', null)
  const from = value.type === 'dynamic' ? toText(value).sql : ticks(value).sql
  return sql('decimal', `TRY_CAST(${from} AS ${sqlTypes.decimal})`)
}

function toDatetime(value: Scalar): Scalar {
  switch (value.type) {
    case 'string':
    case 'dynamic':
      return sql('datetime', `kql_todatetime(${toText(value).sql})`)
    case 'int':
    case 'long':
    case 'timespan':
      return sql('datetime', `CAST(${value.sql} AS BIGINT)`)
    case 'real':
    case 'decimal':
      return sql('datetime', `TRY_CAST(trunc(${value.sql}) AS BIGINT)`)
    default:
      return constant('datetime', null)
  }
}

function toTimespan(value: Scalar): Scalar {
  switch (value.type) {
    case 'string':
    case 'dynamic':
      return sql('timespan', `kql_parse_timespan(${toText(value).sql})`)
    case 'int':
    case 'long':
      return sql('timespan', `CAST(${value.sql} AS BIGINT)`)
    case 'real':
    case 'decimal':
      return sql('timespan', `TRY_CAST(trunc(${value.sql}) AS BIGINT)`)
    default:
      return constant('timespan', null)
  }
}

/** The wider of two number types; `real` wins over whole numbers, `decimal` over all. */
export function wider(a: KqlType, b: KqlType): KqlType {
  const order: readonly KqlType[] = ['bool', 'int', 'long', 'real', 'decimal']
  return order.indexOf(a) >= order.indexOf(b) ? a : b
}
