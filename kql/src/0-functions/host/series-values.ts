/** Reads the elements of KQL series as numbers, and shows numbers as dynamic arrays do. */
import { ticksOf } from './timeline.ts'

const unbounded: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

/** Null for what is no number. A dynamic array keeps NaN and the infinities as text, and a datetime counts in ticks. */
export function numberOf(value: unknown): number | null {
  switch (typeof value) {
    case 'number':
      return value
    case 'bigint':
      return Number(value)
    case 'string': {
      const known = Object.hasOwn(unbounded, value) ? unbounded[value] : undefined
      if (known !== undefined) return known
      const ticks = ticksOf(value)
      return ticks === undefined ? null : Number(ticks)
    }
    default:
      return null
  }
}

/** Null where the value is no array; null elements where they are no numbers. */
export const seriesOf = (value: unknown): readonly (number | null)[] | null => (Array.isArray(value) ? value.map(numberOf) : null)

/** All elements as finite numbers, or null: what the fitting functions need (they do not support null values, says the page of each). */
export function completeSeriesOf(value: unknown): readonly number[] | null {
  const series = seriesOf(value)
  return series?.every((one): one is number => one !== null && Number.isFinite(one)) ? series : null
}

/** A number as it stands in a dynamic array; a whole one as a `long`. */
export function shown(value: number | null): number | string | null {
  return value === null || Number.isFinite(value) ? value : String(value)
}

/** Text that JSON.stringify writes as it is; the name is missing in TypeScript's library. */
const rawJson = (JSON as unknown as { rawJSON(text: string): object }).rawJSON

/** A number as a `real` stands in a dynamic array: `1.0`, so that what reads it sees its type. */
export function real(value: number | null): unknown {
  if (value === null || !Number.isFinite(value)) return shown(value)
  const text = String(value)
  return /^-?\d+$/.test(text) ? rawJson(`${text}.0`) : value
}

export const realAll = (values: readonly (number | null)[]): unknown[] => values.map(real)

/** Every number of a property bag as a real, except places and lengths. */
export function realBag(bag: object): { readonly [key: string]: unknown } {
  return Object.fromEntries(
    Object.entries(bag).map(([key, value]: [string, unknown]) => {
      if (typeof value === 'number') return [key, key.endsWith('_idx') || key === 'len' ? value : real(value)]
      if (Array.isArray(value)) return [key, realAll(value.map(numberOf))]
      return [key, typeof value === 'object' && value !== null ? realBag(value) : value]
    }),
  )
}

export function sum(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total
}

/** 0 for an empty list. */
export const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : sum(values) / values.length)

/** Mean squared distance from the mean, dividing by `count - less`; 0 where nothing is left to divide by. */
export function variance(values: readonly number[], less: 0 | 1): number {
  const middle = mean(values)
  let squares = 0
  for (const value of values) squares += (value - middle) ** 2
  return values.length - less <= 0 ? 0 : squares / (values.length - less)
}

export const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)

/** Linear interpolation between the closest ranks; `share` from 0 to 1; 0 for an empty list. */
export function quantile(sorted: readonly number[], share: number): number {
  const rank = (sorted.length - 1) * share
  const below = sorted[Math.floor(rank)] ?? 0
  const above = sorted[Math.ceil(rank)] ?? below
  return below + (above - below) * (rank - Math.floor(rank))
}

/** A small whole number out of a `long` argument, held between bounds. */
export function whole(value: bigint | null, otherwise: number, min = -0x7fffffff, max = 0x7fffffff): number {
  return value === null ? otherwise : Math.min(max, Math.max(min, Number(value)))
}
