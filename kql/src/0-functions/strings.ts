/** Functions on strings. */
import type { Call, Family, ScalarFunction } from './function.ts'
import { constant, convert, filled, type Scalar, sql, text, toDynamic, toText, tried } from './scalar.ts'

export const words = (value: Scalar): string => filled(toText(value)).sql

/** All arguments as strings that are never NULL. */
const onText =
  (least: number, make: (args: readonly string[], call: Call) => Scalar): ScalarFunction =>
  (args, call) =>
    args.length < least
      ? call.refuse(`${call.name}() wants at least ${least} argument${least === 1 ? '' : 's'}.`)
      : make(args.map(words), call)

const long = (value: Scalar): string => convert(value, 'long').sql

const at = (args: readonly Scalar[], index: number, call: Call): Scalar =>
  args[index] ?? call.refuse(`${call.name}() wants at least ${index + 1} arguments.`)

/** Offsets count UTF-16 units in Microsoft's engine; here they count characters, which is the same outside the supplementary planes. */
const substring: ScalarFunction = (args, call) => {
  const [source, start, length] = [at(args, 0, call), at(args, 1, call), args[2]]
  return sql(
    'string',
    length === undefined
      ? `kql_substring(${words(source)}, ${long(start)}, 2147483647)`
      : `kql_substring(${words(source)}, ${long(start)}, ${long(length)})`,
  )
}

const strcat: ScalarFunction = (args) => sql('string', `(${args.length === 0 ? "''" : args.map(words).join(' || ')})`)

const strcatDelim: ScalarFunction = (args, call) => {
  const [delimiter, ...rest] = args
  if (delimiter === undefined || rest.length === 0) return call.refuse('strcat_delim() wants a delimiter and values.')
  return sql('string', `concat_ws(${words(delimiter)}, ${rest.map(words).join(', ')})`)
}

const split: ScalarFunction = (args, call) => {
  const [source, delimiter, wanted] = [at(args, 0, call), at(args, 1, call), args[2]]
  const parts =
    typeof delimiter.constant === 'string' && delimiter.constant === ''
      ? `[${words(source)}]`
      : `string_split(${words(source)}, ${words(delimiter)})`
  if (wanted === undefined) return sql('dynamic', `CAST(to_json(${parts}) AS VARCHAR)`)
  return sql('dynamic', `CAST(to_json(kql_nth_only(${parts}, ${long(wanted)})) AS VARCHAR)`)
}

const trimmed =
  (where: 'both' | 'start' | 'end'): ScalarFunction =>
  (args, call) => {
    const [pattern, source] = [words(at(args, 0, call)), words(at(args, 1, call))]
    const first = `regexp_replace(${source}, '^(?:' || ${pattern} || ')', '')`
    if (where === 'start') return sql('string', first)
    const last = (of: string): string => `regexp_replace(${of}, '(?:' || ${pattern} || ')$', '')`
    return sql('string', last(where === 'both' ? first : source))
  }

/** A group that the pattern does not have is empty. */
function extracted(source: string, given: Scalar, group: Scalar): Scalar {
  const pattern = toText(given)
  if (typeof group.constant !== 'bigint') return text(tried(`kql_extract(${source}, ${words(pattern)}, ${long(group)})`))
  if (typeof pattern.constant !== 'string') return text(tried(`regexp_extract(${source}, ${words(pattern)}, ${group.constant})`))
  const isThere = group.constant >= 0n && group.constant <= groupCount(pattern.constant)
  return isThere ? text(`regexp_extract(${source}, ${words(pattern)}, ${group.constant})`) : constant('string', '')
}

const extract: ScalarFunction = (args, call) => {
  const [pattern, group, source] = [at(args, 0, call), at(args, 1, call), at(args, 2, call)]
  const found = extracted(words(source), pattern, group)
  const wanted = args[3] === undefined ? 'string' : (call.type ?? 'string')
  return convert(found, wanted)
}

/** Groups that a pattern has, as RE2 counts them. */
export function groupCount(pattern: string): number {
  let count = 0
  let inClass = false
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++
    else if (pattern[i] === '[') inClass = true
    else if (pattern[i] === ']') inClass = false
    else if (pattern[i] === '(' && !inClass && (pattern[i + 1] !== '?' || /^\(\?P?</.test(pattern.slice(i)))) count++
  }
  return count
}

/** With one group an array of its texts, with several an array of arrays. */
const extractAll: ScalarFunction = (args, call) => {
  const pattern = at(args, 0, call)
  if (typeof pattern.constant !== 'string') return call.refuse('The pattern of extract_all() must be a constant.', 0)
  const source = words(args.at(-1) ?? pattern)
  const total = groupCount(pattern.constant)
  const chosen = args.length > 2 ? chosenGroups(at(args, 1, call), pattern.constant) : undefined
  const groups = chosen ?? Array.from({ length: total }, (_, i) => i + 1)
  const all = (group: number): string => `regexp_extract_all(${source}, ${pattern.sql}, ${group})`
  const [only] = groups
  if (groups.length === 1 && only !== undefined) return sql('dynamic', `kql_null_if_empty(${all(only)})`)
  const lists = groups.map(all)
  if (lists.length === 0) return sql('dynamic', `kql_null_if_empty(${all(0)})`)
  return sql('dynamic', `kql_zip_groups([${lists.join(', ')}])`)
}

function chosenGroups(value: Scalar, pattern: string): number[] | undefined {
  if (typeof value.constant !== 'string') return undefined
  const parsed: unknown = JSON.parse(value.constant)
  if (!Array.isArray(parsed)) return undefined
  const names = [...pattern.matchAll(/\(\?P?<(\w+)>/g)].map((match) => match[1])
  return parsed.map((one) => (typeof one === 'number' ? one : names.indexOf(String(one)) + 1)).filter((one) => one >= 0)
}

/** KQL writes a group as `\1`, and RE2's rewriting does too. */
const replaceRegex: ScalarFunction = (args, call) => {
  const [source, pattern, replacement] = [at(args, 0, call), at(args, 1, call), at(args, 2, call)]
  return sql('string', `regexp_replace(${words(source)}, ${words(pattern)}, ${words(replacement)}, 'g')`)
}

const replace: ScalarFunction = (args, call) => {
  const [pattern, replacement, source] = [at(args, 0, call), at(args, 1, call), at(args, 2, call)]
  return sql('string', `regexp_replace(${words(source)}, ${words(pattern)}, ${words(replacement)}, 'g')`)
}

const replaceStrings: ScalarFunction = (args, call) => {
  const [source, from, to] = [at(args, 0, call), toDynamic(at(args, 1, call)), toDynamic(at(args, 2, call))]
  return sql('string', `kql_replace_strings(${words(source)}, ${from.sql}, ${to.sql})`)
}

const indexOf: ScalarFunction = (args, call) => {
  const [source, sought] = [words(at(args, 0, call)), words(at(args, 1, call))]
  if (args.length === 2) return sql('long', `(CAST(instr(${source}, ${sought}) AS BIGINT) - 1)`)
  const [start, length, occurrence] = [args[2], args[3], args[4]]
  const n = (value: Scalar | undefined, fallback: string): string => (value === undefined ? fallback : long(value))
  return sql('long', `kql_indexof(${source}, ${sought}, ${n(start, '0')}, ${n(length, '-1')}, ${n(occurrence, '1')})`)
}

/** Where the match begins is how long the shortest text before it is, which a pattern of RE2 can say in linear time. */
const indexOfRegex: ScalarFunction = (args, call) => {
  const [source, pattern] = [words(at(args, 0, call)), words(at(args, 1, call))]
  const n = (value: Scalar | undefined, fallback: string): string => (value === undefined ? fallback : long(value))
  return sql('long', `kql_indexof_regex(${source}, ${pattern}, ${n(args[2], '0')}, ${n(args[3], '-1')}, ${n(args[4], '1')})`)
}

const countOf: ScalarFunction = (args, call) => {
  const [source, sought, kind] = [words(at(args, 0, call)), words(at(args, 1, call)), args[2]]
  if (kind?.constant === 'regex') return sql('long', `CAST(len(regexp_extract_all(${source}, ${sought})) AS BIGINT)`)
  return sql('long', `kql_countof(${source}, ${sought})`)
}

const strcmp = onText(2, ([a, b]) => sql('int', `(CASE WHEN ${a} < ${b} THEN -1 WHEN ${a} > ${b} THEN 1 ELSE 0 END)`))

/** DuckDB joins only with what is the same for all rows; otherwise text is put to text. NULL for an empty list. */
function joined(list: string, delimiter: Scalar): string {
  if (delimiter.constant !== undefined) return `array_to_string(${list}, ${words(delimiter)})`
  return `kql_joined(${list}, ${words(delimiter)})`
}

const strcatArray: ScalarFunction = (args, call) =>
  sql('string', `coalesce(${joined(`kql_texts(${toDynamic(at(args, 0, call)).sql})`, at(args, 1, call))}, '')`)

export const strings: Family = {
  strcat,
  strcat_delim: strcatDelim,
  strcat_array: strcatArray,
  array_strcat: strcatArray,
  split,
  substring,
  extract,
  extract_all: extractAll,
  extractall: extractAll,
  replace,
  replace_regex: replaceRegex,
  replace_string: onText(3, ([source, from, to]) => sql('string', `replace(${source}, ${from}, ${to})`)),
  replace_strings: replaceStrings,
  trim: trimmed('both'),
  trim_start: trimmed('start'),
  trim_end: trimmed('end'),
  tolower: onText(1, ([value]) => sql('string', `lower(${value})`)),
  toupper: onText(1, ([value]) => sql('string', `upper(${value})`)),
  strlen: onText(1, ([value]) => sql('long', `CAST(length(${value}) AS BIGINT)`)),
  string_size: onText(1, ([value]) => sql('long', `CAST(strlen(${value}) AS BIGINT)`)),
  strrep: (args, call) => {
    const [value, delimiter] = [words(at(args, 0, call)), args[2]]
    // More counts as 1024: learn.microsoft.com/kusto/query/strrep-function, under Returns (its table of parameters goes to 67,108,864).
    const times = `least(${long(at(args, 1, call))}, 1024)`
    if (delimiter === undefined) return sql('string', `repeat(${value}, ${times})`)
    return sql('string', `coalesce(${joined(`list_resize([]::VARCHAR[], ${times}, ${value})`, delimiter)}, '')`)
  },
  reverse: (args, call) => sql('string', `reverse(${words(at(args, 0, call))})`),
  indexof: indexOf,
  indexof_regex: indexOfRegex,
  countof: countOf,
  strcmp,
  isascii: onText(1, ([value]) => sql('bool', `(length(${value}) = strlen(${value}))`)),
  isutf8: onText(1, () => constant('bool', true)),
  regex_quote: onText(1, ([value]) => sql('string', `regexp_escape(${value})`)),
  hash_md5: onText(1, ([value]) => sql('string', `md5(${value})`)),
  hash_sha1: onText(1, ([value]) => sql('string', `sha1(${value})`)),
  hash_sha256: onText(1, ([value]) => sql('string', `sha256(${value})`)),
  new_guid: () => sql('guid', 'CAST(uuid() AS VARCHAR)'),
}
