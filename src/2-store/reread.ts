/** Reads kept rows again: each row is a record of one of the shapes, or holds the record it was made of. */
import type { Event } from '../0-event/event.ts'
import { isObject, type JsonObject } from '../0-event/json.ts'
import { isRefused, type Row, type Shape } from '../1-ingest/source.ts'
import { sources } from '../1-ingest/sources/index.ts'
import { tenantColumn } from './schema.ts'
import { list, literal, name } from './sql.ts'
import type { Column, Table } from './tables/table.ts'

const shapesByTable = new Map<string, Shape[]>()
for (const shape of sources.flatMap(({ shapes }) => shapes)) {
  shapesByTable.set(shape.table, [...(shapesByTable.get(shape.table) ?? []), shape])
}

/** The events a row tells, the same as its record told; none where no shape knows it any more. */
export function rowEvents(table: string, row: Row): readonly Event[] {
  const record = recordOf(row)
  const shape = shapesByTable.get(table)?.find((one) => one.recognise(record))
  const events = shape?.events(record) ?? []
  if (isRefused(events)) return []
  const tenant = row[tenantColumn]
  return typeof tenant === 'string' ? events.map((event) => ({ ...event, tenant })) : events
}

function recordOf(row: Row): JsonObject {
  const raw = row['RawData']
  if (typeof raw !== 'string') return row
  try {
    const record: unknown = JSON.parse(raw)
    return isObject(record) ? record : row
  } catch {
    return row
  }
}

/** One JSON text a row, made inside DuckDB: reading a hundred columns one by one into JavaScript takes twice as long. */
export function rowAsJson(table: Table): string {
  const columns = table.columns.some((column) => column.name === 'RawData')
    ? table.columns.filter((column) => column.name === 'RawData' || column.name === 'TimeGenerated')
    : table.columns
  const fields = columns.map((column) => `${literal(column.name)}: ${field(column)}`)
  return `to_json({${list([...fields, `${literal(tenantColumn)}: ${tenantColumn}`])}})::VARCHAR`
}

/** An instant as Log Analytics writes it; a cast would leave out the T and the Z. */
const isoTime = (sql: string): string => `strftime(${sql}, '%Y-%m-%dT%H:%M:%S.%fZ')`

const field = (column: Column): string => (column.type === 'datetime' ? isoTime(name(column.name)) : name(column.name))
