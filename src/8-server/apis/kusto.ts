/** `/v1/rest` and `/v2/rest`: Kusto's REST protocol, for the tools and libraries that ask Azure Data Explorer today. */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { HuntAnswer, Hunter } from '../../2-store/hunt.ts'
import { type Api, type App, told } from '../api.ts'
import { answerV1, answerV2, commandAnswer } from '../kusto/answers.ts'
import { asDatatable, type CommandAnswer, type Refused, runCommand, splitPipe } from '../kusto/commands.ts'
import { cutError, type ErrorContext, huntRefusal, oneApi } from '../kusto/errors.ts'
import { type Asked, RequestBody, readProperties } from '../kusto/request.ts'
import { isProblem } from '../problem.ts'

/** Texts of queries: generous for those with long lists in them. */
const textBytesMax = 2 * 1024 * 1024
const requestIdMax = 200

export const kusto: Api = {
  name: 'kusto',
  summary: "Kusto's REST protocol: KQL over the store.",
  routes: (app, { product, config, clock }) =>
    kustoRoutes(app, {
      hunter: () => product().hunter,
      counts: () => product().store.counts(),
      version: config.version,
      started: clock(),
      clock,
    }),
}

export interface KustoParts {
  readonly hunter: () => Hunter
  /** Rows by table. */
  readonly counts: () => Promise<Readonly<Record<string, number>>>
  readonly version: string
  /** Milliseconds since 1970. */
  readonly started: number
  readonly clock: () => number
}

interface Serving extends KustoParts {
  /** By client request id, to be cancelled by it. As many as the hunter lets run and wait. */
  readonly running: Map<string, AbortController>
}

export function kustoRoutes(app: App, parts: KustoParts): void {
  const serving: Serving = { ...parts, running: new Map() }
  app.setErrorHandler((error, request, reply) => failed(error, request, reply, serving))
  for (const version of ['v1', 'v2'] as const) {
    app.post(
      `/${version}/rest/query`,
      {
        config: { scope: 'query' },
        bodyLimit: textBytesMax,
        schema: {
          summary: `Runs KQL; answers ${version === 'v1' ? 'tables' : 'frames'} as Kusto does.`,
          body: RequestBody,
          response: { 200: told<object>('The result.') },
        },
      },
      (request, reply) => query(request.body.csl, readProperties(request.body.properties), version, { request, reply, serving }),
    )
  }
  app.post(
    '/v1/rest/mgmt',
    {
      config: { scope: 'query' },
      bodyLimit: textBytesMax,
      schema: { summary: 'Management commands that show what there is.', body: RequestBody, response: { 200: told<object>('One table.') } },
    },
    (request, reply) => command(request.body.csl, readProperties(request.body.properties), { request, reply, serving }),
  )
  openRoutes(app)
}

/** What clients ask before they say who they are. */
function openRoutes(app: App): void {
  app.get(
    '/v1/rest/ping',
    { config: { scope: 'open' }, schema: { summary: 'Whether it answers.', response: { 200: Type.String() } } },
    async (_, reply) => reply.type('text/plain; charset=utf-8').send('Pong!'),
  )
  app.get(
    '/v1/rest/auth/metadata',
    { config: { scope: 'open' }, schema: { summary: 'How to sign in: with an API token.', response: { 200: told<object>('Empty.') } } },
    // No directory to sign in to: clients send the API token they were given.
    async (): Promise<object> => ({ AzureAD: null, dSTS: null }),
  )
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly serving: Serving
}

async function query(text: string, asked: Asked, version: 'v1' | 'v2', exchange: Exchange): Promise<FastifyReply> {
  const { reply, serving } = exchange
  // Tools send commands here too, when they do not look.
  if (text.trimStart().startsWith('.')) return command(text, asked, exchange)
  const context = contextOf(exchange, text)
  const answer = await cancellable(exchange, context, (signal) => serving.hunter().query(text, { ...asked.options, signal }))
  if (!answer.ok) return refuse(reply, answer, context)
  const isCut = !asked.cutsSilently && answer.results.some((result) => result.isCut)
  const cut = isCut ? cutError(asked.rowsMax, context) : undefined
  const frames = version === 'v1' ? answerV1 : answerV2
  return send(reply, frames(answer.results, { ...context, elapsedMs: answer.elapsedMs }, cut))
}

/** The query ends when whoever asked goes away, or cancels it by its id. */
async function cancellable(
  { reply, serving }: Exchange,
  { clientRequestId }: ErrorContext,
  run: (signal: AbortSignal) => Promise<HuntAnswer>,
): Promise<HuntAnswer> {
  const aborted = new AbortController()
  const gone = (): void => {
    if (!reply.raw.writableEnded) aborted.abort()
  }
  reply.raw.once('close', gone)
  serving.running.set(clientRequestId, aborted)
  try {
    return await run(aborted.signal)
  } finally {
    reply.raw.off('close', gone)
    if (serving.running.get(clientRequestId) === aborted) serving.running.delete(clientRequestId)
  }
}

async function command(text: string, { options }: Asked, exchange: Exchange): Promise<FastifyReply> {
  const { reply, serving } = exchange
  const context = contextOf(exchange, text)
  const { command: head, pipe } = splitPipe(text)
  const hunter = serving.hunter()
  const answer = await runCommand(head, {
    tables: hunter.tables(),
    functions: hunter.functions(),
    version: serving.version,
    started: new Date(serving.started).toISOString(),
    counts: serving.counts,
    cancel: (id) => {
      const found = serving.running.get(id)
      found?.abort()
      return found !== undefined
    },
    explain: (query) => hunter.explain(query, options),
  })
  if ('refused' in answer) return refuseCommand(reply, answer, context)
  return pipe === undefined ? send(reply, commandAnswer(answer.columns, answer.rows)) : piped(answer, pipe, exchange, context)
}

async function piped(answer: CommandAnswer, pipe: string, exchange: Exchange, context: ErrorContext): Promise<FastifyReply> {
  const { reply, serving } = exchange
  const result = await cancellable(exchange, context, (signal) => serving.hunter().query(`${asDatatable(answer)} ${pipe}`, { signal }))
  if (!result.ok) return refuse(reply, result, context)
  const [first] = result.results
  return send(reply, commandAnswer(first?.columns ?? [], first?.rows ?? []))
}

function contextOf({ request, reply, serving }: Exchange, text: string): ErrorContext {
  const given = request.headers['x-ms-client-request-id']
  const clientRequestId = typeof given === 'string' && given.length <= requestIdMax ? given : request.id
  reply.header('x-ms-client-request-id', clientRequestId).header('x-ms-activity-id', request.id)
  return { time: new Date(serving.clock()).toISOString(), clientRequestId, activityId: request.id, text }
}

const send = (reply: FastifyReply, pieces: Generator<string>): FastifyReply =>
  reply.type('application/json; charset=utf-8').send(Readable.from(pieces))

function refuse(reply: FastifyReply, answer: Extract<HuntAnswer, { ok: false }>, context: ErrorContext): FastifyReply {
  const { status, body } = huntRefusal(answer, context)
  return reply.code(status).send(body)
}

/** Places in a query that is explained are those of the query itself, behind the command. */
function refuseCommand(reply: FastifyReply, { refused, diagnostics = [] }: Refused, context: ErrorContext): FastifyReply {
  const text = context.text.slice(context.text.indexOf('<|') + 2)
  return refuse(reply, { ok: false, why: 'wrong', message: refused, diagnostics }, { ...context, text })
}

/** What is refused before any query: no token, no JSON, a store that is not open yet. */
function failed(error: unknown, request: FastifyRequest, reply: FastifyReply, serving: Serving): void {
  const status = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  if (status >= 500 && !isProblem(error)) request.log.error({ err: error, route: request.routeOptions.url }, 'failed')
  const message =
    status < 500 || isProblem(error) ? (error as Error).message : 'Something went wrong on our side; the server log says what.'
  const context = contextOf({ request, reply, serving }, '')
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="Tocsin"')
  const [code, type] = named(status)
  reply
    .code(status)
    .send(oneApi({ code, message, type: `Kusto.Data.Exceptions.${type}`, isPermanent: status < 500 && status !== 429 }, {}, context))
}

function named(status: number): readonly [code: string, type: string] {
  switch (status) {
    case 401:
      return ['Unauthorized', 'KustoClientAuthenticationException']
    case 403:
      return ['Forbidden', 'KustoRequestDeniedException']
    case 429:
      return ['TooManyRequests', 'KustoRequestThrottledException']
    default:
      return status < 500 ? ['General_BadRequest', 'KustoBadRequestException'] : ['ServiceError', 'KustoServiceException']
  }
}
