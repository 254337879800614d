/** parse, parse-where, parse-kv: columns out of text. */
import { convert, quote, type Scalar, sql, text } from '../../0-functions/scalar.ts'
import { groupCount, words } from '../../0-functions/strings.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import type { KqlType } from '../../language.ts'
import type { Place } from '../context.ts'
import { nameOf, need, scalar } from '../expression.ts'
import { fail } from '../fault.ts'
import type { Relation } from '../plan.ts'
import { extended, overRows } from '../rows.ts'
import { replaced } from './columns.ts'
import { parameter } from './join.ts'
import type { Operator } from './operator.ts'
import { declared, typeNamed } from './sources.ts'

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'capture'; readonly name: string; readonly type: KqlType }

function pieceOf(node: Syntax): Piece {
  switch (node.kind) {
    case 'StarExpression':
      return { kind: 'any' }
    case 'NameDeclaration':
      return { kind: 'capture', name: nameOf(node), type: 'string' }
    case 'NameAndTypeDeclaration':
      return { kind: 'capture', name: nameOf(need(node, 'Name')), type: typeNamed(node.child('Type')) }
    default: {
      const value = node.literal()
      return typeof value === 'string'
        ? { kind: 'text', text: value }
        : fail(node, 'TK003', 'A pattern of parse is made of texts, names and *.')
    }
  }
}

const regexQuoted = (value: string): string => value.replaceAll(/[\\^$.|?*+()[\]{}-]/g, '\\$&')

/** What a column of a type may look like when a pattern is strict. */
const shapes: Partial<Record<KqlType, string>> = {
  int: '[-+]?\\d+',
  long: '[-+]?\\d+',
  real: '[-+]?\\d*\\.?\\d+(?:[eE][-+]?\\d+)?',
  decimal: '[-+]?\\d*\\.?\\d+',
  bool: '(?i:true|false|[01])',
  guid: '[0-9a-fA-F-]{32,36}',
}

/** The pattern as an expression whose groups are the columns in turn. */
const patternOf = (pieces: readonly Piece[], kind: string): string =>
  `^${pieces.map((piece, i) => pieceText(piece, i === pieces.length - 1, kind)).join('')}$`

function pieceText(piece: Piece, isLast: boolean, kind: string): string {
  switch (piece.kind) {
    case 'text':
      return kind === 'regex' ? `(?:${piece.text})` : regexQuoted(piece.text)
    case 'any':
      return isLast ? '.*' : '.*?'
    case 'capture': {
      const shape = shapes[piece.type]
      const any = isLast || kind === 'regex' ? '.*' : '.*?'
      if (shape === undefined) return `(${any})`
      // What a relaxed pattern cannot read as the type it still passes over.
      return kind === 'relaxed' ? `(\\s*${shape}\\s*|${any})` : `(\\s*${shape}\\s*)`
    }
  }
}

function parsed(node: Syntax, input: Relation, place: Place, onlyMatches: boolean): Relation {
  const rows = overRows(input, place)
  const source = words(scalar(need(node, 'Expression'), rows.scope))
  const kind = (parameter(node, 'kind') ?? 'simple').toLowerCase()
  const pieces = node.list('Patterns').map(pieceOf)
  const captures = pieces.filter((piece) => piece.kind === 'capture')
  const flags = `s${kind === 'regex' ? (parameter(node, 'flags') ?? '').replaceAll(/[^imsU]/g, '') : ''}`
  const pattern = `(?${[...new Set(flags)].join('')})${patternOf(pieces, kind)}`
  const match = sql('bool', `regexp_matches(${source}, ${quote(pattern)})`)
  const names = groupNames(pieces, kind)
  const found = sql('dynamic', names.length === 0 ? 'NULL' : `regexp_extract(${source}, ${quote(pattern)}, [${names.join(', ')}])`)
  const prepared = extended(
    rows.relation(),
    [{ name: '·groups', value: found }, ...(onlyMatches ? [{ name: '·match', value: match }] : [])],
    place,
  )
  const groups = prepared.columns[0]?.id ?? 'NULL'
  const values = captures.map((piece, i) => ({ name: piece.name, value: captured(text(`struct_extract(${groups}, 'g${i}')`), piece.type) }))
  const filteredPlan = onlyMatches
    ? { op: 'filter' as const, input: prepared.relation.plan, predicate: prepared.columns[1]?.id ?? 'true' }
    : prepared.relation.plan
  const { relation, columns } = extended({ ...prepared.relation, plan: filteredPlan }, latest(values), place)
  return { ...relation, columns: replaced(input.columns, columns) }
}

/** A name for every group: those that a text of a regular expression has itself come in between. */
function groupNames(pieces: readonly Piece[], kind: string): readonly string[] {
  let count = 0
  return pieces.flatMap((piece, i) => {
    if (piece.kind === 'capture') return [`'g${count++}'`]
    const own = kind === 'regex' && piece.kind === 'text' ? groupCount(piece.text) : 0
    return Array.from({ length: own }, (_, j) => `'own${i}_${j}'`)
  })
}

const captured = (value: Scalar, type: KqlType): Scalar =>
  type === 'string' ? value : convert({ sql: `kql_trimmed(${value.sql})`, type: 'string', mayBeNull: true }, type)

/** A name that is captured twice keeps the last. */
const latest = <Value extends { readonly name: string }>(values: readonly Value[]): readonly Value[] =>
  values.filter((value, i) => values.findLastIndex(({ name }) => name === value.name) === i)

export const parse: Operator = (node, input, place) => parsed(node, input, place, false)

export const parseWhere: Operator = (node, input, place) => parsed(node, input, place, true)

export const parseKv: Operator = (node, input, place) => {
  const rows = overRows(input, place)
  const source = words(scalar(need(node, 'Expression'), rows.scope))
  const settings = node.child('WithClause')
  const setting = (name: string, otherwise: string): string => {
    const found = settings
      ?.list('Properties')
      .find((one) => nameOf(need(one, 'Name')).toLowerCase() === name)
      ?.child('Expression')
    const value = found === undefined ? undefined : scalar(found, rows.scope).constant
    return value === undefined || value === null ? otherwise : String(value)
  }
  const options = {
    pair: setting('pair_delimiter', ''),
    kv: setting('kv_delimiter', ''),
    quote: setting('quote', ''),
    escape: setting('escape', ''),
    greedy: setting('greedy', 'false'),
    keys: declared(need(node, 'Keys')).map(({ name }) => name),
  }
  const prepared = extended(
    rows.relation(),
    [{ name: '·pairs', value: sql('dynamic', `kql_parse_kv(${source}, ${quote(JSON.stringify(options))})`) }],
    place,
  )
  const bag = prepared.columns[0]?.id ?? 'NULL'
  const values = declared(need(node, 'Keys')).map(({ name, type }) => ({
    name,
    value: convert(text(`json_extract_string(${bag}, ${quote(`$."${name.replaceAll('"', '')}"`)})`), type),
  }))
  const { relation, columns } = extended(prepared.relation, values, place)
  return { ...relation, columns: replaced(input.columns, columns) }
}
