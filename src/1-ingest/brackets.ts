/** Finds where a JSON object ends by its brackets and quotes, a chunk at a time: the inner loop of reading lists. */
import { nestingMax } from './json-text.ts'

export interface Scan {
  depth: number
  /** For the innermost 31 brackets a bit each: 1 for a list. */
  lists: number
  inString: boolean
  escaped: boolean
  /** The last byte outside strings that is no white space. */
  significant: number
  /** Whether the byte before was a line feed. */
  afterFeed: boolean
  /** Whether `deep` was said already. */
  deep: boolean
}

export const startScan = (): Scan => ({
  depth: 0,
  lists: 0,
  inString: false,
  escaped: false,
  significant: 0,
  afterFeed: false,
  deep: false,
})

export interface Scanned {
  /**
   * `broken`: a line feed in a string, or a new object at the beginning of a line where none can be, so the value broke off in the line before;
   * `at` is the beginning of the new line. `deep`, once: nested too deeply; reading may go on.
   */
  readonly stopped: 'ended' | 'broken' | 'deep' | 'more'
  /** Behind the last byte taken. */
  readonly at: number
  readonly feeds: number
}

/** What a byte means outside strings; 0 for all others. */
const quoting = 1
const opening = 2
const closing = 3
const feeding = 4
const blank = 5
const kinds = new Uint8Array(256)
for (const [text, kind] of [
  ['"', quoting],
  ['{[', opening],
  ['}]', closing],
  ['\n', feeding],
  [' \t\r', blank],
] as const) {
  for (const byte of Buffer.from(text)) kinds[byte] = kind
}
const [quote, backslash, feed, colon, comma, bracket, brace] = [34, 92, 10, 58, 44, 91, 123]

/** Reads on from `start`; `scan` carries over to the next chunk. Variables, and a loop of its own for strings: without them it took twice the time. */
export function objectEnd(scan: Scan, chunk: Buffer, start: number): Scanned {
  const length = chunk.length
  let { depth, lists, significant, inString } = scan
  let stopped: Scanned['stopped'] = 'more'
  let feeds = 0
  let at = scan.escaped ? start + 1 : start
  while (at < length) {
    if (inString) {
      at = stringStop(chunk, at)
      if (at >= length) break
      if (chunk[at++] === feed) {
        feeds++
        stopped = 'broken'
        break
      }
      inString = false
      significant = quote
      continue
    }
    const byte = chunk[at++] ?? 0
    const kind = kinds[byte]
    if (kind === quoting) inString = true
    else if (kind === opening) {
      if (byte === brace && depth > 0 && followsFeed(scan, chunk, start, at - 1) && !mayOpen(lists, significant)) {
        at--
        stopped = 'broken'
        break
      }
      depth++
      lists = (lists << 1) | (byte === bracket ? 1 : 0)
      if (depth > nestingMax && !scan.deep) stopped = 'deep'
    } else if (kind === closing) {
      depth--
      lists >>>= 1
      if (depth <= 0) stopped = 'ended'
    } else if (kind === feeding) feeds++
    if (kind !== feeding && kind !== blank) significant = byte
    if (stopped !== 'more') break
  }
  scan.escaped = at > length
  at = Math.min(at, length)
  scan.afterFeed = at > start ? chunk[at - 1] === feed : scan.afterFeed
  scan.deep ||= stopped === 'deep'
  scan.depth = depth
  scan.lists = lists
  scan.significant = significant
  scan.inString = inString
  return { stopped, at, feeds }
}

/** The place of the closing quote, or of a line feed, which no string holds; `length` where neither comes, one more where a backslash is last. */
function stringStop(chunk: Buffer, start: number): number {
  let at = start
  for (; at < chunk.length; at++) {
    const byte = chunk[at]
    if (byte === quote || byte === feed) break
    if (byte === backslash) at++
  }
  return at
}

const followsFeed = (scan: Scan, chunk: Buffer, start: number, at: number): boolean =>
  at > start ? chunk[at - 1] === feed : scan.afterFeed

/** Whether an object may begin here: as the value of a key, or in a list. */
const mayOpen = (lists: number, significant: number): boolean =>
  significant === colon || ((lists & 1) === 1 && (significant === comma || significant === bracket))
