/** The order and the choice of rows in the table: places in the result, so that no row is copied. */
import type { HuntCell, HuntColumn, HuntTable } from '../../../../src/8-server/wire.ts'
import { cellText, isNumeric, numberOf, spanMs } from '../text/cells.ts'

export interface Order {
  readonly column: number
  readonly down: boolean
}

/** Rows that come after one another in the given order; nulls stand last either way, and equal rows stay as they came. */
export function ordered(table: HuntTable, rows: Uint32Array, order: Order | undefined): Uint32Array {
  const column = order === undefined ? undefined : table.columns[order.column]
  if (order === undefined || column === undefined) return rows
  const keys = new Map<number, number | string | undefined>()
  for (const row of rows) keys.set(row, keyOf(table.rows[row]?.[order.column], column.type))
  const sign = order.down ? -1 : 1
  return rows.toSorted((one, other) => compare(keys.get(one), keys.get(other), sign) || one - other)
}

function compare(one: number | string | undefined, other: number | string | undefined, sign: number): number {
  if (one === other) return 0
  if (one === undefined) return 1
  if (other === undefined) return -1
  return one < other ? -sign : sign
}

function keyOf(cell: HuntCell | undefined, type: HuntColumn['type']): number | string | undefined {
  if (cell === null || cell === undefined || cell === '') return undefined
  if (isNumeric(type)) return known(numberOf(cell))
  if (type === 'timespan') return known(spanMs(String(cell)))
  return typeof cell === 'boolean' ? Number(cell) : cellText(cell, type)
}

const known = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value)

export const allRows = (table: HuntTable): Uint32Array => Uint32Array.from(table.rows, (_, at) => at)

/** So long the page may stand still while rows are searched. */
const sliceMs = 12

/** Rows that hold all words of a text, whatever their case. Undefined where `signal` was aborted. */
export async function matching(table: HuntTable, text: string, signal: AbortSignal): Promise<Uint32Array | undefined> {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
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

function holds(row: readonly HuntCell[], columns: HuntTable['columns'], words: readonly string[]): boolean {
  const texts = columns.map(({ type }, at) => cellText(row[at], type).toLowerCase())
  return words.every((word) => texts.some((text) => text.includes(word)))
}
