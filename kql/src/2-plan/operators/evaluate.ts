/** evaluate: plugins. Those whose columns depend on the data ask for their schema first. */
import { aggregates } from '../../0-functions/aggregates.ts'
import { memberOf } from '../../0-functions/path.ts'
import { convert, filled, quote, type Scalar, sql, toDynamic, toText } from '../../0-functions/scalar.ts'
import { words } from '../../0-functions/strings.ts'
import type { Syntax, SyntaxColumn } from '../../1-syntax/microsoft.ts'
import type { KqlType } from '../../language.ts'
import { argumentsOf } from '../call.ts'
import { columnScalar, type Place } from '../context.ts'
import { nameOf, need, scalar } from '../expression.ts'
import { askSchema, fail } from '../fault.ts'
import type { Column, Item, Plan, Relation } from '../plan.ts'
import { extended, groupable, overRows } from '../rows.ts'
import { addressLookup } from './address-lookup.ts'
import { typed } from './columns.ts'
import { rowSet, rowSets } from './row-sets.ts'
import { settingsOf } from './settings.ts'

type Plugin = (node: Syntax, call: Syntax, input: Relation, place: Place) => Relation

export function evaluate(node: Syntax, input: Relation, place: Place): Relation {
  const call = need(node, 'FunctionCall')
  const name = nameOf(need(call, 'Name')).toLowerCase()
  const plugin = plugins[name]
  if (plugin !== undefined) return plugin(node, call, input, place)
  if (rowSets.has(name)) return rowSet(name, node, call, input, place)
  return fail(need(call, 'Name'), call.symbol === undefined ? 'TK002' : 'TK001', `The plugin ${name} has no translation yet.`)
}

export const plugins: Readonly<Record<string, Plugin>> = {
  bag_unpack: bagUnpack,
  pivot,
  narrow,
  ipv4_lookup: (node, call, input, place) => addressLookup('ipv4', node, call, input, place),
  ipv6_lookup: (node, call, input, place) => addressLookup('ipv6', node, call, input, place),
}

/** The schema written behind the call, or found by an earlier question. */
const givenSchema = (node: Syntax): readonly SyntaxColumn[] | undefined =>
  node.child('Schema') === undefined ? undefined : node.type.kind === 'table' ? node.type.columns : []

const bracketed = (name: string): string => `['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`

const schemaText = (columns: readonly { readonly name: string; readonly type: KqlType }[]): string =>
  `(${columns.map(({ name, type }) => `${bracketed(name)}:${type}`).join(', ')})`

/** Columns of a bag become as many as there are keys in the data: at most this many. */
const keysMax = 2_000

function bagUnpack(node: Syntax, call: Syntax, input: Relation, place: Place): Relation {
  const [bagNode, ...more] = argumentsOf(call)
  if (bagNode === undefined) return fail(call, 'TK003', 'bag_unpack wants a column.')
  const rows = overRows(input, place)
  const value = scalar(bagNode, rows.scope)
  const bag: Scalar = { ...toDynamic(value), json: undefined }
  const settings = settingsOf(more, ['prefix', 'columnsConflict', 'ignoredProperties'], place)
  const prefix = settings.get('prefix') ?? ''
  const rest = input.columns.filter(({ name }) => name !== nameOf(bagNode))
  const schema = givenSchema(node)
  // Keys that no row has today are columns without values.
  place.compile.hasAbsent = true
  if (schema === undefined)
    askBag(
      node,
      rest,
      { bag, prefix, conflict: settings.get('columnsConflict') ?? 'error', ignored: ignoredOf(settings.get('ignoredProperties')) },
      rows.relation(),
      place,
    )
  const own = new Map(rest.map((column) => [column.name, column]))
  const made = (schema ?? [])
    .filter(({ name }) => !own.has(name) || settings.get('columnsConflict') === 'replace_source')
    .map(({ name, type }) => ({
      name,
      value: convert(
        memberOf(bag, prefix !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name),
        type === 'unknown' ? 'dynamic' : type,
      ),
    }))
  const { relation: with_, columns } = extended(rows.relation(), made, place)
  const all = new Map([...rest, ...columns].map((column) => [column.name, column]))
  return { ...with_, columns: (schema ?? []).flatMap(({ name }) => all.get(name) ?? []) }
}

const ignoredOf = (json: string | undefined): readonly string[] => {
  try {
    const parsed: unknown = JSON.parse(json ?? '[]')
    return Array.isArray(parsed) ? parsed.map(String) : []
  } catch {
    return []
  }
}

interface Bag {
  readonly bag: Scalar
  readonly prefix: string
  readonly conflict: string
  readonly ignored: readonly string[]
}

const jsonTypes: Readonly<Record<string, KqlType>> = { VARCHAR: 'string', BIGINT: 'long', UBIGINT: 'long', DOUBLE: 'real', BOOLEAN: 'bool' }

function askBag(node: Syntax, rest: readonly Column[], { bag, prefix, conflict, ignored }: Bag, from: Relation, place: Place): never {
  const { relation: with_, columns } = extended(from, [{ name: '·bag', value: bag }], place)
  const id = columns[0]?.id ?? 'NULL'
  const inner = place.compile.print({ ...with_, order: undefined }, [id])
  const each = `SELECT e.key AS k, e.type AS t, e.rowid AS r FROM (${inner}) AS b, json_each(CASE WHEN json_type(b.${id}) = 'OBJECT' THEN b.${id} ELSE '{}' END) AS e`
  askSchema({
    node,
    question: `SELECT k, string_agg(DISTINCT t, ',') AS t FROM (${each}) GROUP BY k ORDER BY k LIMIT ${keysMax}`,
    schema(rows) {
      const own = new Set(rest.map(({ name }) => name))
      const made = rows
        .map(([key, types]) => ({ name: `${prefix}${String(key)}`, key: String(key), type: typeOfKey(String(types)) }))
        .filter(({ key, name }) => !ignored.includes(key) && (!own.has(name) || conflict === 'replace_source'))
      const names = new Set(made.map(({ name }) => name))
      return ` : ${schemaText([...rest.filter(({ name }) => !names.has(name)), ...made])}`
    },
  })
}

/** Values of several kinds stay dynamic; whole and other numbers together are real. */
function typeOfKey(types: string): KqlType {
  const found = new Set(
    types
      .split(',')
      .filter((type) => type !== 'NULL')
      .map((type) => jsonTypes[type] ?? 'dynamic'),
  )
  const [only] = found
  if (found.size === 1 && only !== undefined) return only
  return found.size === 2 && found.has('long') && found.has('real') ? 'real' : 'dynamic'
}

function pivot(node: Syntax, call: Syntax, input: Relation, place: Place): Relation {
  const [pivotNode, aggregateNode, ...keyNodes] = argumentsOf(call)
  if (pivotNode === undefined) return fail(call, 'TK003', 'pivot wants a column.')
  const rows = overRows(input, place)
  const value: Scalar = filled(toText(scalar(pivotNode, rows.scope)))
  const aggregateScope = { ...rows.scope, aggregates: { listOrder: '', columns: input.columns } }
  const aggregate =
    aggregateNode === undefined
      ? (aggregates.get('count')?.([], {
          name: 'count',
          type: 'long',
          now: 0n,
          listOrder: '',
          isAnyOrder: false,
          gather: (made) => made,
          written: [],
          refuse: (why) => fail(call, 'TK003', why),
        }) ?? sql('long', 'count(*)'))
      : typed(aggregateNode, aggregateScope)
  const used = new Set([nameOf(pivotNode), ...(aggregateNode === undefined ? [] : namesIn(aggregateNode))])
  const keys =
    keyNodes.length > 0
      ? keyNodes.map((one) => ({ name: nameOf(one), value: groupable(scalar(one, rows.scope)) }))
      : input.columns.filter(({ name }) => !used.has(name)).map((column) => ({ name: column.name, value: groupable(columnScalar(column)) }))
  const prepared = extended(rows.relation(), [...keys, { name: '·pivot', value }], place)
  const keyColumns = prepared.columns.slice(0, -1)
  const pivotId = prepared.columns.at(-1)?.id ?? 'NULL'
  const schema = givenSchema(node)
  place.compile.hasAbsent = true
  if (schema === undefined) {
    askSchema({
      node,
      question: `SELECT DISTINCT ${pivotId} AS k FROM (${place.compile.print({ ...prepared.relation, order: undefined }, [pivotId])}) ORDER BY k LIMIT ${keysMax}`,
      schema: (found) => ` : ${schemaText([...keyColumns, ...found.map(([name]) => ({ name: String(name), type: aggregate.type }))])}`,
    })
  }
  const perCell = place.compile.names.fresh('·cell')
  const first: Plan = {
    op: 'aggregate',
    input: prepared.relation.plan,
    keys: [...new Set([...keyColumns.map(({ id }) => id), pivotId])],
    items: [{ id: perCell, sql: aggregate.sql }],
    isWhole: false,
  }
  const keyNames = new Set(keyColumns.map(({ name }) => name))
  const cells = (schema ?? [])
    .filter(({ name }) => !keyNames.has(name))
    .map(({ name }) => ({
      name,
      type: aggregate.type,
      isTimestamp: aggregate.isTimestamp,
      mayBeNull: aggregate.type === 'string' ? true : undefined,
      id: place.compile.names.fresh(name),
    }))
  // What never happened counts nought; other aggregates are null there.
  const isCount = /^count\(/.test(aggregate.sql) || /^kql_wrap\(coalesce\(sum\(/.test(aggregate.sql)
  const items: Item[] = cells.map(({ id, name }) => ({
    id,
    sql: isCount
      ? `coalesce(any_value(${perCell}) FILTER (WHERE ${pivotId} = ${quote(name)}), 0)`
      : `any_value(${perCell}) FILTER (WHERE ${pivotId} = ${quote(name)})`,
  }))
  const plan: Plan = {
    op: 'aggregate',
    input: first,
    keys: [...new Set(keyColumns.map(({ id }) => id))],
    items,
    isWhole: keyColumns.length === 0,
  }
  const all = new Map([...keyColumns, ...cells].map((column) => [column.name, column]))
  return { plan, columns: (schema ?? []).flatMap(({ name }) => all.get(name) ?? []), order: undefined }
}

function namesIn(node: Syntax): readonly string[] {
  if (node.kind === 'NameReference') return [nameOf(node)]
  const args = node.kind === 'FunctionCallExpression' ? argumentsOf(node) : []
  return args.flatMap(namesIn)
}

/** A row for each value of each row. */
function narrow(node: Syntax, _call: Syntax, input: Relation, place: Place): Relation {
  const found = node.type.kind === 'table' ? node.type.columns.map(({ name }) => name) : ['Row', 'Column', 'Value']
  const row = place.compile.names.fresh('·row')
  const numbered: Plan = { op: 'extend', input: input.plan, items: [{ id: row, sql: 'row_number() OVER () - 1' }] }
  const pairs = input.columns.map((column) => `struct_pack(c := ${quote(column.name)}, v := ${words(columnScalar(column))})`)
  const pair = place.compile.names.fresh('·pair')
  const each: Plan = { op: 'extend', input: numbered, items: [{ id: pair, sql: `unnest([${pairs.join(', ')}])` }], multiplies: true }
  const columns: Column[] = (['long', 'string', 'string'] as const).map((type, i) => ({
    name: found[i] ?? '',
    type,
    id: place.compile.names.fresh(found[i] ?? 'Column'),
  }))
  const items = [row, `struct_extract(${pair}, 'c')`, `struct_extract(${pair}, 'v')`].map((written, i) => ({
    id: columns[i]?.id ?? '',
    sql: written,
  }))
  return { plan: { op: 'extend', input: each, items }, columns, order: undefined }
}
