/** Functions that look at other rows, in the order of the rows. */
import type { Call } from './function.ts'
import { constant, convert, filled, isNumber, type Scalar, sql, ticks } from './scalar.ts'

/** A window expression cannot hold another, so what is needed first goes into a layer below. */
export interface WindowCall extends Call {
  /** What goes into OVER ( … ): the groups around this place and the order. */
  readonly over: string
  /** The same, grouped further by an expression. */
  overBy(by: string): string
  /** Computes a value in a layer below. */
  before(value: Scalar): Scalar
}

export type WindowFunction = (args: readonly Scalar[], call: WindowCall) => Scalar

/** `prev(x, n, otherwise)`, `next(…)` */
const neighbour =
  (name: 'lag' | 'lead'): WindowFunction =>
  (args, call) => {
    const value = args[0] ?? call.refuse(`${call.name}() wants a column.`)
    const distance = args[1] === undefined ? '1' : convert(args[1], 'long').sql
    const fallback = args[2] === undefined ? constant(value.type, null) : convert(args[2], value.type)
    return sql(value.type, `${name}(${ticks(filled(value)).sql}, ${distance}, ${ticks(filled(fallback)).sql}) OVER (${call.over})`)
  }

/** Restarts where the condition holds: the number of restarts so far is the group. */
function restarted(restart: Scalar | undefined, call: WindowCall): string {
  if (restart === undefined || restart.constant === false) return call.over
  const count = call.before(
    sql('long', `sum(CASE WHEN ${convert(restart, 'bool').sql} THEN 1 ELSE 0 END) OVER (${call.over} ROWS UNBOUNDED PRECEDING)`),
  )
  return call.overBy(count.sql)
}

const rowNumber: WindowFunction = (args, call) => {
  const start = args[0] === undefined ? '1' : convert(args[0], 'long').sql
  return sql('long', `(${start} + row_number() OVER (${restarted(args[1], call)}) - 1)`)
}

const cumulative: WindowFunction = (args, call) => {
  const value = args[0] ?? call.refuse('row_cumsum() wants a number.')
  const number = isNumber(value.type) || value.type === 'timespan' ? value : convert(value, 'real')
  const made = `sum(${number.sql}) OVER (${restarted(args[1], call)} ROWS UNBOUNDED PRECEDING)`
  const type = number.type === 'int' ? 'long' : number.type
  return sql(type, type === 'real' || type === 'decimal' ? `coalesce(${made}, 0)` : `CAST(coalesce(${made}, 0) AS BIGINT)`)
}

/** Equal neighbours share a rank: dense counts the changes, min is the row number at the last change. */
const rank =
  (isDense: boolean): WindowFunction =>
  (args, call) => {
    const value = ticks(filled(args[0] ?? call.refuse(`${call.name}() wants a column.`)))
    const window = restarted(args[1], call)
    const row = call.before(sql('long', `row_number() OVER (${window})`))
    const before = call.before(sql(value.type, `lag(${value.sql}) OVER (${window})`))
    const isNew = call.before(sql('bool', `(${row.sql} = 1 OR ${value.sql} IS DISTINCT FROM ${before.sql})`))
    return isDense
      ? sql('long', `CAST(sum(CASE WHEN ${isNew.sql} THEN 1 ELSE 0 END) OVER (${window} ROWS UNBOUNDED PRECEDING) AS BIGINT)`)
      : sql('long', `max(CASE WHEN ${isNew.sql} THEN ${row.sql} END) OVER (${window} ROWS UNBOUNDED PRECEDING)`)
  }

/** By name in lower case. */
export const windows: ReadonlyMap<string, WindowFunction> = new Map([
  ['prev', neighbour('lag')],
  ['next', neighbour('lead')],
  ['row_number', rowNumber],
  ['row_cumsum', cumulative],
  ['row_rank_dense', rank(true)],
  ['row_rank_min', rank(false)],
])
