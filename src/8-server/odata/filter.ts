/** Reads an OData `$filter` (the part Microsoft Graph's scripts use) into a tree; what it cannot read is a mistake with its place. */

export type Literal = string | number | boolean | null

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'
export type TextTest = 'startswith' | 'endswith' | 'contains'

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'compare'; readonly property: Property; readonly operator: Comparison; readonly value: Literal }
  | { readonly kind: 'in'; readonly property: Property; readonly values: readonly Literal[] }
  | { readonly kind: 'text'; readonly test: TextTest; readonly property: Property; readonly value: string }

/** A path as written, with where it stands: `location/countryOrRegion`. */
export interface Property {
  readonly path: string
  readonly at: number
}

/** What is wrong, and at which character, counted from 0. */
export interface FilterMistake {
  readonly mistake: string
  readonly at: number
}

export const isMistake = (value: Filter | FilterMistake): value is FilterMistake => 'mistake' in value

const lengthMax = 4000
const depthMax = 50
const listMax = 100

type Token =
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'literal'; readonly value: Literal; readonly at: number }
  | { readonly kind: '(' | ')' | ',' | 'end'; readonly at: number }

/** A reader's place in the tokens. */
interface Reader {
  readonly tokens: readonly Token[]
  next: number
  depth: number
}

/** Leaves the reader from wherever it is; `parseFilter` catches it. */
const wrong = (message: string, at: number): Error & { readonly mistakeAt: number } => Object.assign(new Error(message), { mistakeAt: at })

export function parseFilter(text: string): Filter | FilterMistake {
  try {
    if (text.length > lengthMax) throw wrong(`The filter is longer than ${lengthMax} characters`, lengthMax)
    const reader: Reader = { tokens: tokens(text), next: 0, depth: 0 }
    const filter = either(reader)
    const rest = peek(reader)
    if (rest.kind !== 'end') throw wrong('Expected "and", "or" or the end', rest.at)
    return filter
  } catch (error) {
    if (error instanceof Error && 'mistakeAt' in error && typeof error.mistakeAt === 'number')
      return { mistake: error.message, at: error.mistakeAt }
    throw error
  }
}

const pattern =
  /\s*(?:(?<text>'(?:[^']|'')*')|(?<time>\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?)|(?<number>-?\d+(?:\.\d+)?)(?![\w-])|(?<word>[a-z_@][\w@./]*)|(?<mark>[(),]))/iy

function tokens(text: string): Token[] {
  const found: Token[] = []
  pattern.lastIndex = 0
  for (;;) {
    const from = pattern.lastIndex
    const match = pattern.exec(text)
    if (match === null) {
      const rest = text.slice(from).search(/\S/)
      if (rest !== -1) throw wrong(text[from + rest] === "'" ? 'The text is not closed' : 'This cannot be read', from + rest)
      return [...found, { kind: 'end', at: text.length }]
    }
    found.push(token(match.groups ?? {}, match.index + match[0].length - match[0].trimStart().length))
  }
}

function token(groups: Readonly<Record<string, string | undefined>>, at: number): Token {
  const { text, time, number, word = '', mark } = groups
  if (text !== undefined) return { kind: 'literal', value: text.slice(1, -1).replaceAll("''", "'"), at }
  if (time !== undefined) return { kind: 'literal', value: time, at }
  if (number !== undefined) return { kind: 'literal', value: Number(number), at }
  if (mark === '(' || mark === ')' || mark === ',') return { kind: mark, at }
  switch (word) {
    case 'true':
      return { kind: 'literal', value: true, at }
    case 'false':
      return { kind: 'literal', value: false, at }
    case 'null':
      return { kind: 'literal', value: null, at }
    default:
      return { kind: 'word', text: word, at }
  }
}

function peek({ tokens, next }: Reader): Token {
  return tokens[next] ?? { kind: 'end', at: 0 }
}

function take(reader: Reader): Token {
  const token = peek(reader)
  reader.next++
  return token
}

function takeWord(reader: Reader, ...words: readonly string[]): string | undefined {
  const token = peek(reader)
  if (token.kind !== 'word' || !words.includes(token.text)) return undefined
  reader.next++
  return token.text
}

function expect(reader: Reader, kind: '(' | ')' | ','): void {
  const token = take(reader)
  if (token.kind !== kind) throw wrong(`Expected "${kind}"`, token.at)
}

function either(reader: Reader): Filter {
  let left = both(reader)
  while (takeWord(reader, 'or')) left = { kind: 'or', left, right: both(reader) }
  return left
}

function both(reader: Reader): Filter {
  let left = single(reader)
  while (takeWord(reader, 'and')) left = { kind: 'and', left, right: single(reader) }
  return left
}

function single(reader: Reader): Filter {
  if (++reader.depth > depthMax) throw wrong(`The filter is nested deeper than ${depthMax}`, peek(reader).at)
  const filter = bare(reader)
  reader.depth--
  return filter
}

function bare(reader: Reader): Filter {
  if (takeWord(reader, 'not')) return { kind: 'not', of: single(reader) }
  if (peek(reader).kind === '(') {
    expect(reader, '(')
    const inside = either(reader)
    expect(reader, ')')
    return inside
  }
  const test = takeWord(reader, 'startswith', 'endswith', 'contains')
  return test === undefined ? comparison(reader) : textTest(reader, test)
}

function textTest(reader: Reader, test: string): Filter {
  expect(reader, '(')
  const property = takeProperty(reader)
  expect(reader, ',')
  const { at } = peek(reader)
  const value = takeLiteral(reader)
  if (typeof value !== 'string') throw wrong(`${test} looks for a text in quotes`, at)
  expect(reader, ')')
  return { kind: 'text', test: test as TextTest, property, value }
}

function comparison(reader: Reader): Filter {
  const property = takeProperty(reader)
  const operator = takeWord(reader, 'eq', 'ne', 'gt', 'ge', 'lt', 'le', 'in')
  if (operator === undefined) {
    const { at, kind } = peek(reader)
    throw wrong(
      kind === '(' ? `The function ${property.path} is not supported` : 'Expected eq, ne, gt, ge, lt, le or in',
      kind === '(' ? property.at : at,
    )
  }
  if (operator === 'in') return { kind: 'in', property, values: takeList(reader) }
  return { kind: 'compare', property, operator: operator as Comparison, value: takeLiteral(reader) }
}

function takeList(reader: Reader): Literal[] {
  expect(reader, '(')
  const values = [takeLiteral(reader)]
  while (peek(reader).kind === ',') {
    const { at } = take(reader)
    if (values.length === listMax) throw wrong(`A list holds at most ${listMax} values`, at)
    values.push(takeLiteral(reader))
  }
  expect(reader, ')')
  return values
}

function takeProperty(reader: Reader): Property {
  const token = take(reader)
  if (token.kind !== 'word') throw wrong('Expected the name of a property', token.at)
  return { path: token.text, at: token.at }
}

function takeLiteral(reader: Reader): Literal {
  const token = take(reader)
  if (token.kind === 'literal') return token.value
  throw wrong("Expected a value: text in 'quotes', a number, a time, true, false or null", token.at)
}
