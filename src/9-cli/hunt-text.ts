/** Results of a hunt as text: a table that fits the terminal, JSON, CSV, or an object a line. */
import type { Cell, ColumnShape } from '@tocsin/kql'
import type { HuntResult } from '../2-store/hunt.ts'
import { objectText } from '../8-server/kusto/values.ts'
import type { Context } from './command.ts'
import { paint, plural, printable } from './terminal.ts'

/** Rows a table shows; the other formats give all. */
const shownMax = 1000
/** A cell is never cut below this, nor drawn wider than that where nobody's terminal says how wide it is. */
const cellMin = 8
const cellMax = 60
const gap = '  '

/** What a cell says in one line. */
export function cellText(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return cell.replaceAll(/\r?\n/g, '⏎')
  return typeof cell === 'object' ? jsonOf(cell) : String(cell)
}

const jsonOf = (cell: Cell): string =>
  typeof cell === 'object' ? objectText(cell) : typeof cell === 'bigint' ? cell.toString() : (JSON.stringify(cell) ?? 'null')

/** Columns and rows of the terminal, where there is one. */
export const terminalWidth = ({ stdout, isTerminal }: Pick<Context, 'stdout' | 'isTerminal'>): number | undefined =>
  isTerminal.stdout && 'columns' in stdout && typeof stdout.columns === 'number' ? stdout.columns : undefined

const isWide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u

/** How many places a text takes in a terminal. */
export function widthOf(text: string): number {
  let width = 0
  for (const letter of text) width += /\p{Mn}|\p{Me}|\u200d/u.test(letter) ? 0 : isWide.test(letter) ? 2 : 1
  return width
}

function cut(text: string, width: number): string {
  if (text.length <= width && widthOf(text) <= width) return text
  let [kept, used] = ['', 0]
  for (const letter of text) {
    const more = widthOf(letter)
    if (used + more > width - 1) break
    kept += letter
    used += more
  }
  return `${kept}…`
}

const padded = (text: string, width: number, toRight: boolean): string => {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)))
  return toRight ? space + text : text + space
}

const numbers: ReadonlySet<ColumnShape['type']> = new Set(['int', 'long', 'real', 'decimal'])

/** Times have seven digits behind the second; here zeros at the end only take room. */
const shortened = (text: string, type: ColumnShape['type'] | undefined): string =>
  type === 'datetime' ? text.replace(/\.?0+Z$/, 'Z') : text

export function tableText({ columns, rows }: HuntResult, context: Context): string {
  const shown = rows.slice(0, shownMax).map((row) => row.map((cell, at) => printable(shortened(cellText(cell), columns[at]?.type))))
  const width = terminalWidth(context)
  const filled = columns.map((_, at) => at).filter((at) => width === undefined || shown.length === 0 || shown.some((row) => row[at] !== ''))
  const natural = filled.map((at) =>
    Math.min(cellMax * 4, Math.max(widthOf(columns[at]?.name ?? ''), ...shown.map((row) => widthOf(row[at] ?? '')))),
  )
  const widths = fitted(natural, width)
  const drawn = filled.slice(0, widths.length)
  const line = (cells: readonly string[]): string =>
    drawn
      .map((at, place) => padded(cut(cells[at] ?? '', widths[place] ?? 0), widths[place] ?? 0, numbers.has(columns[at]?.type ?? 'string')))
      .join(gap)
      .trimEnd()
  const head = line(columns.map(({ name }) => printable(name)))
  const text = [paint(head, 'bold', context), paint(widths.map((one) => '─'.repeat(one)).join(gap), 'dim', context), ...shown.map(line)]
  const told = [
    rows.length > shownMax
      ? `${plural(rows.length, 'row')}, of which the first ${shownMax} are shown (--format csv gives all)`
      : plural(rows.length, 'row'),
    ...(filled.length < columns.length ? [`${plural(columns.length - filled.length, 'empty column')} left out`] : []),
    ...(drawn.length < filled.length ? [`${plural(filled.length - drawn.length, 'more column')} that did not fit`] : []),
  ]
  return `${text.join('\n')}\n${paint(told.join('; '), 'dim', context)}\n`
}

/** Widths that fit: the widest give first; columns that find no room even so are left out. */
function fitted(natural: readonly number[], width: number | undefined): readonly number[] {
  if (width === undefined) return natural.map((one) => Math.min(one, cellMax))
  const least = natural.map((one) => Math.min(one, cellMin))
  let count = 0
  for (let used = 0; count < natural.length; count++) {
    used += (least[count] ?? 0) + (count > 0 ? gap.length : 0)
    if (used > width && count > 0) break
  }
  const widths = natural.slice(0, count)
  const room = width - gap.length * (count - 1)
  for (let over = total(widths) - room; over > 0; over = total(widths) - room) {
    const widest = Math.max(...widths)
    const second = Math.max(cellMin, ...widths.filter((one) => one < widest))
    const at = widths.map((one, place) => (one === widest ? place : -1)).filter((place) => place !== -1)
    const give = Math.min(widest - second, Math.ceil(over / at.length))
    if (give <= 0) break
    for (const place of at) widths[place] = widest - give
  }
  return widths.map((one) => Math.max(1, one))
}

const total = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0)

const objectOf = ({ columns }: HuntResult, row: readonly Cell[]): string =>
  `{${columns.map(({ name }, at) => `${JSON.stringify(name)}:${jsonOf(row[at] ?? null)}`).join(',')}}`

/** One result is a list of its rows; several are a list of those. */
export function* jsonText(results: readonly HuntResult[]): Generator<string> {
  if (results.length !== 1) yield '['
  for (const [at, result] of results.entries()) {
    yield `${at > 0 ? ',\n' : ''}[`
    for (const [place, row] of result.rows.entries()) yield `${place > 0 ? ',' : ''}\n ${objectOf(result, row)}`
    yield '\n]'
  }
  yield results.length === 1 ? '\n' : ']\n'
}

export function* ndjsonText(results: readonly HuntResult[]): Generator<string> {
  for (const result of results) for (const row of result.rows) yield `${objectOf(result, row)}\n`
}

/** RFC 4180. Several results have an empty line between them. */
export function* csvText(results: readonly HuntResult[]): Generator<string> {
  for (const [at, { columns, rows }] of results.entries()) {
    if (at > 0) yield '\r\n'
    yield `${columns.map(({ name }) => quoted(name)).join(',')}\r\n`
    for (const row of rows) yield `${row.map(csvCell).join(',')}\r\n`
  }
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  return quoted(typeof cell === 'object' ? jsonOf(cell) : String(cell))
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
