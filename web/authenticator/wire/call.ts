/** Calls to the phone's API: each with its proof, each ending in an answer or in a failure that says what can be done. */
import type { PhoneProblem } from '../../../src/7-provider/wire.ts'
import type { KeyPair } from '../keys/phone-key.ts'
import { proof } from '../keys/proof.ts'
import { learnClock, serverNow } from './clock.ts'

const base = '/authenticator/api'
const answerMs = 15_000

export type Failure =
  /** No answer: no network, or the server is away. */
  | { readonly kind: 'offline' }
  /** The prompt, offer or thing is over or was never there. */
  | { readonly kind: 'gone' }
  /** The server does not take this phone's key: removed, suspended, or another server's. */
  | { readonly kind: 'stranger' }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly message: string }

export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

export interface Caller {
  readonly id: string
  readonly key: KeyPair
}

interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly body?: unknown
}

/** `value` is undefined where the answer is 204. */
export async function call<T>(caller: Caller, path: string, { method = 'GET', body }: Request = {}): Promise<Reply<T>> {
  const first = await once<T>(caller, path, method, body)
  return first === 'clock' ? settled(await once<T>(caller, path, method, body)) : first
}

/** Answers 'clock' where the proof was refused and the clock turned out to be wrong: worth one more try. */
async function once<T>(caller: Caller, path: string, method: string, body: unknown): Promise<Reply<T> | 'clock'> {
  const url = new URL(base + path, location.origin)
  const text = body === undefined ? undefined : JSON.stringify(body)
  const dpop = await proof(caller.id, caller.key, { method, url: url.href, body: text, now: serverNow() })
  return send<T>(url, { method, headers: { dpop }, body: text })
}

const settled = <T>(reply: Reply<T> | 'clock'): Reply<T> => (reply === 'clock' ? { ok: false, failure: { kind: 'stranger' } } : reply)

/** Without a proof: for the claim, which carries its own. `make` is asked again where the clock was wrong. */
export async function callOpen<T>(path: string, make: (url: string) => Promise<unknown>): Promise<Reply<T>> {
  const url = new URL(base + path, location.origin)
  const post = async (): Promise<Reply<T> | 'clock'> =>
    send<T>(url, { method: 'POST', headers: {}, body: JSON.stringify(await make(url.href)) })
  const first = await post()
  return first === 'clock' ? settled(await post()) : first
}

interface Sent {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

async function send<T>(url: URL, { method, headers, body }: Sent): Promise<Reply<T> | 'clock'> {
  let answer: Response
  try {
    answer = await fetch(url, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(answerMs),
    })
    const clockWasWrong = learnClock(answer.headers.get('date'))
    if (answer.ok) return { ok: true, value: (answer.status === 204 ? undefined : await answer.json()) as T }
    if (answer.status === 401 && clockWasWrong) return 'clock'
    return { ok: false, failure: await failureOf(answer) }
  } catch {
    return { ok: false, failure: { kind: 'offline' } }
  }
}

async function failureOf(answer: Response): Promise<Failure> {
  const { status } = answer
  if (status === 404 || status === 409 || status === 410) return { kind: 'gone' }
  if (status === 401 || status === 403) return { kind: 'stranger' }
  if (status === 502 || status === 503 || status === 504) return { kind: 'offline' }
  const problem: Partial<PhoneProblem> = await answer.json().catch(() => ({}))
  return { kind: 'refused', status, code: problem.error?.code ?? 'unknown', message: problem.error?.message ?? '' }
}
