/** Tabular expressions: bound syntax to relations. */
import { convert, identifier, quote, sqlTypes } from '../0-functions/scalar.ts'
import type { Syntax } from '../1-syntax/microsoft.ts'
import type { CatalogueTable, ColumnShape } from '../language.ts'
import { argumentsOf, enter, lazily } from './call.ts'
import { inner, lookUp, type Place, type Scope } from './context.ts'
import { nameOf, need, scalar } from './expression.ts'
import { fail, insideCall } from './fault.ts'
import { timestampConstant } from './operator.ts'
import { operators } from './operators/index.ts'
import { sources } from './operators/sources.ts'
import type { Column, Item, Plan, Relation, Share } from './plan.ts'

export const scopeOf = (place: Place): Scope => ({ ...place, columns: new Map() })

export function relation(node: Syntax, place: Place): Relation {
  switch (node.kind) {
    case 'PipeExpression':
      return piped(node, place)
    case 'ParenthesizedExpression':
    case 'SimpleNamedExpression':
    case 'ToTableExpression':
    case 'DataScopeExpression':
      return relation(need(node, 'Expression'), place)
    case 'MaterializeExpression':
      return shared(node, need(node, 'Expression'), place, true)
    case 'NameReference':
      return named(node, place)
    case 'FunctionCallExpression':
      return called(node, place)
    case 'PathExpression':
      return relation(need(node, 'Selector'), place)
    default: {
      const source = sources[node.kind]
      if (source !== undefined) return source(node, place)
      if (node.text.startsWith('.')) return fail(node, 'TK001', 'What begins with a dot is a command, not a query.')
      return fail(node, 'TK001', `“${node.text.slice(0, 60)}” cannot be read as a table.`)
    }
  }
}

/** `graph-match`, … : `GraphMatchOperator` as people write it. */
export const operatorName = (kind: string): string =>
  kind
    .replace(/(Operator|Expression)$/, '')
    .replaceAll(/(?<=.)([A-Z])/g, '-$1')
    .toLowerCase()

function piped(node: Syntax, place: Place): Relation {
  return operate(need(node, 'Operator'), relation(need(node, 'Expression'), place), place)
}

export function operate(node: Syntax, input: Relation, place: Place): Relation {
  const make = operators[node.kind]
  return make === undefined
    ? fail(node, 'TK001', `The operator ${operatorName(node.kind)} has no translation yet.`)
    : make(node, input, place)
}

function named(node: Syntax, place: Place): Relation {
  const name = nameOf(node)
  const binding = lookUp(place.environment, name)
  if (binding?.kind === 'table') return binding.relation()
  if (binding?.kind === 'function') return body(node, name, place)
  if (node.symbol?.kind === 'Function') return body(node, name, place)
  return tableNamed(name, place) ?? (isCustom(name) ? absent(place) : fail(node, 'TK002', `There is no table “${name}”.`))
}

/** Tables of one's own logs: nobody but their owner can tell their columns, so they are empty where they are not there. */
const isCustom = (name: string): boolean => /\w_CL$/.test(name)

/** Stands for a table that is not there. */
function absent(place: Place, names: readonly string[] = ['TimeGenerated']): Relation {
  place.compile.hasAbsent = true
  const columns = names.map((name): Column => {
    const isTime = name === 'TimeGenerated'
    return {
      name,
      type: isTime ? 'datetime' : 'string',
      id: place.compile.names.fresh(name),
      ...(isTime ? { isTimestamp: true } : { mayBeNull: true }),
    }
  })
  return { plan: empty(columns), columns, order: undefined }
}

export function tableNamed(name: string, place: Place): Relation | undefined {
  const table = place.compile.tables.get(name)
  return table === undefined ? undefined : scan(table, place)
}

function body(node: Syntax, name: string, place: Place): Relation {
  const inside = node.body()
  if (inside === undefined) return fail(node, 'TK002', `There is no table or function “${name}”.`)
  return insideCall(node, name, lookUp(place.environment, name) !== undefined, () => {
    const within = { ...enter(node, name, scopeOf(place)), partition: place.partition }
    runStatements(inside, within)
    const result = inside.child('Expression')
    return result === undefined ? fail(node, 'TK003', `The function ${name} gives nothing.`) : relation(result, within)
  })
}

const folding = new Set(['cluster', 'database', 'workspace', 'app', 'resource'])

function called(node: Syntax, place: Place): Relation {
  const name = nameOf(need(node, 'Name'))
  const args = argumentsOf(node)
  const binding = lookUp(place.environment, name)
  if (binding?.kind === 'function' || (node.symbol?.kind === 'Function' && node.body() !== undefined)) return body(node, name, place)
  switch (name) {
    case 'materialize':
      return shared(node, args[0] ?? node, place, true)
    case 'view':
      return relation(args[0] ?? node, place)
    case 'table':
    case 'external_table': {
      const wanted = scalar(args[0] ?? node, scopeOf(place)).constant
      if (typeof wanted !== 'string') return fail(node, 'TK003', 'The name of a table must be a constant.')
      const bound = lookUp(place.environment, wanted)
      if (bound?.kind === 'table') return bound.relation()
      return tableNamed(wanted, place) ?? (isCustom(wanted) ? absent(place) : fail(node, 'TK002', `There is no table “${wanted}”.`))
    }
    case '_GetWatchlist':
      return watchlist(node, args[0], place)
    default:
      if (folding.has(name.toLowerCase()))
        return fail(node, 'TK003', `${name}() must be followed by a dot and a table; everything lies in one place here.`)
      return fail(node, node.symbol === undefined ? 'TK002' : 'TK001', `There is no function ${name} that gives a table.`)
  }
}

function watchlist(node: Syntax, argument: Syntax | undefined, place: Place): Relation {
  const alias = argument === undefined ? undefined : scalar(argument, scopeOf(place)).constant
  const found = typeof alias === 'string' ? place.compile.watchlist(alias) : undefined
  if (found !== undefined) return scan({ ...found, name: `watchlist ${found.name}` }, place)
  place.compile.warn(
    node,
    'TK004',
    `There is no watchlist “${String(alias ?? '')}”, so it is empty: put ${String(alias ?? 'NAME')}.csv into the watchlists folder.`,
  )
  return absent(place, ['_DTItemId', 'SearchKey'])
}

/** Rows of a stored table, within the time range of the query. */
function scan(table: CatalogueTable, place: Place): Relation {
  const { names } = place.compile
  const hidden = new Map((table.extracted ?? []).map((one) => [one, names.fresh(`${one.column}${one.path}`)]))
  const keptBy = new Map<string, Map<string, string>>()
  for (const [one, id] of hidden) keptBy.set(one.column, (keptBy.get(one.column) ?? new Map()).set(one.path, id))
  const columns = table.columns.map((column): Column => storedColumn(column, names.fresh(column.name), keptBy.get(column.name)))
  if (table.from === undefined) return { plan: empty(columns), columns, order: undefined }
  const items: Item[] = [
    ...columns.map((column, i) => ({ id: column.id, sql: stored(table.columns[i]) })),
    ...[...hidden].map(([one, id]) => ({ id, sql: identifier(one.name) })),
  ]
  return { plan: { op: 'scan', label: table.name, from: table.from, items, where: range(table, place) }, columns, order: undefined }
}

/** No rows, of columns held as stored ones are. */
export const empty = (columns: readonly Column[]): Plan => ({
  op: 'values',
  ids: columns.map(({ id }) => id),
  rows: [],
  types: columns.map(({ type, isTimestamp }) => (isTimestamp === true ? 'TIMESTAMP' : sqlTypes[type])),
})

function storedColumn({ name, type }: ColumnShape, id: string, kept: ReadonlyMap<string, string> | undefined): Column {
  return {
    name,
    type,
    id,
    ...(type === 'datetime' ? { isTimestamp: true } : {}),
    ...(type === 'string' ? { mayBeNull: true } : {}),
    ...(kept === undefined ? {} : { kept }),
  }
}

const stored = (column: ColumnShape | undefined): string =>
  column === undefined
    ? 'NULL'
    : column.type === 'dynamic' || column.type === 'guid'
      ? `CAST(${identifier(column.name)} AS VARCHAR)`
      : identifier(column.name)

function range(table: CatalogueTable, place: Place): string | undefined {
  const { from, to } = place.compile
  const time = table.columns.find(({ name, type }) => name === 'TimeGenerated' && type === 'datetime')
  if (time === undefined || (from === undefined && to === undefined)) return undefined
  const at = (milliseconds: number): string => timestampConstant(BigInt(Math.trunc(milliseconds)) * 10_000n + 621_355_968_000_000_000n)
  const tests = [
    ...(from === undefined ? [] : [`${identifier(time.name)} >= ${at(from)}`]),
    ...(to === undefined ? [] : [`${identifier(time.name)} < ${at(to)}`]),
  ]
  return tests.join(' AND ')
}

/** A plan that several places read; each gets columns of its own. */
function shared(key: object, node: Syntax, place: Place, isMaterialized: boolean): Relation {
  const made = place.compile.shares.has(key) ? undefined : relation(node, place)
  return sharedRelation(key, made === undefined ? undefined : { ...made, order: undefined }, place, isMaterialized)
}

/** The same for rows that are there already, in their order. Once shared, `made` is not looked at. */
export function sharedRelation(key: object, made: Relation | undefined, place: Place, isMaterialized: boolean): Relation {
  let share = place.compile.shares.get(key)
  let shape = share === undefined ? undefined : shareShapes.get(share)
  if (share === undefined || shape === undefined) {
    shape = made ?? { plan: { op: 'values', ids: [], rows: [] }, columns: [], order: undefined }
    const kept = shape.columns.flatMap((column) => [...(column.kept?.values() ?? [])])
    share = {
      name: place.compile.names.fresh('shared'),
      plan: shape.plan,
      isMaterialized,
      ids: [...new Set([...shape.columns.map(({ id }) => id), ...kept, ...idsIn(shape.order ?? [])])],
    }
    place.compile.shares.set(key, share)
    shareShapes.set(share, shape)
  }
  return again(share, shape, place)
}

const shareShapes = new WeakMap<Share, Relation>()

const quotedId = /"(?:[^"]|"")*"/g
const idsIn = (keys: readonly string[]): readonly string[] => keys.flatMap((key) => key.match(quotedId) ?? [])

function again(share: Share, { columns, order }: Relation, place: Place): Relation {
  const fresh = new Map(share.ids.map((id) => [id, place.compile.names.fresh(id.slice(1, -1).replace(/·\d+$/, ''))]))
  const renamed = columns.map((column) => ({
    ...column,
    id: fresh.get(column.id) ?? column.id,
    ...(column.kept === undefined ? {} : { kept: new Map([...column.kept].map(([path, id]) => [path, fresh.get(id) ?? id])) }),
  }))
  const items = [...fresh].map(([of, id]) => ({ id, sql: of }))
  const keys = order?.map((key) => key.replace(quotedId, (id) => fresh.get(id) ?? id))
  return { plan: { op: 'shared', share, items }, columns: renamed, order: keys }
}

/** Each statement knows the names before it. */
const statementsMax = 1000

export function statementsOf(block: Syntax): readonly Syntax[] {
  const statements = block.list('Statements')
  return statements.length > statementsMax ? fail(block, 'TK005', `A query has at most ${statementsMax} statements.`) : statements
}

/** Runs `let`s and the like; gives the last expression of a block, if it is among its statements. */
export function runStatements(block: Syntax, place: Place): Syntax | undefined {
  let last: Syntax | undefined
  for (const statement of statementsOf(block)) {
    if (statement.kind === 'ExpressionStatement') last = statement.child('Expression')
    else runStatement(statement, place)
  }
  return last
}

/** One that is no expression. What says nothing about rows, as `set` does, is passed over. */
export function runStatement(statement: Syntax, place: Place): void {
  if (statement.kind === 'LetStatement') declare(statement, place)
  else if (statement.kind === 'QueryParametersStatement') declareParameters(statement, place)
  else if (statement.kind === 'PatternStatement') fail(statement, 'TK001', 'declare pattern has no translation yet.')
  else if (statement.kind === 'RestrictStatement') fail(statement, 'TK001', 'restrict access has no translation yet.')
}

function declare(statement: Syntax, place: Place): void {
  const name = nameOf(need(statement, 'Name'))
  const value = need(statement, 'Expression')
  // What it says is meant by the names that were there before it.
  const environment = { ...inner(place.environment.outer), names: new Map(place.environment.names) }
  const here = { ...place, environment }
  if (value.kind === 'FunctionDeclaration') place.environment.names.set(name, { kind: 'function', node: value, environment })
  else if (isTable(value, here)) place.environment.names.set(name, { kind: 'table', relation: () => letTable(name, value, here) })
  else
    place.environment.names.set(
      name,
      lazily(() => scalar(value, scopeOf(here))),
    )
}

function letTable(name: string, value: Syntax, place: Place): Relation {
  const inside = value.kind === 'ParenthesizedExpression' ? need(value, 'Expression') : value
  const isGraph = inside.kind === 'PipeExpression' && inside.child('Operator')?.kind === 'MakeGraphOperator'
  const isPlain = inside.kind === 'NameReference' || inside.kind === 'MaterializeExpression' || isGraph
  return isPlain || (place.compile.uses.get(name) ?? 0) < 2 || place.partition.length > 0
    ? relation(value, place)
    : shared(value, value, place, false)
}

function isTable(value: Syntax, place: Place): boolean {
  if (value.type.kind === 'table') return true
  if (value.type.kind === 'scalar') return false
  if (value.kind === 'NameReference')
    return lookUp(place.environment, nameOf(value))?.kind === 'table' || place.compile.tables.has(nameOf(value))
  return (
    value.kind === 'PipeExpression' ||
    value.kind === 'DataTableExpression' ||
    value.kind === 'ExternalDataExpression' ||
    value.kind === 'MaterializeExpression'
  )
}

function declareParameters(statement: Syntax, place: Place): void {
  for (const parameter of statement.list('Parameters')) {
    const declaration = need(parameter, 'NameAndType')
    const name = nameOf(need(declaration, 'Name'))
    const fallback = parameter.child('DefaultValue')?.child('Value')
    place.environment.names.set(
      name,
      lazily(() => {
        const given = place.compile.parameters[name]
        const type = declaration.child('Type')?.text ?? 'string'
        if (given !== undefined)
          return convert(
            { sql: quote(given), type: 'string', constant: given },
            type in sqlTypes ? (type as keyof typeof sqlTypes) : 'string',
          )
        return fallback === undefined
          ? fail(parameter, 'TK003', `The query parameter ${name} has no value.`)
          : scalar(fallback, scopeOf(place))
      }),
    )
  }
}
