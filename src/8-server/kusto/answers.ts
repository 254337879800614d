/** Results as Kusto's REST protocol frames them: version 1 as tables, version 2 as frames. Written row by row, so that a great result is never one text. */
import type { Cell, ColumnShape, Render } from '@tocsin/kql'
import type { HuntResult } from '../../2-store/hunt.ts'
import { columnsV1, columnsV2, rowText } from './values.ts'

export interface AnswerContext {
  /** ISO text of when it was answered. */
  readonly time: string
  readonly clientRequestId: string
  readonly activityId: string
  readonly elapsedMs: number
}

/** An error of a query that was cut, told inside an answer whose rows stand before it. */
export type Cut = object | undefined

/** Rows of text that are written together: fewer, larger pieces. */
const piecesMax = 200

function* rowsOf(rows: readonly (readonly Cell[])[]): Generator<string> {
  for (let at = 0; at < rows.length; at += piecesMax)
    yield `${at === 0 ? '' : ','}${rows
      .slice(at, at + piecesMax)
      .map(rowText)
      .join(',')}`
}

/** A table in version 1: name, columns and rows. */
interface Table {
  readonly name: string
  readonly columns: readonly ColumnShape[]
  readonly rows: readonly (readonly Cell[])[]
  readonly cut?: Cut
}

function* tableV1({ name, columns, rows, cut }: Table): Generator<string> {
  yield `{"TableName":${JSON.stringify(name)},"Columns":${JSON.stringify(columnsV1(columns))},"Rows":[`
  yield* rowsOf(rows)
  if (cut !== undefined) yield `${rows.length > 0 ? ',' : ''}{"Exceptions":[${JSON.stringify(messageOf(cut))}]}`
  yield ']}'
}

const messageOf = (cut: object): string => ('error' in cut ? String((cut.error as { '@message'?: string })['@message']) : 'cut')

/** What a management command gives: one table and nothing beside it. */
export function* commandAnswer(columns: readonly ColumnShape[], rows: readonly (readonly Cell[])[]): Generator<string> {
  yield '{"Tables":['
  yield* tableV1({ name: 'Table_0', columns, rows })
  yield ']}'
}

/** The results, then how to draw them, how it went, and the list of these tables. */
export function* answerV1(results: readonly HuntResult[], context: AnswerContext, cut: Cut): Generator<string> {
  const last = results.length
  const tables: Table[] = [
    ...results.map(({ columns, rows }, at) => ({ name: `Table_${at}`, columns, rows, cut: at === last - 1 ? cut : undefined })),
    { name: `Table_${last}`, columns: [text('Value')], rows: results.map(({ render }) => [visualization(render)]) },
    { name: `Table_${last + 1}`, columns: statusColumns, rows: [statusRow(results, context)] },
  ]
  const contents: Cell[][] = tables.map(({ name }, at) => {
    const kind = at < last ? 'QueryResult' : at === last ? 'QueryProperties' : 'QueryStatus'
    const pretty = kind === 'QueryResult' ? 'PrimaryResult' : kind === 'QueryProperties' ? '@ExtendedProperties' : 'QueryStatus'
    return [at, kind, pretty, name, '']
  })
  yield '{"Tables":['
  for (const table of [...tables, { name: `Table_${last + 2}`, columns: contentsColumns, rows: contents }]) {
    if (table !== tables[0]) yield ','
    yield* tableV1(table)
  }
  yield ']}'
}

const text = (name: string): ColumnShape => ({ name, type: 'string' })
const int = (name: string): ColumnShape => ({ name, type: 'int' })

const contentsColumns: readonly ColumnShape[] = [
  { name: 'Ordinal', type: 'long' },
  text('Kind'),
  text('Name'),
  text('Id'),
  text('PrettyName'),
]

const statusColumns: readonly ColumnShape[] = [
  { name: 'Timestamp', type: 'datetime' },
  int('Severity'),
  text('SeverityName'),
  int('StatusCode'),
  text('StatusDescription'),
  int('Count'),
  { name: 'RequestId', type: 'guid' },
  { name: 'ActivityId', type: 'guid' },
  { name: 'SubActivityId', type: 'guid' },
  text('ClientActivityId'),
]

const statusRow = (results: readonly HuntResult[], { time, activityId, clientRequestId, elapsedMs }: AnswerContext): Cell[] => [
  time,
  4,
  'Info',
  0,
  told(results, elapsedMs),
  1,
  activityId,
  activityId,
  activityId,
  clientRequestId,
]

const told = (results: readonly HuntResult[], elapsedMs: number): string =>
  `Query completed successfully: ${results.reduce((sum, { rows }) => sum + rows.length, 0)} rows in ${Math.round(elapsedMs)} ms`

/** What `render` asked for, under the names that clients read: https://learn.microsoft.com/kusto/api/rest/response2 */
function visualization(render: Render | undefined): string {
  const given = render?.properties ?? {}
  const value = (name: string): string | null => given[name] ?? null
  const names = (name: string): string[] | null => given[name]?.split(',').map((part) => part.trim()) ?? null
  return JSON.stringify({
    Visualization: render?.kind ?? null,
    Title: value('title'),
    XColumn: value('xcolumn'),
    Series: names('series'),
    YColumns: names('ycolumns'),
    AnomalyColumns: names('anomalycolumns'),
    XTitle: value('xtitle'),
    YTitle: value('ytitle'),
    XAxis: value('xaxis'),
    YAxis: value('yaxis'),
    Legend: value('legend'),
    YSplit: value('ysplit'),
    Accumulate: given['accumulate'] === 'true',
    IsQuerySorted: false,
    Kind: value('kind'),
    Ymin: given['ymin'] ?? 'NaN',
    Ymax: given['ymax'] ?? 'NaN',
    Xmin: value('xmin'),
    Xmax: value('xmax'),
  })
}

/** Header, properties, results, completion information, completion. */
export function* answerV2(results: readonly HuntResult[], context: AnswerContext, cut: Cut): Generator<string> {
  yield '[{"FrameType":"DataSetHeader","IsProgressive":false,"Version":"v2.0"},'
  yield* frame(0, 'QueryProperties', '@ExtendedProperties', {
    columns: propertyColumns,
    rows: results.map(({ render }, at) => [at + 1, 'Visualization', visualization(render)]),
  })
  for (const [at, { columns, rows }] of results.entries()) {
    yield ','
    yield* frame(at + 1, 'PrimaryResult', results.length === 1 ? 'PrimaryResult' : `PrimaryResult_${at}`, {
      columns,
      rows,
      cut: at === results.length - 1 ? cut : undefined,
    })
  }
  yield ','
  yield* frame(results.length + 1, 'QueryCompletionInformation', 'QueryCompletionInformation', {
    columns: completionColumns,
    rows: [completionRow(results, context)],
  })
  const completion = { FrameType: 'DataSetCompletion', HasErrors: cut !== undefined, Cancelled: false }
  yield `,${JSON.stringify(cut === undefined ? completion : { ...completion, OneApiErrors: [cut] })}]`
}

function* frame(id: number, kind: string, name: string, { columns, rows, cut }: Omit<Table, 'name'>): Generator<string> {
  const head = { FrameType: 'DataTable', TableId: id, TableKind: kind, TableName: name, Columns: columnsV2(columns) }
  yield `${JSON.stringify(head).slice(0, -1)},"Rows":[`
  yield* rowsOf(rows)
  if (cut !== undefined) yield `${rows.length > 0 ? ',' : ''}${JSON.stringify({ OneApiErrors: [cut] })}`
  yield ']}'
}

const propertyColumns: readonly ColumnShape[] = [int('TableId'), text('Key'), { name: 'Value', type: 'dynamic' }]

const completionColumns: readonly ColumnShape[] = [
  { name: 'Timestamp', type: 'datetime' },
  text('ClientRequestId'),
  { name: 'ActivityId', type: 'guid' },
  { name: 'SubActivityId', type: 'guid' },
  { name: 'ParentActivityId', type: 'guid' },
  int('Level'),
  text('LevelName'),
  int('StatusCode'),
  text('StatusCodeName'),
  int('EventType'),
  text('EventTypeName'),
  text('Payload'),
]

const completionRow = (results: readonly HuntResult[], { time, activityId, clientRequestId, elapsedMs }: AnswerContext): Cell[] => [
  time,
  clientRequestId,
  activityId,
  activityId,
  activityId,
  4,
  'Info',
  0,
  'S_OK (0)',
  4,
  'QueryInfo',
  JSON.stringify({ Count: 1, Text: told(results, elapsedMs) }),
]
