/** The walk of scan over its rows, as SQL that calls itself: one row of each partition at a time, with the state of all steps. */
import { convert, filled, type Scalar, ticks } from '../../0-functions/scalar.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import { byName, type Place, type Scope } from '../context.ts'
import { predicate, scalar } from '../expression.ts'
import { type Column, type Item, needs, type Relation } from '../plan.ts'
import { otherwiseOf, rowValue, type Scan, type Step, stateColumn, typeIn } from './scan.ts'

/** What was found out of a step before the walk. */
export interface Seen {
  /** Ids of conditions on the row alone. */
  readonly possible: readonly string[]
  /** The rest of its condition. */
  readonly later: readonly Syntax[]
  readonly statics: readonly Item[]
  /** Assigned values that depend on the row alone. */
  readonly assigned: ReadonlyMap<Syntax, Scalar>
  readonly scope: Scope
}

/** The state that one step holds: whether there is any, of which match, and the columns of itself and the steps before it. */
interface State {
  readonly active: string
  readonly match: string
  /** By step, by column. */
  readonly rows: readonly ReadonlyMap<string, Column>[]
}

interface Walk {
  readonly parts: Scan
  readonly seen: readonly Seen[]
  readonly states: readonly State[]
  /** What stands for the columns of a step without state. */
  readonly nothing: readonly ReadonlyMap<string, Column>[]
  /** Ids: whether each step took over the state before it, whether it went on with its own. */
  readonly taken: readonly string[]
  readonly kept: readonly string[]
  /** What each step gives to the declared columns. */
  readonly given: readonly (readonly Column[])[]
  readonly place: Place
}

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

/** The steps' columns as a condition sees them: from a state, or nothing where it has none. */
function environment({ parts, nothing }: Walk, state: State | undefined): ReadonlyMap<string, ReadonlyMap<string, Column>> {
  return new Map(
    parts.steps.map(({ name }, i) => {
      const rows = state?.rows[i]
      return [name, rows === undefined || rows.size === 0 ? (nothing[i] ?? new Map()) : rows]
    }),
  )
}

function conditionIn(walk: Walk, step: number, state: State | undefined): string {
  const seen = walk.seen[step]
  if (seen === undefined) return 'false'
  const scope: Scope = {
    ...seen.scope,
    columns: byName(walk.parts.columns),
    rows: environment(walk, state),
    before: undefined,
    window: undefined,
  }
  const all = [...seen.possible, ...seen.later.map((one) => `coalesce(${predicate(one, scope)}, false)`)]
  return all.length === 0 ? 'true' : all.join(' AND ')
}

/** Values of the declared columns where the step matches with that state: a name without a step is what was assigned before. */
function assignedIn(walk: Walk, step: number, state: State | undefined): readonly string[] {
  const [seen, { assignments }] = [walk.seen[step], walk.parts.steps[step] ?? { assignments: [] as Step['assignments'] }]
  const values = new Map(walk.parts.declared.map((one) => [one.name, one.otherwise.sql]))
  const own = (): ReadonlyMap<string, Column> =>
    new Map([
      ...byName(walk.parts.columns),
      ...walk.parts.declared.map(({ name, type }): [string, Column] => [name, { name, type, id: `(${values.get(name) ?? 'NULL'})` }]),
    ])
  for (const { name, value } of assignments) {
    const declared = walk.parts.declared.find((one) => one.name === name)
    if (declared === undefined || seen === undefined) continue
    const scope: Scope = { ...seen.scope, columns: own(), rows: environment(walk, state), before: undefined, window: undefined }
    const made = seen.assigned.get(value) ?? scalar(value, scope)
    values.set(name, filled(ticks(convert(made, declared.type))).sql)
  }
  return walk.parts.declared.map(({ name }) => values.get(name) ?? 'NULL')
}

const listed = (items: readonly Item[]): string => items.map(({ id, sql }) => (id === sql ? id : `${sql} AS ${id}`)).join(', ')

const when = (cases: readonly (readonly [string, string])[], otherwise: string): string =>
  `CASE ${cases.map(([test, value]) => `WHEN ${test} THEN ${value}`).join(' ')} ELSE ${otherwise} END`

/** The first step's state is gone as soon as the second took it over. */
function takenLayer(walk: Walk): readonly Item[] {
  return walk.taken.map((id, i) => {
    const before = walk.states[i - 1]
    return { id, sql: before === undefined ? 'false' : `(${before.active} AND ${conditionIn(walk, i, before)})` }
  })
}

function keptLayer(walk: Walk): readonly Item[] {
  return walk.kept.map((id, i) => {
    const state = walk.states[i]
    const next = walk.taken[i + 1] ?? 'false'
    if (i > 0 || state === undefined)
      return { id, sql: `(NOT ${walk.taken[i]} AND ${state?.active} AND NOT ${next} AND ${conditionIn(walk, i, state)})` }
    return { id, sql: `CASE WHEN ${next} THEN ${conditionIn(walk, i, undefined)} ELSE ${conditionIn(walk, i, state)} END` }
  })
}

function givenLayer(walk: Walk): readonly Item[] {
  return walk.given.flatMap((columns, i) => {
    const taken = i === 0 ? undefined : assignedIn(walk, i, walk.states[i - 1])
    const anew = i === 0 ? assignedIn(walk, i, undefined) : undefined
    const kept = assignedIn(walk, i, walk.states[i])
    return columns.map(({ id }, j) => {
      const next = walk.taken[i + 1] ?? 'false'
      const cases: (readonly [string, string])[] = [
        ...(taken === undefined ? [] : [[walk.taken[i] ?? 'false', taken[j] ?? 'NULL'] as const]),
        ...(anew === undefined || next === 'false' ? [] : [[next, anew[j] ?? 'NULL'] as const]),
      ]
      return { id, sql: cases.length === 0 ? (kept[j] ?? 'NULL') : when(cases, kept[j] ?? 'NULL') }
    })
  })
}

/** The states after the row. */
function stateLayer(walk: Walk, count: string): readonly Item[] {
  return walk.states.flatMap((state, i) => {
    const [taken, kept, next] = [walk.taken[i] ?? 'false', walk.kept[i] ?? 'false', walk.taken[i + 1] ?? 'false']
    const before = walk.states[i - 1]
    const isNew = i === 0 ? `${kept} AND (${next} OR NOT ${state.active})` : undefined
    const match = [
      ...(before === undefined ? [] : [[taken, before.match] as const]),
      ...(isNew === undefined ? [] : [[isNew, count] as const]),
    ]
    const columns = state.rows.flatMap((row, j) =>
      [...row].map(([name, { id }]) => {
        if (j < i) return { id, sql: when([[taken, before?.rows[j]?.get(name)?.id ?? id]], id) }
        return {
          id,
          sql: when(
            [
              [`${taken} OR ${kept}`, ownValue(walk, i, name)],
              [next, otherwiseOf(name, walk.parts)],
            ],
            id,
          ),
        }
      }),
    )
    return [
      { id: state.active, sql: `(${taken} OR ${kept} OR (${state.active} AND NOT ${next}))` },
      { id: state.match, sql: when(match, state.match) },
      ...columns,
    ]
  })
}

function ownValue(walk: Walk, step: number, name: string): string {
  const given = walk.given[step]?.find((one) => one.name === name)
  const column = walk.parts.columns.find((one) => one.name === name)
  return given?.id ?? (column === undefined ? 'NULL' : rowValue(column))
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

function scriptOf(
  walk: Walk,
  ids: Ids,
): { readonly base: string; readonly read: readonly string[]; readonly sql: (passed: readonly string[]) => string } {
  const [taken, kept, given, after] = [takenLayer(walk), keptLayer(walk), givenLayer(walk), stateLayer(walk, ids.count)]
  const [first] = walk.kept
  const started = `${ids.count} + CASE WHEN ${first} AND (${walk.taken[1] ?? 'false'} OR NOT ${walk.states[0]?.active}) THEN 1 ELSE 0 END`
  const nothing = walk.nothing.flatMap((row) => [...row].map(([name, { id }]) => ({ id, sql: otherwiseOf(name, walk.parts) })))
  const state = [
    ...walk.states.flatMap((one) => [one.active, one.match, ...one.rows.flatMap((row) => [...row.values()].map(({ id }) => id))]),
    ids.count,
  ]
  const made = new Set([...state, ...nothing.map(({ id }) => id), ...walk.taken, ...walk.kept, ...walk.given.flat().map(({ id }) => id)])
  const read = [...needs([...taken, ...kept, ...given, ...after].map(({ sql }) => sql))].filter((id) => !made.has(id))
  const own = [...state, ids.group, ids.turn, ids.row]
  const flags = [...walk.taken, ...walk.kept, ...walk.given.flat().map(({ id }) => id)]
  const beginning = beginningOf(walk, ids)
  const joined = `SELECT ${[...state.map((id) => `w.${id}`), ...[...new Set([ids.group, ids.turn, ids.row, ...read])].map((id) => `b.${id}`), ...nothing.map(({ id, sql }) => `${sql} AS ${id}`)].join(', ')} FROM ${ids.path} AS w JOIN ${ids.base} AS b ON b.${ids.group} = w.${ids.group} AND b.${ids.turn} = w.${ids.turn} + 1`
  const layers = [taken, kept, given].reduce(
    (below, items) => (items.length === 0 ? below : `SELECT *, ${listed(items)} FROM (${below})`),
    joined,
  )
  const next = `SELECT ${[listed(after), `${started} AS ${ids.count}`, ids.group, ids.turn, ids.row, ...flags].join(', ')} FROM (${layers})`
  const path = `${ids.path}(${[...own, ...flags].join(', ')}) AS (${beginning} UNION ALL ${next})`
  const found = walk.parts.steps.flatMap((step, i) => (step.output === 'none' ? [] : [foundBy(walk, ids, step, i)]))
  const results = [ids.row, ids.step, ids.match.id, ...ids.declared.map(({ id }) => id)]
  const empty = `SELECT ${results.map((id) => `NULL AS ${id}`).join(', ')} WHERE false`
  return {
    base: ids.base,
    read: [...new Set(read)],
    sql: (passed) =>
      `, ${path}, ${ids.found} AS (${found.length === 0 ? empty : found.join(' UNION ALL ')}) SELECT ${[...results.map((id) => `f.${id}`), ...passed.filter((id) => id !== ids.row).map((id) => `b.${id}`)].join(', ')} FROM ${ids.found} AS f JOIN ${ids.base} AS b ON b.${ids.row} = f.${ids.row}`,
  }
}

/** Before the first row nothing is active. */
function beginningOf(walk: Walk, ids: Ids): string {
  const state = walk.states.flatMap((one) => [
    'false',
    'CAST(NULL AS BIGINT)',
    ...one.rows.flatMap((row) => [...row].map(([name, column]) => `CAST(${otherwiseOf(name, walk.parts)} AS ${typeIn(column)})`)),
  ])
  const flags = [...walk.taken, ...walk.kept].map(() => 'false')
  const given = walk.given.flat().map((column) => `CAST(NULL AS ${typeIn(column)})`)
  return `SELECT DISTINCT ${[...state, 'CAST(0 AS BIGINT)', ids.group, 'CAST(0 AS BIGINT)', 'CAST(NULL AS BIGINT)', ...flags, ...given].join(', ')} FROM ${ids.base}`
}

/** The rows a step took; with `last` only the last of each match. */
function foundBy(walk: Walk, ids: Ids, step: Step, i: number): string {
  const match = walk.states[i]?.match ?? 'NULL'
  const given = walk.given[i] ?? []
  const items = [
    `${ids.row} AS ${ids.row}`,
    `${i} AS ${ids.step}`,
    `${match} AS ${ids.match.id}`,
    ...ids.declared.map(({ id }, j) => `${given[j]?.id ?? 'NULL'} AS ${id}`),
  ]
  const last =
    step.output === 'last' ? ` QUALIFY row_number() OVER (PARTITION BY ${ids.group}, ${match} ORDER BY ${ids.turn} DESC) = 1` : ''
  return `SELECT ${items.join(', ')} FROM ${ids.path} WHERE (${walk.taken[i]} OR ${walk.kept[i]})${last}`
}
