/** What the server says queries may name, as Microsoft's language service wants to know it. */
import type { HuntColumn, HuntSchema, HuntSchemaFunction, HuntSchemaTable } from '../../../../src/8-server/hunting/wire.ts'
import { call } from '../../wire/call.ts'
import { getKustoWorker, type monaco } from './monaco.ts'

type Worker = Awaited<ReturnType<Awaited<ReturnType<typeof getKustoWorker>>>>
type EngineSchema = Extract<Parameters<Worker['setSchema']>[0], { readonly clusterType: 'Engine' }>
type Database = EngineSchema['cluster']['databases'][number]

interface Known {
  readonly schema: HuntSchema
  /** Columns of tables that hold nothing are asked for when a query names one. */
  readonly fetched: Map<string, HuntSchemaTable>
  readonly empty: ReadonlySet<string>
}

let known: Promise<Known> | undefined

/** Read once; `again` reads it anew, which the server answers quickly where nothing changed. */
export function readSchema(again = false): Promise<Known> {
  if (known === undefined || again) {
    known = call<HuntSchema>('GET', 'api/hunt/schema').then((schema) => ({ schema, fetched: new Map(), empty: new Set(schema.empty) }))
    known.catch(() => {
      known = undefined
    })
  }
  return known
}

/** Tells the language service all tables, with the columns of those that hold rows or are named in the text. */
export async function teach(model: monaco.editor.ITextModel): Promise<void> {
  const now = await readSchema()
  const isFirst = !taught.has(now)
  const wanted = namedIn(model.getValue(), now)
  if (!isFirst && wanted.length === 0) return
  if (wanted.length > 0) await fetchTables(now, wanted)
  if (model.isDisposed()) return
  taught.add(now)
  const worker = await (await getKustoWorker())(model.uri)
  await worker.setSchema(engineSchema(now))
}

const taught = new WeakSet<Known>()
/** Names in one question to the server. */
const askedMax = 50

function namedIn(text: string, { empty, fetched }: Known): readonly string[] {
  const words = new Set(text.match(/[A-Za-z_]\w*/g))
  return [...words].filter((word) => empty.has(word) && !fetched.has(word)).slice(0, askedMax)
}

async function fetchTables({ fetched }: Known, names: readonly string[]): Promise<void> {
  const { tables } = await call<HuntSchema>('GET', `api/hunt/schema?tables=${encodeURIComponent(names.join(','))}`)
  for (const table of tables) fetched.set(table.name, table)
}

let version = 0

function engineSchema({ schema, fetched }: Known): EngineSchema {
  const tables = [...schema.tables, ...schema.empty.map((name) => fetched.get(name) ?? { name, columns: [] })]
  const database: Database = {
    name: 'logs',
    // The worker keeps a database as it was until a higher version comes.
    majorVersion: ++version,
    minorVersion: 0,
    entityGroups: [],
    tables: tables.map((table) => ({ name: table.name, entityType: 'Table', columns: table.columns, docstring: tableText(table) })),
    functions: [...schema.functions.map(functionOf), watchlist(schema)],
  }
  return { clusterType: 'Engine', cluster: { connectionString: 'tocsin', databases: [database] }, database }
}

const tableText = ({ rows, columns }: HuntSchemaTable): string =>
  rows === undefined ? 'Known, but holds nothing here' : `${rows} rows, ${columns.length} columns`

const functionOf = ({ name, body, description, parameters }: HuntSchemaFunction): Database['functions'][number] => ({
  name,
  body: body.trim().startsWith('{') ? body : `{ ${body} }`,
  docstring: description,
  inputParameters: parameters.map((one) => ({
    name: one.name,
    ...(one.type === undefined ? {} : { type: clrType(one.type), cslType: one.type }),
    ...(one.preset === undefined ? {} : { cslDefaultValue: one.preset }),
    ...(one.columns === undefined ? {} : { columns: one.columns.map(({ name, type }) => ({ name, type: clrType(type), cslType: type })) }),
  })),
})

/** Sentinel gives it to every workspace; what it returns depends on the list. */
const watchlist = ({ watchlists }: HuntSchema): Database['functions'][number] => ({
  name: '_GetWatchlist',
  body: '{ print row = dynamic(null) | evaluate bag_unpack(row) }',
  docstring:
    watchlists.length === 0 ? 'There are no watchlists yet.' : `Watchlists here: ${watchlists.map(({ alias }) => alias).join(', ')}`,
  inputParameters: [{ name: 'watchlistAlias', type: 'System.String', cslType: 'string' }],
})

function clrType(type: HuntColumn['type']): string {
  switch (type) {
    case 'bool':
      return 'System.SByte'
    case 'int':
      return 'System.Int32'
    case 'long':
      return 'System.Int64'
    case 'real':
      return 'System.Double'
    case 'decimal':
      return 'System.Data.SqlTypes.SqlDecimal'
    case 'datetime':
      return 'System.DateTime'
    case 'timespan':
      return 'System.TimeSpan'
    case 'guid':
      return 'System.Guid'
    case 'dynamic':
      return 'System.Object'
    default:
      return 'System.String'
  }
}
