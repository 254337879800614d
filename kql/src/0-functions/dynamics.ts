/** Functions on arrays and property bags. */
import type { Call, Family, ScalarFunction } from './function.ts'
import { convert, type Scalar, sql, toDynamic, toJson, toText } from './scalar.ts'
import { words } from './strings.ts'

const json = (args: readonly Scalar[], index: number, call: Call): string =>
  toDynamic(args[index] ?? call.refuse(`${call.name}() wants at least ${index + 1} arguments.`)).sql

const long = (args: readonly Scalar[], index: number, call: Call): string =>
  convert(args[index] ?? call.refuse(`${call.name}() wants at least ${index + 1} arguments.`), 'long').sql

/** The elements as a list of JSON texts; NULL when it is no array. */
const list = (value: string): string => `kql_list(${value})`

const array = (list: string): string => `kql_array(${list})`

const pack: ScalarFunction = (args, call) => {
  if (args.length % 2 === 1) return call.refuse(`${call.name}() wants pairs of key and value.`)
  const items = args.map((value, i) => (i % 2 === 0 ? words(value) : toJson(value)))
  return sql('dynamic', args.length === 0 ? `'{}'` : `CAST(json_object(${items.join(', ')}) AS VARCHAR)`)
}

const packArray: ScalarFunction = (args) =>
  sql('dynamic', args.length === 0 ? `'[]'` : `CAST(json_array(${args.map(toJson).join(', ')}) AS VARCHAR)`)

const arrayLength: ScalarFunction = (args, call) => {
  const value = args[0] ?? call.refuse('array_length() wants an array.')
  return sql('long', `kql_array_length(${toDynamic(value).sql})`)
}

const arraySlice: ScalarFunction = (args, call) =>
  sql('dynamic', `kql_array_slice(${json(args, 0, call)}, ${long(args, 1, call)}, ${long(args, 2, call)})`)

const arrayConcat: ScalarFunction = (args) =>
  sql('dynamic', `kql_array(list_concat(${args.map((one) => `kql_list_or_one(${toDynamic(one).sql})`).join(', ')}))`)

const indexOf: ScalarFunction = (args, call) => {
  const sought = args[1] ?? call.refuse('array_index_of() wants a value.')
  const n = (index: number, fallback: string): string => (args[index] === undefined ? fallback : long(args, index, call))
  return sql('long', `kql_array_index_of(${json(args, 0, call)}, ${toDynamic(sought).sql}, ${n(2, '0')}, ${n(3, '-1')}, ${n(4, '1')})`)
}

/** Sorted by what the elements are: numbers by size, the rest by text; nulls last. */
const sorted =
  (isAscending: boolean): ScalarFunction =>
  (args, call) => {
    const last = args.at(-1)
    const nullsFirst = last?.type === 'bool' && typeof last.constant === 'boolean' && !last.constant
    const arrays = last?.type === 'bool' ? args.slice(0, -1) : args
    if (arrays.length === 1) return sql('dynamic', `kql_array_sort(${json(arrays, 0, call)}, ${isAscending}, ${nullsFirst})`)
    return sql('dynamic', `kql_array_sort_together(json_array(${arrays.map(toJson).join(', ')}), ${isAscending}, ${nullsFirst})`)
  }

const sets =
  (make: (first: string, rest: readonly string[]) => string): ScalarFunction =>
  (args, call) => {
    const [first, ...rest] = args.map((_, i) => list(json(args, i, call)))
    if (first === undefined) return call.refuse(`${call.name}() wants arrays.`)
    return sql('dynamic', array(`kql_set(${rest.length === 0 ? first : make(first, rest)})`))
  }

const hasElement: ScalarFunction = (args, call) => {
  const value = args[1] ?? call.refuse('set_has_element() wants a value.')
  return sql('bool', `list_contains(kql_texts(${json(args, 0, call)}), ${words(toText(value))})`)
}

const bagMerge: ScalarFunction = (args) => sql('dynamic', `kql_merge_bags([${args.map((one) => toDynamic(one).sql).join(', ')}])`)

const range: ScalarFunction = (args, call) => {
  const [from, to, step] = [args[0], args[1], args[2]]
  if (from === undefined || to === undefined) return call.refuse('range() wants a start and an end.')
  if (from.type === 'datetime' || from.type === 'timespan') {
    const by = step === undefined ? (from.type === 'datetime' ? '864000000000' : '36000000000') : convert(step, 'timespan').sql
    const name = from.type === 'datetime' ? 'kql_datetime_text' : 'kql_timespan_text'
    return sql(
      'dynamic',
      `kql_array(list_transform(generate_series(${tick(from)}, ${tick(convert(to, from.type))}, ${by}), lambda t: '"' || ${name}(t) || '"'))`,
    )
  }
  const isReal = [from, to, step].some((one) => one !== undefined && (one.type === 'real' || one.type === 'dynamic'))
  const type = isReal ? 'real' : 'long'
  return sql(
    'dynamic',
    `kql_range_${type}(${convert(from, type).sql}, ${convert(to, type).sql}, ${step === undefined ? '1' : convert(step, type).sql})`,
  )
}

const tick = (value: Scalar): string => (value.isTimestamp === true ? `(epoch_us(${value.sql}) * 10 + 621355968000000000)` : value.sql)

/** A path in JSONPath's notation; `extract_json('$.a[0].b', text)`. */
const extractJson: ScalarFunction = (args, call) => {
  const [path, source] = [args[0], args[1]]
  if (path === undefined || source === undefined) return call.refuse('extract_json() wants a path and a text.')
  const found = sql('dynamic', `kql_extract_json(${words(path)}, ${words(source)})`)
  const type = call.type ?? 'string'
  return type === 'string' ? toText(found) : convert(found, type)
}

const zip: ScalarFunction = (args) => sql('dynamic', `kql_zip(json_array(${args.map(toJson).join(', ')}))`)

/** The host of the queries knows where addresses are; without it nothing is known. */
const geoInfo: ScalarFunction = (args, call) =>
  sql('dynamic', `kql_geo_info_from_ip_address(${words(args[0] ?? call.refuse('An address is missing.'))})`)

export const dynamics: Family = {
  geo_info_from_ip_address: geoInfo,
  pack,
  bag_pack: pack,
  pack_dictionary: pack,
  pack_array: packArray,
  array_length: arrayLength,
  arraylength: arrayLength,
  array_slice: arraySlice,
  array_concat: arrayConcat,
  array_index_of: indexOf,
  array_sort_asc: sorted(true),
  array_sort_desc: sorted(false),
  array_reverse: (args, call) => sql('dynamic', array(`list_reverse(${list(json(args, 0, call))})`)),
  array_sum: (args, call) => sql('real', `kql_array_sum(${json(args, 0, call)})`),
  set_union: sets((first, rest) => `list_concat(${[first, ...rest].join(', ')})`),
  set_intersect: sets((first, rest) => `kql_in_all(${first}, [${rest.join(', ')}])`),
  set_difference: sets((first, rest) => `kql_in_none(${first}, [${rest.join(', ')}])`),
  set_has_element: hasElement,
  bag_keys: (args, call) => sql('dynamic', `kql_bag_keys(${json(args, 0, call)})`),
  bag_merge: bagMerge,
  bag_has_key: (args, call) =>
    sql('bool', `coalesce(kql_bag_has_key(${json(args, 0, call)}, ${words(args[1] ?? call.refuse('bag_has_key() wants a key.'))}), false)`),
  bag_remove_keys: (args, call) => sql('dynamic', `kql_bag_remove_keys(${json(args, 0, call)}, ${json(args, 1, call)})`),
  bag_set_key: (args, call) =>
    sql(
      'dynamic',
      `kql_bag_set_key(${json(args, 0, call)}, ${words(args[1] ?? call.refuse('A key is missing.'))}, ${json(args, 2, call)})`,
    ),
  range,
  repeat: (args, call) => sql('dynamic', `kql_repeat(${json(args, 0, call)}, ${long(args, 1, call)})`),
  zip,
  extract_json: extractJson,
  extractjson: extractJson,
  bag_zip: (args, call) => sql('dynamic', `kql_bag_zip(${json(args, 0, call)}, ${json(args, 1, call)})`),
}
