/**
 * What plugins of `evaluate` have in common: they see all rows, and their arguments as they were written.
 *
 * Each takes two JSON values. The first is an array of rows (column name to value; datetimes as ISO text, timespans as ticks). The second is
 * `{ "arguments": [...], "columns": [{ "name", "type" }, ...] }`: the columns of the input, and one entry for each argument in order, `{ "type", "value" }` for
 * a constant or `{ "type", "column" }` for what was calculated for each row into that column, with the `"name"` it was given, if any. The answer is an array
 * of rows with the output columns of the plugin's page; columns of the input that a row leaves out are null.
 */
import { type HostFunction, hostFunction } from '../host.ts'

export type Row = { readonly [column: string]: unknown }

export interface Argument {
  /** As the query named it, or the column's own name. */
  readonly name: string
  /** KQL's type. */
  readonly type: string
  readonly column: string | undefined
  /** Of a column, its value in the first row: a constant that had to be calculated is the same in all. Null for a null. */
  readonly value: unknown
}

export interface Asked {
  readonly rows: readonly Row[]
  readonly given: readonly Argument[]
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}

export const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
export const rowsOf = (value: unknown): readonly Row[] => (Array.isArray(value) ? value.filter(isRow) : [])

function argumentOf(given: Row, first: Row | undefined): Argument {
  const column = typeof given['column'] === 'string' ? given['column'] : undefined
  return {
    name: text(given['name'] ?? column),
    type: text(given['type']),
    column,
    value: (column === undefined ? given['value'] : first?.[column]) ?? null,
  }
}

/** `kql_<name>`. An answer of undefined (arguments that make no sense) is null. */
export function plugin(name: string, answer: (asked: Asked) => readonly Row[] | undefined): HostFunction {
  return hostFunction(`kql_${name}`, ['json', 'json'], 'json', (rows: unknown, settings: unknown) => {
    const said = isRow(settings) ? settings : {}
    const columns = rowsOf(said['columns']).map((column) => ({ name: text(column['name']), type: text(column['type']) }))
    const all = rowsOf(rows)
    const given = rowsOf(said['arguments']).map((one) => argumentOf(one, all[0]))
    return answer({ rows: all, given, columns }) ?? null
  })
}

/** Left out, null, or written as `~`, which stands for the default. */
export const isDefault = (argument: Argument | undefined): boolean =>
  argument === undefined || (argument.column === undefined && (argument.value === null || argument.value === '~'))

export function numberIn(argument: Argument | undefined, otherwise: number): number {
  const value = isDefault(argument) ? otherwise : Number(argument?.value)
  return Number.isFinite(value) ? value : otherwise
}

/** The column an argument names, also where it is named by a string. */
export const columnIn = (argument: Argument | undefined): string | undefined =>
  argument?.column ?? (typeof argument?.value === 'string' && argument.value !== '~' ? argument.value : undefined)

const spanShape = /^(-)?(?:(\d+)\.)?(\d{1,2}):(\d\d):(\d\d)(?:\.(\d{1,7}))?$/

/** Ticks of a timespan: as they are, or as .NET writes them. */
export function spanOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  const parts = spanShape.exec(typeof value === 'string' ? value : '')
  if (parts === null) return undefined
  const seconds = Number(parts[2] ?? 0) * 86_400 + Number(parts[3]) * 3600 + Number(parts[4]) * 60 + Number(parts[5])
  return (parts[1] === '-' ? -1 : 1) * (seconds * 10_000_000 + Number((parts[6] ?? '').padEnd(7, '0')))
}

/** The same for equal values, different for different ones. */
export const identity = (value: unknown): string => JSON.stringify(value ?? null)

/** The values of some columns. */
const picked = (row: Row, columns: readonly string[]): Row => Object.fromEntries(columns.map((column) => [column, row[column] ?? null]))

function grouped<Value>(values: readonly Value[], key: (value: Value) => string): ReadonlyMap<string, readonly Value[]> {
  return Map.groupBy(values, key)
}

/** The rows of each combination of dimensions, with its values. */
export function byDimensions(
  rows: readonly Row[],
  dimensions: readonly string[],
): readonly { readonly dims: Row; readonly rows: readonly Row[] }[] {
  const groups = grouped(rows, (row) => identity(dimensions.map((column) => row[column] ?? null)))
  return [...groups.values()].map((members) => ({ dims: picked(members[0] ?? {}, dimensions), rows: members }))
}
