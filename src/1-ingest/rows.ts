/**
 * Cuts separated values into rows and cells: RFC 4180, with any separator, and forgiving where spreadsheets and exports are careless.
 *
 * Written here because a quote that is never closed must cost one row and not the rest of the file, for which a parser has to be able to go
 * back; csv-parse can only stop, and took five times as long on rows of 3 KB. The tests hold this one to csv-parse's answers.
 */
import type { Splitter } from './lines.ts'

/** A longer row has a quote that is not closed: it is refused, and reading goes on at its second line. */
const rowCharsMax = 4 * 1024 * 1024

export interface RowTaker {
  /** Numbers count from 1; the header is a row like others. */
  row(cells: readonly string[], number: number): void
  refused(why: string, text: string, number: number): void
}

interface State {
  readonly take: RowTaker
  readonly separator: string
  /** Bytes of a line that has not ended, then the text of rows that have not. */
  bytes: Buffer[]
  text: string
  number: number
  /** As many cells as the first row has. */
  columns: number | undefined
}

export function rowSplitter(separator: string, take: RowTaker): Splitter {
  const state: State = { take, separator, bytes: [], text: '', number: 0, columns: undefined }
  return {
    push(chunk) {
      const feed = chunk.lastIndexOf('\n')
      if (feed === -1) return void state.bytes.push(Buffer.from(chunk))
      const lines = Buffer.concat([...state.bytes, chunk.subarray(0, feed + 1)])
      state.bytes = [Buffer.from(chunk.subarray(feed + 1))]
      state.text += lines.toString()
      takeRows(state, false)
    },
    end() {
      state.text += Buffer.concat(state.bytes).toString()
      takeRows(state, true)
    },
  }
}

/** Takes all rows that are whole; at the end, also a last one without a line feed, and one whose quote is never closed. */
function takeRows(state: State, last: boolean): void {
  let at = 0
  while (at < state.text.length) {
    const row = readRow(state.text, at, state.separator)
    if (row === undefined && !last && state.text.length - at <= rowCharsMax) break
    at = row === undefined ? refuseLine(state, at, 'a quote opens in this row and is never closed') : takeRow(state, row, at)
  }
  state.text = state.text.slice(at)
}

/** Takes a row that begins at `at`; answers where the next begins. */
function takeRow(state: State, row: Row, at: number): number {
  const { cells, end } = row
  if (cells.length === 1 && cells[0]?.trim() === '') return end
  if (state.columns === undefined && isHint(state.text.slice(at, end))) return end
  state.columns ??= cells.length
  const surplus = cells.slice(state.columns)
  if (cells.length < state.columns || surplus.some((cell) => cell !== '')) {
    return refuseLine(
      state,
      at,
      `this row has ${cells.length} cells and the first row ${state.columns}: a quote is missing, or it was cut off`,
    )
  }
  state.take.row(cells, ++state.number)
  return end
}

/** Refuses one line, not the row: what follows is read as if it began a new one. */
function refuseLine(state: State, at: number, why: string): number {
  const feed = state.text.indexOf('\n', at)
  const end = feed === -1 ? state.text.length : feed + 1
  state.take.refused(why, state.text.slice(at, end).trimEnd(), ++state.number)
  return end
}

/** Excel writes a first line that names the separator. */
export const isHint = (line: string): boolean => /^"?sep=.?"?\r?\n$/i.test(line)

export interface Row {
  readonly cells: readonly string[]
  /** Where the next row begins. */
  readonly end: number
}

/** The row at a place in a text; undefined where a quote in it is not closed. */
export function readRow(text: string, start: number, separator: string): Row | undefined {
  const cells: string[] = []
  let feed = text.indexOf('\n', start)
  for (let at = start; ; at++) {
    let cell = ''
    if (text[at] === '"') {
      const close = closingQuote(text, at)
      if (close === undefined) return undefined
      cell = unquote(text.slice(at + 1, close))
      at = close + 1
      if (feed < at && feed !== -1) feed = text.indexOf('\n', at)
    }
    const lineEnd = feed === -1 ? text.length : feed
    const next = text.indexOf(separator, at)
    const isLast = next === -1 || next >= lineEnd
    cell += text.slice(at, isLast ? withoutReturn(text, at, lineEnd) : next)
    cells.push(cell)
    if (isLast) return { cells, end: feed === -1 ? text.length : feed + 1 }
    at = next
  }
}

const withoutReturn = (text: string, from: number, end: number): number => (end > from && text[end - 1] === '\r' ? end - 1 : end)

function closingQuote(text: string, open: number): number | undefined {
  let close = text.indexOf('"', open + 1)
  while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
  return close === -1 ? undefined : close
}

const unquote = (inner: string): string => (inner.includes('"') ? inner.replaceAll('""', '"') : inner)
