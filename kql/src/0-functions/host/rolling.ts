/** `rolling_percentile` and `rows_near`: plugins that look at the rows around one. */
import type { HostFunction } from '../host.ts'
import { binsFrom } from './bins.ts'
import { type Asked, byDimensions, columnIn, numberIn, plugin, type Row, spanOf } from './plugin.ts'
import { ascending, numberOf } from './series-values.ts'
import { isoOf, ticksOf } from './timeline.ts'

/** The nearest-rank percentile, which is always one of the values. */
const percentileOf = (values: readonly number[], percentile: number): number | null =>
  ascending(values)[Math.max(0, Math.ceil((percentile / 100) * values.length) - 1)] ?? null

/** Where `bin()` puts a moment. */
function binStart(value: unknown, size: number): string | number | undefined {
  if (typeof value === 'number') return Math.floor(value / size) * size
  const ticks = typeof value === 'string' ? ticksOf(value) : undefined
  return ticks === undefined || size < 1 ? undefined : isoOf(ticks - (ticks % BigInt(Math.trunc(size))))
}

/** First and last, by the order of numbers and of ISO texts. */
function ends(values: readonly unknown[]): readonly [unknown, unknown] {
  const moments = values.filter(
    (value): value is number | string => typeof value === 'number' || (typeof value === 'string' && ticksOf(value) !== undefined),
  )
  const sorted = moments.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return [sorted[0], sorted.at(-1)]
}

/**
 * https://learn.microsoft.com/kusto/query/rolling-percentile-plugin: arguments are value, percentile, timeline, bin size, bins of a window, dimensions. A row
 * for each bin with rows; the values are those of the window that ends with it.
 */
function rollingPercentile({ rows, given }: Asked): readonly Row[] | undefined {
  const [valueArgument, percentileArgument, timeArgument, sizeArgument, binsArgument, ...dimensions] = given
  const [value, time] = [columnIn(valueArgument), columnIn(timeArgument)]
  const size = spanOf(sizeArgument?.value)
  if (value === undefined || time === undefined || size === undefined || !(size > 0)) return undefined
  const [first, last] = ends(rows.map((row) => row[time]))
  if (first === undefined) return []
  const bins = binsFrom(binStart(first, size), last, sizeArgument?.value)
  if (bins === undefined) return undefined
  const percentile = numberIn(percentileArgument, 50)
  const windows = Math.max(1, Math.round(numberIn(binsArgument, 1)))
  const name = `rolling_${windows}_percentile_${valueArgument?.name ?? value}_${percentile}`
  return byDimensions(
    rows,
    dimensions.flatMap(({ column }) => column ?? []),
  ).flatMap(({ dims, rows: members }) => {
    const inBins = Map.groupBy(members, (row) => bins.indexOf(row[time]) ?? -1)
    const filled = [...inBins.keys()].filter((index) => index >= 0).sort((a, b) => a - b)
    return filled.map((index) => {
      const values = filled
        .filter((other) => other <= index && other > index - windows)
        .flatMap((other) => inBins.get(other)?.flatMap((row) => numberOf(row[value]) ?? []) ?? [])
      return { [timeArgument?.name ?? time]: bins.startOf(index), ...dims, [name]: percentileOf(values, percentile) }
    })
  })
}

/** https://learn.microsoft.com/kusto/query/rows-near-plugin: arguments are the condition, rows before, rows after (as many as before). */
function rowsNear({ rows, given }: Asked): readonly Row[] | undefined {
  const [condition, beforeArgument, afterArgument] = given
  const column = columnIn(condition)
  if (column === undefined) return undefined
  const before = Math.max(0, numberIn(beforeArgument, 0))
  const after = Math.max(0, numberIn(afterArgument, before))
  const near: Row[] = []
  let next = 0
  rows.forEach((row, i) => {
    if (row[column] !== true) return
    for (next = Math.max(next, i - before); next <= i + after && next < rows.length; next++) near.push(rows[next] ?? {})
  })
  return near
}

export const rollingFunctions: readonly HostFunction[] = [plugin('rolling_percentile', rollingPercentile), plugin('rows_near', rowsNear)]
