/** What went wrong between the page and the server, as an Error that says what to do. */
import type { Problem } from '../../../src/8-server/wire.ts'

export interface Failure extends Error {
  /** The HTTP status; 0 where no answer came. */
  readonly status: number
  readonly code: string
}

const failure = (status: number, code: string, message: string): Failure => Object.assign(new Error(message), { status, code })

export const isFailure = (error: unknown): error is Failure => error instanceof Error && 'status' in error && 'code' in error

export const unreachable = (): Failure =>
  failure(0, 'unreachable', 'The server does not answer. Check that Tocsin is still running and that this device is on its network.')

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'error' in value && typeof value.error === 'object' && value.error !== null

/** A Failure from an answer's status and text, whatever the text is (a proxy may answer HTML). */
export function failureOf(status: number, text: string): Failure {
  try {
    const body: unknown = JSON.parse(text)
    if (isProblem(body) && typeof body.error.message === 'string') return failure(status, String(body.error.code), body.error.message)
  } catch {
    // Not JSON: the status alone must do.
  }
  return failure(status, `http_${status}`, statusText(status))
}

function statusText(status: number): string {
  if (status === 401) return 'Your session has ended. Sign in again.'
  if (status === 413) return 'The server refuses so much at once. Split the file, or load it with `npx tocsin ingest`.'
  if (status === 429) return 'Too many tries. Wait a minute, then try again.'
  if (status >= 500) return `The server failed (HTTP ${status}). Its log says why.`
  return `The server refused this (HTTP ${status}).`
}

/** The sentence to show for anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
