/** The order and the choice of rows in the table: places in the result, so that no row is copied. */
import type { HuntCell, HuntColumn, HuntTable } from '../../../../src/8-server/hunting/wire.ts'
import { cellText, isNumeric, numberOf, spanMs } from '../text/cells.ts'

export interface Order {
  readonly column: number
  readonly down: boolean
}

/** Rows that come after one another in the given order; nulls stand last either way, and equal rows stay as they came. */
export function ordered(table: HuntTable, rows: Uint32Array, order: Order | undefined): Uint32Array {
  const column = order === undefined ? undefined : table.columns[order.column]
  if (order === undefined || column === undefined) return rows
  const keys = keysOf(table, rows, order.column, column.type)
  const sign = order.down ? -1 : 1
  return rows.toSorted((one, other) => compare(keys[one] ?? Number.NaN, keys[other] ?? Number.NaN, sign) || one - other)
}

function compare(one: number, other: number, sign: number): number {
  if (one === other) return 0
  if (Number.isNaN(one)) return Number.isNaN(other) ? 0 : 1
  if (Number.isNaN(other)) return -1
  return one < other ? -sign : sign
}

/** A number for each row by its place in the result, since numbers compare quickest; NaN for a null. */
function keysOf({ rows }: HuntTable, chosen: Uint32Array, column: number, type: HuntColumn['type']): Float64Array {
  const keys = new Float64Array(rows.length).fill(Number.NaN)
  const number = numberBy(type)
  if (number !== undefined) {
    for (const row of chosen) keys[row] = number(rows[row]?.[column])
    return keys
  }
  const texts = new Map<string, number>()
  for (const row of chosen) texts.set(cellText(rows[row]?.[column], type), Number.NaN)
  texts.delete('')
  for (const [rank, text] of [...texts.keys()].sort().entries()) texts.set(text, rank)
  for (const row of chosen) keys[row] = texts.get(cellText(rows[row]?.[column], type)) ?? Number.NaN
  return keys
}

function numberBy(type: HuntColumn['type']): ((cell: HuntCell | undefined) => number) | undefined {
  if (isNumeric(type)) return numberOf
  if (type === 'timespan') return (cell) => spanMs(String(cell))
  return type === 'bool' ? (cell) => (typeof cell === 'boolean' ? Number(cell) : Number.NaN) : undefined
}

export const allRows = (table: HuntTable): Uint32Array => Uint32Array.from(table.rows, (_, at) => at)

/** So long the page may stand still while rows are searched. */
const sliceMs = 12

const special = /[.*+?^${}()|[\]\\]/g

/** Rows that hold all words of a text, whatever their case. Undefined where `signal` was aborted. */
export async function matching(table: HuntTable, text: string, signal: AbortSignal): Promise<Uint32Array | undefined> {
  const words = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => new RegExp(word.replace(special, '\\$&'), 'i'))
  if (words.length === 0) return allRows(table)
  const found: number[] = []
  let until = performance.now() + sliceMs
  for (const [at, row] of table.rows.entries()) {
    if (performance.now() > until) {
      await new Promise((resolve) => setTimeout(resolve))
      if (signal.aborted) return undefined
      until = performance.now() + sliceMs
    }
    if (holds(row, table.columns, words)) found.push(at)
  }
  return Uint32Array.from(found)
}

function holds(row: readonly HuntCell[], columns: HuntTable['columns'], words: readonly RegExp[]): boolean {
  return words.every((word) => columns.some(({ type }, at) => word.test(cellText(row[at], type))))
}
