/** summarize, distinct, count: groups and what is computed of each. */
import { percentileOf, shareIn } from '../../0-functions/percentiles.ts'
import { constant, filled, type Scalar } from '../../0-functions/scalar.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import { argumentsOf } from '../call.ts'
import { columnScalar, type Place, type Scope } from '../context.ts'
import { nameOf, need, scalar } from '../expression.ts'
import { fail } from '../fault.ts'
import type { Column, Plan, Relation } from '../plan.ts'
import { extended, groupable, overRows, type RowScope, sortKey } from '../rows.ts'
import { foundNames, namedValues, typed } from './columns.ts'
import type { Operator } from './operator.ts'

interface Made {
  readonly name: string | undefined
  readonly value: Scalar
}

/** `arg_max(x, …)`, `take_any(*)`: columns of one row of each group. */
interface OneRow {
  readonly isLargest: boolean
  readonly by: Scalar | undefined
  readonly columns: readonly Made[]
}

export const summarize: Operator = (node, input, place) => {
  const found = foundNames(node)
  const rows = overRows(input, place)
  const byNodes = node.child('ByClause')?.list('Expressions') ?? []
  let at = 0
  const groups = byNodes.flatMap((one) => {
    const named = namedValues(one, rows.scope, found[at]).map(({ name, value }) => ({ name, value: groupable(value) }))
    at += named.length
    return named
  })
  const prepared = extended(rows.relation(), groups, place)
  // Expressions of the aggregates may have put layers below as well, so the scope stays the same.
  const aggregateNodes = node.list('Aggregates')
  const [first] = aggregateNodes
  const alone = aggregateNodes.length === 1 && first !== undefined ? oneRowOf(first, rows.scope, takenBy(node), input) : undefined
  const below: Relation = { ...prepared.relation, columns: input.columns }
  if (alone !== undefined) return oneRowEach(alone, below, prepared.columns, found, at, place)
  return grouped(aggregateNodes, { below, keys: prepared.columns, found, at, rows, node }, place)
}

/** Columns that are groups as they are: `*` leaves them out, but not those that a group was only made of. */
const takenBy = (node: Syntax): ReadonlySet<string> =>
  new Set((node.child('ByClause')?.list('Expressions') ?? []).flatMap((one) => columnAsItIs(one) ?? []))

function columnAsItIs(node: Syntax): string | undefined {
  if (node.kind === 'SimpleNamedExpression' || node.kind === 'ParenthesizedExpression') return columnAsItIs(need(node, 'Expression'))
  if (node.kind === 'NameReference') return nameOf(node)
  const [only, ...more] =
    node.kind === 'FunctionCallExpression' &&
    /^to(string|int|long|real|double|decimal|datetime|timespan|bool|guid|dynamic)$/.test(calledName(node))
      ? argumentsOf(node)
      : []
  const isSame = only?.type.kind === 'scalar' && node.type.kind === 'scalar' && only.type.type === node.type.type
  return only !== undefined && more.length === 0 && isSame ? columnAsItIs(only) : undefined
}

interface Grouping {
  readonly below: Relation
  readonly keys: readonly Column[]
  readonly found: readonly string[]
  readonly at: number
  readonly rows: RowScope
  readonly node: Syntax
}

function grouped(nodes: readonly Syntax[], { below, keys, found, at, rows, node }: Grouping, place: Place): Relation {
  const listOrder = below.order === undefined ? '' : ` ORDER BY ${below.order.join(', ')}`
  const gathered = new Map<string, string>()
  const gather = (written: string): string => {
    const id = gathered.get(written) ?? place.compile.names.fresh('·aggregate')
    gathered.set(written, id)
    return id
  }
  const isAnyOrder = below.order === undefined && isStored(below.plan)
  const aggregates = { listOrder, columns: below.columns, isAnyOrder, gathered, gather }
  const scope: Scope = { ...rows.scope, aggregates, before: undefined, window: undefined }
  const made = nodes.flatMap((one) => valuesOf(one, scope, takenBy(node), below.columns))
  const ids = [...new Set([...place.partition, ...keys.map(({ id }) => id)])]
  if (node.kind === 'SummarizeOperator' && made.length === 0 && ids.length === 0) fail(node, 'TK003', 'summarize wants aggregates or a by.')
  const items = [...gathered].map(([sql, id]) => ({ id, sql }))
  const plan: Plan = { op: 'aggregate', input: below.plan, keys: ids, items, isWhole: ids.length === 0 }
  const named = made.map(({ name, value }, i) => ({ name: found[at + i] ?? name ?? `Column${i + 1}`, value }))
  const { relation, columns } = extended({ plan, columns: [], order: undefined }, named, place)
  return { ...relation, columns: [...keys, ...columns] }
}

/** Whether the rows lie in stored tables, and not in the order of a text. */
function isStored(plan: Plan): boolean {
  switch (plan.op) {
    case 'scan':
      return true
    case 'values':
      return false
    case 'shared':
      return isStored(plan.share.plan)
    case 'join':
      return isStored(plan.left)
    case 'union':
    case 'script':
      return plan.inputs.some((input) => isStored(input.plan))
    case 'extend':
    case 'filter':
    case 'aggregate':
    case 'sort':
    case 'first':
    case 'expand':
      return isStored(plan.input)
  }
}

/** The name and call of an aggregate as it stands in the list. */
function callIn(node: Syntax): { readonly names: readonly string[]; readonly call: Syntax } {
  if (node.kind === 'SimpleNamedExpression') return { names: [nameOf(need(node, 'Name'))], call: need(node, 'Expression') }
  if (node.kind === 'CompoundNamedExpression')
    return { names: need(node, 'Names').list('Names').map(nameOf), call: need(node, 'Expression') }
  return { names: [], call: node }
}

const calledName = (node: Syntax): string => (node.kind === 'FunctionCallExpression' ? nameOf(need(node, 'Name')).toLowerCase() : '')

function valuesOf(node: Syntax, scope: Scope, taken: ReadonlySet<string>, columns: readonly Column[]): readonly Made[] {
  const { names, call } = callIn(node)
  const row = oneRowOf(node, { ...scope, aggregates: undefined }, taken, { columns })
  const gather = scope.aggregates?.gather ?? ((written: string) => written)
  if (row !== undefined) return fromRow(row, gather)
  const name = calledName(call)
  if (name === 'percentiles' || name === 'percentilesw') return percentiles(call, scope, names)
  return [{ name: names[0], value: typed(call, scope) }]
}

/** One column for each percentile. */
function percentiles(call: Syntax, scope: Scope, names: readonly string[]): readonly Made[] {
  const isWeighted = calledName(call) === 'percentilesw'
  const gather = scope.aggregates?.gather ?? ((written: string) => written)
  const plain = { ...scope, aggregates: undefined }
  const [value, ...rest] = argumentsOf(call).map((one) => scalar(one, plain))
  const weight = isWeighted ? rest.shift() : undefined
  if (value === undefined || rest.length === 0) return fail(call, 'TK003', `${calledName(call)}() wants an expression and percentiles.`)
  return rest.map((per, i) => {
    const share = shareIn(per) ?? fail(call, 'TK003', 'A percentile is a constant number from 0 to 100.')
    return { name: names[i], value: percentileOf(value, weight, share, gather) }
  })
}

const rowFunctions: Readonly<Record<string, 'largest' | 'smallest' | 'any'>> = {
  arg_max: 'largest',
  argmax: 'largest',
  arg_min: 'smallest',
  argmin: 'smallest',
  take_any: 'any',
  any: 'any',
}

function oneRowOf(
  node: Syntax,
  scope: Scope,
  taken: ReadonlySet<string>,
  input: { readonly columns: readonly Column[] },
): OneRow | undefined {
  const { names, call } = callIn(node)
  const which = rowFunctions[calledName(call)]
  if (which === undefined) return undefined
  const args = argumentsOf(call)
  const [by] = args
  if (which === 'any' && args.length === 1 && by?.kind !== 'StarExpression') return undefined
  const ordered = which === 'any' || by === undefined ? undefined : scalar(by, scope)
  const rest = which === 'any' ? args : args.slice(1)
  const own = which === 'any' || by === undefined ? [] : [{ name: names[0] ?? namedBy(by), value: ordered ?? constant('long', null) }]
  const others = rest.flatMap((one): readonly Made[] => {
    if (one.kind !== 'StarExpression') return namedValues(one, scope, undefined)
    const left = new Set([...taken, ...(by?.kind === 'NameReference' && which !== 'any' ? [nameOf(by)] : [])])
    return input.columns.filter(({ name }) => !left.has(name)).map((column) => ({ name: column.name, value: columnScalar(column) }))
  })
  const columns = [...own, ...others].map((made, i) => ({ ...made, name: i > 0 && names[i] !== undefined ? names[i] : made.name }))
  return { isLargest: which === 'largest', by: ordered, columns }
}

const namedBy = (node: Syntax): string | undefined => (node.kind === 'NameReference' ? nameOf(node) : undefined)

/** As aggregates among others: each is taken at the row where the ordering value is the largest or smallest. */
function fromRow({ isLargest, by, columns }: OneRow, gather: (written: string) => string): readonly Made[] {
  return columns.map(({ name, value }) => {
    if (by === undefined) return { name, value: { ...value, sql: gather(`first(${value.sql})`), trail: undefined, constant: undefined } }
    const key =
      by.type === 'string'
        ? filled(by).sql
        : by.type === 'dynamic'
          ? `kql_sortable(${by.sql})`
          : !isLargest && by.type === 'real'
            ? `CASE WHEN isnan(${by.sql}) THEN CAST('-inf' AS DOUBLE) ELSE ${by.sql} END`
            : by.sql
    // Where nothing orders the rows any of them will do.
    const text = `CASE WHEN count(${key}) > 0 THEN ${isLargest ? 'arg_max_null' : 'arg_min_null'}(${value.sql}, ${key}) ELSE any_value(${value.sql}) END`
    return {
      name,
      value: { sql: gather(text), type: value.type, isTimestamp: value.isTimestamp, mayBeNull: value.type === 'string' ? true : undefined },
    }
  })
}

/** Alone it keeps whole rows. */
function oneRowEach(
  { isLargest, by, columns }: OneRow,
  below: Relation,
  keys: readonly Column[],
  found: readonly string[],
  at: number,
  place: Place,
): Relation {
  const named = columns.map(({ name, value }, i) => ({ name: found[at + i] ?? name ?? `Column${i + 1}`, value }))
  const made = extended(below, named, place)
  const order = by === undefined ? (below.order ?? []) : [sortKey(by, isLargest, false)]
  const ids = [...new Set([...place.partition, ...keys.map(({ id }) => id)])]
  const plan = {
    op: 'first' as const,
    input: made.relation.plan,
    by: ids,
    keys: order,
    count: '1',
    number: place.compile.names.fresh('·first'),
  }
  const seen = new Set(keys.map(({ id }) => id))
  // A key that is also among the columns of the row needs a name of its own in SQL.
  const doubled = made.columns.map((column) => (seen.has(column.id) ? { ...column } : column))
  return { plan, columns: [...keys, ...doubled], order: undefined }
}

export const distinct: Operator = (node, input, place) => {
  const rows = overRows(input, place)
  const found = foundNames(node)
  let at = 0
  const values = node.list('Expressions').flatMap((one) => {
    const named =
      one.kind === 'StarExpression'
        ? input.columns.map((column) => ({ name: column.name, value: columnScalar(column) }))
        : namedValues(one, rows.scope, found[at])
    at += named.length
    return named.map(({ name, value }) => ({ name, value: groupable(value) }))
  })
  const { relation, columns } = extended(rows.relation(), values, place)
  const keys = [...new Set([...place.partition, ...columns.map(({ id }) => id)])]
  return { plan: { op: 'aggregate', input: relation.plan, keys, items: [], isWhole: false }, columns, order: undefined }
}

export const count: Operator = (node, input, place) => {
  const name = foundNames(node)[0] ?? 'Count'
  const column: Column = { name, type: 'long', id: place.compile.names.fresh(name) }
  return {
    plan: {
      op: 'aggregate',
      input: input.plan,
      keys: [...place.partition],
      items: [{ id: column.id, sql: 'count(*)' }],
      isWhole: place.partition.length === 0,
    },
    columns: [column],
    order: undefined,
  }
}
