/**
 * Plugins that count who was active when: `activity_counts_metrics`, `activity_metrics`, `new_activity_metrics`, `activity_engagement`,
 * `sliding_window_counts` and `active_users_count`. Distinct counts are exact. Rows outside [start, end] do not count.
 * https://learn.microsoft.com/kusto/query/activity-counts-metrics-plugin and its neighbours.
 */
import type { HostFunction } from '../host.ts'
import { type Bins, binsFrom } from './bins.ts'
import { type Argument, type Asked, byDimensions, columnIn, identity, numberIn, plugin, type Row, spanOf } from './plugin.ts'
import { shown } from './series-values.ts'

interface Activity {
  readonly bins: Bins
  /** What the timeline's column is called in the result. */
  readonly timeName: string
  readonly timeColumn: string
  readonly idColumn: string
  readonly dimensions: readonly string[]
}

/** Who was there in each bin, and how many rows. */
interface Bin {
  readonly ids: ReadonlySet<string>
  readonly count: number
}

function occupied(rows: readonly Row[], { bins, timeColumn, idColumn }: Activity): ReadonlyMap<number, Bin> {
  const found = new Map<number, { readonly ids: Set<string>; count: number }>()
  for (const row of rows) {
    const index = bins.indexOf(row[timeColumn])
    if (index === undefined) continue
    const bin = found.get(index) ?? { ids: new Set<string>(), count: 0 }
    bin.ids.add(identity(row[idColumn]))
    bin.count++
    found.set(index, bin)
  }
  return new Map([...found].sort(([a], [b]) => a - b))
}

const isTime = (argument: Argument | undefined): boolean => argument?.type === 'datetime'

/** Without start and end they are the first and the last moment there is. */
function extent(rows: readonly Row[], column: string): readonly [unknown, unknown] {
  let [first, last]: [unknown, unknown] = [undefined, undefined]
  for (const row of rows) {
    const value = row[column]
    if (typeof value !== 'string' && typeof value !== 'number') continue
    if (first === undefined || value < (first as typeof value)) first = value
    if (last === undefined || value > (last as typeof value)) last = value
  }
  return [first, last]
}

interface Opening {
  readonly id: string
  readonly time: string
  readonly timeName: string
  readonly start: unknown
  readonly end: unknown
  /** What follows start and end, as far as they are there. */
  readonly rest: readonly Argument[]
}

/** Id, timeline, and start and end, which some plugins may go without: then the next argument is no moment of the timeline. */
function opening({ rows, given }: Asked, mayLackEnds: boolean): Opening | undefined {
  const [idArgument, timeArgument, ...more] = given
  const [id, time] = [columnIn(idArgument), columnIn(timeArgument)]
  if (id === undefined || time === undefined) return undefined
  const timeName = timeArgument?.name ?? time
  if (mayLackEnds && isTime(timeArgument) && !isTime(more[0])) {
    const [start, end] = extent(rows, time)
    return { id, time, timeName, start, end, rest: more }
  }
  return { id, time, timeName, start: more[0]?.value, end: more[1]?.value, rest: more.slice(2) }
}

const columnsIn = (given: readonly Argument[]): readonly string[] => given.flatMap(({ column }) => column ?? [])

function activityOf(asked: Asked, mayLackEnds: boolean): Activity | undefined {
  const open = opening(asked, mayLackEnds)
  const bins = open && binsFrom(open.start, open.end, open.rest[0]?.value)
  if (open === undefined || bins === undefined) return undefined
  return { bins, timeName: open.timeName, timeColumn: open.time, idColumn: open.id, dimensions: columnsIn(open.rest.slice(1)) }
}

const newIn = (ids: ReadonlySet<string>, known: ReadonlySet<string>): number => ids.difference(known).size

/** A row for each window that has any activity. */
function counts(asked: Asked): readonly Row[] | undefined {
  const activity = activityOf(asked, false)
  return (
    activity &&
    byDimensions(asked.rows, activity.dimensions).flatMap(({ dims, rows }) => {
      const known = new Set<string>()
      return [...occupied(rows, activity)].map(([index, { ids, count }]) => {
        const fresh = newIn(ids, known)
        for (const id of ids) known.add(id)
        return {
          [activity.timeName]: activity.bins.startOf(index),
          ...dims,
          count,
          dcount: ids.size,
          new_dcount: fresh,
          aggregated_dcount: known.size,
        }
      })
    })
  )
}

/** Each window against the one before it; the first has nothing to be compared with, which the page shows as NaN. */
function metrics(asked: Asked): readonly Row[] | undefined {
  const activity = activityOf(asked, true)
  return (
    activity &&
    byDimensions(asked.rows, activity.dimensions).flatMap(({ dims, rows }) => {
      const bins = occupied(rows, activity)
      return [...bins].map(([index, { ids }]) => {
        const before = bins.get(index - 1)?.ids ?? new Set<string>()
        const retained = ids.intersection(before).size
        return {
          [activity.timeName]: activity.bins.startOf(index),
          ...dims,
          dcount_values: ids.size,
          dcount_newvalues: newIn(ids, before),
          retention_rate: shown(retained / before.size),
          churn_rate: shown((before.size - retained) / before.size),
        }
      })
    })
  )
}

/** Each cohort has a row for each window after it: 2,000 windows make two million rows. More have no answer. */
const cohortWindowsMax = 2_000

/** A fifth argument that is a moment of the timeline chooses one cohort. The look-back table of the page is not taken. */
function newMetrics(asked: Asked): readonly Row[] | undefined {
  const open = opening(asked, false)
  const bins = open && binsFrom(open.start, open.end, open.rest[0]?.value)
  if (open === undefined || bins === undefined || bins.count > cohortWindowsMax) return undefined
  const hasCohort = open.rest[1] !== undefined && (open.rest[1].column === undefined || isTime(open.rest[1]))
  const only = hasCohort ? bins.indexOf(open.rest[1]?.value) : undefined
  const dimensions = columnsIn(open.rest.slice(hasCohort ? 2 : 1))
  const activity: Activity = { bins, timeName: open.timeName, timeColumn: open.time, idColumn: open.id, dimensions }
  return byDimensions(asked.rows, dimensions).flatMap(({ dims, rows }) => cohorts(occupied(rows, activity), activity, dims, only))
}

function cohorts(occupants: ReadonlyMap<number, Bin>, { bins, timeName }: Activity, dims: Row, only: number | undefined): Row[] {
  const known = new Set<string>()
  const found: Row[] = []
  for (const [from, { ids }] of occupants) {
    const cohort = ids.difference(known)
    for (const id of ids) known.add(id)
    if (cohort.size === 0 || (only !== undefined && only !== from)) continue
    for (let to = from; to < bins.count; to++) {
      const there = occupants.get(to)?.ids ?? new Set<string>()
      const retained = cohort.intersection(there).size
      found.push({
        [`from_${timeName}`]: bins.startOf(from),
        [`to_${timeName}`]: bins.startOf(to),
        ...dims,
        // Against those seen before the cohort's window in the window itself, else against all seen until it.
        dcount_new_values: to === from ? cohort.size : newIn(there, known),
        dcount_retained_values: retained,
        dcount_churn_values: cohort.size - retained,
        retention_rate: retained / cohort.size,
        churn_rate: (cohort.size - retained) / cohort.size,
      })
    }
  }
  return found
}

/** Distinct ids in each inner window, against those of the outer window that ends with it. */
function engagement(asked: Asked): readonly Row[] | undefined {
  const open = opening(asked, true)
  const bins = open && binsFrom(open.start, open.end, open.rest[0]?.value)
  const inner = spanOf(open?.rest[0]?.value)
  const outer = spanOf(open?.rest[1]?.value)
  if (open === undefined || bins === undefined || inner === undefined || outer === undefined) return undefined
  const activity: Activity = {
    bins,
    timeName: open.timeName,
    timeColumn: open.time,
    idColumn: open.id,
    dimensions: columnsIn(open.rest.slice(2)),
  }
  const windows = Math.max(1, Math.round(outer / inner))
  return byDimensions(asked.rows, activity.dimensions).flatMap(({ dims, rows }) => {
    const occupants = occupied(rows, activity)
    return [...occupants].map(([index, { ids }]) => {
      const wider = inWindow(occupants, index, windows).ids.size
      return {
        [activity.timeName]: bins.startOf(index),
        ...dims,
        dcount_activities_inner: ids.size,
        dcount_activities_outer: wider,
        activity_ratio: ids.size / wider,
      }
    })
  })
}

/** The bin and those before it, `windows` in all. */
function inWindow(occupants: ReadonlyMap<number, Bin>, index: number, windows: number): Bin {
  const ids = new Set<string>()
  let count = 0
  for (let i = Math.max(0, index - windows + 1); i <= index; i++) {
    const bin = occupants.get(i)
    for (const id of bin?.ids ?? []) ids.add(id)
    count += bin?.count ?? 0
  }
  return { ids, count }
}

/** A row for each bin whose look-back window has any activity. */
function sliding(asked: Asked): readonly Row[] | undefined {
  const open = opening(asked, false)
  const lookback = spanOf(open?.rest[0]?.value)
  const step = spanOf(open?.rest[1]?.value)
  const bins = open && binsFrom(open.start, open.end, open.rest[1]?.value)
  if (open === undefined || bins === undefined || lookback === undefined || step === undefined) return undefined
  const activity: Activity = {
    bins,
    timeName: open.timeName,
    timeColumn: open.time,
    idColumn: open.id,
    dimensions: columnsIn(open.rest.slice(2)),
  }
  const windows = Math.max(1, Math.round(lookback / step))
  return byDimensions(asked.rows, activity.dimensions).flatMap(({ dims, rows }) => {
    const occupants = occupied(rows, activity)
    return Array.from({ length: bins.count }, (_, index) => index).flatMap((index) => {
      const { ids, count } = inWindow(occupants, index, windows)
      return count === 0 ? [] : [{ [activity.timeName]: bins.startOf(index), ...dims, Count: count, Dcount: ids.size }]
    })
  })
}

/**
 * https://learn.microsoft.com/kusto/query/active-users-count-plugin: an id counts in a bin if, at one of its moments there, it was seen in enough periods of
 * the look-back window that ends at that moment. Moments before the start count for looking back.
 */
function activeUsers(asked: Asked): readonly Row[] | undefined {
  const open = opening(asked, false)
  const [lookbackArgument, periodArgument, neededArgument, binArgument, ...more] = open?.rest ?? []
  const lookback = spanOf(lookbackArgument?.value)
  const period = spanOf(periodArgument?.value)
  const bins = open && binsFrom(open.start, open.end, binArgument?.value)
  if (open === undefined || bins === undefined || lookback === undefined || period === undefined || period <= 0) return undefined
  const needed = numberIn(neededArgument, 1)
  return byDimensions(asked.rows, columnsIn(more)).flatMap(({ dims, rows }) => {
    const active = new Map<number, Set<string>>()
    for (const { rows: own } of byDimensions(rows, [open.id])) {
      const id = identity(own[0]?.[open.id])
      for (const offset of activeMoments(
        own.flatMap((row) => bins.line.offset(row[open.time]) ?? []),
        lookback,
        period,
        needed,
      )) {
        const index = bins.indexOf(bins.line.at(offset))
        if (index !== undefined) active.set(index, (active.get(index) ?? new Set()).add(id))
      }
    }
    return [...active]
      .sort(([a], [b]) => a - b)
      .map(([index, ids]) => ({ [open.timeName]: bins.startOf(index), ...dims, dcount: ids.size }))
  })
}

/** Moments at which enough periods lie in the window (moment - lookback, moment]; the two ends move forward together. */
function activeMoments(offsets: readonly number[], lookback: number, period: number, needed: number): readonly number[] {
  const sorted = [...offsets].sort((a, b) => a - b)
  const seen = new Map<number, number>()
  let first = 0
  return sorted.filter((at) => {
    const entering = Math.floor(at / period)
    seen.set(entering, (seen.get(entering) ?? 0) + 1)
    for (; (sorted[first] ?? at) <= at - lookback; first++) {
      const leaving = Math.floor((sorted[first] ?? 0) / period)
      const left = (seen.get(leaving) ?? 1) - 1
      if (left === 0) seen.delete(leaving)
      else seen.set(leaving, left)
    }
    return seen.size >= needed
  })
}

/** Arguments in the order of each page: id, timeline, start, end (these two may be left out of activity_metrics and activity_engagement), windows, dimensions. */
export const activityFunctions: readonly HostFunction[] = [
  plugin('activity_counts_metrics', counts),
  plugin('activity_metrics', metrics),
  plugin('new_activity_metrics', newMetrics),
  plugin('activity_engagement', engagement),
  plugin('sliding_window_counts', sliding),
  plugin('active_users_count', activeUsers),
]
