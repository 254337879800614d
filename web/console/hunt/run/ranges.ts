/** Spans of time a query may be held to. */

const hour = 3_600_000
const day = 24 * hour

export const ranges = [
  { value: 'all', label: 'All time' },
  { value: 'hour', label: 'Last hour' },
  { value: 'day', label: 'Last 24 hours' },
  { value: 'week', label: 'Last 7 days' },
  { value: 'month', label: 'Last 30 days' },
  { value: 'custom', label: 'Custom (UTC)' },
] as const

export type RangeName = (typeof ranges)[number]['value']

export interface Range {
  readonly name: RangeName
  /** For `custom`: `2026-11-24T12:00` in UTC, or nothing where that end is open. */
  readonly from: string
  readonly to: string
}

export interface Bounds {
  readonly from?: number
  readonly to?: number
}

const lengths: Readonly<Partial<Record<RangeName, number>>> = { hour, day, week: 7 * day, month: 30 * day }

export function boundsOf(range: Range, now: number): Bounds {
  const length = lengths[range.name]
  if (length !== undefined) return { from: now - length }
  if (range.name === 'all') return {}
  const [from, to] = [Date.parse(`${range.from}Z`), Date.parse(`${range.to}Z`)]
  return { ...(Number.isNaN(from) ? {} : { from }), ...(Number.isNaN(to) ? {} : { to }) }
}

export const isRange = (text: string): text is RangeName => ranges.some(({ value }) => value === text)
