/** Puts queries to the running server, in Kusto's protocol. */
import type { Cell, ColumnShape, Diagnostic, Render } from '@tocsin/kql'
import type { HuntAnswer, HuntExplanation, HuntOptions, HuntResult } from '../2-store/hunt.ts'
import { failure } from './command.ts'
import type { Asker } from './hunt-ask.ts'

interface Server {
  readonly url: string
  readonly token: string
}

interface Frame {
  readonly FrameType: string
  readonly TableKind?: string
  readonly Columns?: readonly { readonly ColumnName: string; readonly ColumnType: ColumnShape['type'] }[]
  readonly Rows?: readonly unknown[]
  readonly OneApiErrors?: readonly unknown[]
}

interface ErrorBody {
  readonly error?: {
    readonly message?: string
    readonly innererror?: { readonly message?: string }
    readonly details?: readonly (Pick<Diagnostic, 'code' | 'message' | 'line' | 'length' | 'hint'> & { readonly pos: number })[]
  }
}

export function remoteAsker(server: Server): Asker {
  return {
    query: async (text, options) => {
      const answer = await post(server, '/v2/rest/query', text, options)
      return 'refused' in answer ? refusal(answer, text) : answered(answer.body as readonly Frame[])
    },
    explain: async (text, options) => {
      const answer = await post(server, '/v1/rest/mgmt', `.show queryplan <|${text}`, options)
      return 'refused' in answer ? { ok: false, diagnostics: diagnosticsOf(answer, text) } : explained(answer.body)
    },
    refused: 0,
    close: async () => {},
  }
}

type Answer = { readonly body: unknown } | { readonly refused: ErrorBody; readonly status: number }

async function post(server: Server, path: string, csl: string, options: HuntOptions): Promise<Answer> {
  const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString())
  const Options = {
    query_now: iso(options.now),
    query_datetimescope_from: iso(options.from),
    query_datetimescope_to: iso(options.to),
    query_take_max_records: options.rowsMax,
  }
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ db: 'logs', csl, properties: { Options, Parameters: options.parameters } }),
    signal: options.signal ?? null,
  }).catch((error: unknown) => {
    options.signal?.throwIfAborted()
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw failure(`The server at ${server.url} cannot be reached (${cause}): start it, or stop it and run this again.`)
  })
  const text = await response.text()
  if (response.ok) return { body: parse(text) }
  return { refused: parse(text) as ErrorBody, status: response.status }
}

/** Whole numbers that a double would change become bigints. */
function parse(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text)
  return JSON.parse(text, (_, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? BigInt(context?.source ?? '0')
      : value,
  )
}

function answered(frames: readonly Frame[]): HuntAnswer {
  const isCut = frames.some(({ OneApiErrors }) => OneApiErrors !== undefined)
  const renders = frames.find(({ TableKind }) => TableKind === 'QueryProperties')?.Rows ?? []
  const results = frames
    .filter(({ TableKind }) => TableKind === 'PrimaryResult')
    .map(({ Columns = [], Rows = [] }, at): HuntResult => {
      const columns = Columns.map(({ ColumnName, ColumnType }) => ({ name: ColumnName, type: ColumnType }))
      return {
        columns,
        rows: Rows.filter(Array.isArray).map((row: Cell[]) => row.map(numbered(columns))),
        render: renderOf(renders[at]),
        isCut,
      }
    })
  return { ok: true, results, diagnostics: [], elapsedMs: 0 }
}

/** What is no number travels as text. */
const numbered =
  (columns: readonly ColumnShape[]) =>
  (cell: Cell, at: number): Cell =>
    columns[at]?.type === 'real' && typeof cell === 'string' ? Number(cell) : cell

function renderOf(row: unknown): Render | undefined {
  if (!Array.isArray(row)) return undefined
  const { Visualization, ...rest } = JSON.parse(String(row[2])) as Record<string, unknown>
  if (typeof Visualization !== 'string') return undefined
  const given = Object.entries(rest).filter(([, value]) => value !== null && value !== 'NaN')
  return { kind: Visualization, properties: Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), String(value)])) }
}

function refusal(answer: Extract<Answer, { refused: unknown }>, text: string): HuntAnswer {
  const message = answer.refused.error?.message ?? `The server answered ${answer.status}.`
  const diagnostics = diagnosticsOf(answer, text)
  if (diagnostics.length > 0) return { ok: false, why: 'wrong', message, diagnostics }
  switch (answer.status) {
    case 504:
      return { ok: false, why: 'time', message, diagnostics }
    case 429:
      return { ok: false, why: 'busy', message, diagnostics }
    case 400:
      return { ok: false, why: 'memory', message, diagnostics }
    default:
      throw failure(`The server answered ${answer.status}: ${message}`)
  }
}

function diagnosticsOf({ refused }: Extract<Answer, { refused: unknown }>, text: string): readonly Diagnostic[] {
  const starts = lineStarts(text)
  return (refused.error?.details ?? []).map(({ code, message, line, pos, length, hint }) => ({
    code,
    severity: 'error',
    message,
    line,
    column: pos,
    start: (starts[line - 1] ?? 0) + pos - 1,
    length,
    hint,
  }))
}

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function explained(body: unknown): HuntExplanation {
  const { Tables } = body as { readonly Tables: readonly { readonly Rows: readonly (readonly string[])[] }[] }
  const rows = Tables[0]?.Rows ?? []
  const of = (kind: string): string[] => rows.filter(([type]) => type === kind).map(([, , content]) => content ?? '')
  const sql = of('Sql')
  return { ok: true, queries: of('QueryPlan').map((plan, at) => ({ plan, sql: sql[at] ?? '', columns: [] })) }
}
