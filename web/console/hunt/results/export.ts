/** A result as a file: CSV for spreadsheets, JSON for programs. Piece by piece, because half a million rows are too long for one string. */
import type { HuntCell, HuntColumn, HuntTable } from '../../../../src/8-server/hunting/wire.ts'
import { cellText, isNumeric } from '../text/cells.ts'

const pieceRows = 2000

export function* csvPieces({ columns, rows }: HuntTable, order: Uint32Array): Generator<string> {
  const isText = columns.map(({ type }) => type === 'string' || type === 'dynamic')
  const field = (row: readonly HuntCell[], at: number): string => {
    const text = cellText(row[at], columns[at]?.type ?? 'string')
    return quoted(isText[at] === true ? guarded(text) : text)
  }
  yield `${columns.map(({ name }) => quoted(guarded(name))).join(',')}\r\n`
  for (const piece of piecesOf(order)) {
    let text = ''
    for (const at of piece) text += `${columns.map((_, place) => field(rows[at] ?? [], place)).join(',')}\r\n`
    yield text
  }
}

export function* jsonPieces({ columns, rows }: HuntTable, order: Uint32Array): Generator<string> {
  const field = ({ name, type }: HuntColumn, cell: HuntCell): string => `${JSON.stringify(name)}:${jsonText(cell, isNumeric(type))}`
  let before = '[\n'
  for (const piece of piecesOf(order)) {
    let text = ''
    for (const at of piece) {
      text += `${before}{${columns.map((column, place) => field(column, rows[at]?.[place] ?? null)).join(',')}}`
      before = ',\n'
    }
    yield text
  }
  yield order.length === 0 ? '[]\n' : '\n]\n'
}

function* piecesOf(order: Uint32Array): Generator<Uint32Array> {
  for (let from = 0; from < order.length; from += pieceRows) yield order.subarray(from, from + pieceRows)
}

/** Whoever signs in chooses some of the words of a log; a spreadsheet would run them where they look like a formula (OWASP, "CSV Injection"). */
const guarded = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const jsonText = (cell: HuntCell, isNumber: boolean): string =>
  typeof cell === 'bigint' && isNumber
    ? cell.toString()
    : JSON.stringify(cell, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))

/** So long the page may stand still while a file is written. */
const sliceMs = 30

/** Hands a file to the browser to keep. */
export async function keepFile(name: string, type: string, pieces: Iterable<string>): Promise<void> {
  const parts: string[] = []
  let until = performance.now() + sliceMs
  for (const piece of pieces) {
    parts.push(piece)
    if (performance.now() < until) continue
    await new Promise((resolve) => setTimeout(resolve))
    until = performance.now() + sliceMs
  }
  const url = URL.createObjectURL(new Blob(parts, { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser reads the address a moment after the click.
  window.setTimeout(() => URL.revokeObjectURL(url), 30_000)
}
