/** Reading JSON that strangers wrote: look-ups that answer `undefined` instead of throwing, whatever lies there. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json | undefined
}

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object at `key`, or an empty one. */
export function object(from: JsonObject | undefined, key: string): JsonObject {
  const value = own(from, key)
  return isObject(value) ? value : nothing
}

/** The list at `key`, or an empty one. */
export function list(from: JsonObject | undefined, key: string): readonly Json[] {
  const value = own(from, key)
  return Array.isArray(value) ? value : none
}

/** The text at `key`; numbers and booleans as text; `undefined` where it is absent, null, empty or neither. */
export function text(from: JsonObject | undefined, key: string): string | undefined {
  const value = own(from, key)
  if (typeof value === 'string') return value === '' ? undefined : value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** The number at `key`, also where it is written as text; `undefined` where it is no finite number. */
export function number(from: JsonObject | undefined, key: string): number | undefined {
  const value = own(from, key)
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined
}

export function boolean(from: JsonObject | undefined, key: string): boolean | undefined {
  const value = own(from, key)
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string') return undefined
  const word = value.toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : undefined
}

/** Text that holds JSON is parsed (Log Analytics keeps objects so); anything else is given back as it is. */
export function unfold(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string') return value
  const first = value.charCodeAt(0)
  if (first !== 123 && first !== 91) return value
  try {
    return JSON.parse(value) as Json
  } catch {
    return value
  }
}

const nothing: JsonObject = Object.freeze(Object.create(null))
const none: readonly Json[] = Object.freeze([])

/** Never the prototype's: a record may well have a key named `constructor` or `__proto__`. */
const own = (from: JsonObject | undefined, key: string): Json | undefined =>
  from !== undefined && Object.hasOwn(from, key) ? from[key] : undefined
