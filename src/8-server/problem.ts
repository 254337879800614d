/** What goes wrong with a request, as an error that carries its HTTP answer. */

export type ProblemCode =
  | 'bad_request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'gone'
  | 'conflict'
  | 'too_large'
  | 'unsupported'
  | 'wrong_host'
  | 'busy'
  | 'starting'
  | 'disk_full'
  | 'internal'

export interface ProblemError extends Error {
  readonly statusCode: number
  readonly code: ProblemCode
  /** Seconds. */
  readonly retryAfter: number | undefined
}

/** Throw it in a handler. The message is shown to the person who asked: it says what to do. */
export function problem(statusCode: number, code: ProblemCode, message: string, retryAfter?: number): ProblemError {
  return Object.assign(new Error(message), { statusCode, code, retryAfter })
}

export const isProblem = (error: unknown): error is ProblemError =>
  error instanceof Error && 'statusCode' in error && 'code' in error && 'retryAfter' in error
