/** Rows of `make-series` hold whole series as lists; a chart wants a row for each point. */
import type { HuntCell, HuntColumn, HuntTable } from '../../../../src/8-server/hunting/wire.ts'

/** Points a chart is made of; at the bound the rest is left out. */
const pointsMax = 200_000

export function unfolded(table: HuntTable): HuntTable {
  const { columns, rows } = table
  const lists = columns.flatMap(({ type }, at) => (type === 'dynamic' && rows.some((row) => Array.isArray(row[at])) ? [at] : []))
  if (lists.length === 0) return table
  const isList = new Set(lists)
  const longer: (readonly HuntCell[])[] = []
  for (const row of rows) {
    const length = Math.max(0, ...lists.map((at) => listOf(row[at]).length))
    for (let place = 0; place < length && longer.length < pointsMax; place++) {
      longer.push(row.map((cell, at) => (isList.has(at) ? (listOf(cell)[place] ?? null) : cell)))
    }
  }
  return {
    ...table,
    columns: columns.map((column, at) => (isList.has(at) ? { ...column, type: typeOf(longer, at) } : column)),
    rows: longer,
  }
}

const listOf = (cell: HuntCell | undefined): readonly HuntCell[] => (Array.isArray(cell) ? (cell as readonly HuntCell[]) : [])

const isoTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z?$/

function typeOf(rows: readonly (readonly HuntCell[])[], at: number): HuntColumn['type'] {
  const sample = rows.find((row) => row[at] !== null && row[at] !== undefined)?.[at]
  if (typeof sample === 'number' || typeof sample === 'bigint') return 'real'
  return typeof sample === 'string' && isoTime.test(sample) ? 'datetime' : 'string'
}
