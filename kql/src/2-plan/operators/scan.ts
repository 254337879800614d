/**
 * scan: sequences of rows that steps describe. https://learn.microsoft.com/kusto/query/scan-operator
 *
 * The rows are walked one by one, in each partition by itself, with the state of every step beside them. A step's state holds, for itself and the steps before
 * it, the columns that conditions and assignments read. The steps are looked at from the last to the first: a step first takes over the state of the one
 * before it, else it goes on with its own; the first step may begin anew at any row.
 */
import { convert, filled, type Scalar, sqlTypes } from '../../0-functions/scalar.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import type { KqlType } from '../../language.ts'
import { columnScalar, type Place, type Scope } from '../context.ts'
import { nameOf, need, predicate, scalar } from '../expression.ts'
import type { Column, Item, Plan, Relation } from '../plan.ts'
import { scopeOf } from '../relation.ts'
import { extended, groupable, numbered, overRows } from '../rows.ts'
import { foundNames } from './columns.ts'
import { parameter } from './join.ts'
import type { Operator } from './operator.ts'
import { ordered } from './order.ts'
import type { Seen } from './scan-steps.ts'
import { walk } from './scan-walk.ts'
import { typeNamed } from './sources.ts'

/** A column of `declare`, with the value it has where no step gives it one. */
export interface Declared {
  readonly name: string
  readonly type: KqlType
  readonly otherwise: Scalar
}

export interface Step {
  readonly name: string
  readonly output: string
  readonly condition: Syntax
  readonly assignments: readonly { readonly name: string; readonly value: Syntax }[]
}

/** What belongs to the operator as a whole. */
export interface Scan {
  readonly steps: readonly Step[]
  readonly declared: readonly Declared[]
  /** Columns of steps that are read: by step, the names. */
  readonly read: readonly ReadonlySet<string>[]
  readonly columns: readonly Column[]
}

export const scan: Operator = (node, input, place) => {
  const { relation, partition } = arranged(node, input, place)
  const steps = node.list('Steps').map(stepOf)
  const declared = (node.child('DeclareClause')?.list('Declarations') ?? []).map((one) => declaredOf(one, place))
  const parts: Scan = { steps, declared, read: steps.map(({ name }) => readOf(node, name)), columns: input.columns }
  const rows = overRows(relation, place)
  const seen = steps.map((step) => seenOf(step, parts, rows.scope))
  const below = rows.relation()
  const statics = seen.flatMap((one) => [...one.statics])
  const prepared: Plan = statics.length === 0 ? below.plan : { op: 'extend', input: below.plan, items: statics }
  // A row that no step could ever take changes nothing.
  const possible = seen.every(({ possible: ids }) => ids.length > 0)
    ? seen.map(({ possible: ids }) => `(${ids.join(' AND ')})`).join(' OR ')
    : undefined
  const some: Plan = possible === undefined ? prepared : { op: 'filter', input: prepared, predicate: possible }
  const walked = walk(parts, seen, { ...below, plan: some }, partition, place)
  return finished(node, input, walked, parameter(node, 'with_match_id') !== undefined)
}

/** Rows in their order, with the ids by which they are kept apart. */
function arranged(node: Syntax, input: Relation, place: Place): { readonly relation: Relation; readonly partition: readonly string[] } {
  const order = node.child('OrderByClause')?.list('Expressions') ?? []
  const sorted = order.length === 0 ? input : ordered(order, input, place)
  const by = node.child('PartitionByClause')?.list('Expressions') ?? []
  const rows = overRows(numbered(sorted, place), place)
  const values = by.map((one, i) => ({ name: `·by${i}`, value: groupable(scalar(one, rows.scope)) }))
  const { relation, columns } = extended(rows.relation(), values, place)
  return { relation: { ...relation, columns: input.columns }, partition: [...place.partition, ...columns.map(({ id }) => id)] }
}

function stepOf(node: Syntax): Step {
  const output = node.child('ScanStepOutput')?.token('OutputKind').toLowerCase()
  return {
    name: nameOf(need(node, 'Name')),
    output: output === undefined || output === '' ? 'all' : output,
    condition: need(node, 'Condition'),
    assignments: (node.child('ComputationClause')?.list('Assignments') ?? []).map((one) => ({
      name: nameOf(need(one, 'Name')),
      value: need(one, 'Expression'),
    })),
  }
}

function declaredOf(node: Syntax, place: Place): Declared {
  const declaration = need(node, 'NameAndType')
  const type = typeNamed(declaration.child('Type'))
  const fallback = node.child('DefaultValue')?.child('Value')
  const otherwise: Scalar =
    fallback === undefined ? { sql: `CAST(NULL AS ${sqlTypes[type]})`, type } : convert(scalar(fallback, scopeOf(place)), type)
  return {
    name: nameOf(need(declaration, 'Name')),
    type,
    otherwise: type === 'string' && fallback === undefined ? { sql: "''", type } : filled(otherwise),
  }
}

/** The columns of a step that the conditions and assignments of any step name. */
const readOf = (node: Syntax, step: string): ReadonlySet<string> =>
  new Set(
    node.all('PathExpression').flatMap((path) => {
      const from = path.child('Expression')
      const selector = path.child('Selector')
      return from?.kind === 'NameReference' && nameOf(from) === step && selector !== undefined ? [nameOf(selector)] : []
    }),
  )

/** What of a step can be said of a row alone is computed beforehand. */
function seenOf(step: Step, { steps, declared }: Scan, scope: Scope): Seen {
  const names = new Set(steps.map(({ name }) => name))
  const own = new Set(declared.map(({ name }) => name))
  const statics: Item[] = []
  const fresh = (written: string): string => {
    const id = scope.compile.names.fresh('·seen')
    statics.push({ id, sql: written })
    return id
  }
  const isStatic = (node: Syntax): boolean =>
    !namesOf(node).some((name) => names.has(name)) && !namesOf(node).some((name) => own.has(name) && !scope.columns.has(name))
  const conjuncts = conjunctsOf(step.condition)
  const possible = conjuncts.filter(isStatic).map((one) => fresh(`coalesce(${predicate(one, scope)}, false)`))
  const assigned = new Map<Syntax, Scalar>()
  for (const { value } of step.assignments) {
    if (!isStatic(value)) continue
    const made = filled(scalar(value, scope))
    assigned.set(value, made.constant !== undefined ? made : { sql: fresh(made.sql), type: made.type, isTimestamp: made.isTimestamp })
  }
  return { possible, later: conjuncts.filter((one) => !isStatic(one)), statics, assigned, scope }
}

function conjunctsOf(node: Syntax): readonly Syntax[] {
  if (node.kind === 'ParenthesizedExpression') return conjunctsOf(need(node, 'Expression'))
  return node.kind === 'AndExpression' ? [...conjunctsOf(need(node, 'Left')), ...conjunctsOf(need(node, 'Right'))] : [node]
}

const namesOf = (node: Syntax): readonly string[] => node.all('NameReference').map(nameOf)

/** Columns in the order and under the names that the analysis gives them. */
function finished(node: Syntax, input: Relation, { relation, declared, match }: ReturnType<typeof walk>, hasMatch: boolean): Relation {
  const all = [...input.columns, ...declared, ...(hasMatch ? [match] : [])]
  const found = foundNames(node)
  const named = found.length === all.length ? all.map((column, i) => ({ ...column, name: found[i] ?? column.name })) : all
  return { ...relation, columns: named }
}

export const stateColumn = (name: string, { declared, columns }: Scan): Column | undefined => {
  const own = declared.find((one) => one.name === name)
  return own === undefined ? columns.find((column) => column.name === name) : { name, type: own.type, id: '' }
}

export const otherwiseOf = (name: string, { declared, columns }: Scan): string => {
  const own = declared.find((one) => one.name === name)
  if (own !== undefined) return own.otherwise.sql
  const column = columns.find((one) => one.name === name)
  return column?.type === 'string' ? "''" : `CAST(NULL AS ${column === undefined ? 'VARCHAR' : typeIn(column)})`
}

export const typeIn = (column: Column): string => (column.isTimestamp === true ? 'TIMESTAMP' : sqlTypes[column.type])

export const rowValue = (column: Column): string => filled(columnScalar(column)).sql
