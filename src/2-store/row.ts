/** Makes a row the line that is kept of it: with a time the database can hold, an id, and a bounded length. */
import type { Row } from '../1-ingest/source.ts'

/** A longer row is refused: sixteen million characters are a thousand times an ordinary record. */
const rowLengthMax = 16 * 1024 * 1024

/** JSON text without a line feed, or why the row cannot be kept. */
export function rowLine(row: Row): string | { readonly refused: string } {
  const id = row['_ItemId']
  if (typeof id !== 'string' || id === '')
    return { refused: 'The row made of this record has no _ItemId, so it could not be told from others.' }
  const time = plainTime(row['TimeGenerated'])
  if (time === undefined) return { refused: 'The row made of this record has no TimeGenerated that is a time of the calendar.' }
  const line = written(time === row['TimeGenerated'] ? row : { ...row, TimeGenerated: time })
  if (line === undefined) return { refused: 'The record is nested too deeply to be written.' }
  return line.length > rowLengthMax ? { refused: `The record is longer than ${rowLengthMax / 1024 / 1024} MB.` } : line
}

/** As it is where it reads in UTC and exists; else rewritten. JavaScript takes 30 February for 2 March, the database takes it for nothing. */
function plainTime(value: Row[string]): string | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (typeof value !== 'string' || Number.isNaN(time)) return undefined
  const iso = new Date(time).toISOString()
  return value.endsWith('Z') && value.slice(0, 19) === iso.slice(0, 19) ? value : iso
}

function written(row: Row): string | undefined {
  try {
    return JSON.stringify(row)
  } catch {
    return undefined
  }
}
