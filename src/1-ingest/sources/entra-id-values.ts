/** Single values of Microsoft's records, read from whatever lies there: text, numbers, times, and objects that may be kept as JSON text. */
import { createHash } from 'node:crypto'
import { parseAddress } from '../../0-event/address.ts'
import { isObject, type Json, type JsonObject, unfold } from '../../0-event/json.ts'
import { parseTime } from '../../0-event/time.ts'
import { columnText } from './kept.ts'

/*
 * Keys are read as `record['key']` with literal keys only, which is several times faster than looking up a key handed in, and as safe: no key
 * we read is a name of Object.prototype, and JSON.parse makes even `__proto__` an ordinary key.
 */

/** Text as it is; numbers and booleans as text; `undefined` where it is empty, null, absent or a structure. */
export function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** A finite number, also where it is written as text. */
export function numberOf(value: Json | undefined): number | undefined {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined
}

export function integerOf(value: Json | undefined): number | undefined {
  const number = numberOf(value)
  return Number.isSafeInteger(number) ? number : undefined
}

export function booleanOf(value: Json | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string') return undefined
  const word = value.toLowerCase()
  if (word === 'true' || word === 'yes') return true
  return word === 'false' || word === 'no' ? false : undefined
}

/** The object, also where it is kept as JSON text; an empty one otherwise. */
export function objectOf(value: Json | undefined): JsonObject {
  const unfolded = typeof value === 'string' ? unfold(value) : value
  return isObject(unfolded) ? unfolded : nothing
}

/** The list, also where it is kept as JSON text; an empty one otherwise. */
export function listOf(value: Json | undefined): readonly Json[] {
  const unfolded = typeof value === 'string' ? unfold(value) : value
  return Array.isArray(unfolded) ? unfolded : none
}

/** The objects of a list. */
export const objectsOf = (value: Json | undefined): readonly JsonObject[] => listOf(value).filter(isObject)

/** Before the year 2000 nothing here was logged: Microsoft writes year 1 for "no time". */
const earliest = Date.UTC(2000)
const latest = Date.UTC(2100)

/** Milliseconds since 1970 of a time stamp in any of the forms Azure writes; `undefined` for none and for times outside 2000 to 2100. */
export function instantOf(value: Json | undefined): number | undefined {
  const time = typeof value === 'string' ? parseTime(value) : undefined
  return time !== undefined && time >= earliest && time < latest ? time : undefined
}

/** A time stamp as ISO 8601 in UTC with all its digits; `undefined` where it is none. */
export function isoOf(value: Json | undefined): string | undefined {
  const time = instantOf(value)
  if (typeof value !== 'string' || time === undefined) return undefined
  if (value.charCodeAt(10) === letterT && value.length >= isoLengthMin) {
    if (value.endsWith('Z')) return value
    if (value.endsWith('+00:00')) return `${value.slice(0, -6)}Z`
  }
  return new Date(time).toISOString()
}

const letterT = 84
const isoLengthMin = '2000-01-01T00:00:00Z'.length

/** A directory id; the all-zero one stands for "nobody" and for redacted ones. */
export function guidOf(value: Json | undefined): string | undefined {
  const text = textOf(value)
  return text !== undefined && text.charCodeAt(0) === zero && text === zeroGuid ? undefined : text
}

const zero = 48
const zeroGuid = '00000000-0000-0000-0000-000000000000'

/** The tenant in a resource id: `/tenants/<id>/providers/Microsoft.aadiam`. */
export function tenantIn(resourceId: Json | undefined): string | undefined {
  if (typeof resourceId !== 'string' || resourceId.slice(0, 9).toLowerCase() !== '/tenants/') return undefined
  const end = resourceId.indexOf('/', 9)
  return guidOf(end === -1 ? resourceId.slice(9) : resourceId.slice(9, end))
}

/** Addresses repeat, and putting IPv6 into canonical form is slow: the newest are remembered, and all forgotten at the bound. */
const addressesMax = 4096
const addresses = new Map<string, string | undefined>()

export function addressOf(value: Json | undefined): string | undefined {
  if (typeof value !== 'string') return undefined
  if (!value.includes(':')) return parseAddress(value)
  if (addresses.has(value)) return addresses.get(value)
  const address = parseAddress(value)
  if (addresses.size >= addressesMax) addresses.clear()
  if (value.length <= addressLengthMax) addresses.set(value, address)
  return address
}

const addressLengthMax = 64

/** An id for a record that has none: the hash of its content, so that the same record gives the same one. */
export const contentId = (record: JsonObject): string =>
  createHash('sha256')
    .update(columnText(record) ?? '')
    .digest('hex')

export const nothing: JsonObject = Object.freeze(Object.create(null))
const none: readonly Json[] = Object.freeze([])
