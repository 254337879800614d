/**
 * `sequence_detect`: chains of rows, one for each predicate, in order of time.
 * https://learn.microsoft.com/kusto/query/sequence-detect-plugin
 *
 * As in the page's example, every chain is found, not only the nearest: each step comes at most the step window after the one before it, the last at most
 * the span after the first; chains of the same instants are one. A step may share the instant of the step before it if it is another row.
 */
import type { HostFunction } from '../host.ts'
import { type Asked, byDimensions, columnIn, identity, plugin, type Row, spanOf } from './plugin.ts'
import { type Timeline, timelineFrom } from './timeline.ts'

/** Kusto gives no more rows of a result than this either; what comes later is left out. */
const chainsMax = 500_000

interface Step {
  /** What its column is called before `_<timeline>`. */
  readonly name: string
  readonly column: string
}

interface Moment {
  readonly at: number
  readonly row: number
}

/** The first index whose moment is not before `at`. */
function firstFrom(moments: readonly Moment[], at: number): number {
  let low = 0
  let high = moments.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((moments[middle]?.at ?? 0) < at) low = middle + 1
    else high = middle
  }
  return low
}

interface Windows {
  readonly step: number
  readonly span: number
}

function* chains(steps: readonly (readonly Moment[])[], windows: Windows, so: readonly Moment[]): Generator<readonly Moment[]> {
  const next = steps[so.length]
  if (next === undefined) {
    yield so
    return
  }
  const last = so.at(-1)
  const first = so[0]
  const until =
    last === undefined || first === undefined ? Number.POSITIVE_INFINITY : Math.min(last.at + windows.step, first.at + windows.span)
  for (let i = last === undefined ? 0 : firstFrom(next, last.at); i < next.length; i++) {
    const moment = next[i]
    if (moment === undefined || moment.at > until) return
    if (so.some(({ row }) => row === moment.row)) continue
    yield* chains(steps, windows, [...so, moment])
  }
}

function momentsOf(rows: readonly Row[], column: string, timeline: string, offset: Timeline['offset']): readonly Moment[] {
  return rows
    .flatMap((row, i) => {
      const at = row[column] === true ? offset(row[timeline]) : undefined
      return at === undefined ? [] : [{ at, row: i }]
    })
    .sort((a, b) => a.at - b.at)
}

function detect({ rows, given }: Asked): readonly Row[] | undefined {
  const [timelineArgument, stepArgument, spanArgument, ...rest] = given
  const timeline = columnIn(timelineArgument)
  const step = spanOf(stepArgument?.value)
  const span = spanOf(spanArgument?.value)
  if (timeline === undefined || step === undefined || span === undefined) return undefined
  const steps: Step[] = rest.flatMap(({ name, type, column }) => (type === 'bool' && column !== undefined ? [{ name, column }] : []))
  const dimensions = rest.filter(({ type }) => type !== 'bool')
  const start = rows.find((row) => row[timeline] !== null && row[timeline] !== undefined)
  const line = timelineFrom(start?.[timeline])
  if (steps.length === 0 || line === undefined) return []
  const found = new Map<string, Row>()
  for (const { dims, rows: members } of byDimensions(
    rows,
    dimensions.flatMap(({ column }) => column ?? []),
  )) {
    const named = Object.fromEntries(dimensions.map(({ name, column }) => [name, column === undefined ? null : dims[column]]))
    const moments = steps.map(({ column }) => momentsOf(members, column, timeline, line.offset))
    for (const chain of chains(moments, { step, span }, [])) {
      const times = chain.map(({ at }) => at)
      const key = identity([named, times])
      if (found.has(key)) continue
      const shown = Object.fromEntries(
        steps.map(({ name }, i) => [`${name}_${timelineArgument?.name ?? timeline}`, line.at(times[i] ?? 0)]),
      )
      found.set(key, { ...named, ...shown, Duration: (times.at(-1) ?? 0) - (times[0] ?? 0) })
      if (found.size === chainsMax) return [...found.values()]
    }
  }
  return [...found.values()]
}

/** Arguments: timeline, step window, span, then predicates (of type bool) and dimensions. */
export const sequenceFunctions: readonly HostFunction[] = [plugin('sequence_detect', detect)]
