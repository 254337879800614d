/** A result's chart as ECharts wants to be told. */
import type { Colours } from '../../chart/colours.ts'
import { clean } from '../../text/clean.ts'
import type { ChartData, Properties, Series } from './chart-data.ts'

export type ChartKind = 'line' | 'area' | 'column' | 'bar' | 'scatter' | 'pie'

export interface Drawing {
  readonly kind: ChartKind
  readonly data: ChartData
  readonly properties: Properties
  readonly of: Colours
  readonly palette: readonly string[]
  readonly narrow: boolean
}

/** Rich text of ECharts gives a meaning to braces; the words of a log must not. */
const plain = (text: string, max = 60): string => clean(text, max).replace(/[{}|]/g, ' ')

/** Points of a line beyond which it is drawn without a dot for each. */
const dotsMax = 60

export function chartOption(given: Drawing) {
  const drawing = isStacked(given) ? { ...given, data: filled(given.data) } : given
  const { kind, data, of, palette, properties } = drawing
  const shared = {
    animation: false,
    useUTC: true,
    color: [...palette],
    textStyle: { color: of.ink },
    tooltip: tooltip(drawing),
    legend: legend(drawing),
  }
  if (kind === 'pie') return { ...shared, series: [pie(data, of, drawing.narrow)] }
  const isAcross = kind === 'bar'
  const axes = { x: xAxis(drawing), y: yAxis(drawing) }
  return {
    ...shared,
    grid: {
      left: 12,
      right: 24,
      top: data.series.length > 1 ? 44 : 24,
      bottom: 34,
      outerBoundsMode: 'same' as const,
      outerBoundsContain: 'all' as const,
    },
    xAxis: isAcross ? axes.y : axes.x,
    // The first row of the table is the upper bar.
    yAxis: isAcross ? { ...axes.x, inverse: true } : axes.y,
    dataZoom: [
      {
        type: 'inside' as const,
        zoomOnMouseWheel: 'ctrl' as const,
        preventDefaultMouseMove: false,
        filterMode: 'none' as const,
        ...(isAcross ? { yAxisIndex: 0 } : { xAxisIndex: 0 }),
      },
    ],
    series: data.series.map((one, at) => seriesOption(one, at, drawing, properties)),
  }
}

const isStacked = ({ kind, properties }: Drawing): boolean =>
  /^stacked/.test(properties['kind'] ?? '') && (kind === 'area' || kind === 'bar' || kind === 'column')

function seriesOption(series: Series, at: number, drawing: Drawing, properties: Properties) {
  const { kind, data } = drawing
  const points = properties['accumulate'] === 'true' ? accumulated(series.points) : series.points
  const shares = properties['kind'] === 'stacked100' ? sharesOf(points, totals(data)) : points
  const values = shares.map(([x, y]) => (kind === 'bar' ? [y, x] : [x, y]))
  const shared = { name: plain(series.name) || '(empty)', data: values, ...(isStacked(drawing) ? { stack: 'all' } : {}) }
  switch (kind) {
    case 'scatter':
      return { ...shared, type: 'scatter' as const, symbolSize: 8, large: points.length > 5000, itemStyle: { opacity: 0.8 } }
    case 'bar':
    case 'column':
      return { ...shared, type: 'bar' as const, barMaxWidth: 44, barMinWidth: 2, itemStyle: { borderRadius: 2 } }
    default:
      return {
        ...shared,
        type: 'line' as const,
        showSymbol: points.length <= dotsMax,
        symbolSize: 6,
        sampling: 'lttb' as const,
        lineStyle: { width: 2, type: lineTypes[Math.floor(at / 10) % lineTypes.length] ?? ('solid' as const) },
        ...(kind === 'area' ? { areaStyle: { opacity: isStacked(drawing) ? 0.75 : 0.28 } } : {}),
      }
  }
}

/** After ten series colours come again; then the line itself is another. */
const lineTypes = ['solid', 'dashed', 'dotted'] as const

/** What is stacked needs a value of every series at every place. */
function filled(data: ChartData): ChartData {
  const places = [...totals(data).keys()].sort((one, other) => one - other)
  const series = data.series.map(({ name, points }) => {
    const values = totals({ ...data, series: [{ name, points }] })
    return { name, points: places.map((x) => [x, values.get(x) ?? 0] as const) }
  })
  return { ...data, series }
}

function accumulated(points: Series['points']): Series['points'] {
  let sum = 0
  return points.map(([x, y]) => {
    sum += y
    return [x, sum]
  })
}

function totals({ series }: ChartData): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  for (const { points } of series) for (const [x, y] of points) found.set(x, (found.get(x) ?? 0) + y)
  return found
}

const sharesOf = (points: Series['points'], totals: ReadonlyMap<number, number>): Series['points'] =>
  points.map(([x, y]) => [x, (100 * y) / (totals.get(x) || 1)])

function pie({ series, categories, axis }: ChartData, of: Colours, narrow: boolean) {
  const [first] = series
  const sums = new Map<string, number>()
  for (const [x, y] of first?.points ?? []) {
    const name = axis === 'category' ? (categories[x] ?? '') : axis === 'time' ? new Date(x).toISOString() : String(x)
    sums.set(name, (sums.get(name) ?? 0) + y)
  }
  const slices = [...sums].sort(([, one], [, other]) => other - one)
  const rest = slices.slice(slicesMax).reduce((sum, [, value]) => sum + value, 0)
  const data = [...slices.slice(0, slicesMax), ...(rest > 0 ? [['all others', rest] as const] : [])]
  return {
    type: 'pie' as const,
    radius: ['38%', '70%'],
    center: ['50%', '54%'],
    data: data.map(([name, value]) => ({ name: plain(name) || '(empty)', value })),
    label: { show: !narrow, color: of.ink, formatter: '{b}: {d} %' },
    minShowLabelAngle: 5,
    itemStyle: { borderColor: of.card, borderWidth: 2 },
  }
}

/** More slices cannot be told apart. */
const slicesMax = 20

function tooltip({ kind, of }: Drawing) {
  return {
    trigger: kind === 'pie' || kind === 'scatter' ? ('item' as const) : ('axis' as const),
    renderMode: 'richText' as const,
    confine: true,
    order: 'valueDesc' as const,
    backgroundColor: of.raised,
    borderColor: of['line-strong'],
    textStyle: { color: of.ink, fontSize: 12 },
  }
}

function legend({ data, kind, of, properties }: Drawing) {
  return {
    show: properties['legend'] !== 'hidden' && (kind === 'pie' || data.series.length > 1),
    type: 'scroll' as const,
    top: 0,
    textStyle: { color: of.ink },
    pageTextStyle: { color: of.muted },
    pageIconColor: of.ink,
    pageIconInactiveColor: of['line-strong'],
  }
}

function xAxis({ data, of, properties, narrow }: Drawing) {
  const title = {
    name: plain(properties['xtitle'] ?? ''),
    nameLocation: 'middle' as const,
    nameGap: 30,
    nameTextStyle: { color: of.muted },
  }
  const look = {
    ...title,
    axisLine: { lineStyle: { color: of['line-strong'] } },
    axisLabel: {
      color: of.muted,
      hideOverlap: true,
      ...(data.axis === 'category' ? { formatter: (text: string) => plain(text, narrow ? 14 : 28) } : {}),
    },
    splitLine: { show: false },
  }
  if (data.axis === 'category') return { ...look, type: 'category' as const, data: [...data.categories] }
  return { ...look, ...bounds(properties, 'x'), type: data.axis === 'time' ? ('time' as const) : scaleOf(properties['xaxis']), scale: true }
}

function yAxis({ of, properties }: Drawing) {
  return {
    ...bounds(properties, 'y'),
    type: scaleOf(properties['yaxis']),
    name: plain(properties['ytitle'] ?? ''),
    nameTextStyle: { color: of.muted, align: 'left' as const },
    axisLabel: { color: of.muted },
    splitLine: { lineStyle: { color: of.line } },
  }
}

const scaleOf = (text: string | undefined): 'value' | 'log' => (text === 'log' ? 'log' : 'value')

function bounds(properties: Properties, axis: 'x' | 'y') {
  const read = (name: string): number => Number(properties[`${axis}${name}`] ?? Number.NaN)
  const [min, max] = [read('min'), read('max')]
  return { ...(Number.isFinite(min) ? { min } : {}), ...(Number.isFinite(max) ? { max } : {}) }
}
