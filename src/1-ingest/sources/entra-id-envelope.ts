/** Envelopes around Microsoft's records: Graph's pages `{"value":[…]}`, and `{"records":[…]}` of Event Hub and Blob storage. */
import { isObject, type Json, type JsonObject } from '../../0-event/json.ts'

/** Enough records to know whose envelope it is; the rest are looked at by the reader anyway. */
const lookedAtMax = 20

/**
 * The records inside, or undefined where it is no envelope or none of its first records is ours. Entries that are no objects come as
 * `{"value": …}`, so that they are refused and not lost.
 */
export function unwrapList(value: JsonObject, isOurs: (record: JsonObject) => boolean): readonly JsonObject[] | undefined {
  const inside = value['value'] ?? value['records']
  if (!Array.isArray(inside)) return undefined
  const entries: readonly Json[] = inside
  if (!entries.slice(0, lookedAtMax).some((entry) => isObject(entry) && isOurs(entry))) return undefined
  return entries.map((entry) => (isObject(entry) ? entry : { value: entry }))
}

/** Whether an empty page is Graph's answer for one of these collections. */
export const isEmptyPageOf = (value: JsonObject, collections: readonly string[]): boolean => {
  const context = value['@odata.context']
  return (
    Array.isArray(value['value']) &&
    value['value'].length === 0 &&
    typeof context === 'string' &&
    collections.some((name) => context.includes(name))
  )
}
