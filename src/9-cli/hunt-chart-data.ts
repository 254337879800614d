/** What a chart draws: which column is the axis, which are values, and which names the series, by `render`'s properties or as Kusto chooses. */
import type { Cell, ColumnShape } from '@tocsin/kql'
import type { HuntResult } from '../2-store/hunt.ts'

export interface Series {
  readonly name: string
  /** In the order of the axis; times are milliseconds since 1970, and what is neither time nor number is counted through. */
  readonly points: readonly (readonly [x: number, y: number])[]
  readonly values: ReadonlyMap<Cell, number>
}

export interface ChartData {
  readonly series: readonly Series[]
  readonly categories: readonly Cell[]
  readonly xIsTime: boolean
}

const numbers: ReadonlySet<ColumnShape['type']> = new Set(['int', 'long', 'real', 'decimal'])

interface Roles {
  readonly x: number
  readonly values: readonly number[]
  readonly series: readonly number[]
}

/** Undefined where there is no column of numbers to draw. */
export function chartData(result: HuntResult): ChartData | undefined {
  const wide = unfolded(result)
  const roles = rolesOf(wide)
  if (roles === undefined) return undefined
  const { columns, rows } = wide
  const xIsTime = columns[roles.x]?.type === 'datetime'
  const places = new Map<Cell, number>()
  for (const row of rows) if (!places.has(row[roles.x] ?? null)) places.set(row[roles.x] ?? null, places.size)
  const series = new Map<string, { points: [number, number][]; values: Map<Cell, number> }>()
  for (const row of rows) {
    const key = row[roles.x] ?? null
    const x = xIsTime ? Date.parse(String(key)) : numbers.has(columns[roles.x]?.type ?? 'string') ? Number(key) : (places.get(key) ?? 0)
    for (const at of roles.values) {
      if (row[at] === null || row[at] === undefined) continue
      const name = nameOf(row, at, roles, columns)
      const one = series.get(name) ?? { points: [], values: new Map<Cell, number>() }
      series.set(name, one)
      one.points.push([x, Number(row[at])])
      one.values.set(key, (one.values.get(key) ?? 0) + Number(row[at]))
    }
  }
  const sorted = [...series].map(([name, { points, values }]) => ({ name, values, points: points.sort(([one], [other]) => one - other) }))
  return { series: sorted, categories: [...places.keys()], xIsTime }
}

function nameOf(row: readonly Cell[], at: number, { series, values }: Roles, columns: readonly ColumnShape[]): string {
  const parts = series.map((place) => String(row[place] ?? ''))
  return values.length > 1 || parts.length === 0 ? [...parts, columns[at]?.name ?? ''].join(', ') : parts.join(', ')
}

/** https://learn.microsoft.com/kusto/query/visualization-timechart: the first datetime is the axis, numbers are values, text names the series. */
function rolesOf({ columns, render }: HuntResult): Roles | undefined {
  const given = render?.properties ?? {}
  const at = (name: string): number => columns.findIndex((column) => column.name === name.trim())
  const all = columns.map((_, place) => place)
  const named = (list: string | undefined): number[] | undefined =>
    list
      ?.split(',')
      .map(at)
      .filter((place) => place !== -1)
  const isTime = /time|anomaly/.test(render?.kind ?? '')
  const time = columns.findIndex(({ type }) => type === 'datetime')
  const x = given['xcolumn'] === undefined ? (isTime && time !== -1 ? time : 0) : at(given['xcolumn'])
  const values = named(given['ycolumns']) ?? all.filter((place) => place !== x && numbers.has(columns[place]?.type ?? 'string'))
  if (x === -1 || values.length === 0) return undefined
  const series =
    named(given['series']) ?? all.filter((place) => place !== x && !values.includes(place) && columns[place]?.type === 'string')
  return { x, values, series }
}

/** Rows of `make-series` hold whole series as lists: each becomes as many rows. */
function unfolded(result: HuntResult): HuntResult {
  const { columns, rows } = result
  const lists = columns
    .map((column, at) => (column.type === 'dynamic' && rows.some((row) => Array.isArray(row[at])) ? at : -1))
    .filter((at) => at !== -1)
  if (lists.length === 0) return result
  const longer = rows.flatMap((row) => {
    const length = Math.max(...lists.map((at) => (Array.isArray(row[at]) ? row[at].length : 0)))
    return Array.from({ length }, (_, place) =>
      row.map((cell, at) => (lists.includes(at) && Array.isArray(cell) ? ((cell[place] ?? null) as Cell) : cell)),
    )
  })
  const shapes = columns.map((column, at): ColumnShape => {
    const sample = lists.includes(at) ? longer.find((row) => row[at] !== null)?.[at] : undefined
    if (typeof sample === 'number' || typeof sample === 'bigint') return { ...column, type: 'real' }
    return typeof sample === 'string' && !Number.isNaN(Date.parse(sample)) ? { ...column, type: 'datetime' } : column
  })
  return { ...result, columns: shapes, rows: longer }
}
