/** How errors are told: a status, a code and a sentence; in Microsoft Graph's shape under Graph's paths. Our own bugs say nothing inside. */
import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { faultOf } from '../2-store/fault.ts'
import type { ServerParts } from './api.ts'
import { isProblem, type ProblemCode } from './problem.ts'

interface Answer {
  readonly status: number
  readonly code: ProblemCode
  readonly message: string
  readonly retryAfter?: number | undefined
}

export function answerTo(error: unknown, request: FastifyRequest, reply: FastifyReply, parts: ServerParts): void {
  const answer = toAnswer(error)
  if (answer.status >= 500 && !isProblem(error)) request.log.error({ err: error, route: request.routeOptions.url }, 'failed')
  if (answer.status === 401) reply.header('www-authenticate', 'Bearer realm="Tocsin"')
  if (answer.retryAfter !== undefined) reply.header('retry-after', String(answer.retryAfter))
  reply
    .code(answer.status)
    .type('application/json; charset=utf-8')
    .send(body(answer, request, parts.clock()))
}

/** Graph's words for what went wrong. */
const graphCodes: Readonly<Partial<Record<ProblemCode, string>>> = {
  bad_request: 'BadRequest',
  unauthenticated: 'InvalidAuthenticationToken',
  forbidden: 'Authorization_RequestDenied',
  not_found: 'Request_ResourceNotFound',
  busy: 'TooManyRequests',
  starting: 'ServiceUnavailable',
}

const isGraph = (url: string): boolean => url.startsWith('/v1.0/') || url.startsWith('/beta/')

function body({ code, message }: Answer, request: FastifyRequest, now: number): object {
  if (!isGraph(request.url)) return { error: { code, message } }
  const innerError = { date: new Date(now).toISOString().slice(0, 19), 'request-id': request.id, 'client-request-id': request.id }
  return { error: { code: graphCodes[code] ?? 'InternalServerError', message, innerError } }
}

function toAnswer(error: unknown): Answer {
  if (isProblem(error)) return { status: error.statusCode, code: error.code, message: error.message, retryAfter: error.retryAfter }
  if (error instanceof Error) {
    const told = storeAnswer(error)
    if (told !== undefined) return told
    if (isDiskFull(error))
      return {
        status: 507,
        code: 'disk_full',
        message: 'The disk is full. Nothing accepted is lost; make room and send again.',
        retryAfter: 60,
      }
    const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
    if (status < 500) return { status, code: codeOf(status), message: error.message || (STATUS_CODES[status] ?? 'Refused') }
  }
  return { status: 500, code: 'internal', message: 'Something went wrong on our side; the server log says what.' }
}

function codeOf(status: number): ProblemCode {
  switch (status) {
    case 401:
      return 'unauthenticated'
    case 403:
      return 'forbidden'
    case 404:
      return 'not_found'
    case 413:
      return 'too_large'
    case 415:
      return 'unsupported'
    case 429:
      return 'busy'
    default:
      return 'bad_request'
  }
}

/** Node's code, and SQLite's number for "full". */
const isDiskFull = (error: Error): boolean => 'code' in error && (error.code === 'ENOSPC' || ('errcode' in error && error.errcode === 13))

/** What the store says, as an answer; undefined for errors that are not of its kinds. */
function storeAnswer(error: Error): Answer | undefined {
  switch (faultOf(error)) {
    case 'full':
      return { status: 507, code: 'disk_full', message: error.message, retryAfter: 60 }
    case 'budget':
      return { status: 503, code: 'busy', message: error.message, retryAfter: 5 }
    case 'closed':
      return { status: 503, code: 'starting', message: 'Tocsin is closing. Try again when it is back.', retryAfter: 5 }
    default:
      return undefined
  }
}
