/** Careful access to a YAML document: each value with its place, and what is wrong with it as a problem with line, field and what is allowed. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap, type Node as YamlNode } from 'yaml'
import type { RuleProblem } from './rule.ts'
import { parseDuration } from './rule-duration.ts'

export interface Reading {
  readonly text: string
  readonly lines: LineCounter
  readonly problems: RuleProblem[]
}

/** A mapping of the file, with the path that leads to it. */
export interface Section {
  readonly reading: Reading
  readonly path: string
  readonly map: YAMLMap
}

/** Problems of one file; beyond them only their number would grow. */
const problemsMax = 50

/** The file's one mapping; undefined where it has none. */
export function openYaml(text: string): { readonly reading: Reading; readonly root: Section | undefined } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const reading: Reading = { text, lines, problems: [] }
  for (const { pos, code, message } of document.errors) {
    const several = code === 'MULTIPLE_DOCS'
    add(
      reading,
      'TR101',
      '',
      several ? 'A file holds one rule: put the second into a file of its own' : plain(message),
      pos[0],
      pos[1] - pos[0],
    )
  }
  if (reading.problems.length > 0) return { reading, root: undefined }
  const { contents } = document
  if (isMap(contents)) return { reading, root: { reading, path: '', map: contents } }
  add(reading, 'TR101', '', 'The file must hold one rule: fields such as `id:`, `name:` and `query:`', 0, 1)
  return { reading, root: undefined }
}

/** The parser's words without what it says about itself. */
const plain = (message: string): string => `This is no YAML: ${(message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')}`

export function add(
  reading: Reading,
  code: string,
  field: string,
  message: string,
  start: number,
  length: number,
  severity: 'error' | 'warning' = 'error',
  hint?: string,
): void {
  if (reading.problems.length >= problemsMax) return
  const { line, col } = reading.lines.linePos(start)
  const lineEnd = reading.text.indexOf('\n', start)
  const rest = (lineEnd === -1 ? reading.text.length : lineEnd) - start
  reading.problems.push({
    code,
    severity,
    field,
    message: `${message}.`,
    start,
    length: Math.max(1, Math.min(length, rest)),
    line: Math.max(1, line),
    column: Math.max(1, col),
    hint,
  })
}

export interface Found {
  readonly node: YamlNode | null
  readonly field: string
  readonly start: number
  readonly length: number
}

const keyOf = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : '')

/** The value at a key, and its place (that of the key where it is empty); undefined where the key is not there. */
export function find({ map, path }: Section, key: string): Found | undefined {
  const pair = map.items.find((one) => keyOf(one) === key)
  if (pair === undefined) return undefined
  const node = (pair.value ?? null) as YamlNode | null
  const isEmpty = node === null || (isScalar(node) && node.value === null)
  const [start, end] = (isEmpty ? (pair.key as YamlNode).range : node.range) ?? [0, 1]
  return { node: isEmpty ? null : node, field: `${path}${key}`, start, length: end - start }
}

export function wrong({ reading }: Section, { field, start, length }: Omit<Found, 'node'>, message: string): undefined {
  add(reading, 'TR103', field, `${field} ${message}`, start, length)
  return undefined
}

export function missing(section: Section, key: string, meaning: string): undefined {
  const [start, end] = section.map.range ?? [0, 1]
  add(section.reading, 'TR102', `${section.path}${key}`, `${section.path}${key} is missing: ${meaning}`, start, end - start)
  return undefined
}

/** Fields nobody reads are a warning, with the nearest name there is. */
export function warnUnknown(section: Section, known: readonly string[]): void {
  for (const pair of section.map.items) {
    const key = keyOf(pair)
    if (known.includes(key)) continue
    const [start, end] = (pair.key as YamlNode).range ?? [0, 1]
    const near =
      known.find((one) => one.toLowerCase() === key.toLowerCase()) ?? known.find((one) => isNear(one.toLowerCase(), key.toLowerCase()))
    const hint = near === undefined ? undefined : `Did you mean ${near}?`
    add(
      section.reading,
      'TR104',
      `${section.path}${key}`,
      `${section.path}${key} is no field of a rule and is passed over`,
      start,
      end - start,
      'warning',
      hint,
    )
  }
}

/** One letter more, less or other, or two swapped ends of a long name. */
function isNear(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 2 || one.length < 4) return false
  let from = 0
  while (from < one.length && one[from] === other[from]) from++
  let end = 0
  while (end < Math.min(one.length, other.length) - from && one.at(-1 - end) === other.at(-1 - end)) end++
  return Math.max(one.length, other.length) - from - end <= 2
}

/** Numbers, booleans and texts as text; undefined (and a problem) where it is something else. */
export function text(section: Section, key: string, lengthMax: number): string | undefined {
  const found = find(section, key)
  if (found === undefined || found.node === null) return undefined
  return textOf(section, found, lengthMax)
}

function textOf(section: Section, found: Found, lengthMax: number): string | undefined {
  const { node } = found
  if (isAlias(node)) return wrong(section, found, 'is an alias (*): write the value itself')
  if (!isScalar(node)) return wrong(section, found, 'must be one value, not a list or fields')
  // A version such as 1.10 must keep its nought.
  const value = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
  if (value.length > lengthMax) return wrong(section, found, `is longer than ${lengthMax} characters`)
  return value
}

export function oneOf<Value extends string>(section: Section, key: string, allowed: readonly Value[]): Value | undefined {
  const given = text(section, key, 200)
  const found = find(section, key)
  if (given === undefined || found === undefined) return undefined
  const value = allowed.find((one) => one.toLowerCase() === given.trim().toLowerCase())
  return value ?? wrong(section, found, `is one of ${allowed.join(', ')}, not ${given}`)
}

export function boolean(section: Section, key: string): boolean | undefined {
  const given = oneOf(section, key, ['true', 'false'])
  return given === undefined ? undefined : given === 'true'
}

/** Milliseconds. */
export function duration(section: Section, key: string, min: number, max: number, range: string): number | undefined {
  const given = text(section, key, 100)
  const found = find(section, key)
  if (given === undefined || found === undefined) return undefined
  const ms = parseDuration(given)
  if (ms === undefined) return wrong(section, found, `is a length of time such as 5m, 1h, 1d or PT5M, not ${given}`)
  return ms < min || ms > max ? wrong(section, found, `is from ${range}, not ${given}`) : ms
}

export function integer(section: Section, key: string, min: number, max: number): number | undefined {
  const given = text(section, key, 40)
  const found = find(section, key)
  if (given === undefined || found === undefined) return undefined
  const value = /^[+-]?\d+$/.test(given.trim()) ? Number(given) : Number.NaN
  return value >= min && value <= max ? value : wrong(section, found, `is a whole number from ${min} to ${max}, not ${given}`)
}

/** The entries of a list, each with its place; empty where there is none. */
export function items(section: Section, key: string, max: number): readonly Found[] {
  const found = find(section, key)
  if (found === undefined || found.node === null) return []
  if (!isSeq(found.node)) {
    wrong(section, found, 'must be a list: one entry a line, each after a dash')
    return []
  }
  if (found.node.items.length > max) wrong(section, found, `has ${found.node.items.length} entries; at most ${max} are allowed`)
  return found.node.items.slice(0, max).map((item, at) => {
    const node = item as YamlNode
    const [start, end] = node.range ?? [found.start, found.start + 1]
    return { node, field: `${found.field}[${at}]`, start, length: end - start }
  })
}

export function texts(section: Section, key: string, max: number): readonly (Found & { readonly value: string })[] {
  return items(section, key, max).flatMap((found) => {
    const value = textOf(section, found, 1000)
    return value === undefined ? [] : [{ ...found, value }]
  })
}

/** The fields at a key or of a list's entry; undefined where there are none. */
export function inside(section: Section, found: Found | undefined): Section | undefined {
  if (found === undefined || found.node === null) return undefined
  if (isMap(found.node)) return { reading: section.reading, path: `${found.field}.`, map: found.node }
  return wrong(section, found, 'must hold fields, each as `name: value`')
}

/** Every `name: text` of a mapping. */
export function pairs(section: Section): readonly (Found & { readonly key: string; readonly value: string })[] {
  return section.map.items.flatMap((pair) => {
    const key = keyOf(pair)
    const found = find(section, key)
    if (found === undefined || found.node === null) return []
    const value = textOf(section, found, 1000)
    return value === undefined ? [] : [{ ...found, key, value }]
  })
}
