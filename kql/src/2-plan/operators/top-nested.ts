/** top-nested: the largest values of one column, within each of them the largest of the next, and what is left as “others”. */
import { constant, convert, filled, type Scalar, sqlTypes } from '../../0-functions/scalar.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import type { Place, Scope } from '../context.ts'
import { nameOf, need, scalar } from '../expression.ts'
import { fail } from '../fault.ts'
import type { Column, Item, Plan, Relation } from '../plan.ts'
import { scopeOf, sharedRelation } from '../relation.ts'
import { columnFor, extended, groupable, overRows } from '../rows.ts'
import { namedValues } from './columns.ts'
import type { Operator } from './operator.ts'
import { keyOf } from './order.ts'

interface Level {
  readonly column: Column
  readonly measure: Column
  /** Whether the row is one of the others at this level or above. */
  readonly isOther: string | undefined
}

/** What a clause says, translated. */
interface Clause {
  readonly count: string | undefined
  readonly others: Scalar | undefined
  readonly column: Column
  readonly measure: Column
  readonly written: string
  readonly isDescending: boolean
}

export const topNested: Operator = (node, input, place) => {
  const found = node.type.kind === 'table' ? node.type.columns : []
  const read = new Set(node.all('NameReference').map(nameOf))
  let current: Relation = { ...input, columns: input.columns.filter(({ name }) => read.has(name)), order: undefined }
  let levels: readonly Level[] = []
  for (const [i, one] of node.list('Clauses').entries()) {
    // Each level reads the rows several times.
    const settled = once(current, levels, place)
    const { clause, relation } = translated(
      one,
      settled.relation,
      settled.levels.at(-1),
      [found[2 * i]?.name, found[2 * i + 1]?.name],
      place,
    )
    const kept = best(clause, relation, settled.levels, place)
    const made =
      clause.others === undefined ? without(kept, clause, settled.levels.at(-1)) : withOthers(kept, clause, settled.levels, place)
    levels = [...settled.levels, made.level]
    current = { ...made.relation, columns: settled.relation.columns }
  }
  const columns = levels.flatMap(({ column, measure }) => [column, measure])
  const keys = [...place.partition, ...columns.map(({ id }) => id)]
  return { plan: { op: 'aggregate', input: current.plan, keys, items: [], isWhole: false }, columns, order: undefined }
}

/** Computed once; in a partition the rows keep their place beside its ids. */
function once(
  current: Relation,
  levels: readonly Level[],
  place: Place,
): { readonly relation: Relation; readonly levels: readonly Level[] } {
  if (place.partition.length > 0) return { relation: current, levels }
  const flags = levels.flatMap(({ isOther }): Column[] => (isOther === undefined ? [] : [{ name: '·isOther', type: 'bool', id: isOther }]))
  const all = [...current.columns, ...levels.flatMap(({ column, measure }) => [column, measure]), ...flags]
  const shared = sharedRelation({}, { ...current, columns: all }, place, true)
  const moved = new Map(all.map(({ id }, i) => [id, shared.columns[i] ?? all[i]]))
  const move = (column: Column): Column => ({ ...column, id: moved.get(column.id)?.id ?? column.id })
  return {
    relation: { ...shared, columns: current.columns.map(move) },
    levels: levels.map(({ column, measure, isOther }) => ({
      column: move(column),
      measure: move(measure),
      isOther: isOther === undefined ? undefined : (moved.get(isOther)?.id ?? isOther),
    })),
  }
}

function translated(
  node: Syntax,
  input: Relation,
  above: Level | undefined,
  names: readonly (string | undefined)[],
  place: Place,
): { readonly clause: Clause; readonly relation: Relation } {
  const rows = overRows(input, place)
  const of = need(node, 'OfExpression')
  const [named] = namedValues(of, rows.scope, names[0])
  const { node: byNode, isDescending } = keyOf(need(node, 'ByExpression'))
  const scope: Scope = { ...rows.scope, aggregates: { listOrder: '', columns: input.columns }, before: undefined, window: undefined }
  const [by] = namedValues(byNode, scope, names[1])
  if (named === undefined || by === undefined) return fail(node, 'TK003', 'top-nested wants a column and an aggregate.')
  const wanted = node.child('Expression')
  const written = node.child('WithOthersClause')?.child('Expression')
  const value = filled(groupable(named.value))
  const others = written === undefined ? undefined : filled(convert(scalar(written, scopeOf(place)), value.type))
  // Below the others nothing is told apart.
  const rest =
    others ??
    (value.type === 'string'
      ? constant('string', '')
      : { sql: `CAST(NULL AS ${value.isTimestamp === true ? 'TIMESTAMP' : sqlTypes[value.type]})`, type: value.type })
  const told = above?.isOther === undefined ? value : { ...value, sql: `CASE WHEN ${above.isOther} THEN ${rest.sql} ELSE ${value.sql} END` }
  const { relation, columns } = extended(
    rows.relation(),
    [{ name: named.name, value: { sql: told.sql, type: told.type, isTimestamp: told.isTimestamp } }],
    place,
  )
  const [column] = columns
  if (column === undefined) return fail(of, 'TK003', 'top-nested wants a column.')
  const count = wanted === undefined ? undefined : convert(scalar(wanted, scopeOf(place)), 'long').sql
  return { clause: { count, others, column, measure: columnFor(by.value, by.name, place), written: by.value.sql, isDescending }, relation }
}

const groupsOf = (levels: readonly Level[], place: Place): readonly string[] => [
  ...place.partition,
  ...levels.map(({ column }) => column.id),
]

/** The rows, with the measure of their value beside them where the value is among the best. */
function best(
  { count, column, measure, written, isDescending }: Clause,
  { plan, columns, order }: Relation,
  levels: readonly Level[],
  place: Place,
): Relation & { readonly mark: string } {
  const { fresh } = place.compile.names
  const groups = groupsOf(levels, place)
  const keys = [...groups, column.id]
  const measured: Plan = { op: 'aggregate', input: plan, keys, items: [{ id: measure.id, sql: written }], isWhole: false }
  const rank = fresh('·rank')
  const over = `${groups.length === 0 ? '' : `PARTITION BY ${groups.join(', ')} `}ORDER BY ${measure.id} ${isDescending ? 'DESC NULLS LAST' : 'ASC'}, ${column.id}`
  const ranked: Plan = { op: 'extend', input: measured, items: [{ id: rank, sql: `row_number() OVER (${over})` }] }
  const kept: Plan = count === undefined ? ranked : { op: 'filter', input: ranked, predicate: `${rank} <= ${count}` }
  const again = keys.map((id) => ({ id: fresh('·value'), sql: id }))
  const mark = fresh('·best')
  const right: Plan = {
    op: 'union',
    ids: [...again.map(({ id }) => id), measure.id, mark],
    inputs: [{ plan: kept, values: [...keys, measure.id, 'true'] }],
  }
  const on = again.map(({ id, sql }) => `${sql} IS NOT DISTINCT FROM ${id}`).join(' AND ')
  return { plan: { op: 'join', kind: 'LEFT', left: plan, right, on }, columns, order, mark }
}

interface Made {
  readonly level: Level
  readonly relation: Relation
}

function without(
  { plan, columns, mark }: Relation & { readonly mark: string },
  { column, measure }: Clause,
  above: Level | undefined,
): Made {
  return {
    level: { column, measure, isOther: above?.isOther },
    relation: { plan: { op: 'filter', input: plan, predicate: `${mark} IS NOT NULL` }, columns, order: undefined },
  }
}

/** The rows that are left over in each group have one value and one measure together. */
function withOthers(
  { plan, columns, mark }: Relation & { readonly mark: string },
  clause: Clause,
  levels: readonly Level[],
  place: Place,
): Made {
  const { fresh } = place.compile.names
  const groups = groupsOf(levels, place)
  const left: Plan = { op: 'filter', input: plan, predicate: `${mark} IS NULL` }
  const sum = fresh('·others')
  const summed: Plan = {
    op: 'aggregate',
    input: left,
    keys: groups,
    items: [{ id: sum, sql: clause.written }],
    isWhole: groups.length === 0,
  }
  const again = groups.map((id) => ({ id: fresh('·group'), sql: id }))
  const right: Plan = { op: 'union', ids: [...again.map(({ id }) => id), sum], inputs: [{ plan: summed, values: [...groups, sum] }] }
  const on = [`${mark} IS NULL`, ...again.map(({ id, sql }) => `${sql} IS NOT DISTINCT FROM ${id}`)].join(' AND ')
  const joined: Plan = { op: 'join', kind: 'LEFT', left: plan, right, on }
  const [column, measure, isOther] = [
    { ...clause.column, id: fresh(clause.column.name) },
    { ...clause.measure, id: fresh(clause.measure.name) },
    fresh('·isOther'),
  ]
  const before = levels.at(-1)?.isOther
  const items: Item[] = [
    { id: column.id, sql: `CASE WHEN ${mark} IS NULL THEN ${clause.others?.sql ?? 'NULL'} ELSE ${clause.column.id} END` },
    { id: measure.id, sql: `CASE WHEN ${mark} IS NULL THEN ${sum} ELSE ${clause.measure.id} END` },
    { id: isOther, sql: before === undefined ? `${mark} IS NULL` : `(${before} OR ${mark} IS NULL)` },
  ]
  return { level: { column, measure, isOther }, relation: { plan: { op: 'extend', input: joined, items }, columns, order: undefined } }
}
