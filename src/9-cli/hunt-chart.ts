/** Charts of `render` in the terminal: lines of braille dots, bars of blocks, shares of a pie. */
import type { Cell } from '@tocsin/kql'
import type { HuntResult } from '../2-store/hunt.ts'
import type { Context } from './command.ts'
import { type ChartData, chartData } from './hunt-chart-data.ts'
import { cellText, terminalWidth, widthOf } from './hunt-text.ts'
import { type Colour, paint, plural, printable } from './terminal.ts'

const widthDefault = 100
const plotHeight = 14
/** Bars and slices shown; the rest is summed up. */
const barsMax = 40
const seriesMax = 6
const labelMax = 32
const colours: readonly Colour[] = ['cyan', 'yellow', 'green', 'red', 'bold', 'dim']

/** The chart and its legend; undefined where the result is to be shown as a table, or has nothing to draw. */
export function drawChart(result: HuntResult, context: Context): string | undefined {
  const kind = result.render?.kind.toLowerCase()
  const data = kind === undefined ? undefined : chartData(result)
  if (data === undefined || kind === undefined) return undefined
  const width = Math.max(30, terminalWidth(context) ?? widthDefault)
  const drawn = drawnAs(kind, data, width, context)
  if (drawn === undefined) return undefined
  const title = result.render?.properties['title']
  const head = title === undefined ? [] : [paint(title, 'bold', context)]
  return `${[...head, ...drawn, paint(plural(result.rows.length, 'row'), 'dim', context)].join('\n')}\n`
}

function drawnAs(kind: string, data: ChartData, width: number, context: Context): string[] | undefined {
  switch (kind) {
    case 'timechart':
    case 'linechart':
    case 'areachart':
    case 'stackedareachart':
    case 'anomalychart':
      return plot(data, width, context, true)
    case 'scatterchart':
      return plot(data, width, context, false)
    case 'barchart':
    case 'columnchart':
      return bars(data, width, context)
    case 'piechart':
      return pie(data, width, context)
    default:
      return undefined
  }
}

/** Dots of braille: two by four in a cell, with the weight of each. */
const dots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const

interface Canvas {
  readonly cells: Uint8Array
  /** The series drawn last in a cell, whose colour it takes. */
  readonly owner: Int8Array
  readonly columns: number
}

function plot({ series, xIsTime }: ChartData, width: number, context: Context, joined: boolean): string[] | undefined {
  const shown = series.slice(0, seriesMax)
  const points = shown.flatMap((one) => one.points)
  const numeric = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
  if (numeric.length === 0) return undefined
  const bounds = { x: extent(numeric.map(([x]) => x)), y: extent([0, ...numeric.map(([, y]) => y)]) }
  const labels = [short(bounds.y[1]), short(bounds.y[0])]
  const margin = Math.max(...labels.map(widthOf)) + 1
  const columns = width - margin - 1
  const canvas: Canvas = { cells: new Uint8Array(columns * plotHeight), owner: new Int8Array(columns * plotHeight), columns }
  for (const [at, one] of shown.entries()) {
    const places = one.points
      .filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
      .map(([x, y]) => [scaled(x, bounds.x, columns * 2 - 1), plotHeight * 4 - 1 - scaled(y, bounds.y, plotHeight * 4 - 1)] as const)
    for (const [place, to] of places.entries()) stroke(canvas, joined ? (places[place - 1] ?? to) : to, to, at)
  }
  const rows = Array.from({ length: plotHeight }, (_, row) => {
    const label = row === 0 ? labels[0] : row === plotHeight - 1 ? labels[1] : ''
    return `${(label ?? '').padStart(margin - 1)} │${canvasRow(canvas, row, context)}`
  })
  const axis = `${' '.repeat(margin)}└${'─'.repeat(columns)}`
  const [left, right] = [xLabel(bounds.x[0], xIsTime), xLabel(bounds.x[1], xIsTime)]
  const between = ' '.repeat(Math.max(1, columns - widthOf(left) - widthOf(right)))
  return [...rows, axis, `${' '.repeat(margin + 1)}${left}${between}${right}`, ...legend(series, context)]
}

const extent = (values: readonly number[]): readonly [number, number] => {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return [least, most]
}

const scaled = (value: number, [least, most]: readonly [number, number], steps: number): number =>
  most === least ? 0 : Math.round(((value - least) / (most - least)) * steps)

type Place = readonly [x: number, y: number]

/** Bresenham's line: every dot between two places. */
function stroke(canvas: Canvas, from: Place, to: Place, owner: number): void {
  let [x, y] = from
  const [dx, dy] = [Math.abs(to[0] - x), -Math.abs(to[1] - y)]
  const [stepX, stepY] = [Math.sign(to[0] - x), Math.sign(to[1] - y)]
  for (let error = dx + dy; ; ) {
    const cell = Math.floor(y / 4) * canvas.columns + Math.floor(x / 2)
    canvas.cells[cell] = (canvas.cells[cell] ?? 0) | (dots[x % 2 === 0 ? 0 : 1][y % 4] ?? 0)
    canvas.owner[cell] = owner
    if (x === to[0] && y === to[1]) return
    const twice = 2 * error
    if (twice >= dy) {
      error += dy
      x += stepX
    }
    if (twice <= dx) {
      error += dx
      y += stepY
    }
  }
}

/** Cells of one colour together. */
function canvasRow({ cells, owner, columns }: Canvas, row: number, context: Context): string {
  let text = ''
  let [run, runOwner] = ['', 0]
  for (let at = row * columns; at < (row + 1) * columns; at++) {
    const dot = cells[at] ?? 0
    const mine = dot === 0 ? runOwner : (owner[at] ?? 0)
    if (mine !== runOwner) {
      text += paint(run, colours[runOwner], context)
      ;[run, runOwner] = ['', mine]
    }
    run += dot === 0 ? ' ' : String.fromCodePoint(0x2800 + dot)
  }
  return text + paint(run, colours[runOwner], context)
}

function legend(series: ChartData['series'], context: Context): string[] {
  const named = series.slice(0, seriesMax).map(({ name }, at) => `${paint('●', colours[at], context)} ${printable(clipped(name))}`)
  const left = series.length > seriesMax ? [`and ${series.length - seriesMax} more`] : []
  return [[...named, ...left].join('   ')]
}

const clipped = (text: string): string => (text.length > labelMax ? `${text.slice(0, labelMax - 1)}…` : text)

function xLabel(value: number, isTime: boolean): string {
  return isTime ? new Date(value).toISOString().slice(0, 16).replace('T', ' ') : short(value)
}

const short = (value: number): string => new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 }).format(value)

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

function bar(share: number, width: number): string {
  const steps = Math.max(0, Math.round(share * width * 8))
  return `${'█'.repeat(Math.floor(steps / 8))}${eighths[steps % 8] ?? ''}`
}

/** A row for each category; a bar for each series in it. */
function bars({ series, categories }: ChartData, width: number, context: Context): string[] | undefined {
  const shown = categories.slice(0, barsMax)
  const most = Math.max(...series.flatMap(({ values }) => [...values.values()].map(Math.abs)), 0)
  if (shown.length === 0 || most === 0) return undefined
  const label = Math.min(labelMax, Math.max(...shown.map((one) => widthOf(named(one)))))
  const room = Math.max(10, width - label - 12)
  const lines = shown.flatMap((category) =>
    series.slice(0, seriesMax).flatMap(({ values }, at) => {
      const value = values.get(category)
      if (value === undefined && at > 0) return []
      const name = at === 0 ? clipped(named(category)) : ''
      const drawn = paint(bar(Math.abs(value ?? 0) / most, room), colours[at], context)
      return [`${name.padEnd(label)} ${drawn} ${value === undefined ? '' : short(value)}`]
    }),
  )
  const left = categories.length > barsMax ? [`and ${categories.length - barsMax} more`] : []
  return [...lines, ...left, ...(series.length > 1 ? legend(series, context) : [])]
}

const named = (category: Cell): string => (category === '' || category === null ? '(none)' : printable(cellText(category)))

function pie({ series: [first], categories }: ChartData, width: number, context: Context): string[] | undefined {
  if (first === undefined) return undefined
  const slices = categories.map((category) => ({ name: named(category), value: Math.max(0, first.values.get(category) ?? 0) }))
  const whole = slices.reduce((sum, { value }) => sum + value, 0)
  if (whole === 0) return undefined
  const sorted = slices.sort((one, other) => other.value - one.value)
  const rest = sorted.slice(barsMax).reduce((sum, { value }) => sum + value, 0)
  const shown = [...sorted.slice(0, barsMax), ...(rest > 0 ? [{ name: `${sorted.length - barsMax} more`, value: rest }] : [])]
  const label = Math.min(labelMax, Math.max(...shown.map(({ name }) => widthOf(name))))
  const room = Math.max(10, width - label - 20)
  return shown.map(({ name, value }, at) => {
    const share = value / whole
    return `${clipped(name).padEnd(label)} ${`${(share * 100).toFixed(1)} %`.padStart(7)} ${paint(bar(share, room), colours[at % colours.length], context)} ${short(value)}`
  })
}
