/** String operators, sets of values, ranges, and the word searches. */
import { constant, convert, filled, quote, type Scalar, sql, toText } from '../0-functions/scalar.ts'
import type { Syntax } from '../1-syntax/microsoft.ts'
import type { Scope } from './context.ts'
import { anyColumn, need, scalar } from './expression.ts'
import { fail } from './fault.ts'
import { comparison } from './operator.ts'
import { isTabular, listOfTable, setOfTable } from './subquery.ts'

interface StringTest {
  readonly test: (value: string, sought: Scalar) => string
  readonly isNegated: boolean
}

/** Case is ignored by comparing in lower case. */
const lower = (value: Scalar): string => (typeof value.constant === 'string' ? folded(value.constant) : `lower(${value.sql})`)

/** Beyond ASCII the database folds, for it knows other letters than we do, and must treat both sides alike. */
const folded = (text: string): string => (!/[\u0080-\uffff]/.test(text) ? quote(text.toLowerCase()) : `lower(${quote(text)})`)

const plain: Readonly<Record<string, (value: string, sought: Scalar) => string>> = {
  EqualTilde: (value, sought) => `(lower(${value}) = ${lower(sought)})`,
  Has: (value, sought) => hasWord(value, sought, 'whole', false),
  HasCs: (value, sought) => hasWord(value, sought, 'whole', true),
  HasPrefix: (value, sought) => hasWord(value, sought, 'start', false),
  HasPrefixCs: (value, sought) => hasWord(value, sought, 'start', true),
  HasSuffix: (value, sought) => hasWord(value, sought, 'end', false),
  HasSuffixCs: (value, sought) => hasWord(value, sought, 'end', true),
  Contains: (value, sought) => `contains(lower(${value}), ${lower(sought)})`,
  ContainsCs: (value, sought) => `contains(${value}, ${sought.sql})`,
  StartsWith: (value, sought) => `starts_with(lower(${value}), ${lower(sought)})`,
  StartsWithCs: (value, sought) => `starts_with(${value}, ${sought.sql})`,
  EndsWith: (value, sought) => `ends_with(lower(${value}), ${lower(sought)})`,
  EndsWithCs: (value, sought) => `ends_with(${value}, ${sought.sql})`,
  MatchesRegex: (value, sought) => `regexp_matches(${value}, ${sought.sql})`,
  Like: (value, sought) => `(${value} ILIKE ${sought.sql})`,
  LikeCs: (value, sought) => `(${value} LIKE ${sought.sql})`,
}

export const stringTests: ReadonlyMap<string, StringTest> = new Map(
  Object.entries(plain).flatMap(([name, test]): [string, StringTest][] => {
    const negated = name === 'EqualTilde' ? 'BangTilde' : `Not${name}`
    return [
      [`${name}Expression`, { test, isNegated: false }],
      [`${negated}Expression`, { test, isNegated: true }],
    ]
  }),
)

export function stringTest(node: Syntax, scope: Scope): Scalar {
  const found = stringTests.get(node.kind)
  const left = need(node, 'Left')
  const sought = toText(scalar(need(node, 'Right'), plainScope(scope)))
  if (found === undefined) return fail(node, 'TK001', `${node.kind} is not translated yet.`)
  const test = (value: Scalar): Scalar => oneTest(found, toText(value), filled(sought), scope.isFilter === true)
  return left.kind === 'StarExpression' ? anyColumn(node, scope, test) : test(scalar(left, plainScope(scope)))
}

const plainScope = (scope: Scope): Scope => (scope.isFilter === true ? { ...scope, isFilter: undefined } : scope)

function oneTest(found: StringTest, value: Scalar, sought: Scalar, isFilter: boolean): Scalar {
  const test = found.test(value.sql, sought)
  // What is sought may be empty, which is in every text, the empty one too.
  const mayFindNothing = value.mayBeNull === true && !(typeof sought.constant === 'string' && sought.constant !== '')
  if (mayFindNothing) return sql('bool', `${found.isNegated ? 'NOT ' : ''}${found.test(filled(value).sql, sought)}`)
  if (found.isNegated) return sql('bool', value.mayBeNull === true ? `(${test} IS NOT TRUE)` : `(NOT ${test})`)
  return sql('bool', value.mayBeNull === true && !isFilter ? `coalesce(${test}, false)` : test)
}

const isWordSign = /[\p{L}\p{N}]/u

/** A word ends where no letter or digit stands; an underscore ends it too. */
function hasWord(value: string, sought: Scalar, where: 'whole' | 'start' | 'end', isExact: boolean): string {
  if (typeof sought.constant !== 'string') return `kql_has_${where}${isExact ? '_cs' : ''}(${value}, ${sought.sql})`
  const word = sought.constant
  if (word === '') return where === 'whole' ? `(${value} IS NOT NULL)` : 'true'
  const guard = isExact ? `contains(${value}, ${quote(word)})` : `contains(lower(${value}), ${folded(word)})`
  const first = where !== 'end' && isWordSign.test(word[0] ?? '') ? '(?:^|[^\\p{L}\\p{N}])' : ''
  const last = where !== 'start' && isWordSign.test(word[word.length - 1] ?? '') ? '(?:$|[^\\p{L}\\p{N}])' : ''
  if (first === '' && last === '') return guard
  const pattern = `${first}${regexQuoted(word)}${last}`
  return `(CASE WHEN ${guard} THEN regexp_matches(${value}, ${quote(pattern)}, ${isExact ? "'s'" : "'is'"}) ELSE false END)`
}

const regexQuoted = (word: string): string => word.replaceAll(/[\\^$.|?*+()[\]{}-]/g, '\\$&')

/** The list of `in`, `has_any`, `has_all`: expressions, one dynamic array, or a table's first column. */
type Sought =
  | { readonly kind: 'values'; readonly values: readonly Scalar[] }
  | { readonly kind: 'array'; readonly array: Scalar }
  | { readonly kind: 'table'; readonly node: Syntax }

function sought(node: Syntax, scope: Scope): Sought {
  const elements = need(node, 'Right').list('Expressions')
  const [only] = elements
  if (elements.length === 1 && only !== undefined) {
    if (isTabular(only, scope)) return { kind: 'table', node: only }
    const value = scalar(only, plainScope(scope))
    if (value.type === 'dynamic') return known(value) ?? { kind: 'array', array: value }
    return { kind: 'values', values: [value] }
  }
  return { kind: 'values', values: elements.flatMap((one) => spread(scalar(one, plainScope(scope)))) }
}

function spread(value: Scalar): readonly Scalar[] {
  const list = value.type === 'dynamic' ? known(value) : undefined
  return list === undefined ? [value] : list.values
}

/** A constant array as its values. */
function known(value: Scalar): { readonly kind: 'values'; readonly values: readonly Scalar[] } | undefined {
  if (typeof value.constant !== 'string') return undefined
  try {
    const parsed: unknown = JSON.parse(value.constant)
    if (!Array.isArray(parsed)) return undefined
    return { kind: 'values', values: parsed.map(constantOf) }
  } catch {
    return undefined
  }
}

function constantOf(value: unknown): Scalar {
  if (typeof value === 'string') return constant('string', value)
  if (typeof value === 'boolean') return constant('bool', value)
  if (typeof value === 'number') return Number.isInteger(value) ? constant('long', BigInt(value)) : constant('real', value)
  return value === null ? constant('dynamic', null) : constant('dynamic', JSON.stringify(value))
}

export function inTest(node: Syntax, scope: Scope): Scalar {
  const left = need(node, 'Left')
  const isNegated = node.kind.startsWith('Not')
  // Their parser calls `in~` “InCs” and `in` plain “In”.
  const isFolded = node.kind.includes('Cs')
  const set = sought(node, scope)
  const test = (value: Scalar): Scalar => sql('bool', inSet(value, set, isFolded, scope))
  const found = left.kind === 'StarExpression' ? anyColumn(node, scope, test) : test(scalar(left, plainScope(scope)))
  if (isNegated) return sql('bool', `(${found.sql} IS NOT TRUE)`)
  return scope.isFilter === true ? found : sql('bool', `coalesce(${found.sql}, false)`)
}

function inSet(value: Scalar, set: Sought, isFolded: boolean, scope: Scope): string {
  switch (set.kind) {
    case 'values':
      return inValues(value, set.values, isFolded)
    case 'array': {
      const needle = filled(toText(value))
      return isFolded
        ? `list_contains(kql_lower_texts(${set.array.sql}), lower(${needle.sql}))`
        : `list_contains(kql_texts(${set.array.sql}), ${needle.sql})`
    }
    case 'table': {
      const { query, column } = setOfTable(set.node, scope, isFolded)
      const isText = column.type === 'string' || value.type === 'string' || value.type === 'dynamic' || column.type === 'dynamic'
      if (!isText) return `(${convert(value, column.type).sql} IN (${query}))`
      const needle = filled(toText(value)).sql
      return `(${isFolded ? `lower(${needle})` : needle} IN (${query}))`
    }
  }
}

function inValues(value: Scalar, values: readonly Scalar[], isFolded: boolean): string {
  if (values.length === 0) return 'false'
  if (isFolded && (value.type === 'string' || value.type === 'dynamic')) {
    return `(lower(${filled(toText(value)).sql}) IN (${values.map((one) => lower(filled(toText(one)))).join(', ')}))`
  }
  const areTexts = values.every((one) => typeof one.constant === 'string' && one.type === 'string' && one.constant !== '')
  if (value.type === 'string' && areTexts) return `(${value.sql} IN (${values.map((one) => one.sql).join(', ')}))`
  return `(${values.map((one) => `coalesce(${comparison('=', value, one, true).sql}, false)`).join(' OR ')})`
}

export function wordTest(node: Syntax, scope: Scope): Scalar {
  const left = need(node, 'Left')
  const isAll = node.kind === 'HasAllExpression'
  const set = sought(node, scope)
  const test = (value: Scalar): Scalar => sql('bool', hasWords(toText(value), set, isAll, scope))
  return left.kind === 'StarExpression' ? anyColumn(node, scope, test) : test(scalar(left, plainScope(scope)))
}

function hasWords(value: Scalar, set: Sought, isAll: boolean, scope: Scope): string {
  if (set.kind === 'values') {
    if (set.values.length === 0) return isAll ? 'true' : 'false'
    const tests = set.values.map((one) => hasWord(value.sql, filled(toText(one)), 'whole', false))
    return `coalesce(${tests.join(isAll ? ' AND ' : ' OR ')}, false)`
  }
  const words = set.kind === 'array' ? `kql_texts(${set.array.sql})` : listOfTable(set.node, scope)
  return `kql_has_${isAll ? 'all' : 'any'}(${filled(value).sql}, ${words})`
}

export function betweenTest(node: Syntax, scope: Scope): Scalar {
  const value = scalar(need(node, 'Left'), plainScope(scope))
  const range = need(node, 'Right')
  const low = scalar(range.child('First') ?? need(range, 'First'), plainScope(scope))
  const upper = scalar(need(range, 'Second'), plainScope(scope))
  const high = value.type === 'datetime' && upper.type === 'timespan' ? added(low, upper) : upper
  const inside = `(${comparison('>=', value, low, true).sql} AND ${comparison('<=', value, high, true).sql})`
  return sql('bool', node.kind === 'NotBetweenExpression' ? `(NOT ${inside})` : inside)
}

function added(low: Scalar, span: Scalar): Scalar {
  if (typeof low.constant === 'bigint' && typeof span.constant === 'bigint') return constant('datetime', low.constant + span.constant)
  const start = low.isTimestamp === true ? `(epoch_us(${low.sql}) * 10 + 621355968000000000)` : low.sql
  return sql('datetime', `(${start} + ${span.sql})`)
}

/** `column : "word"`, and a bare word of `search`. */
export function searchTest(node: Syntax, scope: Scope): Scalar {
  const left = need(node, 'Left')
  const word = scalar(need(node, 'Right'), plainScope(scope))
  const test = (value: Scalar): Scalar => searched(value, word)
  return left.kind === 'StarExpression' ? anyColumn(node, scope, test) : test(scalar(left, plainScope(scope)))
}

/** A word with `*` is a prefix, a suffix or a pattern; without it is looked for as a whole word; numbers are compared. */
export function searched(value: Scalar, word: Scalar): Scalar {
  if (word.type !== 'string' || typeof word.constant !== 'string') return comparison('=', value, word, true)
  const pattern = word.constant
  const in_ = filled(toText(value)).sql
  if (pattern === '*') return sql('bool', `(${in_} <> '')`)
  const body = pattern.replace(/^\*|\*$/g, '')
  const sought = constant('string', body)
  const [starts, ends] = [pattern.endsWith('*'), pattern.startsWith('*')]
  if (body.includes('*')) return sql('bool', `regexp_matches(${in_}, ${quote(wildcard(pattern))}, 'is')`)
  if (starts && ends) return sql('bool', `contains(lower(${in_}), ${folded(body)})`)
  if (starts) return sql('bool', hasWord(in_, sought, 'start', false))
  if (ends) return sql('bool', hasWord(in_, sought, 'end', false))
  return sql('bool', hasWord(in_, sought, 'whole', false))
}

function wildcard(pattern: string): string {
  // A pattern ends with the column: several stand in one text with this sign between them.
  const body = pattern.split('*').map(regexQuoted).join('[^\\x1f]*')
  const first = pattern.startsWith('*') ? '' : '(?:^|[^\\p{L}\\p{N}])'
  return `${first}${body}${pattern.endsWith('*') ? '' : '(?:$|[^\\p{L}\\p{N}])'}`
}
