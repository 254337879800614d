/** mv-expand and mv-apply: a row for each element of an array. */
import { convert, type Scalar, toDynamic } from '../../0-functions/scalar.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import type { KqlType } from '../../language.ts'
import type { Place } from '../context.ts'
import { need, scalar } from '../expression.ts'
import { fail } from '../fault.ts'
import type { Column, ExpandedList, Plan, Relation } from '../plan.ts'
import { relation, scopeOf } from '../relation.ts'
import { extended, overRows } from '../rows.ts'
import { foundNames, namedValues, replaced } from './columns.ts'
import { parameter } from './join.ts'
import type { Operator } from './operator.ts'
import { typeNamed } from './sources.ts'

interface Expanded {
  readonly relation: Relation
  /** The columns that hold elements, and the index where it is asked for. */
  readonly made: readonly Column[]
}

export const mvExpand: Operator = (node, input, place) => {
  const { relation: all, made } = expanded(node, input, place, foundNames(node))
  return { ...all, columns: replaced(input.columns, made) }
}

function expanded(node: Syntax, input: Relation, place: Place, found: readonly string[]): Expanded {
  const rows = overRows(input, place)
  const isArrays = (parameter(node, 'kind') ?? parameter(node, 'bagexpansion'))?.toLowerCase() === 'array'
  const before = new Set(input.columns.map(({ name }) => name))
  const invented = found.filter((name) => !before.has(name))
  const index = parameter(node, 'with_itemindex')
  const automatic = invented.filter((name) => name !== index)
  const wanted = node.list('Expressions').map((one) => itemOf(one, rows.scope, automatic, before))
  const limitNode = node.child('RowLimitClause')?.child('RowLimit')
  const limit = limitNode === undefined ? undefined : convert(scalar(limitNode, scopeOf(place)), 'long').sql
  const raw = wanted.map(
    ({ name, value }): ExpandedList => ({
      id: place.compile.names.fresh(name),
      list: `kql_expand${isArrays ? '_pairs' : ''}(${toDynamic(value).sql})`,
      source: sourceOf(value),
      members: new Map(),
    }),
  )
  const indexColumn: Column | undefined =
    index === undefined ? undefined : { name: index, type: 'long', id: place.compile.names.fresh(index) }
  const below = rows.relation()
  const plan: Plan = { op: 'expand', input: below.plan, lists: raw, index: indexColumn?.id, limit }
  const elements = wanted.map(({ name, type }, i) => {
    const list = raw[i]
    const value: Scalar = {
      sql: list?.id ?? 'NULL',
      type: 'dynamic',
      ...(list === undefined ? {} : { trail: { kept: membersOf(list, name, place), path: '' } }),
    }
    return { name, value: convert(value, type) }
  })
  const typed = extended({ ...below, plan }, elements, place)
  return {
    relation: { ...typed.relation, columns: input.columns },
    made: [...typed.columns, ...(indexColumn === undefined ? [] : [indexColumn])],
  }
}

/** The text an array is read from, where it is one text. */
const sourceOf = (value: Scalar): string | undefined => {
  const from = value.parsed?.sql ?? value.sql
  return /^"[^"]*"$/.test(from) ? from : undefined
}

/** Members of elements are made when they are asked for. */
function membersOf({ members }: ExpandedList, name: string, place: Place): ReadonlyMap<string, string> {
  const ask = (path: string): string | undefined => {
    const member = /^\.([A-Za-z_]\w*)$/.exec(path)?.[1]
    if (member === undefined) return undefined
    const id = members.get(member) ?? place.compile.names.fresh(`${name}${path}`)
    members.set(member, id)
    return id
  }
  return Object.assign(new Map<string, string>(), { get: ask, has: (path: string) => ask(path) !== undefined })
}

interface Wanted {
  readonly name: string
  readonly value: Scalar
  readonly type: KqlType
}

function itemOf(node: Syntax, scope: Parameters<typeof scalar>[1], automatic: string[], before: ReadonlySet<string>): Wanted {
  const expression = need(node, 'Expression')
  const to = node.child('ToTypeOf')?.child('TypeOf')?.list('Types')[0]
  const isPlain = expression.kind === 'NameReference'
  const isNamed = expression.kind === 'SimpleNamedExpression'
  const taken = expression.resultName !== undefined && before.has(expression.resultName) ? expression.resultName : undefined
  const [named] = namedValues(expression, scope, isPlain || isNamed ? undefined : (taken ?? automatic.find((name) => !before.has(name))))
  if (named === undefined) return fail(expression, 'TK003', 'mv-expand wants a column or an array.')
  const at = automatic.indexOf(named.name)
  if (at >= 0) automatic.splice(at, 1)
  return { name: named.name, value: named.value, type: to === undefined ? 'dynamic' : typeNamed(to) }
}

/** Rows of the subquery belong to the row they come from by its number. */
export const mvApply: Operator = (node, input, place) => {
  const row = place.compile.names.fresh('·row')
  const over = input.order === undefined ? '' : `ORDER BY ${input.order.join(', ')}`
  const marked: Relation = { ...input, plan: { op: 'extend', input: input.plan, items: [{ id: row, sql: `row_number() OVER (${over})` }] } }
  const subquery = need(need(node, 'Subquery'), 'Expression')
  const { relation: all, made } = expanded(node, marked, place, namesWithin(subquery, node))
  const within: Relation = { ...all, columns: replaced(input.columns, made), order: [row] }
  const result = throughPipe(subquery, within, { ...place, partition: [row] })
  return joinedBack(marked, row, result, foundNames(node), place)
}

/** What the elements are called is known by the names of the first expression and the result. */
function namesWithin(subquery: Syntax, node: Syntax): readonly string[] {
  const inside = subquery.type.kind === 'table' ? subquery.type.columns.map(({ name }) => name) : []
  return [...foundNames(node), ...inside]
}

/** The operators of a subquery that begins with an operator instead of a table. */
export function throughPipe(subquery: Syntax, input: Relation, place: Place): Relation {
  return relationOver(subquery, input, place)
}

function relationOver(node: Syntax, input: Relation, place: Place): Relation {
  if (node.kind === 'PipeExpression') {
    const below = relationOver(need(node, 'Expression'), input, place)
    return place.compile.operate(need(node, 'Operator'), below, place)
  }
  if (node.kind.endsWith('Operator')) return place.compile.operate(node, input, place)
  return relation(node, place)
}

/** The columns of the row, and those that the subquery made. */
function joinedBack(marked: Relation, row: string, result: Relation, found: readonly string[], place: Place): Relation {
  const own = new Set(marked.columns.map(({ id }) => id))
  const made = result.columns.filter(({ id }) => !own.has(id))
  const isStillThere = keepsRow(result.plan, row)
  const names = new Set(made.map(({ name }) => name))
  if (isStillThere) {
    const columns = arranged([...marked.columns.filter(({ name }) => !names.has(name)), ...made], found)
    return { ...result, columns, order: undefined }
  }
  const again = place.compile.names.fresh('·row')
  const renamed: Plan = { op: 'extend', input: result.plan, items: [{ id: again, sql: row }] }
  const moved = made.map((column) => ({ ...column, id: place.compile.names.fresh(column.name) }))
  const right: Plan = {
    op: 'union',
    ids: [again, ...moved.map(({ id }) => id)],
    inputs: [{ plan: renamed, values: [again, ...made.map(({ id }) => id)] }],
  }
  const columns = arranged([...marked.columns.filter(({ name }) => !names.has(name)), ...moved], found)
  return { plan: { op: 'join', kind: 'INNER', left: marked.plan, right, on: `${row} = ${again}` }, columns, order: undefined }
}

/** Whether the whole row has come through, or only what an aggregate left of it. */
function keepsRow(plan: Plan, row: string): boolean {
  switch (plan.op) {
    case 'extend':
    case 'expand':
    case 'filter':
    case 'sort':
    case 'first':
      return keepsRow(plan.input, row) || (plan.op === 'extend' && plan.items.some(({ id }) => id === row))
    case 'join':
      return keepsRow(plan.left, row)
    case 'script':
      return plan.inputs.slice(0, 1).some((input) => keepsRow(input.plan, row))
    case 'aggregate':
    case 'union':
    case 'values':
    case 'scan':
    case 'shared':
      return false
  }
}

function arranged(columns: readonly Column[], found: readonly string[]): readonly Column[] {
  if (found.length === 0) return columns
  const rank = new Map(found.map((name, i) => [name, i]))
  const known = columns.filter(({ name }) => rank.has(name))
  return [...known].sort((a, b) => (rank.get(a.name) ?? 0) - (rank.get(b.name) ?? 0))
}
