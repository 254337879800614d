/** Shares, rates and quantiles with what they may be off by. */

/** A share with its 95 % interval. */
export interface Share {
  readonly count: number
  readonly of: number
  readonly low: number
  readonly high: number
}

/** Events for 10,000 person-days with the 95 % interval. */
export interface Rate {
  readonly count: number
  readonly rate: number
  readonly low: number
  readonly high: number
}

const z95 = 1.959964

/** Wilson's interval, which holds for few cases and for shares near 0 and 1. */
export function share(count: number, of: number): Share {
  if (of === 0) return { count, of, low: 0, high: 1 }
  const z = z95
  const p = count / of
  const middle = (p + (z * z) / (2 * of)) / (1 + (z * z) / of)
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))
  return { count, of, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

/** Byar's approximation to the 95 % interval of a Poisson count. */
export function per10k(count: number, personDays: number): Rate {
  const per = (events: number): number => (personDays === 0 ? 0 : (events / personDays) * 10_000)
  const low = count === 0 ? 0 : count * (1 - 1 / (9 * count) - z95 / (3 * Math.sqrt(count))) ** 3
  const more = count + 1
  return { count, rate: per(count), low: per(low), high: per(more * (1 - 1 / (9 * more) + z95 / (3 * Math.sqrt(more))) ** 3) }
}

/** The smallest value that so large a part of the values does not exceed. */
export function quantile(values: readonly number[], part: number): number | undefined {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))]
}
