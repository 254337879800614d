/** The database's schema as JSON, in the form that Kusto's tools and editors read. */
import type { CatalogueTable, SavedFunction } from '@tocsin/kql'
import { type Parameter, readParameters } from '../../2-store/function-text.ts'
import { systemType } from './values.ts'

export const databaseName = 'logs'

export function databaseSchema(tables: readonly CatalogueTable[], functions: readonly SavedFunction[]): object {
  return {
    Databases: {
      [databaseName]: {
        Name: databaseName,
        Tables: Object.fromEntries(tables.map((table) => [table.name, tableSchema(table)])),
        ExternalTables: {},
        MaterializedViews: {},
        EntityGroups: {},
        MajorVersion: 1,
        MinorVersion: 0,
        Functions: Object.fromEntries(functions.map((one) => [one.name, functionSchema(one)])),
        DatabaseAccessMode: 'ReadOnly',
        ExternalTablesMetadata: {},
      },
    },
  }
}

export const folderOf = ({ from }: CatalogueTable): string => (from === undefined ? 'Known, without rows' : 'Kept')

export const tableSchema = (table: CatalogueTable): object => ({
  Name: table.name,
  Folder: folderOf(table),
  DocString: '',
  OrderedColumns: columnsOf(table.columns),
})

const columnsOf = (columns: CatalogueTable['columns']): object[] =>
  columns.map(({ name, type }) => ({ Name: name, Type: systemType(type), CslType: type }))

const functionSchema = ({ name, parameters, body, description }: SavedFunction): object => ({
  Name: name,
  InputParameters: readParameters(parameters).map(parameterSchema),
  Body: bracedBody(body),
  Folder: '',
  DocString: description ?? '',
  FunctionKind: 'Unknown',
  OutputColumns: [],
})

export const bracedBody = (body: string): string => (body.trim().startsWith('{') ? body.trim() : `{ ${body.trim()} }`)

const parameterSchema = (parameter: Parameter): object =>
  parameter.kind === 'table'
    ? { Name: parameter.name, Columns: columnsOf(parameter.columns) }
    : {
        Name: parameter.name,
        Type: systemType(parameter.type),
        CslType: parameter.type,
        ...(parameter.preset === undefined ? {} : { CslDefaultValue: parameter.preset }),
      }
