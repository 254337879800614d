/** The edges of a pattern as rows with two ends: plain ones, and ways of several edges. */
import { filled, type Scalar, sql, toDynamic, toText } from '../../0-functions/scalar.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import { byName, columnScalar, type Place, type Scope } from '../context.ts'
import { predicate } from '../expression.ts'
import type { Column, Graph, Plan, Relation } from '../plan.ts'

/** A way of more edges is not looked for. */
export const hopsMax = 64

export interface Edge {
  readonly name: string | undefined
  /** SQL of the ids of the nodes on its left and right. */
  readonly from: string
  readonly to: string
  /** SQL of the list of the numbers of its edges. */
  readonly used: string
  readonly columns: ReadonlyMap<string, Column>
  readonly isPath: boolean
}

export interface Instance {
  readonly edge: Edge
  readonly plan: Plan
}

/** Ids are compared as texts, so that numbers and texts meet. */
export const idOf = (value: Scalar): string => filled(toText(value)).sql

type Direction = 'right' | 'left' | 'any'

function directionOf(node: Syntax): Direction {
  const [first, last] = [node.token('FirstToken'), node.token('LastToken')]
  const text = `${first}${last}`
  return text.includes('<') ? 'left' : text.includes('>') ? 'right' : 'any'
}

/** Edges with their left and right end; those of any direction both ways. */
function directed(
  node: Syntax,
  { plan, columns }: Relation,
  graph: Graph,
  place: Place,
): { readonly plan: Plan; readonly from: string; readonly to: string } {
  const at = byName(columns)
  const end = (name: string): string => {
    const column = at.get(name)
    return column === undefined ? "''" : idOf(columnScalar(column))
  }
  const [from, to] = [place.compile.names.fresh('·from'), place.compile.names.fresh('·to')]
  const way = (isTurned: boolean): Plan => ({
    op: 'extend',
    input: plan,
    items: [
      { id: from, sql: end(isTurned ? graph.target : graph.source) },
      { id: to, sql: end(isTurned ? graph.source : graph.target) },
    ],
  })
  const direction = directionOf(node)
  if (direction !== 'any') return { plan: way(direction === 'left'), from, to }
  const ids = [from, to, ...columns.map(({ id }) => id)]
  return { plan: { op: 'union', ids, inputs: [false, true].map((isTurned) => ({ plan: way(isTurned), values: ids })) }, from, to }
}

const numberIn = (columns: readonly Column[]): string => columns.find(({ name }) => name === '·edge')?.id ?? 'NULL'

export function edgeInstance(node: Syntax, name: string | undefined, base: Relation, graph: Graph, place: Place): Instance {
  const { plan, from, to } = directed(node, base, graph, place)
  return { plan, edge: { name, from, to, used: `[${numberIn(base.columns)}]`, columns: byName(base.columns), isPath: false } }
}

/** Ways of so many edges, none of them twice; a property of the edge is the array of its values along the way. */
export function pathInstance(
  node: Syntax,
  name: string | undefined,
  base: Relation,
  graph: Graph,
  { least, most }: { readonly least: number; readonly most: number },
  tests: readonly Syntax[],
  place: Place,
): Instance {
  const { fresh } = place.compile.names
  const { plan, from, to } = directed(node, base, graph, place)
  const properties = base.columns.filter((column) => column.name !== '·edge')
  const scope: Scope = { ...place, columns: new Map(), rows: new Map(name === undefined ? [] : [[name, byName(base.columns)]]) }
  const test = tests.map((one) => `coalesce(${predicate(one, scope)}, false)`).join(' AND ')
  const allowed: Plan = test === '' ? plan : { op: 'filter', input: plan, predicate: test }
  const [edges, ways] = [fresh('·edges'), fresh('·ways')]
  const ids = { start: fresh('·start'), end: fresh('·end'), hops: fresh('·hops'), used: fresh('·used') }
  const number = numberIn(base.columns)
  const lists = properties.map((column) => ({
    column,
    id: fresh(column.name),
    sql: `CAST(coalesce(${toDynamic(columnScalar(column)).sql}, 'null') AS VARCHAR)`,
  }))
  const columns = [ids.start, ids.end, ids.hops, ids.used, ...lists.map(({ id }) => id)]
  const one = `SELECT ${[from, to, '1', `[${number}]`, ...lists.map((list) => `[${list.sql}]`)].join(', ')} FROM ${edges}`
  const none = `SELECT DISTINCT n, n, 0, CAST([] AS BIGINT[])${lists.map(() => ', CAST([] AS VARCHAR[])').join('')} FROM (SELECT ${from} AS n FROM ${edges} UNION SELECT ${to} FROM ${edges})`
  const next = `SELECT ${[`w.${ids.start}`, `e.${to}`, `w.${ids.hops} + 1`, `list_append(w.${ids.used}, e.${number})`, ...lists.map((list) => `list_append(w.${list.id}, ${list.sql})`)].join(', ')} FROM ${ways} AS w JOIN ${edges} AS e ON e.${from} = w.${ids.end} WHERE w.${ids.hops} BETWEEN 1 AND ${most - 1} AND NOT list_contains(w.${ids.used}, e.${number})`
  const shown = lists.map(({ column, id }) => ({ name: column.name, type: 'dynamic' as const, id: fresh(column.name), list: id }))
  const script: Plan = {
    op: 'script',
    inputs: [{ name: edges, plan: allowed, ids: [from, to, number, ...properties.map(({ id }) => id)] }],
    ids: [ids.start, ids.end, ids.used, ...shown.map(({ id }) => id)],
    sql: () =>
      `, ${ways}(${columns.join(', ')}) AS (${[...(most > 0 ? [one] : []), ...(least === 0 ? [none] : [])].join(' UNION ALL ')} UNION ALL ${next}) SELECT ${[ids.start, ids.end, ids.used, ...shown.map(({ id, list }) => `${sql('dynamic', `kql_array(${list})`).sql} AS ${id}`)].join(', ')} FROM ${ways} WHERE ${ids.hops} BETWEEN ${least} AND ${most}`,
  }
  return { plan: script, edge: { name, from: ids.start, to: ids.end, used: ids.used, columns: byName(shown), isPath: true } }
}
