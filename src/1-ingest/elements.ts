/**
 * Cuts JSON of any size into its records: lists, pages of an API, values one after another, printed over many lines or on one.
 *
 * It works on bytes and looks at brackets and quotes only; each record then goes through `JSON.parse` whole, because a parser that gives every
 * key and number as an object of its own is too slow for large files (`test/bench/read.ts` measures both).
 */
import { objectEnd, type Scan, startScan } from './brackets.ts'
import { listKeys, objectKeys } from './envelope.ts'
import { lineBytesMax, type Splitter } from './lines.ts'

export interface ElementTaker {
  /** The bytes of one object; valid during the call only. */
  element(bytes: Buffer, start: number, end: number, where: Where): void
  /** What is no object, broken, or too large; `beginning` is what there is to show of it. */
  refused(why: Refusal, beginning: Buffer, where: Where): void
}

export interface Where {
  /** The line of text it begins in, counted from 1. */
  readonly line: number
  /** Whether it stands in a list. */
  readonly listed: boolean
}

export type Refusal = 'no-object' | 'broken-off' | 'too-large' | 'too-deep' | 'not-closed'

/** An object that grows past this and has a list of records in it is read as an envelope, record by record. */
const envelopeBytesMin = 1024 * 1024
/** Lists and envelopes inside one another; what lies deeper is refused. */
const levelsMax = 16
const shownBytes = 8192

interface State {
  readonly take: ElementTaker
  /** The lists and envelopes that are open around the place we are at. */
  readonly levels: ('list' | 'envelope')[]
  mode: 'between' | 'object' | 'scalar' | 'envelope' | 'resync'
  /** The line of text we are in, and that of the value being read. */
  line: number
  startLine: number
  scan: Scan
  /** What came of the value in earlier chunks; only its beginning where it is passed over. */
  kept: Buffer[]
  keptBytes: number
  passing: 'too-large' | 'too-deep' | undefined
  /** In an envelope: the bytes of the last name at its own level, and whether a list of records was met. */
  name: number[]
  listMet: boolean
}

export function elementSplitter(take: ElementTaker): Splitter {
  const state: State = {
    take,
    levels: [],
    mode: 'between',
    line: 1,
    startLine: 1,
    scan: startScan(),
    kept: [],
    keptBytes: 0,
    passing: undefined,
    name: [],
    listMet: false,
  }
  return {
    push: (chunk) => run(state, chunk, 0),
    end() {
      if (state.mode === 'object') giveUp(state, state.passing ?? 'broken-off')
      else if (state.mode === 'scalar') giveUp(state, 'no-object')
      else if (state.levels.length > 0) take.refused('not-closed', Buffer.alloc(0), { line: state.line, listed: true })
    },
  }
}

function run(state: State, chunk: Buffer, from: number): void {
  for (let at = from; at < chunk.length; ) at = step(state, chunk, at)
}

/** Reads on from a place; answers the place behind what it took. */
function step(state: State, chunk: Buffer, at: number): number {
  switch (state.mode) {
    case 'between':
      return between(state, chunk, at)
    case 'object':
      return inObject(state, chunk, at)
    case 'scalar':
      return inScalar(state, chunk, at)
    case 'envelope':
      return inEnvelope(state, chunk, at)
    case 'resync':
      return resync(state, chunk, at)
  }
}

const code = {
  feed: 10,
  quote: 34,
  comma: 44,
  colon: 58,
  bracket: 91,
  backslash: 92,
  bracketClose: 93,
  brace: 123,
  braceClose: 125,
} as const
/** White space, commas between values, and the record separator of RFC 7464. */
const gaps: ReadonlySet<number> = new Set(Buffer.from(' \t\r,\x1e'))

function between(state: State, chunk: Buffer, at: number): number {
  const byte = chunk[at] ?? 0
  if (gaps.has(byte)) return at + 1
  if (byte === code.feed) {
    state.line++
    return at + 1
  }
  if (byte === code.bracketClose && state.levels.at(-1) === 'list') return leave(state, at + 1)
  if (byte === code.bracket && state.levels.length < levelsMax) {
    state.levels.push('list')
    return at + 1
  }
  begin(state, byte === code.brace || byte === code.bracket ? 'object' : 'scalar')
  if (byte === code.bracket) pass(state, 'too-deep')
  return at
}

function begin(state: State, mode: 'object' | 'scalar'): void {
  state.mode = mode
  state.startLine = state.line
  state.scan = startScan()
  state.passing = undefined
}

/** Closes the innermost list or envelope. */
function leave(state: State, at: number): number {
  state.levels.pop()
  state.mode = state.levels.at(-1) === 'envelope' ? 'envelope' : 'between'
  state.scan = startScan()
  state.name = []
  return at
}

const where = (state: State): Where => ({ line: state.startLine, listed: state.levels.length > 0 })

function inObject(state: State, chunk: Buffer, start: number): number {
  const { stopped, at, feeds } = objectEnd(state.scan, chunk, start)
  state.line += feeds
  if (stopped === 'ended' && state.keptBytes === 0 && at - start <= envelopeBytesMin && state.passing === undefined) {
    state.mode = 'between'
    state.take.element(chunk, start, at, where(state))
    return at
  }
  keep(state, chunk.subarray(start, at))
  switch (stopped) {
    case 'ended':
      finish(state)
      return at
    case 'broken':
      giveUp(state, 'broken-off')
      state.mode = 'resync'
      state.scan.afterFeed = true
      return at
    case 'deep':
      pass(state, 'too-deep')
      return at
    case 'more':
      if (state.passing === undefined && growsPast(state)) openEnvelope(state)
      return at
  }
}

/** Ends an object that came in pieces, is large, or is to be refused. */
function finish(state: State): void {
  if (state.passing !== undefined) giveUp(state, state.passing)
  else if (growsPast(state)) openEnvelope(state)
  else {
    const whole = Buffer.concat(state.kept)
    drop(state)
    state.mode = 'between'
    state.take.element(whole, 0, whole.length, where(state))
  }
}

const listKey = new RegExp(`"(?:${[...listKeys].join('|')})"\\s*:\\s*\\[`)

/** Whether the object has just grown past the bound and is an envelope, judging by as much of it as the bound. */
function growsPast(state: State): boolean {
  const before = state.keptBytes - (state.kept.at(-1)?.length ?? 0)
  if (before > envelopeBytesMin || state.keptBytes <= envelopeBytesMin) return false
  return listKey.test(Buffer.concat(state.kept, envelopeBytesMin).toString('latin1'))
}

/** Refuses the value being read. */
function giveUp(state: State, why: Refusal): void {
  const shown = Buffer.concat(state.kept, Math.min(state.keptBytes, shownBytes))
  drop(state)
  state.mode = 'between'
  state.take.refused(why, shown, where(state))
}

function drop(state: State): void {
  state.kept = []
  state.keptBytes = 0
}

function keep(state: State, piece: Buffer): void {
  if (state.passing === undefined && state.keptBytes + piece.length > lineBytesMax) pass(state, 'too-large')
  const part = state.passing === undefined ? piece : piece.subarray(0, Math.max(0, shownBytes - state.keptBytes))
  if (part.length === 0) return
  state.kept.push(Buffer.from(part))
  state.keptBytes += part.length
}

/** Goes on reading the value without holding more than its beginning. */
function pass(state: State, why: 'too-large' | 'too-deep'): void {
  if (state.passing !== undefined) return
  state.passing = why
  state.keptBytes = Math.min(state.keptBytes, shownBytes)
  state.kept = [Buffer.concat(state.kept, state.keptBytes)]
}

/** Reads the beginning of the object once more, this time as an envelope. */
function openEnvelope(state: State): void {
  const prefix = Buffer.concat(state.kept)
  drop(state)
  state.line = state.startLine
  state.levels.push('envelope')
  state.mode = 'envelope'
  state.scan = startScan()
  state.name = []
  state.listMet = false
  run(state, prefix, 1)
}

/** Longer names are none of ours. */
const nameBytesMax = 64

/** At an envelope's own level: goes into its lists of records, and passes over the rest. */
function inEnvelope(state: State, chunk: Buffer, at: number): number {
  const byte = chunk[at] ?? 0
  const { scan } = state
  if (byte === code.feed) state.line++
  if (scan.inString) {
    if (scan.escaped) scan.escaped = false
    else if (byte === code.backslash) scan.escaped = true
    else if (byte === code.quote) scan.inString = false
    if (scan.inString && scan.depth === 0 && state.name.length < nameBytesMax) state.name.push(byte)
    return at + 1
  }
  if (byte === code.quote) {
    scan.inString = true
    if (scan.depth === 0) state.name = []
  } else if (byte === code.brace || byte === code.bracket) return openInEnvelope(state, byte, at + 1)
  else if (byte === code.braceClose || byte === code.bracketClose) {
    if (scan.depth === 0) return closeEnvelope(state, at + 1)
    scan.depth--
  } else if (byte === code.comma && scan.depth === 0) state.name = []
  return at + 1
}

function openInEnvelope(state: State, byte: number, at: number): number {
  const name = state.scan.depth === 0 ? Buffer.from(state.name).toString() : ''
  if (byte === code.bracket && listKeys.has(name)) {
    state.levels.push('list')
    state.listMet = true
    state.mode = 'between'
  } else if (byte === code.brace && objectKeys.has(name) && state.levels.length < levelsMax) {
    state.levels.push('envelope')
    state.name = []
  } else state.scan.depth++
  return at
}

function closeEnvelope(state: State, at: number): number {
  const behind = leave(state, at)
  if (!state.listMet && state.mode === 'between') state.take.refused('too-large', Buffer.alloc(0), where(state))
  return behind
}

/** Something that is no object: to the end of its line, in a list to the next comma or bracket. */
function inScalar(state: State, chunk: Buffer, start: number): number {
  const { scan } = state
  const listed = state.levels.length > 0
  let at = start
  for (; at < chunk.length; at++) {
    const byte = chunk[at]
    if (byte === code.feed) break
    if (!listed) continue
    if (scan.escaped) scan.escaped = false
    else if (scan.inString && byte === code.backslash) scan.escaped = true
    else if (byte === code.quote) scan.inString = !scan.inString
    else if (!scan.inString && (at > start || state.keptBytes > 0) && (byte === code.comma || byte === code.bracketClose)) break
  }
  pass(state, 'too-large')
  keep(state, chunk.subarray(start, at))
  if (at < chunk.length) giveUp(state, 'no-object')
  return at
}

/** After a value that broke off: to the next line that begins with an object, or closes a list. */
function resync(state: State, chunk: Buffer, start: number): number {
  for (let at = start; at < chunk.length; at++) {
    const byte = chunk[at] ?? 0
    if (byte === code.feed) {
      state.line++
      state.scan.afterFeed = true
    } else if (state.scan.afterFeed && (byte === code.brace || (byte === code.bracketClose && state.levels.length > 0))) {
      state.mode = 'between'
      return at
    } else if (!gaps.has(byte)) state.scan.afterFeed = false
  }
  return chunk.length
}
