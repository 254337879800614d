/** union: legs side by side, columns by name and type. */
import { convert, filled, quote, type Scalar, ticks } from '../../0-functions/scalar.ts'
import type { Syntax, SyntaxColumn } from '../../1-syntax/microsoft.ts'
import type { KqlType } from '../../language.ts'
import { type Binding, columnScalar, type Environment, inner, lookUp, type Place } from '../context.ts'
import { nameOf, need } from '../expression.ts'
import { fail, whyStopped } from '../fault.ts'
import type { Column, Plan, Relation } from '../plan.ts'
import { relation, runStatements, tableNamed } from '../relation.ts'
import { nothing } from '../rows.ts'
import { parameter } from './join.ts'

export interface Leg {
  readonly relation: Relation
  /** What `withsource` says of it. */
  readonly source: string
}

export function union(node: Syntax, input: Relation | undefined, place: Place): Relation {
  const isFuzzy = parameter(node, 'isfuzzy')?.toLowerCase() === 'true'
  const offset = input === undefined ? 0 : 1
  const legs: Leg[] = input === undefined ? [] : [{ relation: input, source: 'union_arg0' }]
  for (const [i, one] of node.list('Expressions').entries()) legs.push(...legsOf(one, i + offset, isFuzzy, place))
  const withSource = parameter(node, 'withsource') ?? parameter(node, 'with_source')
  const isInner = parameter(node, 'kind')?.toLowerCase() === 'inner'
  const found = node.type.kind === 'table' ? node.type.columns : []
  return together(legs, isInner ? common(legs, found, withSource) : complete(found, legs, withSource), withSource, place)
}

function legsOf(node: Syntax, index: number, isFuzzy: boolean, place: Place): Leg[] {
  const plain = node.kind === 'ParenthesizedExpression' ? (node.child('Expression') ?? node) : node
  if (plain.kind === 'NameReference') {
    const name = nameOf(plain)
    if (name.includes('*') && lookUp(place.environment, name) === undefined) return tablesLike(name, place)
    const isTable = lookUp(place.environment, name) === undefined && place.compile.tables.has(name)
    if (isTable) return [{ relation: tableNamed(name, place) ?? fail(plain, 'TK002', `There is no table “${name}”.`), source: name }]
  }
  const view = plain.kind === 'NameReference' && isView(lookUp(place.environment, nameOf(plain))) ? nameOf(plain) : undefined
  try {
    return [{ relation: relation(node, place), source: view ?? `union_arg${index}` }]
  } catch (error) {
    // A fuzzy union does without tables and functions that are not there.
    const why = whyStopped(error)
    if (isFuzzy && why !== undefined && 'fault' in why && why.fault === 'TK002') return []
    throw error
  }
}

/** `let V = view () { … }`: counts as a table of that name. */
const isView = (binding: Binding | undefined): boolean => binding?.kind === 'function' && binding.node.token('ViewKeyword') !== ''

/** Views without parameters, the inner ones first. */
function viewsIn(environment: Environment | undefined): readonly (readonly [string, Extract<Binding, { kind: 'function' }>])[] {
  if (environment === undefined) return []
  const here = [...environment.names].flatMap(([name, binding]) =>
    binding.kind === 'function' && isView(binding) && binding.node.child('Parameters')?.list('Parameters').length === 0
      ? [[name, binding] as const]
      : [],
  )
  const names = new Set(here.map(([name]) => name))
  return [...here, ...viewsIn(environment.outer).filter(([name]) => !names.has(name))]
}

function viewed(declaration: Syntax, environment: Environment, place: Place): Relation {
  const body = need(declaration, 'Body')
  const within: Place = { ...place, environment: inner(environment) }
  runStatements(body, within)
  return relation(need(body, 'Expression'), within)
}

/** The views of the query and the stored tables. */
export function tablesLike(pattern: string, place: Place): Leg[] {
  const test = new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  )
  const views = viewsIn(place.environment).filter(([name]) => test.test(name))
  const names = [...place.compile.tables.values()].filter((table) => table.from !== undefined && test.test(table.name))
  const stored = names.flatMap(({ name }) => {
    const found = tableNamed(name, place)
    return found === undefined ? [] : [{ relation: found, source: name }]
  })
  return [...views.map(([name, { node, environment }]) => ({ relation: viewed(node, environment, place), source: name })), ...stored]
}

/** The columns the analysis found, and those that only the legs know. */
function complete(
  found: readonly SyntaxColumn[],
  legs: readonly Leg[],
  withSource: string | undefined,
): readonly { readonly name: string; readonly type: KqlType }[] {
  const columns = found.map(({ name, type }) => ({ name, type: type === 'unknown' ? typeIn(name, legs) : type }))
  const covered = new Set(columns.map(({ name }) => name))
  const suffixed = new Set(
    columns.map(({ name }) => name.replace(/_(bool|int|long|real|decimal|string|datetime|timespan|guid|dynamic)$/, '')),
  )
  const more = legs
    .flatMap((leg) => leg.relation.columns)
    .filter(({ name }) => !covered.has(name) && !suffixed.has(name) && name !== withSource)
  const unique = new Map(more.map(({ name, type }) => [name, { name, type }]))
  const source = withSource !== undefined && !covered.has(withSource) ? [{ name: withSource, type: 'string' as const }] : []
  return [...source, ...columns, ...unique.values()]
}

const typeIn = (name: string, legs: readonly Leg[]): KqlType =>
  legs.flatMap((leg) => leg.relation.columns).find((column) => column.name === name)?.type ?? 'dynamic'

function common(
  legs: readonly Leg[],
  found: readonly SyntaxColumn[],
  withSource: string | undefined,
): readonly { readonly name: string; readonly type: KqlType }[] {
  if (found.length > 0) return complete(found, [], withSource)
  const [first] = legs
  const shared =
    first?.relation.columns.filter(({ name, type }) =>
      legs.every((leg) => leg.relation.columns.some((column) => column.name === name && column.type === type)),
    ) ?? []
  return shared
}

/** The legs one below the other. */
export function together(
  legs: readonly Leg[],
  shape: readonly { readonly name: string; readonly type: KqlType }[],
  withSource: string | undefined,
  place: Place,
): Relation {
  const columns = shape.map(({ name, type }): Column => {
    const held = legs.map((leg) => columnIn(leg.relation, name, type)).filter((one) => one !== undefined)
    const areStored = type === 'datetime' && held.length > 0 && held.every((one) => one.isTimestamp === true)
    const kept = keptEverywhere(legs, name, type)
    return {
      name,
      type,
      id: place.compile.names.fresh(name),
      ...(areStored ? { isTimestamp: true } : {}),
      ...(type === 'string' ? { mayBeNull: true } : {}),
      ...(kept === undefined ? {} : { kept: new Map(kept.map((path) => [path, place.compile.names.fresh(`${name}${path}`)])) }),
    }
  })
  const inputs = legs.map(({ relation: leg, source }) => ({
    plan: leg.plan,
    values: columns.flatMap((column) => [valueIn(leg, column, withSource, source), ...keptIn(leg, column)]),
  }))
  const plan: Plan = { op: 'union', ids: columns.flatMap((column) => [column.id, ...(column.kept?.values() ?? [])]), inputs }
  return { plan, columns, order: undefined }
}

const keptEverywhere = (legs: readonly Leg[], name: string, type: KqlType): readonly string[] | undefined => {
  const [first, ...rest] = legs.map((leg) => columnIn(leg.relation, name, type)?.kept)
  if (first === undefined) return undefined
  const paths = [...first.keys()].filter((path) => rest.every((kept) => kept?.has(path) === true))
  return paths.length === 0 ? undefined : paths
}

const keptIn = (leg: Relation, column: Column): readonly string[] => {
  const kept = columnIn(leg, column.name, column.type)?.kept
  return [...(column.kept?.keys() ?? [])].map((path) => kept?.get(path) ?? 'NULL')
}

/** The column of that name and type; or `X` for `X_type`. */
function columnIn(leg: Relation, name: string, type: KqlType): Column | undefined {
  const suffix = `_${type}`
  const base = name.endsWith(suffix) ? name.slice(0, -suffix.length) : undefined
  return (
    leg.columns.find((column) => column.name === name && column.type === type) ??
    leg.columns.find((column) => column.name === base && column.type === type)
  )
}

function valueIn(leg: Relation, column: Column, withSource: string | undefined, source: string): string {
  if (column.name === withSource) return quote(source)
  const found =
    columnIn(leg, column.name, column.type) ?? leg.columns.find(({ name }) => name === column.name && isAlike(name, column, leg))
  const value: Scalar = found === undefined ? nothing(column.type) : columnScalar(found)
  const same = value.type === column.type ? value : convert(value, column.type)
  if (column.type === 'datetime')
    return column.isTimestamp !== true ? ticks(same).sql : found === undefined ? 'CAST(NULL AS TIMESTAMP)' : same.sql
  return found === undefined && column.type === 'string' ? "''" : column.mayBeNull === true ? same.sql : filled(same).sql
}

/** Whole numbers of different width are one column. */
function isAlike(name: string, column: Column, leg: Relation): boolean {
  const found = leg.columns.find((one) => one.name === name)
  const isWhole = (type: KqlType | undefined): boolean => type === 'int' || type === 'long'
  return isWhole(found?.type) && isWhole(column.type)
}
