/** What a chart draws of a result: which column is the axis, which are values, which part them into series; by `render`'s properties or as Kusto chooses. */
import type { HuntCell, HuntColumn, HuntTable } from '../../../../src/8-server/hunting/wire.ts'
import { cellText, isNumeric, numberOf } from '../text/cells.ts'
import { unfolded } from './unfold.ts'

export interface Series {
  readonly name: string
  /** `x` is a time in milliseconds, a number, or a place in `categories`. */
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface ChartData {
  readonly axis: 'time' | 'number' | 'category'
  readonly xName: string
  readonly categories: readonly string[]
  readonly series: readonly Series[]
  /** Series that are not drawn, because more would be one blot. */
  readonly left: number
}

/** At the bound the first ones are drawn. */
export const seriesMax = 40

export type Properties = Readonly<Record<string, string>>

interface Roles {
  readonly x: number
  readonly values: readonly number[]
  readonly splits: readonly number[]
}

/** Undefined where there is no column of numbers to draw. */
export function chartData(result: HuntTable): ChartData | undefined {
  const table = unfolded(result)
  const roles = rolesOf(table)
  const x = roles === undefined ? undefined : table.columns[roles.x]
  if (roles === undefined || x === undefined) return undefined
  const axis = axisOf(x.type, table.render?.kind)
  const places = new Map<string, number>()
  const at = (cell: HuntCell | undefined): number => (axis === 'category' ? placeOf(cellText(cell, x.type), places) : axisValue(cell, axis))
  const series = new Map<string, [number, number][]>()
  for (const row of table.rows) {
    const place = at(row[roles.x])
    if (Number.isNaN(place)) continue
    for (const value of roles.values) add(series, seriesName(row, value, roles, table.columns), place, numberOf(row[value]))
  }
  const all = [...series].map(([name, points]) => ({ name, points: points.sort(([one], [other]) => one - other) }))
  return { axis, xName: x.name, categories: [...places.keys()], series: all.slice(0, seriesMax), left: Math.max(0, all.length - seriesMax) }
}

function add(series: Map<string, [number, number][]>, name: string, x: number, y: number): void {
  if (Number.isNaN(y)) return
  const points = series.get(name)
  if (points === undefined) series.set(name, [[x, y]])
  else points.push([x, y])
}

function placeOf(text: string, places: Map<string, number>): number {
  const known = places.get(text)
  if (known !== undefined) return known
  places.set(text, places.size)
  return places.size - 1
}

const axisValue = (cell: HuntCell | undefined, axis: 'time' | 'number'): number =>
  axis === 'time' ? Date.parse(String(cell)) : numberOf(cell)

/** Bars stand side by side on an axis of words whatever its values are, but for times. */
function axisOf(type: HuntColumn['type'], kind = ''): ChartData['axis'] {
  if (type === 'datetime') return 'time'
  return isNumeric(type) && !/bar|column|pie/.test(kind) ? 'number' : 'category'
}

function seriesName(row: readonly HuntCell[], value: number, { values, splits }: Roles, columns: readonly HuntColumn[]): string {
  const words = splits.map((split) => cellText(row[split], columns[split]?.type ?? 'string'))
  if (splits.length === 0) return columns[value]?.name ?? ''
  return values.length > 1 ? `${words.join(', ')}: ${columns[value]?.name ?? ''}` : words.join(', ')
}

/** https://learn.microsoft.com/kusto/query/visualization-timechart and its neighbours: the first datetime (or column) is the axis, numbers are values, text parts them. */
function rolesOf({ columns, render }: HuntTable): Roles | undefined {
  const given: Properties = render?.properties ?? {}
  const named = (list: string | undefined): number[] =>
    (list ?? '')
      .split(',')
      .map((name) => columns.findIndex((column) => column.name === name.trim()))
      .filter((place) => place !== -1)
  const isTime = /^(?:time|anomaly)/.test(render?.kind ?? '')
  const time = columns.findIndex(({ type }) => type === 'datetime')
  const x = named(given['xcolumn'])[0] ?? (isTime && time !== -1 ? time : 0)
  const others = columns.map((_, place) => place).filter((place) => place !== x)
  const chosen = named(given['ycolumns']).concat(named(given['anomalycolumns']))
  const series = named(given['series'])
  const free = others.filter((place) => !series.includes(place))
  const values = chosen.length > 0 ? chosen : free.filter((place) => isNumeric(columns[place]?.type ?? 'string'))
  if (values.length === 0) return undefined
  const isText = (place: number): boolean => ['string', 'guid', 'bool'].includes(columns[place]?.type ?? '')
  return { x, values, splits: series.length > 0 ? series : others.filter((place) => !values.includes(place) && isText(place)) }
}
