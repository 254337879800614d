/** The ways from bytes to records: line by line, element by element, row by row. */
import { csvReader } from './csv.ts'
import { elementSplitter, type Refusal } from './elements.ts'
import { whyTooDeep } from './json-text.ts'
import type { Way } from './judge.ts'
import { type LineSplitter, lineBytesMax, lineSplitter, type Splitter } from './lines.ts'
import { type Placing, placeText } from './place.ts'
import { beginning, refuse } from './refused.ts'

/** Reads bytes into `to`. Bytes that are no UTF-8 become U+FFFD: refusing the record would let anyone hide who can put one into a name. */
export function reader(way: Way, to: Placing): Splitter {
  switch (way.read) {
    case 'lines':
      return lineReader(to)
    case 'elements':
      return elementReader(to)
    case 'rows':
      return csvReader(way.csv, to)
    case 'nothing':
      return { push() {}, end() {} }
    case 'refuse':
      return { push() {}, end: () => void to.refused.push(refuse(0, way.why, '')) }
  }
}

export function lineReader(to: Placing): LineSplitter {
  const strangers = strangerCount(to)
  let number = 0
  const here = { own: () => number, inner: () => number }
  const lines = lineSplitter({
    line(bytes, start, end, at) {
      const text = trimmed(bytes, start, end)
      if (text === '') return
      number = at
      if (text[0] === '{' || text[0] === '[') {
        strangers.over()
        placeText(to, text, here)
        return
      }
      const before = to.refused.length
      placeText(to, text, here)
      if (to.refused.length === before) strangers.over()
      else strangers.one(text, number)
    },
    tooLong(bytes, at) {
      strangers.over()
      to.refused.push(refuse(at, `this line is longer than ${lineBytesMax / mega} MB: no record is`, beginning(bytes)))
    },
  })
  return {
    push: lines.push,
    lines: lines.lines,
    end() {
      lines.end()
      strangers.over()
    },
  }
}

const mega = 1024 * 1024

/** Without white space around it, and without the record separator of RFC 7464 before it. */
function trimmed(bytes: Buffer, start: number, end: number): string {
  let [from, to] = [start, end]
  while (from < to && isGap(bytes[from])) from++
  while (to > from && isGap(bytes[to - 1])) to--
  return from === to ? '' : bytes.toString('utf8', from, to)
}

const isGap = (byte: number | undefined): boolean => byte === 32 || byte === 13 || byte === 9 || byte === 30

/** So many lines of text in a row that no source knows are refused one by one; the rest of them together, for a server's log has a million. */
const strangersMax = 100

function strangerCount(to: Placing) {
  let [count, first] = [0, 0]
  let text = ''
  return {
    /** The newest of `to.refused` is a line of text. */
    one(line: string, number: number): void {
      if (++count <= strangersMax) return
      to.refused.pop()
      if (count > strangersMax + 1) return
      first = number
      text = line
    },
    /** Something else has come. */
    over(): void {
      if (count > strangersMax) {
        to.refused.push(refuse(first, `${count - strangersMax} lines of text that no source knows, this one and those after it`, text))
      }
      count = 0
    },
  }
}

function elementReader(to: Placing): Splitter {
  let index = 0
  const running = () => ++index
  return elementSplitter({
    element(bytes, start, end, where) {
      const before = to.refused.length
      const numbering = { own: where.listed ? running : () => where.line, inner: running }
      placeText(to, bytes.toString('utf8', start, end), numbering)
      if (where.listed) sayLine(to, before, where.line)
    },
    refused(why, bytes, where) {
      const before = to.refused.length
      to.refused.push(refuse(where.listed ? running() : where.line, sentences[why], beginning(bytes)))
      if (where.listed) sayLine(to, before, where.line)
    },
  })
}

/** In a list the number is the record's; says where in the text it stands, so that it can be found. */
function sayLine(to: Placing, from: number, line: number): void {
  if (line === 1) return
  for (let i = from; i < to.refused.length; i++) {
    const refused = to.refused[i]
    if (refused !== undefined) to.refused[i] = { ...refused, why: `${refused.why} (it begins in line ${line} of the text)` }
  }
}

const sentences: Readonly<Record<Refusal, string>> = {
  'no-object': 'no record: a record is a JSON object',
  'broken-off':
    'it breaks off in the middle: the file was cut off, or a quote or bracket is missing; reading goes on at the next line that begins a record',
  'too-large': `larger than ${lineBytesMax / mega} MB, or an envelope whose list of records cannot be found: no record is`,
  'too-deep': whyTooDeep,
  'not-closed': 'the list ends here without its closing bracket: the file was probably cut off, and records may be missing',
}
