/** Reads downloads as separated values: whose they are by the header, then a record of each row. */
import type { Json, JsonObject } from '../0-event/json.ts'
import type { Splitter } from './lines.ts'
import { type Placing, place } from './place.ts'
import { refuse } from './refused.ts'
import { isHint, readRow, rowSplitter } from './rows.ts'
import type { Source } from './source.ts'

type ToRecord = (cells: Readonly<Record<string, string>>) => JsonObject

export interface CsvPlan {
  readonly separator: string
}

const separators = [',', ';', '\t', '|']

/** How a file is separated, by its first lines; undefined where no source knows its header, and its rows are no records as they stand. */
export function planCsv(head: string, to: Placing): CsvPlan | undefined {
  for (const separator of separators) {
    const [header, first] = firstRows(head, separator)
    if (header === undefined || header.length < 2) continue
    const names = unique(header)
    if (to.sources.some((source) => source.readCsv?.(names) !== undefined)) return { separator }
    if (first !== undefined && to.recognise(plainRecord(cellsOf(names, first))) !== undefined) return { separator }
  }
  return undefined
}

/** The column names of what looks like separated values: at least three, and as many cells in the row after. */
export function columnsOf(head: string): readonly string[] | undefined {
  for (const separator of separators) {
    const [header, first] = firstRows(head, separator)
    if (header !== undefined && header.length > 2 && first?.length === header.length) return header
  }
  return undefined
}

function firstRows(head: string, separator: string): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = []
  for (let at = 0; at < head.length && rows.length < 2; ) {
    const row = readRow(head, at, separator)
    if (row === undefined) break
    const isBlank = row.cells.length === 1 && row.cells[0]?.trim() === ''
    if (!isBlank && !isHint(head.slice(at, row.end))) rows.push(row.cells)
    at = row.end
  }
  return rows
}

export function csvReader({ separator }: CsvPlan, to: Placing): Splitter {
  let names: readonly string[] | undefined
  let toRecord: ToRecord = plainRecord
  return rowSplitter(separator, {
    row(cells, number) {
      if (names !== undefined) return placeRow(to, toRecord, cellsOf(names, cells), number)
      names = unique(cells)
      toRecord = readerOf(names, to.sources) ?? plainRecord
    },
    refused: (why, text, number) => void to.refused.push(refuse(number, why, text)),
  })
}

function placeRow(to: Placing, toRecord: ToRecord, cells: Readonly<Record<string, string>>, number: number): void {
  let record: JsonObject
  try {
    record = toRecord(cells)
  } catch (error) {
    const why = `this row cannot be read: ${error instanceof Error ? error.message : String(error)}`
    to.refused.push(refuse(number, why, JSON.stringify(cells)))
    return
  }
  place(to, record, { own: () => number, inner: () => number })
}

function readerOf(names: readonly string[], sources: readonly Source[]): ToRecord | undefined {
  for (const source of sources) {
    const toRecord = source.readCsv?.(names)
    if (toRecord !== undefined) return toRecord
  }
  return undefined
}

/** A name that comes twice gets a number, so that no cell hides another: `IP address`, `IP address#2`. */
function unique(header: readonly string[]): readonly string[] {
  const times = new Map<string, number>()
  return header.map((cell) => {
    const name = cell.trim()
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    return time === 1 ? name : `${name}#${time}`
  })
}

/** Without a prototype: a column may well be named `constructor`. */
function cellsOf(names: readonly string[], cells: readonly string[]): Record<string, string> {
  const named: Record<string, string> = Object.create(null)
  names.forEach((name, index) => {
    named[name] = cells[index] ?? ''
  })
  return named
}

/** The row as it stands: a table's own export has the table's own columns, times in columns named `TimeGenerated [UTC]`. */
function plainRecord(cells: Readonly<Record<string, string>>): JsonObject {
  const record: Record<string, Json> = Object.create(null)
  for (const [name, cell] of Object.entries(cells)) if (cell !== '') record[name.replace(/ \[[^\]]+\]$/, '')] = cell
  return record
}
