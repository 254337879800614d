/** How a result is shown beside its table: as `render` asks, where that can be done. */
import type { HuntTable } from '../../../../src/8-server/hunting/wire.ts'
import { type ChartData, chartData } from '../chart/chart-data.ts'
import type { ChartKind } from '../chart/chart-option.ts'
import { type MapPoints, mapPoints } from '../chart/map-data.ts'

export type Shown =
  | { readonly as: 'table'; readonly why: string | undefined }
  | { readonly as: 'chart'; readonly kind: ChartKind; readonly data: ChartData }
  | { readonly as: 'map'; readonly data: MapPoints; readonly isPie: boolean }
  | { readonly as: 'card' }

const kinds: Readonly<Record<string, ChartKind>> = {
  timechart: 'line',
  linechart: 'line',
  anomalychart: 'line',
  areachart: 'area',
  stackedareachart: 'area',
  columnchart: 'column',
  barchart: 'bar',
  scatterchart: 'scatter',
  piechart: 'pie',
}

export function shownAs(table: HuntTable): Shown {
  const { render, rows } = table
  if (render === undefined || render.kind === 'table') return { as: 'table', why: undefined }
  if (rows.length === 0) return { as: 'table', why: undefined }
  if (render.kind === 'card') return { as: 'card' }
  const kind = kinds[render.kind]
  if (kind === undefined) return { as: 'table', why: `"render ${render.kind}" cannot be drawn here; this is the table.` }
  if (render.properties['kind'] === 'map') {
    const data = mapPoints(table)
    if (data === undefined) return { as: 'table', why: 'A map needs a longitude and a latitude, both numbers, or a GeoJSON point.' }
    return { as: 'map', data, isPie: kind === 'pie' }
  }
  const data = chartData(table)
  if (data === undefined) return { as: 'table', why: 'There is no column of numbers to draw.' }
  return { as: 'chart', kind, data }
}
