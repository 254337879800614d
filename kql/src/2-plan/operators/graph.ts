/**
 * make-graph and graph-match: patterns of nodes and edges. https://learn.microsoft.com/kusto/query/graph-match-operator
 *
 * The edges of a pattern are joined where they share a node; an edge of variable length is found by SQL that calls itself. An edge is used once in a match, as
 * `cycles=unique_edges`, the default, has it.
 */
import type { Syntax } from '../../1-syntax/microsoft.ts'
import { byName, columnScalar, type Place, type Scope } from '../context.ts'
import { nameOf, need, predicate, scalar } from '../expression.ts'
import { fail } from '../fault.ts'
import type { Column, Graph, Plan, Relation } from '../plan.ts'
import { relation, sharedRelation } from '../relation.ts'
import { extended } from '../rows.ts'
import { foundNames } from './columns.ts'
import { type Edge, edgeInstance, hopsMax, idOf, pathInstance } from './graph-edges.ts'
import { parameter } from './join.ts'
import type { Operator } from './operator.ts'
import { together } from './union.ts'

export const makeGraph: Operator = (node, edges, place) => {
  const end = (name: string): Column => {
    const wanted = nameOf(need(node, name))
    return (
      edges.columns.find((column) => column.name === wanted) ?? fail(need(node, name), 'TK002', `The edges have no column “${wanted}”.`)
    )
  }
  const graph: Graph = { source: end('SourceColumn').name, target: end('TargetColumn').name, ...nodesOf(node, place) }
  return { ...edges, graph }
}

const keyName = '·node'

/** Node tables one below the other, their keys as one column. */
function nodesOf(node: Syntax, place: Place): { readonly nodes?: Relation | undefined; readonly id?: string | undefined } {
  const clause = node.child('WithClause')
  if (clause === undefined) return {}
  if (clause.kind === 'MakeGraphWithImplicitIdClause') return { id: nameOf(need(clause, 'Name')) }
  const legs = clause.list('TablesAndKeys').map((one) => {
    const table = relation(need(one, 'Table'), { ...place, partition: [] })
    const wanted = nameOf(need(one, 'Column'))
    const key = table.columns.find((column) => column.name === wanted) ?? fail(one, 'TK002', `The nodes have no column “${wanted}”.`)
    return { relation: { ...table, columns: [...table.columns, { ...key, name: keyName }] }, source: '' }
  })
  const [only] = legs
  if (legs.length === 1 && only !== undefined) return { nodes: only.relation }
  const shape = new Map(legs.flatMap((leg) => leg.relation.columns).map(({ name, type }) => [name, { name, type }]))
  return { nodes: together(legs, [...shape.values()], undefined, place) }
}

interface Pattern {
  readonly plan: Plan | undefined
  /** SQL of the id of each node, by its name or a made-up one. */
  readonly nodes: ReadonlyMap<string, string>
  readonly edges: readonly Edge[]
}

export const graphMatch: Operator = (node, input, place) => {
  const { graph } = input
  if (graph === undefined) return fail(node, 'TK003', 'graph-match wants a graph: put make-graph before it.')
  const read = new Set(node.all('PathExpression').map((path) => nameOf(need(path, 'Selector'))))
  const wanted = [...input.columns.filter(({ name }) => read.has(name) || name === graph.source || name === graph.target)]
  const conjuncts = conjunctsOf(node.child('WhereClause')?.child('Condition'))
  let pattern: Pattern = { plan: undefined, nodes: new Map(), edges: [] }
  for (const sequence of node.list('Patterns'))
    pattern = followed(sequence, pattern, { input: { ...input, columns: wanted }, graph, node, conjuncts }, place)
  const cycles = parameter(node, 'cycles')?.toLowerCase() ?? 'unique_edges'
  const distinct = cycles === 'all' ? [] : apart(pattern.edges)
  const nodesApart = cycles === 'none' ? pairs([...new Set(pattern.nodes.values())]).map(([a, b]) => `${a} IS DISTINCT FROM ${b}`) : []
  const told = withNodes(node, pattern, graph, place)
  const scope: Scope = { ...place, columns: new Map(), rows: told.rows }
  const rest = conjuncts.filter((one) => edgeOf(one, pattern.edges) === undefined).map((one) => `coalesce(${predicate(one, scope)}, false)`)
  const tests = [...distinct, ...nodesApart, ...rest]
  const filtered: Plan = tests.length === 0 ? told.plan : { op: 'filter', input: told.plan, predicate: tests.join(' AND ') }
  return projected(node, { plan: filtered, columns: [], order: undefined }, scope, place)
}

function projected(node: Syntax, input: Relation, scope: Scope, place: Place): Relation {
  const found = foundNames(node)
  const values = need(node, 'ProjectClause')
    .list('Expressions')
    .map((one, i) => ({
      name: found[i] ?? `Column${i + 1}`,
      value: scalar(one.kind === 'SimpleNamedExpression' ? need(one, 'Expression') : one, scope),
    }))
  const { relation: made, columns } = extended(input, values, place)
  return { ...made, columns, order: undefined }
}

interface Setting {
  readonly input: Relation
  readonly graph: Graph
  readonly node: Syntax
  readonly conjuncts: readonly Syntax[]
}

/** One sequence of nodes and edges: each edge is joined to what is there by the nodes they share. */
function followed(sequence: Syntax, pattern: Pattern, { input, graph, node, conjuncts }: Setting, place: Place): Pattern {
  const elements = sequence.list('PatternElements')
  const nodes = new Map(pattern.nodes)
  const edges = [...pattern.edges]
  let { plan } = pattern
  const named = (element: Syntax | undefined): string => {
    const name = element?.child('Name')
    return name === undefined ? place.compile.names.fresh('·anonymous') : nameOf(name)
  }
  const [first] = elements
  let left = named(first)
  if (elements.length === 1) {
    const alone = graph.nodes ?? fail(sequence, 'TK003', 'A pattern of one node wants a graph with nodes.')
    const instance = sharedRelation(graph, alone, place, true)
    const id = idOf(columnScalar(instance.columns.at(-1) ?? fail(sequence, 'TK003', 'There are no nodes.')))
    nodes.set(left, id)
    return { plan: instance.plan, nodes, edges }
  }
  for (let i = 1; i + 1 < elements.length; i += 2) {
    const element = elements[i] ?? sequence
    const right = named(elements[i + 1])
    const name = element.child('Name') === undefined ? undefined : nameOf(need(element, 'Name'))
    const range = element.child('Range')
    const tests = name === undefined ? [] : conjuncts.filter((one) => edgeNamed(one) === name && range !== undefined)
    const base = sharedRelation(node, numberedEdges(input, place), place, true)
    const made =
      range === undefined
        ? edgeInstance(element, name, base, graph, place)
        : pathInstance(element, name, base, graph, hopsOf(range, place), tests, place)
    const on = (
      [
        [left, made.edge.from],
        [right, made.edge.to],
      ] as const
    ).flatMap(([at, id]) => {
      const known = nodes.get(at)
      nodes.set(at, known ?? id)
      return known === undefined ? [] : [`${known} = ${id}`]
    })
    plan =
      plan === undefined
        ? made.plan
        : { op: 'join', kind: 'INNER', left: plan, right: made.plan, on: on.length === 0 ? 'true' : on.join(' AND ') }
    // A loop, or a node named twice: both ends of the first edge are known at once.
    if (left === right) plan = { op: 'filter', input: plan, predicate: `${made.edge.from} = ${made.edge.to}` }
    edges.push(made.edge)
    left = right
  }
  return { plan, nodes, edges }
}

function numberedEdges(input: Relation, place: Place): Relation {
  const id = place.compile.names.fresh('·edge')
  return {
    plan: { op: 'extend', input: input.plan, items: [{ id, sql: 'row_number() OVER ()' }] },
    columns: [...input.columns, { name: '·edge', type: 'long', id }],
    order: undefined,
  }
}

function hopsOf(range: Syntax, place: Place): { readonly least: number; readonly most: number } {
  const bound = (name: string, otherwise: number): number => {
    const node = range.child(name)
    const value = node === undefined ? undefined : scalar(node, { ...place, columns: new Map() }).constant
    return typeof value === 'bigint' ? Number(value) : otherwise
  }
  const least = bound('RangeStart', 1)
  const most = bound('RangeEnd', hopsMax)
  return least >= 0 && most >= least && most <= hopsMax
    ? { least, most }
    : fail(range, 'TK003', `An edge repeats between 0 and ${hopsMax} times.`)
}

const pairs = <Value>(values: readonly Value[]): readonly (readonly [Value, Value])[] =>
  values.flatMap((a, i) => values.slice(i + 1).map((b) => [a, b] as const))

/** No edge twice. */
const apart = (edges: readonly Edge[]): readonly string[] => pairs(edges).map(([a, b]) => `NOT list_has_any(${a.used}, ${b.used})`)

/** Beside each node its properties, where a condition or the result reads them. */
function withNodes(
  node: Syntax,
  pattern: Pattern,
  graph: Graph,
  place: Place,
): { readonly plan: Plan; readonly rows: ReadonlyMap<string, ReadonlyMap<string, Column>> } {
  let plan = pattern.plan ?? fail(node, 'TK003', 'graph-match wants a pattern.')
  const rows = new Map<string, ReadonlyMap<string, Column>>(
    pattern.edges.flatMap(({ name, columns }) => (name === undefined ? [] : [[name, columns]])),
  )
  const read = new Set(
    node
      .all('PathExpression')
      .flatMap((path) => (path.child('Expression')?.kind === 'NameReference' ? [nameOf(need(path, 'Expression'))] : [])),
  )
  for (const [name, id] of pattern.nodes) {
    if (!read.has(name)) continue
    if (graph.nodes === undefined) {
      rows.set(name, new Map(graph.id === undefined ? [] : [[graph.id, { name: graph.id, type: 'string', id }]]))
      continue
    }
    const instance = sharedRelation(graph, graph.nodes, place, true)
    const key = instance.columns.find((column) => column.name === keyName)
    const unique: Plan = {
      op: 'first',
      input: instance.plan,
      by: key === undefined ? [] : [key.id],
      keys: [],
      count: '1',
      number: place.compile.names.fresh('·first'),
    }
    plan = { op: 'join', kind: 'LEFT', left: plan, right: unique, on: key === undefined ? 'true' : `${id} = ${idOf(columnScalar(key))}` }
    rows.set(name, byName(instance.columns.map((column) => (column.type === 'string' ? { ...column, mayBeNull: true } : column))))
  }
  return { plan, rows }
}

function conjunctsOf(node: Syntax | undefined): readonly Syntax[] {
  if (node === undefined) return []
  if (node.kind === 'ParenthesizedExpression') return conjunctsOf(need(node, 'Expression'))
  return node.kind === 'AndExpression' ? [...conjunctsOf(need(node, 'Left')), ...conjunctsOf(need(node, 'Right'))] : [node]
}

/** The one variable that a condition speaks of. */
function edgeNamed(condition: Syntax): string | undefined {
  const names = new Set(
    condition
      .all('PathExpression')
      .flatMap((path) => (path.child('Expression')?.kind === 'NameReference' ? [nameOf(need(path, 'Expression'))] : [])),
  )
  const [only] = names
  return names.size === 1 ? only : undefined
}

/** A condition on an edge of variable length holds for every edge of the way, and was put there already. */
const edgeOf = (condition: Syntax, edges: readonly Edge[]): Edge | undefined =>
  edges.find((edge) => edge.isPath && edge.name !== undefined && edge.name === edgeNamed(condition))
