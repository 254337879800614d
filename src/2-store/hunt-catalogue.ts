/** What queries may name: the tables the store keeps, its other views, and every table that is known but empty here. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { CatalogueTable, ColumnShape, KqlType } from '@tocsin/kql'
import { knownTables } from './known-tables.ts'
import { kept } from './schema.ts'
import { name } from './sql.ts'
import { tables } from './tables/index.ts'
import type { Table } from './tables/table.ts'

/** Those the store can have rows of first. */
export async function catalogueTables(connection: DuckDBConnection): Promise<readonly CatalogueTable[]> {
  const own = [...tables.map(keptTable), ...(await viewsOf(connection))]
  const taken = new Set(own.map((table) => table.name))
  return [...own, ...knownTables().filter((table) => !taken.has(table.name))]
}

/** From the table beneath the view, where the extracted columns are too. */
const keptTable = (table: Table): CatalogueTable => ({
  name: table.name,
  columns: table.columns,
  from: kept(table),
  extracted: table.extracted.map((one) => ({ column: one.column, path: one.name.slice(one.column.length), name: one.name })),
})

/** Views that are computed from a table under another name, such as `Okta_CL`. */
async function viewsOf(connection: DuckDBConnection): Promise<CatalogueTable[]> {
  const reader = await connection.runAndReadAll(
    `SELECT table_name, column_name, data_type FROM duckdb_columns()
     WHERE database_name = 'logs' AND schema_name = 'main' ORDER BY table_name, column_index`,
  )
  const own = new Set(tables.map((table) => table.name))
  const views = new Map<string, ColumnShape[]>()
  for (const [table, column, type] of reader.getRows()) {
    const view = String(table)
    if (own.has(view)) continue
    const columns = views.get(view) ?? []
    views.set(view, columns)
    columns.push({ name: String(column), type: kqlType(String(type)) })
  }
  return [...views].map(([view, columns]) => ({ name: view, columns, from: name(view) }))
}

function kqlType(sqlType: string): KqlType {
  switch (sqlType) {
    case 'TIMESTAMP':
      return 'datetime'
    case 'DOUBLE':
      return 'real'
    case 'BIGINT':
      return 'long'
    case 'INTEGER':
      return 'int'
    case 'BOOLEAN':
      return 'bool'
    case 'JSON':
      return 'dynamic'
    default:
      return 'string'
  }
}
