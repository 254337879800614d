/** Runs queries as the field writes them, over tables with a few rows and over the same tables without any; their columns are those Microsoft's analysis says. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createBinder, type Syntax } from '../../src/1-syntax/microsoft.ts'
import type { Catalogue, CatalogueTable, ColumnShape, KqlType } from '../../src/index.ts'
import { openEngine } from '../engine.ts'
import { rowsOf } from './rows.ts'

/** `Name|type=column,column|type=…`, a line a table. */
const tables: readonly CatalogueTable[] = readFileSync(join(import.meta.dirname, 'tables.txt'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [name = '', ...parts] = line.split('|')
    const columns = parts.flatMap((part): ColumnShape[] => {
      const [type = '', names = ''] = part.split('=')
      return names.split(',').map((column) => ({ name: column, type: type as KqlType }))
    })
    return { name, columns }
  })

const filled: Catalogue = { tables: tables.map((table) => ({ ...table, from: rowsOf(table) })), functions: [] }
const empty: Catalogue = { tables, functions: [] }
const [full, bare] = [await openEngine(filled), await openEngine(empty)]
const binder = createBinder(filled, () => undefined)
after(() => {
  full.close()
  bare.close()
})

const queries = globSync(join(import.meta.dirname, '*.kql')).sort()

/** Its columns as Microsoft's analysis gives them; undefined where they depend on data. */
function expected(text: string): readonly string[] | undefined {
  const type = lastExpression(binder.parse(text).root)?.type
  return type?.kind !== 'table' || type.isOpen ? undefined : type.columns.map((column) => `${column.name}: ${column.type}`)
}

const lastExpression = (root: Syntax): Syntax | undefined =>
  root
    .list('Statements')
    .filter(({ kind }) => kind === 'ExpressionStatement')
    .at(-1)
    ?.child('Expression')

/** The query, then what it is without its last operator, without the last two, and so on: their columns count as well. */
function prefixes(text: string): readonly string[] {
  const found = [text]
  for (let node = lastExpression(binder.parse(text).root); node?.kind === 'PipeExpression'; ) {
    node = node.child('Expression')
    if (node !== undefined) found.push(text.slice(0, node.start + node.length))
  }
  return found
}

const shown = (columns: readonly ColumnShape[]): readonly string[] => columns.map(({ name, type }) => `${name}: ${type}`)

describe('queries of the field', () => {
  for (const file of queries) {
    const text = readFileSync(file, 'utf8')
    test(basename(file, '.kql'), async () => {
      const outcome = await full.query(text)
      assert.ok(outcome.ok, outcome.diagnostics.map(({ message }) => message).join('\n'))
      assert.ok((outcome.results.at(-1)?.rows.length ?? 0) > 0, 'it finds what the rows were made for')
      for (const prefix of prefixes(text)) {
        const without = await bare.query(prefix)
        assert.ok(without.ok, without.diagnostics.map(({ message }) => message).join('\n'))
        const columns = expected(prefix)
        if (columns !== undefined) assert.deepEqual(shown(without.results.at(-1)?.columns ?? []), columns)
      }
    })
  }
})

test('the field is here', () => assert.ok(queries.length >= 60, `${queries.length} queries`))
