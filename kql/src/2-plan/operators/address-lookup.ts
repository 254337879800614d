/** evaluate ipv4_lookup and ipv6_lookup: the rows of a table whose range holds an address. */
import { filled, type Scalar, sql, toText } from '../../0-functions/scalar.ts'
import { words } from '../../0-functions/strings.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import { argumentsOf } from '../call.ts'
import { byName, columnScalar, type Place } from '../context.ts'
import { nameOf, scalar } from '../expression.ts'
import { fail } from '../fault.ts'
import type { Column, Relation } from '../plan.ts'
import { relation } from '../relation.ts'
import { extended, overRows } from '../rows.ts'
import { settingsOf } from './settings.ts'

type Version = 'ipv4' | 'ipv6'

/** Columns named after the three columns of the lookup table are keys too and must be the same. */
export function addressLookup(version: Version, node: Syntax, call: Syntax, input: Relation, place: Place): Relation {
  const [tableNode, sourceNode, rangeNode, ...more] = argumentsOf(call)
  if (tableNode === undefined || sourceNode === undefined || rangeNode === undefined)
    return fail(call, 'TK003', `${version}_lookup wants a table, an address and a column of ranges.`)
  const keys = more.filter((one) => one.kind === 'NameReference')
  const settings = more.filter((one) => one.kind !== 'NameReference')
  const isKept = settingsOf(settings, ['return_unmatched'], place).get('return_unmatched') === 'true'
  const table = relation(tableNode, { ...place, partition: [] })
  const range = byName(table.columns).get(nameOf(rangeNode))
  if (range === undefined) return fail(rangeNode, 'TK002', `There is no column “${nameOf(rangeNode)}” in the lookup table.`)
  const left = withAddress(version, sourceNode, input, place)
  const right = withBounds(version, range, table, place)
  const on = [
    `${left.address} >= ${right.first}`,
    `${left.address} <= ${right.last}`,
    ...keys.map((one) => same(columnNamed(one, input), columnNamed(one, table))),
  ].join(' AND ')
  return {
    plan: { op: 'join', kind: isKept ? 'LEFT' : 'INNER', left: left.relation.plan, right: right.relation.plan, on },
    columns: columnsOf(node, input.columns, table.columns, new Set(keys.map(nameOf))),
    order: undefined,
  }
}

/** The address as something that can be compared, once a row: then the database joins by ranges. Null where it is none. */
function withAddress(version: Version, node: Syntax, input: Relation, place: Place): { relation: Relation; address: string } {
  const rows = overRows(input, place)
  const value = placed(version, 'number', words(scalar(node, rows.scope)))
  const { relation: made, columns } = extended(rows.relation(), [{ name: '·address', value }], place)
  return { relation: made, address: columns[0]?.id ?? 'NULL' }
}

function withBounds(version: Version, range: Column, table: Relation, place: Place): { relation: Relation; first: string; last: string } {
  const text = words(columnScalar(range))
  const values = (['first', 'last'] as const).map((end) => ({ name: `·${end}`, value: placed(version, end, text) }))
  const { relation: made, columns } = extended(table, values, place)
  return { relation: made, first: columns[0]?.id ?? 'NULL', last: columns[1]?.id ?? 'NULL' }
}

const placed = (version: Version, what: 'number' | 'first' | 'last', text: string): Scalar =>
  sql('long', version === 'ipv4' ? `kql_ipv4_${what}(${text})` : `CAST(kql_ipv6_${what}(${text}) AS UHUGEINT)`)

const columnNamed = (node: Syntax, from: Relation): Column =>
  byName(from.columns).get(nameOf(node)) ?? fail(node, 'TK002', `There is no column “${nameOf(node)}” on both sides.`)

const same = (left: Column, right: Column): string => `${keyText(left)} = ${keyText(right)}`

const keyText = (column: Column): string => filled(toText(columnScalar(column))).sql

/** In the order and under the names that Microsoft's analysis gives; keys are shown once, as the input has them. */
function columnsOf(node: Syntax, left: readonly Column[], right: readonly Column[], keys: ReadonlySet<string>): readonly Column[] {
  const looked = right
    .filter(({ name }) => !keys.has(name))
    .map((column) => (column.type === 'string' ? { ...column, mayBeNull: true } : column))
  const all = [...left, ...looked]
  const names = node.type.kind === 'table' ? node.type.columns.map(({ name }) => name) : []
  const known = byName(all)
  const byNames = names.map((name) => known.get(name))
  if (names.length === all.length && byNames.every((one) => one !== undefined)) return byNames.filter((one) => one !== undefined)
  return names.length === all.length ? all.map((column, i) => ({ ...column, name: names[i] ?? column.name })) : all
}
