/** Values and types as Kusto's REST protocol writes them. */
import type { Cell, ColumnShape, KqlType } from '@tocsin/kql'

/** The .NET names that version 1 gives beside KQL's. */
const dotNet: Readonly<Record<KqlType, string>> = {
  bool: 'SByte',
  int: 'Int32',
  long: 'Int64',
  real: 'Double',
  decimal: 'SqlDecimal',
  string: 'String',
  datetime: 'DateTime',
  timespan: 'TimeSpan',
  guid: 'Guid',
  dynamic: 'Object',
}

/** As schemas in JSON write them. */
export const systemType = (type: KqlType): string =>
  type === 'decimal' ? 'System.Data.SqlTypes.SqlDecimal' : `System.${type === 'bool' ? 'SByte' : dotNet[type]}`

export const columnsV1 = (columns: readonly ColumnShape[]): object[] =>
  columns.map(({ name, type }) => ({ ColumnName: name, DataType: dotNet[type], ColumnType: type }))

export const columnsV2 = (columns: readonly ColumnShape[]): object[] =>
  columns.map(({ name, type }) => ({ ColumnName: name, ColumnType: type }))

/** One row as JSON: whole numbers with all their digits, what is no number as text. */
export const rowText = (row: readonly Cell[]): string => `[${row.map(cellText).join(',')}]`

function cellText(cell: Cell): string {
  switch (typeof cell) {
    case 'bigint':
      return cell.toString()
    case 'number':
      return numberText(cell)
    case 'object':
      return objectText(cell)
    default:
      return JSON.stringify(cell)
  }
}

const numberText = (value: number): string => (Number.isFinite(value) ? JSON.stringify(value) : JSON.stringify(String(value)))

/** Any value as JSON; whole numbers keep their digits. */
export function objectText(value: object | null): string {
  try {
    return JSON.stringify(value)
  } catch {
    // Only where a whole number too large for a double lies inside.
    return slowText(value)
  }
}

function slowText(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(slowText).join(',')}]`
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${slowText(inner)}`)
    .join(',')}}`
}
