/** The walk of scan over its rows: SQL that calls itself folds them, chunk by chunk, into the state of all steps. */
import { sqlTypes } from '../../0-functions/scalar.ts'
import type { Place } from '../context.ts'
import { type Column, type Item, needs, type Relation } from '../plan.ts'
import { otherwiseOf, type Scan, stateColumn, typeIn } from './scan.ts'
import { givenLayer, keptLayer, type Seen, stateLayer, takenLayer, type Walk } from './scan-steps.ts'

export interface Walked {
  readonly relation: Relation
  readonly declared: readonly Column[]
  readonly match: Column
}

export function walk(parts: Scan, seen: readonly Seen[], input: Relation, partition: readonly string[], place: Place): Walked {
  const fresh = (name: string): string => place.compile.names.fresh(name)
  const at = parts.steps.map((_, i) => i)
  const rowsOf = (last: number): ReadonlyMap<string, Column>[] =>
    at.map((i) => (i > last ? new Map() : new Map([...(parts.read[i] ?? [])].flatMap((name) => held(name, parts, fresh)))))
  const setting: Walk = {
    parts,
    seen,
    states: at.map((i) => ({ active: fresh('·active'), match: fresh('·match'), rows: rowsOf(i) })),
    nothing: rowsOf(parts.steps.length),
    taken: at.map(() => fresh('·taken')),
    kept: at.map(() => fresh('·kept')),
    given: at.map(() => parts.declared.map(({ name, type }) => ({ name, type, id: fresh(name) }))),
    place,
  }
  return assembled(setting, input, partition)
}

const held = (name: string, parts: Scan, fresh: (name: string) => string): readonly (readonly [string, Column])[] => {
  const column = stateColumn(name, parts)
  return column === undefined ? [] : [[name, { name, type: column.type, id: fresh(name), isTimestamp: column.isTimestamp }]]
}

function assembled(walk: Walk, input: Relation, partition: readonly string[]): Walked {
  const { place, parts } = walk
  const fresh = (name: string): string => place.compile.names.fresh(name)
  const [group, turn, row] = [fresh('·group'), fresh('·turn'), input.order?.[0] ?? '1']
  const by = partition.length === 0 ? '' : `PARTITION BY ${partition.join(', ')} `
  const numbers: Item[] = [
    { id: group, sql: partition.length === 0 ? '1' : `dense_rank() OVER (ORDER BY ${partition.join(', ')})` },
    { id: turn, sql: `row_number() OVER (${by}ORDER BY ${row})` },
  ]
  const declared = parts.declared.map(({ name, type }): Column => ({ name, type, id: fresh(name) }))
  const match: Column = { name: 'match_id', type: 'long', id: fresh('match_id') }
  const step = fresh('·step')
  const written = scriptOf(walk, {
    group,
    turn,
    row,
    step,
    count: fresh('·count'),
    base: fresh('·base'),
    path: fresh('·walk'),
    found: fresh('·found'),
    declared,
    match,
  })
  return {
    relation: {
      plan: {
        op: 'script',
        inputs: [
          { name: written.base, plan: { op: 'extend', input: input.plan, items: numbers }, ids: [group, turn, row, ...written.read] },
        ],
        ids: [step, row, match.id, ...declared.map(({ id }) => id)],
        sql: written.sql,
      },
      columns: input.columns,
      order: [row, `${step} DESC`],
    },
    declared,
    match,
  }
}

interface Ids {
  readonly group: string
  readonly turn: string
  readonly row: string
  readonly step: string
  readonly count: string
  readonly base: string
  readonly path: string
  readonly found: string
  readonly declared: readonly Column[]
  readonly match: Column
}

/** Rows that are walked in one go: longer lists cost more to copy, shorter ones more turns. */
const chunkRows = 256

const idPattern = /'(?:[^']|'')*'|"(?:[^"]|"")*"/g

/** Ids become what they stand for; texts stay. */
const put = (sql: string, means: (id: string) => string | undefined): string =>
  sql.replace(idPattern, (token) => (token.startsWith('"') ? (means(token) ?? token) : token))

interface Script {
  readonly base: string
  readonly read: readonly string[]
  readonly sql: (passed: readonly string[]) => string
}

/**
 * Each chunk of a partition's rows is folded into the state that the chunk before it left. A row stands in the list twice: at its first place the steps are
 * looked at, at its second their states change and what they took is written down.
 */
function scriptOf(walk: Walk, ids: Ids): Script {
  const { fresh } = walk.place.compile.names
  const [taken, kept, given, after] = [takenLayer(walk), keptLayer(walk), givenLayer(walk), stateLayer(walk, ids.count)]
  const state = stateOf(walk, ids)
  const flags = [...walk.taken, ...walk.kept].map((id) => ({ id, otherwise: 'false' }))
  const values = walk.given.flat().map((column) => ({ id: column.id, otherwise: `CAST(NULL AS ${typeIn(column)})` }))
  const nothing = new Map(
    walk.nothing.flatMap((row) => [...row].map(([name, { id }]): [string, string] => [id, otherwiseOf(name, walk.parts)])),
  )
  const own = new Set([...state, ...flags, ...values].map(({ id }) => id))
  const layers = [...taken, ...kept, ...given, ...after]
  const read = [...needs(layers.map(({ sql }) => sql))].filter((id) => !own.has(id) && !nothing.has(id) && id !== ids.row)
  const started = `${ids.count} + CASE WHEN ${walk.kept[0]} AND (${walk.taken[1] ?? 'false'} OR NOT ${walk.states[0]?.active}) THEN 1 ELSE 0 END`
  const looked = lookedAt([taken, kept, given], { state, read, nothing, row: ids.row })
  const changed = changedTo([...after, { id: ids.count, sql: started }], [...flags, ...values], {
    read,
    nothing,
    row: ids.row,
    found: foundIn(walk, ids, after),
  })
  const [chunk, rows, folded, stage] = [fresh('·chunk'), fresh('·rows'), fresh('·folded'), fresh('·stage')]
  const chunks = fresh('·chunks')
  const outs = `CAST([] AS ${outType(walk, ids)}[])`
  const element = (row: (id: string) => string, stateIs: (one: Held) => string, at: string): string =>
    `struct_pack("·stage" := ${at}, ${[...[ids.row, ...read].map((id) => `${id} := ${row(id)}`), ...state.map((one) => `${one.id} := ${stateIs(one)}`), ...[...flags, ...values].map(({ id, otherwise }) => `${id} := ${otherwise}`)].join(', ')}, "·outs" := ${outs})`
  const listed = `SELECT ${ids.group}, ${chunk}, list(${element(
    (id) => id,
    ({ otherwise }) => otherwise,
    stage,
  )} ORDER BY ${ids.turn}, ${stage}) AS ${rows} FROM (SELECT *, (${ids.turn} - 1) // ${chunkRows} AS ${chunk} FROM ${ids.base}), (VALUES (1), (2)) AS "·stages"(${stage}) GROUP BY ${ids.group}, ${chunk}`
  const first = element(
    () => 'NULL',
    ({ id }) => `w.${id}`,
    '0',
  )
  const fold = `list_reduce(list_prepend(${first}, c.${rows}), lambda ${before}, ${here}: CASE WHEN ${here}."·stage" = 1 THEN ${looked} ELSE ${changed} END)`
  const beginning = `SELECT DISTINCT ${[ids.group, 'CAST(-1 AS BIGINT)', ...state.map(({ otherwise }) => otherwise), outs].join(', ')} FROM ${ids.base}`
  const next = `SELECT ${[ids.group, chunk, ...state.map(({ id }) => `${folded}.${id}`), `${folded}."·outs"`].join(', ')} FROM (SELECT c.${ids.group}, c.${chunk}, ${fold} AS ${folded} FROM ${ids.path} AS w JOIN ${chunks} AS c ON c.${ids.group} = w.${ids.group} AND c.${chunk} = w.${chunk} + 1)`
  const path = `${ids.path}(${[ids.group, chunk, ...state.map(({ id }) => id), '"·outs"'].join(', ')}) AS (${beginning} UNION ALL ${next})`
  const results = [ids.row, ids.step, ids.match.id, ...ids.declared.map(({ id }) => id)]
  const all = `SELECT ${ids.group}, unnest("·outs", recursive := true) FROM ${ids.path}`
  return {
    base: ids.base,
    read: [...new Set(read)],
    sql: (passed) =>
      `, ${chunks} AS MATERIALIZED (${listed}), ${path}, ${ids.found} AS (${lastOnly(walk, ids, all)}) SELECT ${[...results.map((id) => `f.${id}`), ...passed.filter((id) => id !== ids.row).map((id) => `b.${id}`)].join(', ')} FROM ${ids.found} AS f JOIN ${ids.base} AS b ON b.${ids.row} = f.${ids.row}`,
  }
}

/** Names of the fold's two arguments, which no column has. */
const [before, here] = ['kql_before', 'kql_here']

interface Held {
  readonly id: string
  /** Its value before the first row. */
  readonly otherwise: string
}

const stateOf = (walk: Walk, ids: Ids): readonly Held[] => [
  ...walk.states.flatMap((one) => [
    { id: one.active, otherwise: 'false' },
    { id: one.match, otherwise: 'CAST(NULL AS BIGINT)' },
    ...one.rows.flatMap((row) =>
      [...row].map(([name, column]) => ({ id: column.id, otherwise: `CAST(${otherwiseOf(name, walk.parts)} AS ${typeIn(column)})` })),
    ),
  ]),
  { id: ids.count, otherwise: 'CAST(0 AS BIGINT)' },
]

interface Looking {
  readonly read: readonly string[]
  readonly nothing: ReadonlyMap<string, string>
  readonly row: string
}

const packed = (fields: readonly (readonly [string, string])[]): string =>
  `struct_pack(${fields.map(([id, value]) => `${id} := ${value}`).join(', ')})`

/** The element after the steps were looked at: each layer is put into those after it. */
function lookedAt(
  layers: readonly (readonly Item[])[],
  { state, read, nothing, row }: Looking & { readonly state: readonly Held[] },
): string {
  const means = new Map<string, string>([
    ...nothing,
    ...state.map(({ id }): [string, string] => [id, `${before}.${id}`]),
    ...read.map((id): [string, string] => [id, `${here}.${id}`]),
  ])
  const made: [string, string][] = []
  for (const layer of layers) {
    const written = layer.map(({ id, sql }): [string, string] => [id, put(sql, (one) => means.get(one))])
    for (const [id, value] of written) means.set(id, `(${value})`)
    made.push(...written)
  }
  return packed([
    ['"·stage"', `${here}."·stage"`],
    ...[row, ...read].map((id): [string, string] => [id, `${here}.${id}`]),
    ...state.map(({ id }): [string, string] => [id, `${before}.${id}`]),
    ...made,
    ['"·outs"', `${before}."·outs"`],
  ])
}

/** The element with the states as they are after the row. */
function changedTo(
  after: readonly Item[],
  flags: readonly Held[],
  { read, nothing, row, found }: Looking & { readonly found: string },
): string {
  const fromRow = new Set([row, ...read])
  const means = (id: string): string => nothing.get(id) ?? `${fromRow.has(id) ? here : before}.${id}`
  return packed([
    ['"·stage"', `${here}."·stage"`],
    ...[row, ...read].map((id): [string, string] => [id, `${here}.${id}`]),
    ...after.map(({ id, sql }): [string, string] => [id, put(sql, means)]),
    ...flags.map(({ id }): [string, string] => [id, `${before}.${id}`]),
    ['"·outs"', put(found, means)],
  ])
}

const outFields = (walk: Walk, ids: Ids): readonly (readonly [string, string])[] => [
  [ids.row, 'BIGINT'],
  [ids.step, 'BIGINT'],
  [ids.match.id, 'BIGINT'],
  ...walk.parts.declared.map(({ type }, i): [string, string] => [ids.declared[i]?.id ?? '', sqlTypes[type]]),
]

const outType = (walk: Walk, ids: Ids): string =>
  `STRUCT(${outFields(walk, ids)
    .map(([id, type]) => `${id} ${type}`)
    .join(', ')})`

/** What was written down so far, and the row for each step that took it. */
function foundIn(walk: Walk, ids: Ids, after: readonly Item[]): string {
  const matches = new Map(after.map(({ id, sql }) => [id, sql]))
  const steps = walk.parts.steps.flatMap(({ output }, i) => {
    if (output === 'none') return []
    const match = walk.states[i]?.match ?? ''
    const values = [ids.row, `${i}`, `(${matches.get(match) ?? match})`, ...(walk.given[i] ?? []).map(({ id }) => id)]
    const fields = outFields(walk, ids).map(([id, type], j): [string, string] => [id, `CAST(${values[j] ?? 'NULL'} AS ${type})`])
    return [`CASE WHEN ${walk.taken[i]} OR ${walk.kept[i]} THEN [${packedPlain(fields)}] ELSE [] END`]
  })
  return steps.length === 0 ? '"·outs"' : `list_concat("·outs", ${steps.join(', ')})`
}

/** Field names of a struct are no columns: they are written so that nothing is put in their place. */
const packedPlain = (fields: readonly (readonly [string, string])[]): string =>
  `{${fields.map(([id, value]) => `'${id.slice(1, -1).replaceAll('""', '"').replaceAll("'", "''")}': ${value}`).join(', ')}}`

/** Of a step with `output=last` only the last row of each match stays. */
function lastOnly(walk: Walk, ids: Ids, all: string): string {
  const last = walk.parts.steps.flatMap(({ output }, i) => (output === 'last' ? [i] : []))
  return last.length === 0
    ? all
    : `SELECT * FROM (${all}) QUALIFY ${ids.step} NOT IN (${last.join(', ')}) OR row_number() OVER (PARTITION BY ${ids.group}, ${ids.step}, ${ids.match.id} ORDER BY ${ids.row} DESC) = 1`
}
