/** Asks the running server what other settings would have meant. */
import type { Difference } from '../3-detect/what-if.ts'
import type { Tuned } from '../8-server/tuning.ts'
import { failure } from './command.ts'

interface Server {
  readonly url: string
  readonly token: string
}

/** Rejects with a failure that says what the server said, or that it did not answer. */
export async function askWhatIf(server: Server, settings: Tuned, days: number, signal: AbortSignal): Promise<Difference> {
  const response = await fetch(`${server.url}/api/detections/what-if`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ settings, days }),
    signal,
  }).catch((error: unknown) => {
    signal.throwIfAborted()
    throw failure(unanswered(server.url, error))
  })
  const text = await response.text()
  if (response.ok) return JSON.parse(text) as Difference
  throw failure(`The server answered ${response.status}: ${messageOf(text)}`)
}

function unanswered(url: string, error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof Error && 'code' in cause && cause.code === 'UND_ERR_HEADERS_TIMEOUT')
    return `The server at ${url} was not done within five minutes: try fewer days with --days.`
  const words = cause instanceof Error ? cause.message : error instanceof Error ? error.message : String(error)
  return `The server at ${url} cannot be reached (${words}): start it, or stop it and run this again.`
}

function messageOf(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string } }
    return error?.message ?? text.slice(0, 200)
  } catch {
    return text.slice(0, 200)
  }
}
