/** Compares an answer with a table of a Markdown case: names, types, and rows, in order where the query gives them one. */
import type { Cell } from '../src/index.ts'
import type { Answer } from './engine.ts'
import { type ShownCase, text } from './read.ts'

/** What is different, or undefined. */
export function difference({ query, columns, rows }: ShownCase, answer: Answer): string | undefined {
  const wanted = columns.map(({ name, type }) => `${name}: ${type}`).join(' | ')
  const got = answer.columns.map(({ name, type }) => `${name}: ${type}`).join(' | ')
  if (wanted !== got) return `columns are ${got} instead of ${wanted}`
  if (rows.length !== answer.rows.length) return `${answer.rows.length} rows instead of ${rows.length}: ${shown(answer.rows)}`
  const isSame = (want: readonly string[], have: readonly Cell[]): boolean =>
    want.length === have.length && want.every((cell, i) => sameCell(cell, have[i] ?? null, columns[i]?.type ?? 'string'))
  const left = [...answer.rows]
  for (const [i, want] of rows.entries()) {
    const at = isOrdered(query) ? (isSame(want, answer.rows[i] ?? []) ? 0 : -1) : left.findIndex((have) => isSame(want, have))
    if (at < 0) return `no row ${want.join(' | ')} among ${shown(answer.rows)}`
    left.splice(at, 1)
  }
  return undefined
}

/** Rows have an order when the last step gives them one. */
const isOrdered = (query: string): boolean => /\|\s*(sort|order|top)\s[^|]*$/.test(query)

const json = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner))

const shown = (rows: readonly (readonly Cell[])[]): string => rows.slice(0, 5).map(json).join(' ')

function sameCell(written: string, value: Cell, type: string): boolean {
  if (value === null) return written === 'null'
  switch (type) {
    case 'real':
    case 'decimal':
      return sameNumber(written, Number(value))
    case 'dynamic':
      return sameJson(JSON.parse(written), JSON.parse(json(value)))
    case 'string':
      return text(written) === value
    default:
      return written === String(value)
  }
}

/** To a billionth, or to half of the last digit that is written. */
function sameNumber(written: string, value: number): boolean {
  const wanted = Number(written)
  if (Number.isNaN(wanted) || !Number.isFinite(wanted)) return Object.is(wanted, value)
  const [, fraction = '', exponent = '0'] = /^[-+]?\d+(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(written) ?? []
  const digit = fraction.length < 4 ? 0 : 10 ** (Number(exponent) - fraction.length)
  return Math.abs(wanted - value) <= Math.max(1e-9 * Math.max(1, Math.abs(wanted)), digit / 2)
}

function sameJson(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a))
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [keys, others] = [Object.keys(a), Object.keys(b)]
  return keys.length === others.length && keys.every((key) => key in b && sameJson(a[key as never], b[key as never]))
}
