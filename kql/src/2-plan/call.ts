/** Function calls: those of the query itself are put in place, the others come from the shelves. */
import { aggregates } from '../0-functions/aggregates.ts'
import { type Call, functions } from '../0-functions/index.ts'
import { constant, convert, filled, quote, type Scalar, sql, toJson } from '../0-functions/scalar.ts'
import { windows } from '../0-functions/windows.ts'
import type { Syntax } from '../1-syntax/microsoft.ts'
import { columnScalar, inner, lookUp, type Place, type Scope } from './context.ts'
import { foundType, nameOf, need, scalar } from './expression.ts'
import { fail, insideCall } from './fault.ts'
import type { Column } from './plan.ts'
import { relation, runStatements } from './relation.ts'
import { rowWindowSession } from './sessions.ts'

/** Deeper calls are a mistake; Microsoft's engine has a like bound. */
const callDepthMax = 64

/** Functions that must see how their arguments are written. */
export const special: Readonly<Record<string, (node: Syntax, scope: Scope, args: readonly Syntax[]) => Scalar>> = {
  column_ifexists: columnIfExists,
  columnifexists: columnIfExists,
  iscolumnexists: (node, scope, args) => constant('bool', scope.columns.has(String(scalar(args[0] ?? node, off(scope)).constant))),
  pack_all: packAll,
  bag_pack_columns: bagPackColumns,
  ingestion_time: ingestionTime,
  column_names_of: columnNamesOf,
  assert: assertion,
  row_window_session: rowWindowSession,
  toscalar: (node, scope, args) => onlyOnce(scalar(args[0] ?? node, scope)),
  materialize: (node, scope, args) => scalar(args[0] ?? node, scope),
  not: (node, scope, args) => {
    const value = convert(scalar(args[0] ?? node, off(scope)), 'bool')
    return sql('bool', `(NOT ${value.sql})`)
  },
}

/** What is random is made once for all rows. */
export const onlyOnce = (value: Scalar): Scalar =>
  /\b(random|uuid)\(/.test(value.sql) ? { ...value, sql: `(SELECT ${value.sql})` } : value

const off = (scope: Scope): Scope => (scope.isFilter === true ? { ...scope, isFilter: undefined } : scope)

export function callFunction(node: Syntax, scope: Scope): Scalar {
  const called = need(node, 'Name')
  const name = nameOf(called)
  const own = lookUp(scope.environment, name)
  if (own?.kind === 'function' || node.symbol?.kind === 'Function' || node.symbol === undefined) {
    const user = userFunction(node, name, scope)
    if (user !== undefined) return user
  }
  const args = argumentsOf(node)
  const written = special[name.toLowerCase()]
  if (written !== undefined) return written(node, scope, args)
  return shelfFunction(node, name, args, scope)
}

export const argumentsOf = (node: Syntax): readonly Syntax[] => node.child('ArgumentList')?.list('Expressions') ?? []

export function userFunction(node: Syntax, name: string, scope: Scope): Scalar | undefined {
  const body = node.body()
  if (body === undefined || !isBody(body)) return undefined
  return insideCall(node, name, lookUp(scope.environment, name) !== undefined, () => {
    const place = enter(node, name, scope)
    const end = runStatements(body, place)
    const result = body.child('Expression') ?? end
    return result === undefined ? fail(node, 'TK003', `The function ${name} gives nothing.`) : scalar(result, { ...scope, ...place })
  })
}

const isBody = (body: Syntax): boolean => body.kind === 'FunctionBody'

/** The place inside a called function: its parameters bound to this call's arguments. */
export function enter(node: Syntax, name: string, scope: Scope): Place {
  if (++scope.compile.depth > callDepthMax) fail(node, 'TK005', `Calls are nested more than ${callDepthMax} deep at ${name}.`)
  const own = lookUp(scope.environment, name)
  const environment = inner(own?.kind === 'function' ? own.environment : outermost(scope))
  for (const { name: parameter, argument, default: fallback } of node.parameters()) {
    const given = argument ?? fallback
    if (given === undefined) continue
    const from = argument === undefined ? { ...scope, columns: new Map<string, Column>() } : scope
    const isTable = given.type.kind === 'table'
    environment.names.set(
      parameter,
      isTable ? { kind: 'table', relation: () => relation(given, scope) } : lazily(() => scalar(given, off(from))),
    )
  }
  scope.compile.depth--
  return { compile: scope.compile, environment, partition: [] }
}

/** Saved functions see only their own names and the tables. */
const outermost = (_scope: Scope): undefined => undefined

export function lazily(make: () => Scalar): { kind: 'scalar'; scalar(): Scalar } {
  let made: Scalar | undefined
  return {
    kind: 'scalar',
    scalar() {
      made ??= make()
      return made
    },
  }
}

function shelfFunction(node: Syntax, name: string, args: readonly Syntax[], scope: Scope): Scalar {
  const key = name.toLowerCase()
  const aggregate = scope.aggregates === undefined ? undefined : aggregates.get(key)
  if (aggregate !== undefined && scope.aggregates !== undefined) {
    const values = aggregateArguments(args, { ...scope, aggregates: undefined })
    return apart(aggregate(values, callOf(node, key, args, scope)), scope)
  }
  const window = windows.get(key)
  if (window !== undefined) return windowFunction(node, key, args, scope)
  const entry = functions.get(key)
  if (entry === undefined) return unknownFunction(node, name)
  const values = args.map((one) => scalar(one, off(scope)))
  return entry(values, callOf(node, key, args, scope))
}

/** An aggregate goes into the layer of aggregates, unless its parts went there already. */
function apart(value: Scalar, scope: Scope): Scalar {
  const gather = scope.aggregates?.gather
  const ids = [...(scope.aggregates?.gathered?.values() ?? [])]
  return gather === undefined || ids.some((id) => value.sql.includes(id)) ? value : { ...value, sql: gather(value.sql) }
}

const aggregateArguments = (args: readonly Syntax[], scope: Scope): Scalar[] =>
  args.filter((one) => one.kind !== 'StarExpression').map((one) => scalar(one, off(scope)))

function callOf(node: Syntax, name: string, args: readonly Syntax[], scope: Scope): Call {
  return {
    name,
    type: foundType(node),
    now: scope.compile.now,
    listOrder: scope.aggregates?.listOrder ?? '',
    isAnyOrder: scope.aggregates?.isAnyOrder === true,
    gather: scope.aggregates?.gather ?? ((made) => made),
    written: args.map((one) => one.text),
    refuse: (why, index) => fail((index === undefined ? undefined : args[index]) ?? node, 'TK003', why),
  }
}

function unknownFunction(node: Syntax, name: string): never {
  const isTheirs = node.symbol !== undefined
  return isTheirs
    ? fail(node, 'TK001', `The function ${name} has no translation yet.`)
    : fail(need(node, 'Name'), 'TK002', `There is no function ${name}.`)
}

/** Computed in a layer of its own, because SQL allows no window inside a condition or another window. */
function windowFunction(node: Syntax, key: string, args: readonly Syntax[], scope: Scope): Scalar {
  const window = windows.get(key)
  const { before } = scope
  if (window === undefined || before === undefined || scope.window === undefined)
    return fail(node, 'TK003', `${key}() needs rows in an order: use it in extend, project or where behind serialize or sort.`)
  const below = (value: Scalar): Scalar => columnScalar(before(value, key))
  const values = args.map((one) => stable(scalar(one, off(scope)), below))
  const { groups, order } = scope.window()
  const overBy = (...by: readonly string[]): string =>
    `${[...groups, ...by].length === 0 ? '' : `PARTITION BY ${[...groups, ...by].join(', ')} `}ORDER BY ${order}`
  return below(window(values, { ...callOf(node, key, args, scope), over: overBy(), overBy, before: below }))
}

/** An argument that is computed itself is put below, so that it is written once. */
const stable = (value: Scalar, below: (value: Scalar) => Scalar): Scalar =>
  value.constant !== undefined || /^"[^"]*"$/.test(value.sql) ? value : below(value)

function columnIfExists(node: Syntax, scope: Scope, args: readonly Syntax[]): Scalar {
  const [wanted, fallback] = args
  if (wanted === undefined || fallback === undefined) return fail(node, 'TK003', 'column_ifexists() wants a name and a value.')
  const name = scalar(wanted, off(scope)).constant
  const column = typeof name === 'string' ? scope.columns.get(name) : undefined
  return column === undefined ? scalar(fallback, off(scope)) : columnScalar(column)
}

/** Rows are looked at as of the time they tell of: when they were read into the store says nothing about them. */
function ingestionTime(_node: Syntax, scope: Scope): Scalar {
  const column = scope.columns.get('TimeGenerated') ?? scope.columns.get('Timestamp')
  return column?.type === 'datetime' ? columnScalar(column) : constant('datetime', null)
}

function columnNamesOf(node: Syntax, scope: Scope, args: readonly Syntax[]): Scalar {
  const table = args[0] ?? fail(node, 'TK003', 'column_names_of() wants a table.')
  const { columns } = relation(table, { ...scope, partition: [] })
  return constant('dynamic', JSON.stringify(columns.map(({ name }) => name)))
}

/** Ends the compilation where the condition does not hold; it must be known before any row is read, as in Microsoft's engine. */
function assertion(node: Syntax, scope: Scope, args: readonly Syntax[]): Scalar {
  const [condition, said] = args
  if (condition === undefined || said === undefined) return fail(node, 'TK003', 'assert() wants a condition and a text.')
  const { constant: holds } = convert(scalar(condition, off(scope)), 'bool')
  const text = scalar(said, off(scope)).constant
  if (typeof holds !== 'boolean' || typeof text !== 'string')
    return fail(condition, 'TK003', 'The condition and the text of assert() must be constants.')
  return holds ? constant('bool', true) : fail(node, 'TK003', `assert() does not hold: ${text}`)
}

const pairs = (columns: readonly Column[]): string =>
  columns.flatMap((column) => [quote(column.name), toJson(columnScalar(column))]).join(', ')

function packAll(_node: Syntax, scope: Scope, args: readonly Syntax[]): Scalar {
  const columns = [...scope.columns.values()]
  const isBare = args[0] !== undefined && scalar(args[0], off(scope)).constant === true
  if (!isBare) return sql('dynamic', `CAST(json_object(${pairs(columns)}) AS VARCHAR)`)
  const kept = columns.map((column) => {
    const value = columnScalar(column)
    const isThere = column.type === 'string' ? `${filled(value).sql} <> ''` : `${value.sql} IS NOT NULL`
    return `CASE WHEN ${isThere} THEN json_object(${pairs([column])}) END`
  })
  return sql('dynamic', `kql_merge_bags([${kept.map((one) => `CAST(${one} AS VARCHAR)`).join(', ')}])`)
}

function bagPackColumns(_node: Syntax, scope: Scope, args: readonly Syntax[]): Scalar {
  const items = args.flatMap((one) => [quote(nameOf(one)), toJson(scalar(one, off(scope)))])
  return sql('dynamic', `CAST(json_object(${items.join(', ')}) AS VARCHAR)`)
}
