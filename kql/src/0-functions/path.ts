/** Members and elements of dynamic values, gathered into one JSON path as long as they are constant. */
import { careful, constant, convert, filled, quote, type Scalar, sql, toDynamic, toText } from './scalar.ts'

/** DuckDB reads `$."a b"`; a quote or backslash inside a name can only be said as a JSON pointer. */
const step = (name: string): string | undefined => (name === '' || /["\\\0*]/.test(name) ? undefined : `."${name}"`)

const trailStep = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`)

const pointer = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`

/** `base.name` */
export function memberOf(base: Scalar, name: string): Scalar {
  const known = knownMember(base, name)
  if (known !== undefined) return known
  const one = step(name)
  if (one === undefined) return at(toDynamic(base).sql, quote(pointer(name)))
  return along(base, one, trailStep(name))
}

/** `base[selector]` */
export function elementAt(base: Scalar, selector: Scalar): Scalar {
  if (typeof selector.constant === 'string' && selector.type === 'string') return memberOf(base, selector.constant)
  if (typeof selector.constant === 'bigint') {
    const index = selector.constant
    return along(base, index < 0n ? `[#${index}]` : `[${index}]`, `[${index}]`)
  }
  const from = toDynamic(base).sql
  if (selector.type === 'int' || selector.type === 'long') {
    return at(
      from,
      `(CASE WHEN ${selector.sql} < 0 THEN '$[#' || CAST(${selector.sql} AS VARCHAR) || ']' ELSE '$[' || CAST(${selector.sql} AS VARCHAR) || ']' END)`,
    )
  }
  if (selector.type === 'dynamic') return sql('dynamic', `kql_element(${from}, ${selector.sql})`)
  return at(from, `('/' || replace(replace(${filled(toText(selector)).sql}, '~', '~0'), '/', '~1'))`)
}

const at = (from: string, path: string): Scalar => sql('dynamic', `kql_at(${from}, ${path})`)

/** One more step of a constant path. */
function along(base: Scalar, one: string, trailOne: string): Scalar {
  const from = base.parsed ?? base
  const { json } = from
  const path = `$${json === undefined ? '' : unquoted(json.path)}${one}`
  const text = json?.base ?? (from.type === 'string' ? from.sql : toDynamic(from).sql)
  const isGuarded = json?.isGuarded ?? (from.type === 'string' && from.isJsonText !== true)
  const made = { base: text, path: quote(path), isGuarded }
  const trail = from.trail === undefined ? undefined : { kept: from.trail.kept, path: `${from.trail.path}${trailOne}` }
  const kept = trail?.kept.get(trail.path)
  return {
    sql: isGuarded ? `${careful('kql_get_at', text)}(${text}, ${made.path})` : `kql_at(${text}, ${made.path})`,
    type: 'dynamic',
    json: made,
    ...(trail === undefined ? {} : { trail }),
    ...(kept === undefined ? {} : { kept }),
  }
}

const unquoted = (path: string): string => path.slice(2, -1).replaceAll("''", "'")

function knownMember(base: Scalar, name: string): Scalar | undefined {
  if (base.type !== 'dynamic' || typeof base.constant !== 'string') return undefined
  try {
    const bag: unknown = JSON.parse(base.constant)
    if (typeof bag !== 'object' || bag === null || Array.isArray(bag) || !Object.hasOwn(bag, name)) return constant('dynamic', null)
    const value = (bag as Record<string, unknown>)[name]
    // Numbers would lose how they were written.
    return typeof value === 'number' ? undefined : constant('dynamic', value === null ? null : JSON.stringify(value))
  } catch {
    return undefined
  }
}

/** `parse_json(x)`: of a dynamic itself, of text that is no JSON the text. */
export function parseJson(value: Scalar): Scalar {
  if (value.type === 'dynamic') return value
  if (value.type !== 'string') return convert(value, 'dynamic')
  if (typeof value.constant === 'string') {
    if (value.constant === '') return constant('dynamic', null)
    try {
      const parsed: unknown = JSON.parse(value.constant)
      if (parsed === null) return constant('dynamic', null)
      return /\d/.test(value.constant)
        ? { sql: `kql_parse_json(${value.sql})`, type: 'dynamic', parsed: value }
        : constant('dynamic', JSON.stringify(parsed))
    } catch {
      return constant('dynamic', JSON.stringify(value.constant))
    }
  }
  return { sql: `kql_parse_json(${value.sql})`, type: 'dynamic', parsed: value }
}
