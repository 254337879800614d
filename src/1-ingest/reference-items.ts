/** Reads a list file of any usual form (a line each, separated values, JSON) as items: a value, a note, dates. What cannot be read is counted, the first with its line and reason. */
import { isObject, type Json, type JsonObject } from '../0-event/json.ts'
import { parseJson } from './json-text.ts'
import { lineSplitter } from './lines.ts'
import { openPath } from './open.ts'
import { readRow } from './rows.ts'

export interface Item {
  readonly value: string
  readonly note: string | undefined
  /** As written. */
  readonly date: string | undefined
}

export interface ItemsRead {
  readonly items: number
  /** Items whose time is over. */
  readonly expired: number
  readonly bad: number
  readonly firstBad: { readonly line: number; readonly why: string } | undefined
}

export interface ItemReading {
  /** Names of columns or keys that hold the value: lower case, letters and digits only. */
  readonly columns: ReadonlySet<string>
  /** Takes an item; answers why not, where it cannot. */
  take(item: Item): string | undefined
  /** Milliseconds since 1970: what ran out before it is left out. */
  readonly now: number
}

/** JSON that is no line each is read whole; a longer file is refused. */
const jsonBytesMax = 64 * 1024 * 1024
/** Cells of a row without header that are tried as the value. */
const cellsTriedMax = 12
const separators = [',', ';', '\t', '|']
const noteColumns = new Set([
  'description',
  'threattype',
  'threat',
  'malware',
  'category',
  'comment',
  'note',
  'name',
  'displayname',
  'operator',
  'reason',
])
const dateColumns = new Set(['date', 'since', 'time', 'breachdate', 'addeddate', 'published', 'firstseen', 'leakdate', 'detecteddatetime'])
const endColumns = new Set(['expirationdatetime', 'validuntil', 'expires', 'expiration', 'expiry'])

interface State {
  readonly reading: ItemReading
  header: Header | undefined
  json: 'no' | 'lines' | { readonly pieces: string[]; bytes: number } | undefined
  items: number
  expired: number
  bad: number
  firstBad: ItemsRead['firstBad']
}

interface Header {
  readonly separator: string
  readonly value: number
  readonly note: number
  readonly date: number
  readonly end: number
}

/** Rejects with a sentence where the file cannot be opened, is damaged, or is one JSON text beyond `jsonBytesMax`. */
export async function readItems(path: string, reading: ItemReading): Promise<ItemsRead> {
  const state: State = { reading, header: undefined, json: undefined, items: 0, expired: 0, bad: 0, firstBad: undefined }
  const opened = await openPath(path)
  const splitter = lineSplitter({
    line: (bytes, start, end, number) => takeLine(state, bytes.toString('utf8', start, end), number),
    tooLong: (_, number) => refuse(state, number, 'a line of more than 16 MB'),
  })
  try {
    for await (const chunk of opened.chunks) splitter.push(chunk)
    splitter.end()
  } finally {
    await opened.close()
  }
  if (typeof state.json === 'object') walk(state, parseJson(state.json.pieces.join('\n')), 1)
  const { items, expired, bad, firstBad } = state
  return { items, expired, bad, firstBad }
}

function refuse(state: State, line: number, why: string): void {
  state.bad++
  state.firstBad ??= { line, why }
}

function takeLine(state: State, raw: string, number: number): void {
  const line = raw.trim()
  if (line === '' && typeof state.json !== 'object') return
  if (state.json === undefined) beginJson(state, line)
  else if (typeof state.json === 'object') addJson(state.json, line)
  if (typeof state.json === 'object') return
  if (state.json === 'lines') takeJsonLine(state, line, number)
  else if (isComment(line)) state.header ??= state.items === 0 ? headerOf(line.slice(1).trim(), state.reading.columns, 2) : undefined
  else takeRow(state, line, number)
}

const isComment = (line: string): boolean => line.startsWith('#') || line.startsWith(';') || line.startsWith('//')

function takeRow(state: State, line: string, number: number): void {
  if (state.header === undefined && state.items === 0 && state.bad === 0) {
    state.header = headerOf(line, state.reading.columns, 1)
    if (state.header !== undefined) return
  }
  const why = state.header === undefined ? takePlain(state, line) : takeCells(state, state.header, line)
  if (why !== undefined) refuse(state, number, why)
}

const plainName = (cell: string): string => cell.toLowerCase().replaceAll(/[^a-z\d]/g, '')

function headerOf(line: string, columns: ReadonlySet<string>, cellsMin: number): Header | undefined {
  for (const separator of separators) {
    const names = (readRow(line, 0, separator)?.cells ?? []).map(plainName)
    const value = names.findIndex((name) => columns.has(name))
    if (value === -1 || names.length < cellsMin) continue
    const of = (among: ReadonlySet<string>): number => names.findIndex((name, at) => at !== value && among.has(name))
    return { separator, value, note: of(noteColumns), date: of(dateColumns), end: of(endColumns) }
  }
  return undefined
}

function takeCells(state: State, header: Header, line: string): string | undefined {
  const cells = readRow(line, 0, header.separator)?.cells
  if (cells === undefined) return 'a quote in it is not closed'
  const value = cells[header.value]?.trim() ?? ''
  return value === '' ? 'the column of the value is empty' : offer(state, value, cells[header.note], cells[header.date], cells[header.end])
}

/** A value, and after it a note or a date; or cells without header, of which the first that can be is the value. */
function takePlain(state: State, line: string): string | undefined {
  // Tor's own list of exits has four lines an exit, of which one has the address.
  if (/^(ExitNode|Published|LastStatus) /.test(line)) return undefined
  const bare = line.replace(/^ExitAddress /, '')
  const [, value = '', rest = ''] = /^"?([^\s,;|#"]+)"?[\s,;|#]*(.*)$/.exec(bare) ?? []
  const [date] = /^\d{4}-\d\d-\d\d[^,;|]*/.exec(rest) ?? []
  const why = offer(state, value, rest, date, undefined)
  if (why === undefined) return undefined
  for (const cell of bare.split(/[,;|\t]/, cellsTriedMax).slice(1)) {
    const inner = cell.trim().replaceAll('"', '')
    if (inner !== '' && offer(state, inner, undefined, undefined, undefined) === undefined) return undefined
  }
  return why
}

function offer(state: State, value: string, note?: string, date?: string, end?: string): string | undefined {
  const ends = end === undefined || end === '' ? Number.NaN : Date.parse(end)
  if (ends < state.reading.now) {
    state.expired++
    return undefined
  }
  const why = state.reading.take({ value, note: tidy(note), date: tidy(date) })
  if (why === undefined) state.items++
  return why
}

const noteCharsMax = 100

function tidy(text: string | undefined): string | undefined {
  const trimmed = text?.trim().slice(0, noteCharsMax)
  return trimmed === '' ? undefined : trimmed
}

/** By the first line: JSON on one line is read a line at a time (there may be more), anything else that begins so is one text over all lines. */
function beginJson(state: State, line: string): void {
  state.json = 'no'
  if (!line.startsWith('{') && !line.startsWith('[')) return
  try {
    parseJson(line)
    state.json = 'lines'
  } catch {
    state.json = { pieces: [line], bytes: line.length }
  }
}

function addJson(json: { readonly pieces: string[]; bytes: number }, line: string): void {
  json.bytes += line.length
  if (json.bytes > jsonBytesMax) throw new Error(`one JSON text of more than ${jsonBytesMax / 1024 ** 2} MB: make it a line each`)
  json.pieces.push(line)
}

function takeJsonLine(state: State, line: string, number: number): void {
  try {
    walk(state, parseJson(line), number)
  } catch (error) {
    refuse(state, number, error instanceof Error ? error.message : String(error))
  }
}

/** Whatever stands under a known key, texts that lie in lists, and the addresses in STIX patterns. */
function walk(state: State, value: Json, line: number): void {
  if (Array.isArray(value)) {
    for (const inner of value as readonly Json[])
      if (typeof inner === 'string') offer(state, inner)
      else walk(state, inner, line)
  } else if (isObject(value)) walkObject(state, value, line)
}

function walkObject(state: State, from: JsonObject, line: number): void {
  const named = (among: ReadonlySet<string>): string | undefined => {
    for (const key in from) if (among.has(plainName(key)) && typeof from[key] === 'string') return from[key]
    return undefined
  }
  const [note, date, end] = [named(noteColumns), named(dateColumns), named(endColumns)]
  for (const key in from) {
    const value = from[key]
    if (typeof value === 'string' || typeof value === 'number') {
      const why = key === 'pattern' ? takePattern(state, String(value), note, end) : takeKnown(state, key, String(value), note, date, end)
      if (why !== undefined) refuse(state, line, why)
    } else if (value !== undefined) walk(state, value, line)
  }
}

const takeKnown = (state: State, key: string, value: string, note?: string, date?: string, end?: string): string | undefined =>
  value !== '' && state.reading.columns.has(plainName(key)) ? offer(state, value, note, date, end) : undefined

/** STIX 2.1 §9: `[ipv4-addr:value = '198.51.100.1']`, several joined by OR. Other patterns are about other things and passed over. */
function takePattern(state: State, pattern: string, note: string | undefined, end: string | undefined): string | undefined {
  for (const [, value = ''] of pattern.matchAll(/(?:ipv[46]-addr|email-addr):value\s*(?:=|ISSUBSET)\s*'([^']{1,300})'/g)) {
    const why = offer(state, value, note, undefined, end)
    if (why !== undefined) return why
  }
  return undefined
}
