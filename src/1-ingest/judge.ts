/** Decides by the beginning of a file how the whole of it is read. */
import { isObject, type Json } from '../0-event/json.ts'
import { objectEnd, startScan } from './brackets.ts'
import { type CsvPlan, columnsOf, planCsv } from './csv.ts'
import { readText, unwrap } from './envelope.ts'
import { parseJson } from './json-text.ts'
import type { Placing } from './place.ts'
import type { Recognised } from './recognise.ts'

/** How much of a file is looked at. */
export const headBytes = 256 * 1024

/** `envelope` also for single values that go on over several lines. */
export type Format = 'ndjson' | 'array' | 'envelope' | 'csv' | 'text' | 'empty' | 'unknown'

/** How to read on. `elements` holds lists and values of any size; `lines` is faster and knows where a broken one ends. */
export type Way =
  | { readonly read: 'lines' | 'elements' }
  | { readonly read: 'rows'; readonly csv: CsvPlan }
  | { readonly read: 'nothing' }
  | { readonly read: 'refuse'; readonly why: string }

export interface Judgement {
  readonly format: Format
  readonly way: Way
}

/** The beginning of a file, unpacked and in UTF-8. */
export interface Head {
  readonly bytes: Buffer
  /** Whether that is all of it. */
  readonly whole: boolean
}

export function judge(head: Head, to: Placing): Judgement {
  const foreign = foreignFormat(head.bytes)
  if (foreign !== undefined) return refusing(foreign)
  const text = head.bytes.toString()
  const lines = linesOf(text, head.whole)
  const [first, second] = lines
  if (first === undefined) return judgeUnbroken(head, text)
  const value = parsed(first)
  if (isObject(value) || Array.isArray(value)) return second === undefined && head.whole ? judgeSingle(value, to) : lined('ndjson')
  if (first.startsWith('{') || first.startsWith('[')) return runsOn(text) ? spread(first) : lined('text')
  return judgeText(head, text, lines, to)
}

/** Whether the first line settles it already, so that a log that is being written is read without waiting for more of it. */
export function isSettled(bytes: Buffer, to: Placing): boolean {
  const [first] = linesOf(bytes.toString(), false)
  return first !== undefined && knownLine(first, to) !== undefined
}

/** Whose record a line is, JSON or text; undefined where no source knows it. */
function knownLine(line: string, to: Placing): Recognised | undefined {
  const record = readText(line, to)
  return record === undefined ? undefined : to.recognise(record)
}

/** The lines that are complete, trimmed, without the empty ones. */
export function linesOf(text: string, whole: boolean): readonly string[] {
  const end = whole ? text.length : text.lastIndexOf('\n') + 1
  return text
    .slice(0, end)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** No line ends in sight. */
function judgeUnbroken(head: Head, text: string): Judgement {
  const first = text.trimStart()[0]
  if (first === undefined && head.whole) return { format: 'empty', way: { read: 'nothing' } }
  if (first === '[' || first === '{') return spread(first)
  return isBinary(head.bytes) ? refusing(whyBinary) : lined('text')
}

/** One value is all there is: its records are numbered, since they have no lines. */
function judgeSingle(value: Json, to: Placing): Judgement {
  if (!isObject(value)) return { format: 'array', way: { read: 'elements' } }
  const isEnvelope = to.recognise(value) === undefined && unwrap(value, to) !== undefined
  return isEnvelope ? { format: 'envelope', way: { read: 'elements' } } : lined('ndjson')
}

function judgeText(head: Head, text: string, lines: readonly string[], to: Placing): Judgement {
  const csv = planCsv(text, to)
  if (csv !== undefined) return { format: 'csv', way: { read: 'rows', csv } }
  const known = lines.map((line) => readText(line, to)).find((record) => record !== undefined)
  if (known !== undefined) return lined(lines.some((line) => line.startsWith('{') && parsed(line) !== undefined) ? 'ndjson' : 'text')
  if (isBinary(head.bytes)) return refusing(whyBinary)
  const columns = columnsOf(text)
  if (columns !== undefined)
    return refusing(`separated values that no source knows: the columns are ${columns.slice(0, 12).join(', ').slice(0, 300)}`)
  return head.whole ? refusing('text in which no source knows a line, and no JSON') : lined('text')
}

const lined = (format: Format): Judgement => ({ format, way: { read: 'lines' } })
const spread = (first: string): Judgement => ({ format: first.startsWith('[') ? 'array' : 'envelope', way: { read: 'elements' } })
const refusing = (why: string): Judgement => ({ format: 'unknown', way: { read: 'refuse', why } })

function parsed(line: string): Json | undefined {
  try {
    return parseJson(line)
  } catch {
    return undefined
  }
}

/**
 * Whether the first value goes on over several lines or is followed by another on its own, rather than being a line that broke off. A list shows
 * by its second character; an object by the end of its line, and by how the next one begins.
 */
function runsOn(text: string): boolean {
  const start = text.trimStart()
  if (start[0] === '[') return /^\[[ \t\r]*[{[\n]/.test(start)
  const first = start.indexOf('\n') + 1 || start.length
  const second = start.slice(first).search(/\S/)
  const bytes = Buffer.from(start.slice(0, second === -1 ? first : first + second + 1))
  const { stopped, feeds, at } = objectEnd(startScan(), bytes, 0)
  if (stopped === 'more' || feeds > 0) return stopped !== 'broken'
  return stopped === 'ended' && /^[ \t,]*\{/.test(bytes.toString('utf8', at, at + 80))
}

const whyBinary = 'binary data, no log'
const isBinary = (bytes: Buffer): boolean => bytes.includes(0)

/** Files of other programs, by their first bytes, with what to do about it. */
const foreign: readonly (readonly [string, string])[] = [
  ['504b0304', 'a ZIP archive, or an Excel workbook: unpack it, or save it as CSV'],
  ['504b0506', 'an empty ZIP archive'],
  ['d0cf11e0', 'an old Excel or Word file: save it as CSV'],
  ['425a68', 'packed with bzip2: unpack it (bunzip2)'],
  ['fd377a585a00', 'packed with xz: unpack it (unxz)'],
  ['377abcaf271c', 'a 7-Zip archive: unpack it'],
  ['526172211a07', 'a RAR archive: unpack it'],
  ['25504446', 'a PDF document'],
  ['50415231', 'a Parquet file: export it as JSON or CSV'],
  ['4f626a01', 'an Avro file: export it as JSON or CSV'],
  ['53514c69746520666f726d6174', 'an SQLite database'],
  ['456c6646696c6500', 'a Windows event log (EVTX): export it as JSON or CSV'],
]

function foreignFormat(bytes: Buffer): string | undefined {
  const start = bytes.toString('hex', 0, 16)
  const found = foreign.find(([magic]) => start.startsWith(magic))
  if (found !== undefined) return found[1]
  return bytes.toString('latin1', 257, 262) === 'ustar' ? 'a tar archive: unpack it' : undefined
}
