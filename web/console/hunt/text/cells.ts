/** Values of a result as text, as Kusto shows them. */
import type { HuntCell, HuntColumn } from '../../../../src/8-server/hunting/wire.ts'

/** Times are in UTC and without zeros that say nothing; a null is empty. */
export function cellText(cell: HuntCell | undefined, type: HuntColumn['type']): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'string') return type === 'datetime' ? timeText(cell) : cell
  if (typeof cell === 'object') return valueText(cell)
  return String(cell)
}

/** `2026-11-24T12:11:01.1230000Z` as `2026-11-24T12:11:01.123Z`. */
const timeText = (text: string): string => text.replace(/\.?0+Z$/, (zeros) => (zeros.startsWith('.') || text.includes('.') ? 'Z' : zeros))

/** A dynamic value as JSON on one line. */
export const valueText = (value: unknown): string => (typeof value === 'bigint' ? value.toString() : JSON.stringify(value, digits)) ?? ''

/** Beyond a double's digits a whole number can only be text in JSON that others read. */
const digits = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value)

const numeric: ReadonlySet<HuntColumn['type']> = new Set(['int', 'long', 'real', 'decimal'])

export const isNumeric = (type: HuntColumn['type']): boolean => numeric.has(type)

/** `NaN` and the infinities come as text. */
export function numberOf(cell: HuntCell | undefined): number {
  if (cell === null || cell === undefined || cell === '') return Number.NaN
  return Number(cell)
}

/** `1.02:03:04.5000000` in milliseconds. */
export function spanMs(text: string): number {
  const [, sign, days = '0', hours, minutes, seconds] = /^(-)?(?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text) ?? []
  if (hours === undefined) return Number.NaN
  const ms = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000
  return sign === undefined ? ms : -ms
}
