/** What each step of scan does with a row, in four layers: whether it takes over the state before it, whether it goes on, what it gives, and the states after. */
import { convert, filled, type Scalar, ticks } from '../../0-functions/scalar.ts'
import type { Syntax } from '../../1-syntax/microsoft.ts'
import { byName, type Place, type Scope } from '../context.ts'
import { predicate, scalar } from '../expression.ts'
import type { Column, Item } from '../plan.ts'
import { otherwiseOf, rowValue, type Scan, type Step } from './scan.ts'

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
export interface State {
  readonly active: string
  readonly match: string
  /** By step, by column. */
  readonly rows: readonly ReadonlyMap<string, Column>[]
}

export interface Walk {
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

const when = (cases: readonly (readonly [string, string])[], otherwise: string): string =>
  `CASE ${cases.map(([test, value]) => `WHEN ${test} THEN ${value}`).join(' ')} ELSE ${otherwise} END`

/** The first step's state is gone as soon as the second took it over. */
export function takenLayer(walk: Walk): readonly Item[] {
  return walk.taken.map((id, i) => {
    const before = walk.states[i - 1]
    return { id, sql: before === undefined ? 'false' : `(${before.active} AND ${conditionIn(walk, i, before)})` }
  })
}

export function keptLayer(walk: Walk): readonly Item[] {
  return walk.kept.map((id, i) => {
    const state = walk.states[i]
    const next = walk.taken[i + 1] ?? 'false'
    if (i > 0 || state === undefined)
      return { id, sql: `(NOT ${walk.taken[i]} AND ${state?.active} AND NOT ${next} AND ${conditionIn(walk, i, state)})` }
    return { id, sql: `CASE WHEN ${next} THEN ${conditionIn(walk, i, undefined)} ELSE ${conditionIn(walk, i, state)} END` }
  })
}

export function givenLayer(walk: Walk): readonly Item[] {
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
export function stateLayer(walk: Walk, count: string): readonly Item[] {
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
