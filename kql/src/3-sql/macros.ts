/** SQL macros that compiled queries use: KQL's semantics where SQL's own functions differ. */

/** Name with parameters, and what it stands for. Later ones may use earlier ones. */
const macros: readonly (readonly [string, string])[] = [
  // Whole numbers wrap around on overflow; the slow way is taken only then.
  [
    'kql_wrap(h)',
    'CAST(CASE WHEN h BETWEEN -9223372036854775808 AND 9223372036854775807 THEN h ELSE ((CAST(h AS HUGEINT) + 9223372036854775808) % 18446744073709551616 + 18446744073709551616) % 18446744073709551616 - 9223372036854775808 END AS BIGINT)',
  ],
  ['kql_add(a, b)', 'coalesce(TRY(a + b), kql_wrap(CAST(a AS HUGEINT) + b))'],
  ['kql_subtract(a, b)', 'coalesce(TRY(a - b), kql_wrap(CAST(a AS HUGEINT) - b))'],
  ['kql_multiply(a, b)', 'coalesce(TRY(a * b), kql_wrap(CAST(a AS HUGEINT) * b))'],
  ['kql_divide(a, b)', 'TRY(a // b)'],
  // TRY takes no subquery: what holds one is calculated without.
  ['kql_add_queried(a, b)', 'kql_wrap(CAST(a AS HUGEINT) + b)'],
  ['kql_subtract_queried(a, b)', 'kql_wrap(CAST(a AS HUGEINT) - b)'],
  ['kql_multiply_queried(a, b)', 'kql_wrap(CAST(a AS HUGEINT) * b)'],
  ['kql_divide_queried(a, b)', 'CASE WHEN b = -1 THEN kql_wrap(-CAST(a AS HUGEINT)) ELSE a // b END'],
  ['kql_modulo(a, b)', '((a % b) + abs(b)) % b'],
  ['kql_real_modulo(a, b)', "CASE WHEN b = 0 THEN CAST('nan' AS DOUBLE) ELSE fmod(fmod(a, b) + abs(b), abs(b)) END"],
  ['kql_bin(a, s)', '(a - (((a % s) + abs(s)) % s))'],
  ['kql_real_bin(a, s)', '(floor(a / s) * s)'],
  // What is added to a date stays so small that the sum is a number; where it is more, the date is none anyway.
  ['kql_bounded(n)', 'CASE WHEN n BETWEEN -4000000000000000000 AND 4000000000000000000 THEN n END'],
  ['kql_scaled(n, size)', 'CASE WHEN n BETWEEN -4000000000000000000 // size AND 4000000000000000000 // size THEN n * size END'],
  ['kql_in_range(t)', 'CASE WHEN t BETWEEN 0 AND 3155378975999999999 THEN t END'],
  ['kql_round(x, n)', 'CASE WHEN isfinite(x) THEN round(x, CAST(greatest(-400, least(n, 400)) AS INTEGER)) ELSE x END'],
  ['kql_mean(s, n)', "CASE WHEN n = 0 THEN CAST('nan' AS DOUBLE) ELSE s / n END"],
  ['kql_spread(v, n)', 'CASE WHEN n < 2 THEN CAST(0 AS DOUBLE) ELSE v END'],
  ['kql_shift_left(a, n)', 'CASE WHEN n % 64 = 0 THEN a ELSE kql_wrap((CAST(a AS HUGEINT) * CAST(pow(2, n % 64) AS HUGEINT))) END'],
  ['kql_shift_right(a, n)', '(a >> (n % 64))'],

  // Texts of values.
  ['kql_trimmed(s)', 'trim(s, chr(32) || chr(9) || chr(10) || chr(13))'],
  ['kql_bool_text(b)', "CASE WHEN b THEN 'True' WHEN NOT b THEN 'False' END"],
  [
    'kql_real_text(x)',
    "CASE WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN CASE WHEN x > 0 THEN '∞' ELSE '-∞' END WHEN x = trunc(x) AND abs(x) < 1e15 THEN CAST(CAST(x AS BIGINT) AS VARCHAR) ELSE CAST(x AS VARCHAR) END",
  ],
  ['kql_decimal_text(x)', "regexp_replace(regexp_replace(CAST(x AS VARCHAR), '(\\.\\d*?)0+$', '\\1'), '\\.$', '')"],
  [
    'kql_real_json(x)',
    `CASE WHEN isfinite(x) THEN CAST(to_json(x) AS VARCHAR) WHEN isnan(x) THEN '"NaN"' WHEN x > 0 THEN '"Infinity"' WHEN x < 0 THEN '"-Infinity"' END`,
  ],
  ['kql_timestamp_text(t)', "strftime(t, '%Y-%m-%dT%H:%M:%S.%f') || '0Z'"],
  [
    'kql_toguid(s)',
    "CASE WHEN regexp_full_match(lower(trim(s, ' {}()')), '[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}') THEN regexp_replace(replace(lower(trim(s, ' {}()')), '-', ''), '^(.{8})(.{4})(.{4})(.{4})(.{12})$', '\\1-\\2-\\3-\\4-\\5') END",
  ],
  [
    'kql_tolong(s)',
    "CASE WHEN regexp_full_match(kql_trimmed(s), '[-+]?\\d+') THEN TRY_CAST(kql_trimmed(s) AS BIGINT) WHEN regexp_full_match(s, '0[xX][0-9a-fA-F]{1,16}') THEN TRY_CAST(lower(s) AS BIGINT) END",
  ],
  ['kql_tobool(s)', "CASE lower(trim(s)) WHEN 'true' THEN true WHEN 'false' THEN false ELSE kql_tolong(s) <> 0 END"],
  [
    'kql_dynamic_tobool(d)',
    `CASE WHEN starts_with(d, '"') THEN kql_tobool(json_extract_string(d, '$')) WHEN d = 'true' THEN true WHEN d = 'false' THEN false ELSE TRY_CAST(d AS DOUBLE) <> 0 END`,
  ],
  ['kql_toint(s)', 'TRY_CAST(kql_tolong(s) AS INTEGER)'],
  [
    'kql_toreal(s)',
    "CASE WHEN contains(s, '_') THEN NULL WHEN lower(kql_trimmed(s)) = 'nan' THEN CAST('nan' AS DOUBLE) ELSE TRY_CAST(kql_trimmed(s) AS DOUBLE) END",
  ],
  [
    'kql_dynamic_toreal(d)',
    `CASE WHEN starts_with(d, '"') THEN kql_toreal(json_extract_string(d, '$')) WHEN d = 'true' THEN 1 WHEN d = 'false' THEN 0 ELSE TRY_CAST(d AS DOUBLE) END`,
  ],
  [
    'kql_dynamic_tolong(d)',
    `CASE WHEN starts_with(d, '"') THEN kql_tolong(json_extract_string(d, '$')) ELSE coalesce(CASE WHEN regexp_full_match(d, '-?\\d+') THEN TRY_CAST(d AS BIGINT) END, TRY_CAST(trunc(TRY_CAST(d AS DOUBLE)) AS BIGINT), CASE d WHEN 'true' THEN 1 WHEN 'false' THEN 0 END) END`,
  ],
  [
    'kql_dynamic_toint(d)',
    `CASE WHEN starts_with(d, '"') THEN kql_toint(json_extract_string(d, '$')) ELSE CAST(((kql_dynamic_tolong(d) + 2147483648) % 4294967296 + 4294967296) % 4294967296 - 2147483648 AS INTEGER) END`,
  ],
  [
    'kql_todatetime(s)',
    "CASE WHEN regexp_full_match(s, '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z?') THEN epoch_us(TRY_CAST(rtrim(s, 'Z') AS TIMESTAMP)) * 10 + 621355968000000000 WHEN regexp_full_match(s, '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z?') THEN epoch_us(TRY_CAST(left(s, 26) AS TIMESTAMP)) * 10 + 621355968000000000 + CAST(substring(s, 27, 1) AS BIGINT) ELSE kql_parse_datetime(s) END",
  ],

  // Dynamic values: JSON text, where SQL's NULL is KQL's null.
  ['kql_json_text(d)', `CASE WHEN starts_with(d, '"') THEN json_extract_string(d, '$') ELSE nullif(d, 'null') END`],
  ['kql_at(d, p)', "nullif(CAST(json_extract(d, p) AS VARCHAR), 'null')"],
  ['kql_may_be_json(s)', "(ltrim(s)[1] IN ('{', '['))"],
  ['kql_get_at(s, p)', 'CASE WHEN kql_may_be_json(s) THEN TRY(kql_at(s, p)) END'],
  ['kql_get_at_queried(s, p)', 'CASE WHEN kql_may_be_json(s) AND json_valid(s) THEN kql_at(s, p) END'],
  ['kql_text_at_queried(s, p)', 'CASE WHEN kql_may_be_json(s) AND json_valid(s) THEN json_extract_string(s, p) END'],
  ['kql_text_at(s, p)', 'CASE WHEN kql_may_be_json(s) THEN TRY(json_extract_string(s, p)) END'],
  [
    'kql_element(d, k)',
    `CASE WHEN starts_with(k, '"') THEN kql_at(d, '/' || replace(replace(json_extract_string(k, '$'), '~', '~0'), '/', '~1')) WHEN TRY_CAST(k AS BIGINT) < 0 THEN kql_at(d, '$[#' || k || ']') WHEN TRY_CAST(k AS BIGINT) IS NOT NULL THEN kql_at(d, '$[' || k || ']') END`,
  ],
  [
    'kql_parse_json(s)',
    "CASE WHEN s IS NULL OR s = '' THEN NULL WHEN json_valid(s) THEN nullif(CAST(json(s) AS VARCHAR), 'null') ELSE CAST(to_json(s) AS VARCHAR) END",
  ],
  [
    'kql_gettype(d)',
    "CASE json_type(d) WHEN 'OBJECT' THEN 'dictionary' WHEN 'ARRAY' THEN 'array' WHEN 'VARCHAR' THEN 'string' WHEN 'BIGINT' THEN 'long' WHEN 'UBIGINT' THEN 'long' WHEN 'DOUBLE' THEN 'double' WHEN 'BOOLEAN' THEN 'bool' ELSE 'null' END",
  ],
  ['kql_is_array(d)', "starts_with(d, '[')"],
  ['kql_list(d)', "CASE WHEN kql_is_array(d) THEN CAST(json_extract(d, '$[*]') AS VARCHAR[]) END"],
  ['kql_list_or_one(d)', "CASE WHEN d IS NULL THEN [] WHEN kql_is_array(d) THEN CAST(json_extract(d, '$[*]') AS VARCHAR[]) ELSE [d] END"],
  [
    'kql_texts(d)',
    "CASE WHEN d IS NULL THEN [] WHEN kql_is_array(d) THEN list_transform(CAST(json_extract_string(d, '$[*]') AS VARCHAR[]), lambda x: coalesce(x, '')) ELSE [coalesce(kql_json_text(d), '')] END",
  ],
  ['kql_lower_texts(d)', 'list_transform(kql_texts(d), lambda x: lower(x))'],
  ['kql_array(l)', "'[' || array_to_string(list_transform(l, lambda x: coalesce(x, 'null')), ',') || ']'"],
  ['kql_array_length(d)', 'CASE WHEN kql_is_array(d) THEN CAST(json_array_length(d) AS BIGINT) END'],
  [
    'kql_array_sum(d)',
    "CASE WHEN kql_is_array(d) THEN list_sum(list_transform(CAST(json_extract_string(d, '$[*]') AS VARCHAR[]), lambda x: TRY_CAST(x AS DOUBLE))) END",
  ],
  ['kql_place(i, n)', 'CASE WHEN i < 0 THEN greatest(n + i, 0) ELSE i END'],
  [
    'kql_array_slice(d, a, b)',
    'kql_array(list_slice(kql_list(d), kql_place(a, json_array_length(d)) + 1, CASE WHEN b < 0 THEN json_array_length(d) + b ELSE b END + 1))',
  ],
  [
    'kql_array_index_of(d, v, s, n, o)',
    'CASE WHEN kql_is_array(d) THEN coalesce((list_filter(list_transform(kql_list(d), lambda x, i: CASE WHEN (x = v OR TRY_CAST(x AS DOUBLE) = TRY_CAST(v AS DOUBLE)) AND i > kql_place(s, json_array_length(d)) AND (n < 0 OR i <= kql_place(s, json_array_length(d)) + n) THEN i END), lambda x: x IS NOT NULL)[o]) - 1, -1) END',
  ],
  [
    'kql_expand(d)',
    "CASE WHEN kql_is_array(d) THEN CAST(json_extract(d, '$[*]') AS VARCHAR[]) WHEN starts_with(d, '{') THEN list_transform(json_keys(d), lambda k: CAST(json_object(k, json_extract(d, '/' || replace(replace(k, '~', '~0'), '/', '~1'))) AS VARCHAR)) ELSE [d] END",
  ],
  [
    'kql_expand_pairs(d)',
    "CASE WHEN kql_is_array(d) THEN CAST(json_extract(d, '$[*]') AS VARCHAR[]) WHEN starts_with(d, '{') THEN list_transform(json_keys(d), lambda k: CAST(json_array(k, json_extract(d, '/' || replace(replace(k, '~', '~0'), '/', '~1'))) AS VARCHAR)) ELSE [d] END",
  ],
  // Short lists are searched; long ones sorted by value, the first of each kept, and sorted back by place.
  [
    'kql_distinct_long(l)',
    'list_transform(list_sort(list_transform(list_filter(list_zip(list_sort(list_zip(l, generate_series(1, len(l)))), list_prepend(NULL, list_sort(list_zip(l, generate_series(1, len(l)))))), lambda p: p[1] IS NOT NULL AND (p[2] IS NULL OR p[1][1] IS DISTINCT FROM p[2][1])), lambda p: struct_pack(i := p[1][2], v := p[1][1]))), lambda p: p.v)',
  ],
  [
    'kql_distinct_some(l)',
    'list_transform(list_sort(list_transform(list_distinct(l), lambda x: struct_pack(i := list_position(l, x), v := x))), lambda s: s.v)',
  ],
  [
    'kql_distinct(l)',
    'CASE WHEN len(l) <= 64 THEN list_filter(l, lambda x, i: list_position(l, x) = i) WHEN len(l) <= 5000 THEN kql_distinct_some(l) ELSE kql_distinct_long(l) END',
  ],
  // Sets inside sets: the list is written once, or each level would write it ten times.
  [
    'kql_in_all(a, l)',
    'list_transform([struct_pack(a := a, l := l)], lambda p: list_filter(p.a, lambda x: len(list_filter(p.l, lambda o: list_contains(o, x))) = len(p.l)))[1]',
  ],
  [
    'kql_in_none(a, l)',
    'list_transform([struct_pack(a := a, l := l)], lambda p: list_filter(p.a, lambda x: len(list_filter(p.l, lambda o: NOT list_contains(o, x))) = len(p.l)))[1]',
  ],
  ['kql_set(l)', 'list_transform([l], lambda s: kql_distinct(s))[1]'],
  ['kql_spliced(l)', "flatten(list_transform(l, lambda x: CASE WHEN starts_with(x, '[') THEN kql_list(x) ELSE [x] END))"],
  ['kql_flatten(l)', 'flatten(list_transform(l, lambda x: kql_list_or_one(x)))'],
  ['kql_merge_bags(l)', "kql_merge_all('[' || array_to_string(list_filter(l, lambda x: x IS NOT NULL), ',') || ']')"],
  ['kql_bag_keys(d)', "CASE WHEN json_type(d) = 'OBJECT' THEN CAST(to_json(json_keys(d)) AS VARCHAR) END"],
  [
    'kql_bag_has_key(d, k)',
    "CASE WHEN json_type(d) = 'OBJECT' THEN CASE WHEN starts_with(k, '$') THEN json_exists(d, k) ELSE list_contains(json_keys(d), k) END END",
  ],
  // Microsoft's arrays of a range hold no more than 1,048,576 values; a repetition is held to the same.
  ['kql_repeat(v, n)', 'CASE WHEN n >= 0 THEN kql_array(list_resize([]::VARCHAR[], least(n, 1048576), v)) END'],
  [
    'kql_range_long(a, b, s)',
    "'[' || array_to_string(generate_series(a, CASE WHEN s > 0 THEN least(b, coalesce(TRY(a + s * 1048575), b)) ELSE greatest(b, coalesce(TRY(a + s * 1048575), b)) END, s), ',') || ']'",
  ],
  [
    'kql_range_real(a, b, s)',
    'kql_array(list_transform(range(0, CAST(least(1048576, floor((b - a) / s + 1e-9) + 1) AS BIGINT)), lambda i: kql_real_json(a + i * s)))',
  ],
  // What sorts as KQL sorts dynamic values: numbers by size, before texts.
  ['kql_sortable(d)', 'CASE WHEN d IS NULL THEN NULL ELSE struct_pack(n := TRY_CAST(d AS DOUBLE), t := kql_json_text(d), d := d) END'],
  ['kql_from_sortable(s)', 's.d'],
  ['kql_nearest(l, p)', 'l[CAST(greatest(1, ceil(p * len(l))) AS BIGINT)]'],

  // IPv4 addresses as numbers; what is more than four numbers between dots is read by a host function.
  ['kql_is_ipv4(s)', "regexp_full_match(s, '\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}')"],
  [
    'kql_ipv4_plain(s)',
    "list_transform([TRY_CAST(string_split(s, '.') AS UTINYINT[])], lambda l: CAST(l[1] AS BIGINT) * 16777216 + CAST(l[2] AS BIGINT) * 65536 + CAST(l[3] AS BIGINT) * 256 + l[4])[1]",
  ],
  ['kql_ipv4_of(s)', "CASE WHEN kql_is_ipv4(s) THEN kql_ipv4_plain(s) WHEN regexp_matches(s, '[\\s/]') THEN kql_ipv4_number(s) END"],
  ['kql_ipv4_network_of(s)', "CASE WHEN kql_is_ipv4(s) THEN kql_ipv4_plain(s) WHEN regexp_matches(s, '[\\s/]') THEN kql_parse_ipv4(s) END"],

  // Words.
  ['kql_escaped(t)', 'regexp_escape(t)'],
  [
    'kql_word(t, s, e)',
    "(CASE WHEN s AND regexp_matches(t, '^[\\p{L}\\p{N}]') THEN '(?:^|[^\\p{L}\\p{N}])' ELSE '' END) || regexp_escape(t) || (CASE WHEN e AND regexp_matches(t, '[\\p{L}\\p{N}]$') THEN '(?:$|[^\\p{L}\\p{N}])' ELSE '' END)",
  ],
  ['kql_has_whole(x, t)', "CASE WHEN contains(lower(x), lower(t)) THEN regexp_matches(x, kql_word(t, true, true), 'is') ELSE false END"],
  ['kql_has_whole_cs(x, t)', "CASE WHEN contains(x, t) THEN regexp_matches(x, kql_word(t, true, true), 's') ELSE false END"],
  ['kql_has_start(x, t)', "CASE WHEN contains(lower(x), lower(t)) THEN regexp_matches(x, kql_word(t, true, false), 'is') ELSE false END"],
  ['kql_has_start_cs(x, t)', "CASE WHEN contains(x, t) THEN regexp_matches(x, kql_word(t, true, false), 's') ELSE false END"],
  ['kql_has_end(x, t)', "CASE WHEN contains(lower(x), lower(t)) THEN regexp_matches(x, kql_word(t, false, true), 'is') ELSE false END"],
  ['kql_has_end_cs(x, t)', "CASE WHEN contains(x, t) THEN regexp_matches(x, kql_word(t, false, true), 's') ELSE false END"],
  ['kql_has_any(x, l)', 'len(list_filter(l, lambda t: kql_has_whole(x, t))) > 0'],
  ['kql_has_all(x, l)', 'len(list_filter(l, lambda t: NOT kql_has_whole(x, t))) = 0'],
  [
    'kql_substring(s, a, n)',
    "CASE WHEN n <= 0 THEN '' WHEN a < 0 THEN substring(s, greatest(length(s) + a, 0) + 1, least(2147483647, greatest(0, n + least(length(s) + a, 0)))) ELSE substring(s, least(a, 2147483646) + 1, least(n, 2147483647)) END",
  ],
  [
    'kql_joined(l, d)',
    'list_transform([struct_pack(l := l, d := d)], lambda p: CASE WHEN len(p.l) > 0 THEN list_reduce(p.l, lambda x, y: x || p.d || y) END)[1]',
  ],
  ['kql_nth_only(l, i)', 'CASE WHEN i >= 0 AND i < len(l) THEN list_slice(l, i + 1, i + 1) END'],
  ['kql_extract(s, p, n)', 'list_extract(regexp_extract_all(s, p, CAST(n AS INTEGER)), 1)'],
  ['kql_null_if_empty(l)', 'CASE WHEN len(l) > 0 THEN CAST(to_json(l) AS VARCHAR) END'],
  [
    'kql_zip_groups(l)',
    'CASE WHEN len(l[1]) > 0 THEN CAST(to_json(list_transform(range(1, len(l[1]) + 1), lambda i: list_transform(l, lambda g: g[i]))) AS VARCHAR) END',
  ],
  ['kql_until_match(p, n)', "'^(' || repeat('(?s:.*?)(?:' || p || ')', n - 1) || '(?s:.*?))(?:' || p || ')'"],
  ['kql_match_place(s, p)', 'CASE WHEN regexp_matches(s, p) THEN CAST(length(regexp_extract(s, p, 1)) AS BIGINT) END'],
  [
    'kql_indexof_regex(s, p, a, n, o)',
    'CASE WHEN a >= 0 AND o BETWEEN 1 AND 1000 THEN coalesce(a + kql_match_place(substring(s, least(a, 2147483646) + 1, CASE WHEN n < 0 THEN 2147483647 ELSE least(n, 2147483647) END), kql_until_match(p, o)), -1) END',
  ],
  ['kql_countof(s, t)', "CASE WHEN t = '' THEN 0 ELSE CAST((length(s) - length(replace(s, t, ''))) // length(t) AS BIGINT) END"],
]

/** Statements that make the macros in a schema; where it is empty, in the one the connection uses. */
export const macroStatements = (schema: string): readonly string[] =>
  macros.map(([head, body]) => `CREATE OR REPLACE MACRO ${schema === '' ? '' : `${schema}.`}${head} AS ${body}`)
