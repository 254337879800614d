/** Entra sign-ins, which come by the million, read by DuckDB itself: SQL that makes the same rows as the source's own `row`, for records that are plain. */

import { type SignInTable, signInTables } from '../1-ingest/sources/entra-id-sign-in-row.ts'
import type { Field } from '../1-ingest/sources/entra-id-table.ts'
import { ownSystem } from '../1-ingest/sources/own-system.ts'
import { instant, pathValue, readJson } from './load.ts'
import { tenantColumn } from './schema.ts'
import { list, literal, name } from './sql.ts'
import { tableNamed } from './tables/index.ts'
import type { Column, Table } from './tables/table.ts'

/** What `insertRows` needs for the lines of one shape, and how it knows those that must be read with care instead. */
export interface Direct {
  readonly table: Table
  relation(path: string, tenant: string | undefined): string
  readonly values: Readonly<Record<string, string>>
  readonly suspicious: string
}

/** A form of the record: what `read_json` is asked for, and where each column's value lies in it. */
interface Form {
  readonly fields: readonly Field[]
  readonly types: Readonly<Record<string, string>>
  /** SQL of a field's raw value. */
  readonly raw: (field: Field) => string
  /** Further values, by the names the completion uses. */
  readonly extras: Readonly<Record<Extra, string>>
}

/** Whether the shape is certain; and what Azure Monitor writes around a record. */
type Extra = '_recognised' | '_resource' | '_address' | '_flow'

/** A line may be this long; a longer one is an error, and its file read with care. */
const lineMax = 16 * 1024 * 1024

function direct(table: Table, logTable: SignInTable, form: Form): Direct {
  const filled = form.fields.map((field) => `${form.raw(field)} AS ${name(field.column)}`)
  const absent = table.columns.filter((column) => !form.fields.some((field) => field.column === column.name))
  const extras = Object.entries(form.extras).map(([extra, value]) => `${value} AS ${extra}`)
  const kinds = new Map(form.fields.map(({ column, kind }) => [column, kind]))
  return {
    table,
    relation(path, tenant) {
      const mark = `${tenant === undefined ? 'NULL' : literal(tenant)}::VARCHAR AS ${tenantColumn}`
      const nothing = absent.map((column) => `NULL::${column.type === 'dynamic' ? 'JSON' : 'VARCHAR'} AS ${name(column.name)}`)
      return `(SELECT ${list([...filled, ...nothing, ...extras, mark])} FROM ${readJson(path, form.types, { objectMax: lineMax, isOurs: false })})`
    },
    values: { ...emptied(table), ...completed(table, logTable) },
    suspicious: doubts(table, kinds).join(' OR '),
  }
}

/** As the source's `cell`: nothing for empty text. */
function emptied(table: Table): Record<string, string> {
  const ofType = (...types: Column['type'][]) => table.columns.filter(({ type }) => types.includes(type)).map((column) => name(column.name))
  return Object.fromEntries([
    ...ofType('string').map((column) => [column.slice(1, -1), text(column)]),
    ...ofType('dynamic').map((column) => [column.slice(1, -1), `CASE WHEN ${column}::VARCHAR NOT IN ('""', 'null') THEN ${column} END`]),
  ])
}

const text = (value: string): string => `nullif(${value}, '')`
const guid = (value: string): string => `nullif(nullif(${value}, ''), '00000000-0000-0000-0000-000000000000')`
const first = (...values: readonly string[]): string => `coalesce(${list(values)})`

/** As the source's `complete`: what one form says in one place and another in two. */
function completed(table: Table, logTable: SignInTable): Record<string, string> {
  const time = first(text('"TimeGenerated"'), text('"CreatedDateTime"'))
  return {
    AADTenantId: first(guid('"AADTenantId"'), guid(tenantInResource), tenantOfUser, text('"AADTenantId"')),
    CorrelationId: first(text('"CorrelationId"'), text('_flow')),
    ResultType: code(table),
    IsInteractive: logTable === 'SigninLogs' ? `("IsInteractive" IS NULL OR "IsInteractive" <> 'false')` : 'false',
    Location: first(text(pathValue(table, 'LocationDetails.countryOrRegion')), text('"Location"')),
    IPAddress: first(text('"IPAddress"'), text('_address')),
    ResultDescription: first(
      text('"ResultDescription"'),
      `CASE WHEN ${code(table)} IS DISTINCT FROM '0' THEN ${text(pathValue(table, 'Status.failureReason'))} END`,
    ),
    Identity: first(text('"Identity"'), text('"UserDisplayName"')),
    OperationName: first(text('"OperationName"'), `'Sign-in activity'`),
    Category: first(text('"Category"'), literal(signInTables[logTable].category)),
    TimeGenerated: instant(time),
    SourceSystem: first(text('"SourceSystem"'), `'Azure AD'`),
    _ItemId: '"Id"',
    Type: literal(table.name),
  }
}

const code = (table: Table): string => first(text('"ResultType"'), text(pathValue(table, 'Status.errorCode')))

/** `/tenants/<id>/providers/Microsoft.aadiam`. */
const tenantInResource = `CASE WHEN starts_with(lower(_resource), '/tenants/') THEN split_part(_resource, '/', 3) END`

/** A guest is logged by the tenant visited, a member by their own. */
const tenantOfUser = `CASE WHEN lower("UserType") = 'guest' THEN coalesce(${guid('"ResourceTenantId"')}, ${guid('"HomeTenantId"')})
  ELSE coalesce(${guid('"HomeTenantId"')}, ${guid('"ResourceTenantId"')}) END`

/** Values that the source reads in ways of its own. A condition of nothing counts as false: `OR` passes over it. */
function doubts(table: Table, kinds: ReadonlyMap<string, Field['kind']>): string[] {
  const typed = first(text('"UserPrincipalName"'), text('"UserDisplayName"'))
  return [
    'NOT coalesce(_recognised, false)',
    `coalesce("Id", '') = ''`,
    `coalesce("TimeGenerated", '') = '' AND coalesce("CreatedDateTime", '') = ''`,
    `(${code(table)} <> '0' AND NOT regexp_matches(${typed}, ${literal(plainName)}, 'i'))`,
    `(${code(table)} IS NULL AND ${typed} IS NOT NULL)`,
    // Where they differ, only the source can tell which of them is an address.
    `(_address IS NOT NULL AND coalesce("IPAddress", '') <> _address)`,
    `NOT starts_with("LocationDetails"::VARCHAR, '{')`,
    ...[...kinds].flatMap(([column, kind]) => doubt(kind, name(column))),
    ...['Status.errorCode', 'Status.failureReason', 'LocationDetails.countryOrRegion'].map((path) => isStructure(pathValue(table, path))),
    ...lookedInto(table).map((column) => isDeep(`${name(column)}::VARCHAR`)),
  ]
}

/** Columns whose JSON somebody parses; in the others it is a text like any. */
const lookedInto = (table: Table): string[] => [
  ...new Set([
    ...table.columns.filter(({ type }) => type === 'dynamic').map((column) => column.name),
    ...table.extracted.map(({ column }) => column),
    ...['AuthenticationAppDeviceDetails', 'RiskEventTypes_V2'].filter((column) => table.columns.some((one) => one.name === column)),
  ]),
]

/** Of an account that does not exist, whatever else was typed may be a password and is hidden by the source. */
const plainName = String.raw`^[a-z0-9._'+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,63}$`
const plainTime = '20__-__-__T__:__:__%Z'

/** A shorter value cannot be nested so deeply that it overflows a reader's stack (some 1,600 levels), and looking would cost more than the reading. */
const deepFrom = 3000
/** With fewer brackets it is not nested as deeply as is refused. */
const bracketsMax = 90
/** Ordinary values are flat: policies with their lists are three levels. */
const levelsMax = 8

/** Whether JSON text is nested too deeply to be sure of: what is left of its brackets when `levelsMax` times the innermost pairs were taken out. */
function isDeep(json: string): string {
  let brackets = `regexp_replace(${json}, '[^\\[\\]{}]', '', 'g')`
  for (let level = 0; level < levelsMax; level++) brackets = `regexp_replace(${brackets}, '\\[\\]|\\{\\}', '', 'g')`
  return `(strlen(${json}) > ${deepFrom} AND regexp_matches(${json}, '^(?:[^\\[{]*[\\[{]){${bracketsMax}}') AND ${brackets} <> '')`
}

/** A structure where text should be: the source takes it for nothing. Comparing costs a fraction of looking at the first character. */
const isStructure = (value: string): string => `(${value} >= '[' AND ${value} < '\\') OR (${value} >= '{' AND ${value} < '|')`

function doubt(kind: Field['kind'], column: string): string[] {
  switch (kind) {
    case 'string':
    case 'dynamic':
      return []
    case 'text':
      return [isStructure(column)]
    case 'datetime':
      return [`(${column} <> '' AND NOT (${column} LIKE ${literal(plainTime)} AND try_cast(${column} AS TIMESTAMP) IS NOT NULL))`]
    case 'bool':
      return [`${column} NOT IN ('true', 'false', '')`]
    case 'long':
    case 'int':
    case 'real':
      return [`(${column} <> '' AND try_cast(${column} AS DOUBLE) IS NULL)`]
  }
}

/** A key may fill two columns: `appliedConditionalAccessPolicies` does. As JSON it can be made text, not the other way round. */
const typesOf = (fields: readonly Field[]): Record<string, string> =>
  Object.fromEntries(
    fields.map(({ key }) => [key, fields.some((other) => other.key === key && other.kind === 'dynamic') ? 'JSON' : 'VARCHAR']),
  )

/** JSON as text: a string without its quotes, everything else as it is written. */
const bare = (value: string): string =>
  `CASE WHEN starts_with(${value}::VARCHAR, '"') THEN json_extract_string(${value}, '$') ELSE ${value}::VARCHAR END`

const readAs = (field: Field, at: string, types: Readonly<Record<string, string>>): string =>
  types[field.key] === 'JSON' && field.kind !== 'dynamic' ? bare(at) : at

function analytics(logTable: SignInTable): Form {
  const { rows, category } = signInTables[logTable]
  const types = typesOf(rows)
  return {
    fields: rows,
    types,
    raw: ({ key }) => name(key),
    extras: {
      _recognised: `"SourceSystem" IS DISTINCT FROM ${literal(ownSystem)}
        AND CASE WHEN "Type" IS NULL THEN "Category" = ${literal(category)} ELSE "Type" = ${literal(logTable)} END`,
      _resource: rows.some(({ column }) => column === 'ResourceId') ? '"ResourceId"' : 'NULL::VARCHAR',
      _address: 'NULL::VARCHAR',
      _flow: 'NULL::VARCHAR',
    },
  }
}

function graph(logTable: SignInTable): Form {
  const fields = signInTables[logTable].graph.filter((field) => !field.around)
  const types = {
    ...typesOf(fields),
    signInEventTypes: 'VARCHAR',
    status: typesOf(fields)['status'] ?? 'VARCHAR',
    properties: 'VARCHAR',
    category: 'VARCHAR',
  }
  return {
    fields,
    types,
    raw: (field) => readAs(field, name(field.key), types),
    extras: {
      _recognised: `"properties" IS NULL AND "category" IS NULL AND "createdDateTime" IS NOT NULL AND "conditionalAccessStatus" IS NOT NULL
        AND ("userId" IS NOT NULL OR "userPrincipalName" IS NOT NULL) AND ${kindOf(logTable)}`,
      _resource: 'NULL::VARCHAR',
      _address: 'NULL::VARCHAR',
      _flow: 'NULL::VARCHAR',
    },
  }
}

/** The oldest API does not say the kind; then whoever has an id or a name is a person. */
function kindOf(logTable: SignInTable): string {
  const [type, interactive] = logTable === 'SigninLogs' ? ['interactiveUser', 'true'] : ['nonInteractiveUser', 'false']
  return `CASE WHEN coalesce("signInEventTypes", '[]') = '[]'
    THEN coalesce("userId", "userPrincipalName") <> '' AND coalesce("isInteractive", 'true') = '${interactive}'
    ELSE "signInEventTypes" = '["${type}"]' END`
}

function monitor(logTable: SignInTable): Form {
  const { graph: fields, category } = signInTables[logTable]
  const inner = typesOf(fields.filter(({ around }) => !around))
  const outer = Object.fromEntries(fields.filter(({ around }) => around).map(({ key }) => [key, 'VARCHAR']))
  const properties = `STRUCT(${list(Object.entries(inner).map(([key, type]) => `${name(key)} ${type}`))})`
  return {
    fields,
    types: { ...outer, category: 'VARCHAR', resourceId: 'VARCHAR', callerIpAddress: 'VARCHAR', correlationId: 'VARCHAR', properties },
    raw: (field) => (field.around ? name(field.key) : readAs(field, `properties.${name(field.key)}`, inner)),
    extras: {
      _recognised: `category = ${literal(category)} AND properties IS NOT NULL`,
      _resource: '"resourceId"',
      _address: 'coalesce("callerIpAddress", \'\')',
      _flow: '"correlationId"',
    },
  }
}

function waysOf(logTable: SignInTable, log: string): (readonly [string, Direct])[] {
  const table = tableNamed(logTable)
  if (table === undefined) throw new Error(`There is no table ${logTable}`)
  return [
    [`entra-analytics-${log}`, direct(table, logTable, analytics(logTable))],
    [`entra-graph-${log}`, direct(table, logTable, graph(logTable))],
    [`entra-monitor-${log}`, direct(table, logTable, monitor(logTable))],
  ]
}

/** The shapes that have a direct way, by their names. */
export const directs: ReadonlyMap<string, Direct> = new Map([
  ...waysOf('SigninLogs', 'sign-in'),
  ...waysOf('AADNonInteractiveUserSignInLogs', 'non-interactive-sign-in'),
])
