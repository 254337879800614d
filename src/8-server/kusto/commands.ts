/** The management commands that Kusto's tools ask to find their way: what there is, never a change. */
import type { CatalogueTable, Cell, ColumnShape, Diagnostic, KqlType, SavedFunction } from '@tocsin/kql'
import type { HuntExplanation } from '../../2-store/hunt.ts'
import { bracedBody, databaseName, databaseSchema, folderOf, tableSchema } from './schema-json.ts'

export interface CommandParts {
  readonly tables: readonly CatalogueTable[]
  readonly functions: readonly SavedFunction[]
  readonly version: string
  /** ISO text of when this run began. */
  readonly started: string
  counts(): Promise<Readonly<Record<string, number>>>
  /** Cancels the query with this client request id; false where there is none. */
  cancel(clientRequestId: string): boolean
  explain(text: string): Promise<HuntExplanation>
}

export interface CommandAnswer {
  readonly columns: readonly ColumnShape[]
  readonly rows: readonly (readonly Cell[])[]
}

export interface Refused {
  readonly refused: string
  /** Where it was a query that is wrong: about the query's own text. */
  readonly diagnostics?: readonly Diagnostic[]
}

type Run = (parts: CommandParts, named: string) => CommandAnswer | Promise<CommandAnswer> | Refused

const named = String.raw`\[?["']?([^"'\]|]+?)["']?\]?`

/** Each command as it is written, and what answers it. */
const commands: readonly { readonly form: RegExp; readonly says: string; readonly run: Run }[] = [
  { form: /^\.show version$/i, says: '.show version', run: version },
  { form: /^\.show (?:cluster )?databases(?: details)?$/i, says: '.show databases', run: () => databases },
  { form: /^\.show (?:cluster |databases? |database .+ )?schema as json$/i, says: '.show schema as json', run: schemaJson },
  { form: /^\.show databases? .*schema as json$/i, says: '.show database schema as json', run: schemaJson },
  { form: /^\.show (?:schema|databases? (?:.+ )?(?:schema|entities)(?: .*)?)$/i, says: '.show database schema', run: schemaRows },
  { form: /^\.show cluster(?: details)?$/i, says: '.show cluster', run: cluster },
  { form: /^\.show tables$/i, says: '.show tables', run: tablesList },
  { form: /^\.show tables details$/i, says: '.show tables details', run: (parts) => details(parts, parts.tables) },
  { form: new RegExp(`^\\.show tables? ${named} cslschema$`, 'i'), says: '.show table T cslschema', run: cslSchema },
  { form: new RegExp(`^\\.show tables? ${named} schema as json$`, 'i'), says: '.show table T schema as json', run: tableJson },
  {
    form: new RegExp(`^\\.show tables? ${named} details$`, 'i'),
    says: '.show table T details',
    run: (parts, table) => details(parts, one(parts, table)),
  },
  { form: new RegExp(`^\\.show table ${named}$`, 'i'), says: '.show table T', run: tableColumns },
  { form: /^\.show functions$/i, says: '.show functions', run: ({ functions }) => functionRows(functions) },
  {
    form: new RegExp(`^\\.show functions? ${named}$`, 'i'),
    says: '.show function F',
    run: ({ functions }, name) => functionRows(functions.filter((each) => each.name === name)),
  },
  {
    form: /^\.show (?:external tables|materialized-views|entity_groups|queries|running queries|operations|journal).*$/i,
    says: '.show external tables',
    run: () => nothing,
  },
  {
    form: /^\.show (?:principal|database .*principals|cluster .*principals|tables? .*principals).*$/i,
    says: '.show principal roles',
    run: () => nothing,
  },
  { form: new RegExp(`^\\.cancel query ${named}(?: with .*)?$`, 'i'), says: '.cancel query "id"', run: cancelled },
]

/** Answers the command, or says what there is. The command stands without a pipe behind it. */
export async function runCommand(text: string, parts: CommandParts): Promise<CommandAnswer | Refused> {
  const asked = /^\.show\s+queryplan\b[^<]*<\|/i.exec(text.trim())
  if (asked !== null) return queryPlan(text.trim().slice(asked[0].length), parts)
  const command = text.trim().replace(/;$/, '').replace(/\s+/g, ' ')
  for (const { form, run } of commands) {
    const match = form.exec(command)
    if (match !== null) return run(parts, (match[1] ?? '').trim())
  }
  const there = [...new Set(commands.map(({ says }) => says)), '.show queryplan <| query'].join(', ')
  return { refused: `There is no command "${command.slice(0, 100)}" here: the store is read-only. There are ${there}.` }
}

const columns = (words: string): ColumnShape[] =>
  words.split(' ').map((word) => {
    const [name = '', type = 'string'] = word.split(':')
    return { name, type: type as KqlType }
  })

const nothing: CommandAnswer = { columns: columns('Name'), rows: [] }

const databases: CommandAnswer = {
  columns: columns(
    'DatabaseName PersistentStorage Version IsCurrent:bool DatabaseAccessMode PrettyName ReservedSlot1:bool DatabaseId:guid InTransitionTo',
  ),
  rows: [[databaseName, '', 'v1.0', true, 'ReadOnly', '', null, '00000000-0000-0000-0000-000000000000', '']],
}

function version({ version: number, started }: CommandParts): CommandAnswer {
  return {
    columns: columns('BuildVersion BuildTime:datetime ServiceType ProductVersion ServiceOffering'),
    rows: [[`1.0.${number}`, started, 'Engine', `Tocsin ${number}`, '{"Type":"Tocsin"}']],
  }
}

function cluster({ version: number, started }: CommandParts): CommandAnswer {
  return {
    columns: columns(
      'NodeId Address Name StartTime:datetime IsAdmin:bool MachineTotalMemory:long MachineAvailableMemory:long ProcessorCount:int EnvironmentDescription',
    ),
    rows: [['0', '', 'tocsin', started, true, null, null, null, `Tocsin ${number}`]],
  }
}

function schemaJson({ tables, functions }: CommandParts): CommandAnswer {
  return {
    columns: columns('DatabaseName DatabaseSchema'),
    rows: [[databaseName, JSON.stringify(databaseSchema(tables, functions))]],
  }
}

function schemaRows({ tables }: CommandParts): CommandAnswer {
  return {
    columns: columns(
      'DatabaseName TableName ColumnName ColumnType IsDefaultTable:bool IsDefaultColumn:bool PrettyName Version Folder DocString',
    ),
    rows: tables.flatMap((table) => [
      [databaseName, table.name, '', '', false, false, '', '', folderOf(table), ''],
      ...table.columns.map(({ name, type }) => [databaseName, table.name, name, type, false, false, '', '', folderOf(table), '']),
    ]),
  }
}

function tablesList({ tables }: CommandParts): CommandAnswer {
  return {
    columns: columns('TableName DatabaseName Folder DocString'),
    rows: tables.map((table) => [table.name, databaseName, folderOf(table), '']),
  }
}

async function details({ counts }: CommandParts, tables: readonly CatalogueTable[]): Promise<CommandAnswer> {
  const rows = await counts()
  return {
    columns: columns(
      'TableName DatabaseName Folder DocString TotalExtents:long TotalExtentSize:real TotalOriginalSize:real TotalRowCount:long HotRowCount:long',
    ),
    rows: tables.map((table) => {
      const count = rows[table.name] ?? 0
      return [table.name, databaseName, folderOf(table), '', count === 0 ? 0 : 1, null, null, count, count]
    }),
  }
}

/** Tables may be listed with commas. */
function one({ tables }: CommandParts, names: string): readonly CatalogueTable[] {
  const wanted = new Set(names.split(',').map((name) => name.replace(/^[\s("'[]+|[\s)"'\]]+$/g, '')))
  return tables.filter(({ name }) => wanted.has(name))
}

function perTable(parts: CommandParts, names: string, schema: (table: CatalogueTable) => string): ReturnType<Run> {
  const found = one(parts, names)
  if (found.length === 0) return missing(names)
  return {
    columns: columns('TableName Schema DatabaseName Folder DocString'),
    rows: found.map((table) => [table.name, schema(table), databaseName, folderOf(table), '']),
  }
}

const missing = (name: string): Refused => ({
  refused: `There is no table ${name}. ".show tables" lists those there are.`,
})

function cslSchema(parts: CommandParts, names: string): ReturnType<Run> {
  return perTable(parts, names, (table) => table.columns.map(({ name, type }) => `${entity(name)}:${type}`).join(', '))
}

function tableJson(parts: CommandParts, names: string): ReturnType<Run> {
  return perTable(parts, names, (table) => JSON.stringify(tableSchema(table)))
}

function tableColumns(parts: CommandParts, name: string): ReturnType<Run> {
  const [table] = one(parts, name)
  if (table === undefined) return missing(name)
  return {
    columns: columns('AttributeName AttributeType ExtentsCount:long TotalExtentSize:real TotalIndexSize:real'),
    rows: table.columns.map((column) => [column.name, column.type, null, null, null]),
  }
}

const functionRows = (functions: readonly SavedFunction[]): CommandAnswer => ({
  columns: columns('Name Parameters Body Folder DocString'),
  rows: functions.map(({ name, parameters, body, description }) => [name, parameters, bracedBody(body), '', description ?? '']),
})

function cancelled({ cancel }: CommandParts, id: string): ReturnType<Run> {
  return cancel(id)
    ? { columns: columns('RunningQueryCanceled:bool ClientRequestId'), rows: [[true, id]] }
    : { refused: `No query with the client request id ${id} is running.` }
}

/** Each query's plan and the SQL that it becomes. */
async function queryPlan(text: string, { explain }: CommandParts): Promise<CommandAnswer | Refused> {
  const explained = await explain(text)
  if (!explained.ok)
    return { refused: explained.diagnostics[0]?.message ?? 'The query cannot be read.', diagnostics: explained.diagnostics }
  return {
    columns: columns('ResultType Format Content'),
    rows: explained.queries.flatMap(({ plan, sql }) => [
      ['QueryPlan', 'text', plan],
      ['Sql', 'text', sql],
    ]),
  }
}

/** A name as KQL writes it where it is not a plain word. */
const entity = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `['${name.replaceAll("'", "\\'")}']`)

/** `.show tables | where …` is a query over what the command gives: the two parts, or the command alone. */
export function splitPipe(text: string): { readonly command: string; readonly pipe: string | undefined } {
  const at = /^[^|"']*(?:"[^"]*"[^|"']*|'[^']*'[^|"']*)*/.exec(text)?.[0].length ?? text.length
  // The pipes of a query that is explained are its own.
  if (at === text.length || text.slice(0, at).endsWith('<')) return { command: text, pipe: undefined }
  return { command: text.slice(0, at), pipe: text.slice(at) }
}

/** The answer as a table that KQL can read. */
export function asDatatable({ columns: shapes, rows }: CommandAnswer): string {
  const cells = rows.flatMap((row) => row.map((cell, at) => literalOf(cell, shapes[at]?.type ?? 'string')))
  return `datatable(${shapes.map(({ name, type }) => `${entity(name)}:${type}`).join(', ')})[${cells.join(', ')}]`
}

function literalOf(cell: Cell, type: KqlType): string {
  // KQL's strings have the escapes of JSON's.
  if (type === 'string') return JSON.stringify(String(cell ?? ''))
  if (cell === null) return `${type}(null)`
  return `${type}(${String(cell)})`
}
