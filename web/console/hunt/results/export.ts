/** A result as a file: CSV for spreadsheets, JSON for programs. Piece by piece, because half a million rows are too long for one string. */
import type { HuntCell, HuntTable } from '../../../../src/8-server/wire.ts'
import { cellText, isNumeric } from '../text/cells.ts'

const pieceRows = 2000

export function csvPieces({ columns, rows }: HuntTable, order: Uint32Array): string[] {
  const isText = columns.map(({ type }) => type === 'string' || type === 'dynamic')
  const line = (row: readonly HuntCell[]): string =>
    columns.map(({ type }, at) => quoted(isText[at] === true ? guarded(cellText(row[at], type)) : cellText(row[at], type))).join(',')
  const head = columns.map(({ name }) => quoted(guarded(name))).join(',')
  return pieces(`${head}\r\n`, rows, order, (row) => `${line(row)}\r\n`, '')
}

export function jsonPieces({ columns, rows }: HuntTable, order: Uint32Array): string[] {
  const one = (row: readonly HuntCell[]): string =>
    `{${columns.map(({ name, type }, at) => `${JSON.stringify(name)}:${jsonText(row[at] ?? null, isNumeric(type))}`).join(',')}}`
  let isFirst = true
  const next = (row: readonly HuntCell[]): string => {
    const text = `${isFirst ? '' : ',\n'}${one(row)}`
    isFirst = false
    return text
  }
  return pieces('[\n', rows, order, next, '\n]\n')
}

function pieces(head: string, rows: HuntTable['rows'], order: Uint32Array, write: (row: readonly HuntCell[]) => string, tail: string) {
  const found = [head]
  for (let from = 0; from < order.length; from += pieceRows) {
    let text = ''
    for (const at of order.subarray(from, from + pieceRows)) text += write(rows[at] ?? [])
    found.push(text)
  }
  return [...found, tail]
}

/** Whoever signs in chooses some of the words of a log; a spreadsheet would run them where they look like a formula (OWASP, "CSV Injection"). */
const guarded = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const jsonText = (cell: HuntCell, isNumber: boolean): string =>
  typeof cell === 'bigint' && isNumber
    ? cell.toString()
    : JSON.stringify(cell, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))

/** Hands a file to the browser to keep. */
export function keepFile(name: string, type: string, parts: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([...parts], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser reads the address a moment after the click.
  window.setTimeout(() => URL.revokeObjectURL(url), 30_000)
}
