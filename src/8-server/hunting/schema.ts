/** What an editor of queries must know: tables, functions and watchlists, as small as can be. */
import type { CatalogueTable, SavedFunction } from '@tocsin/kql'
import { type Parameter, readParameters } from '../../2-store/function-text.ts'
import type { Hunter } from '../../2-store/hunt.ts'
import type { HuntSchema, HuntSchemaFunction, HuntSchemaTable } from './wire.ts'

/** Columns of the tables that can have rows; of the thousands that are only known, the names. */
export function huntSchema(hunter: Hunter, rows: Readonly<Record<string, number>>): HuntSchema {
  const tables = hunter.tables()
  return {
    tables: tables.filter(({ from }) => from !== undefined).map((table) => tableOf(table, rows[table.name])),
    empty: tables.filter(({ from }) => from === undefined).map(({ name }) => name),
    functions: hunter.functions().map(functionOf),
    watchlists: hunter.watchlists(),
  }
}

/** Only the tables that are named; names that are not known are left out. */
export function tablesSchema(hunter: Hunter, names: readonly string[]): HuntSchema {
  const wanted = new Set(names)
  const tables = hunter.tables().filter(({ name }) => wanted.has(name))
  return { tables: tables.map((table) => tableOf(table, undefined)), empty: [], functions: [], watchlists: [] }
}

const tableOf = ({ name, columns }: CatalogueTable, rows: number | undefined): HuntSchemaTable => ({ name, columns, rows })

const functionOf = ({ name, parameters, body, description = '' }: SavedFunction): HuntSchemaFunction => ({
  name,
  body,
  description,
  parameters: readParameters(parameters).map(parameterOf),
})

const parameterOf = (parameter: Parameter): HuntSchemaFunction['parameters'][number] =>
  parameter.kind === 'table'
    ? { name: parameter.name, columns: parameter.columns }
    : { name: parameter.name, type: parameter.type, preset: parameter.preset }
