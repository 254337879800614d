/** Windows on a timeline: of one size from the start, or calendar weeks, months and years. */
import { spanOf } from './plugin.ts'
import { type Timeline, ticksOf, timelineFrom } from './timeline.ts'

/** A finer division than this has no answer. */
const binsMax = 100_000

export interface Bins {
  readonly line: Timeline
  /** Offset of the last moment that counts. */
  readonly end: number
  readonly count: number
  /** Undefined for what is outside the bins or no moment at all. */
  indexOf(value: unknown): number | undefined
  /** Where a bin begins, in the column's form. */
  startOf(index: number): string | number
}

type Calendar = 'week' | 'month' | 'year'
const isCalendar = (value: unknown): value is Calendar => value === 'week' || value === 'month' || value === 'year'

const dayMs = 86_400_000

/** The start of the n-th period after the one a day is in; weeks begin on Sunday. */
function periodStart(day: Date, calendar: Calendar, later: number): Date {
  switch (calendar) {
    case 'week':
      return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() - day.getUTCDay() + 7 * later))
    case 'month':
      return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + later, 1))
    case 'year':
      return new Date(Date.UTC(day.getUTCFullYear() + later, 0, 1))
  }
}

const isoDay = (date: Date): string => `${date.toISOString().slice(0, 19)}.0000000Z`

function calendarBins(line: Timeline, start: string, end: number, calendar: Calendar): Bins | undefined {
  const day = new Date(start)
  if (Number.isNaN(day.getTime())) return undefined
  const edges: number[] = []
  for (let later = 0; edges.length <= binsMax; later++) {
    const edge = line.offset(isoDay(periodStart(day, calendar, later)))
    if (edge === undefined || edge > end) break
    edges.push(edge)
  }
  const shortest = { week: 7, month: 28, year: 365 }[calendar] * dayMs * 10_000
  return {
    line,
    end,
    count: edges.length,
    indexOf(value) {
      const offset = line.offset(value)
      if (offset === undefined || offset < 0 || offset > end) return undefined
      let index = Math.min(edges.length - 1, Math.floor((offset - (edges[0] ?? 0)) / shortest))
      while (index > 0 && (edges[index] ?? 0) > offset) index--
      return index
    },
    startOf: (index) => line.at(edges[index] ?? 0),
  }
}

/** From `start` to `end`, both counting; undefined where they or the step make no sense. */
export function binsFrom(start: unknown, end: unknown, step: unknown): Bins | undefined {
  const line = timelineFrom(start)
  const last = line?.offset(end)
  if (line === undefined || last === undefined || last < 0) return undefined
  if (isCalendar(step)) return typeof start === 'string' && ticksOf(start) !== undefined ? calendarBins(line, start, last, step) : undefined
  const size = spanOf(step)
  if (size === undefined || !(size > 0) || last / size >= binsMax) return undefined
  return {
    line,
    end: last,
    count: Math.floor(last / size) + 1,
    indexOf(value) {
      const offset = line.offset(value)
      return offset === undefined || offset < 0 || offset > last ? undefined : Math.floor(offset / size)
    },
    startOf: (index) => line.at(index * size),
  }
}
