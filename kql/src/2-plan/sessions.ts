/** row_window_session: where each session of a sequence of moments began. https://learn.microsoft.com/kusto/query/row-window-session-function */
import { convert, type Scalar, sql, ticks } from '../0-functions/scalar.ts'
import type { Syntax } from '../1-syntax/microsoft.ts'
import { columnScalar, type Scope } from './context.ts'
import { scalar } from './expression.ts'
import { fail } from './fault.ts'

/** Whether a moment begins a session depends on the one before, so all moments of a group go through one function, in their order. */
export function rowWindowSession(node: Syntax, scope: Scope, args: readonly Syntax[]): Scalar {
  const [moment, fromFirst, between, restart] = args
  if (moment === undefined || fromFirst === undefined || between === undefined)
    return fail(node, 'TK003', 'row_window_session() wants a moment and two timespans.')
  if (scope.before === undefined || scope.window === undefined || scope.rework === undefined)
    return fail(node, 'TK003', 'row_window_session() needs rows in an order: use it in extend, project or where behind serialize or sort.')
  const spans = [fromFirst, between].map((one) => spanOf(one, scope))
  const at = scope.before(ticks(convert(scalar(moment, scope), 'datetime')), 'moment').id
  const again = scope.before(
    sql('bool', restart === undefined ? 'false' : `coalesce(${convert(scalar(restart, scope), 'bool').sql}, false)`),
    'restart',
  ).id
  const { groups, order } = scope.window()
  const { fresh } = scope.compile.names
  const [base, start] = [fresh('·moments'), fresh('·session')]
  const text = `string_agg(coalesce(CAST(${at} AS VARCHAR), '') || CASE WHEN ${again} THEN '!' ELSE '' END, ',' ORDER BY ${order})`
  const starts = `kql_session_starts(${text}, ${spans.join(', ')})`
  const grouped = `SELECT list(${order} ORDER BY ${order}) AS r, string_split(${starts}, ',') AS s FROM ${base}${groups.length === 0 ? '' : ` GROUP BY ${groups.join(', ')}`}`
  scope.rework((below) => ({
    ...below,
    plan: {
      op: 'script',
      inputs: [{ name: base, plan: below.plan, ids: [at, again, order, ...groups] }],
      ids: [start],
      sql: (passed) =>
        `SELECT TRY_CAST(f.s AS BIGINT) AS ${start}${passed.map((id) => `, b.${id}`).join('')} FROM (SELECT unnest(r) AS r, unnest(s) AS s FROM (${grouped})) AS f JOIN ${base} AS b ON b.${order} = f.r`,
    },
  }))
  return columnScalar({ name: 'session', type: 'datetime', id: start })
}

function spanOf(node: Syntax, scope: Scope): string {
  const value = scalar(node, scope)
  return value.type === 'timespan' && value.constant !== undefined
    ? value.sql
    : fail(node, 'TK003', 'The distances of row_window_session() are constant timespans.')
}
