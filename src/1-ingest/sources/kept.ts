/** Makes the rows of tables that keep the whole record beside their columns, in `RawData`. */
import { createHash } from 'node:crypto'
import type { Json, JsonObject } from '../../0-event/json.ts'
import type { Row } from '../source.ts'

/** Deeper than this nothing means anything to a source, and text of it could not be made or read by everyone. */
const depthMax = 64

/** A row of `table` with its columns, leaving out those that are undefined; `record` is kept whole as text. */
export function keptRow(table: string, id: string, time: number, columns: JsonObject, record: JsonObject): Row {
  const row: { [column: string]: Json } = { TimeGenerated: timestamp(time) }
  for (const [name, value] of Object.entries(columns)) if (value !== undefined) row[name] = value
  row['RawData'] = write(record)
  row['_ItemId'] = id
  row['Type'] = table
  return row
}

export const timestamp = (time: number): string => new Date(time).toISOString()

/** JSON text of a record. What is nested too deeply for that is cut, since it would overflow the stack here and in every reader. */
function write(record: JsonObject): string {
  try {
    return JSON.stringify(record)
  } catch {
    return JSON.stringify(cut(record, 0))
  }
}

function cut(value: Json | undefined, depth: number): Json | undefined {
  if (typeof value !== 'object' || value === null) return value
  if (depth === depthMax) return '(nested too deeply)'
  if (Array.isArray(value)) return value.map((entry: Json) => cut(entry, depth + 1) ?? null)
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, cut(entry as Json | undefined, depth + 1)]))
}

/** An id for a record whose vendor gives none: the same content has the same id. */
export const contentId = (...parts: readonly (string | number | undefined)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)

/** A column that holds text: objects and lists as JSON text, as Log Analytics keeps them in `_s` columns. */
export function columnText(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : typeof value === 'object' ? writeValue(value) : String(value)
}

const writeValue = (value: Json): string => {
  try {
    return JSON.stringify(value)
  } catch {
    return JSON.stringify(cut(value, 0))
  }
}

/** A dynamic column: any value that is there, cut where it is nested too deeply to be written. */
export const columnJson = (value: Json | undefined): Json | undefined =>
  value === null ? undefined : isDeep(value, 0) ? cut(value, 0) : value

function isDeep(value: Json | undefined, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depth === depthMax) return true
  for (const key in value) if (isDeep((value as JsonObject)[key], depth + 1)) return true
  return false
}
