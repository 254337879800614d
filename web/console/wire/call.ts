/** One HTTP call to the server's API: JSON in, JSON out, a Failure where it did not work. */
import { failureOf, unreachable } from './problem.ts'

/** The token of the session in use; sent back with everything that changes something. */
let csrf = ''

export function rememberCsrf(token: string): void {
  csrf = token
}

export const csrfHeader = (): Readonly<Record<string, string>> => (csrf === '' ? {} : { 'x-csrf-token': csrf })

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Paths are relative to the page, so that Tocsin may live under a path of a proxy. `parse` reads the answer where JSON.parse would lose something. */
export async function call<T>(method: Method, path: string, body?: unknown, parse: (text: string) => unknown = JSON.parse): Promise<T> {
  const answer = await fetch(path, {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'GET' ? {} : csrfHeader()),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw unreachable()
  })
  const text = await answer.text()
  if (!answer.ok) throw failureOf(answer.status, text)
  return (text === '' ? undefined : parse(text)) as T
}
