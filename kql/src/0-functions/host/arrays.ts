/** `array_*` functions that move elements: https://learn.microsoft.com/kusto/query/array-rotate-left-function and its neighbours. */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'
import { numberOf, whole } from './series-values.ts'

/** Positive to the left. */
function rotated(array: unknown, by: number): HostValue {
  if (!Array.isArray(array)) return null
  if (array.length === 0) return array
  const from = ((by % array.length) + array.length) % array.length
  return [...array.slice(from), ...array.slice(0, from)]
}

/** Positive to the left. What comes in is `filler`, or an empty string in an array of strings. */
function shifted(array: unknown, by: number, filler: unknown): HostValue {
  if (!Array.isArray(array)) return null
  const isText = array.length > 0 && array.every((one) => typeof one === 'string')
  const fills = filler ?? (isText ? '' : null)
  return array.map((_, i) => (i + by >= 0 && i + by < array.length ? array[i + by] : fills))
}

/** Cuts before each index; a negative one counts from the end. Indices out of order give empty pieces. */
function split(array: unknown, at: unknown): HostValue {
  if (!Array.isArray(array)) return null
  const indices = (Array.isArray(at) ? at : [at]).map(numberOf)
  if (indices.some((index) => index === null)) return null
  const cuts = indices.map((index) => {
    const cut = Math.trunc(index ?? 0)
    return Math.min(array.length, Math.max(0, cut < 0 ? array.length + cut : cut))
  })
  return [...cuts, array.length].map((end, i) => array.slice(cuts[i - 1] ?? 0, end))
}

/** A condition that is neither true, false nor a number gives null; what is no array stands for every place. */
function chosen(conditions: unknown, whenTrue: unknown, whenFalse: unknown): HostValue {
  if (!Array.isArray(conditions)) return null
  const pick = (from: unknown, i: number): unknown => (Array.isArray(from) ? (from[i] ?? null) : from)
  return conditions.map((condition, i) => {
    if (typeof condition === 'boolean') return pick(condition ? whenTrue : whenFalse, i)
    return typeof condition === 'number' ? pick(condition === 0 ? whenFalse : whenTrue, i) : null
  })
}

const choice = (name: string): HostFunction => hostFunction(name, ['json', 'json', 'json'], 'json', chosen, true)

const shift = (name: string, direction: 1 | -1): HostFunction =>
  hostFunction(
    name,
    ['json', 'long', 'json'],
    'json',
    (array: unknown, by: bigint | null, filler: unknown) => (by === null ? null : shifted(array, direction * whole(by, 0), filler)),
    true,
  )

/** The third argument of `array_shift_*` may be null: then null comes in, or the empty string in an array of strings. */
export const arrayFunctions: readonly HostFunction[] = [
  hostFunction('kql_array_rotate_left', ['json', 'long'], 'json', (array: unknown, by: bigint) => rotated(array, whole(by, 0))),
  hostFunction('kql_array_rotate_right', ['json', 'long'], 'json', (array: unknown, by: bigint) => rotated(array, -whole(by, 0))),
  shift('kql_array_shift_left', 1),
  shift('kql_array_shift_right', -1),
  hostFunction('kql_array_split', ['json', 'json'], 'json', split),
  choice('kql_array_iff'),
  choice('kql_array_iif'),
]
