/** Hands one encrypted message to one push service (RFC 8030 §5), and tells of the answer nothing but what it means. */
import { Agent, request } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { checkedLookup, isPublicAddress } from './reach.ts'

/** `gone`: the subscription is no more. `later`: worth another try. `refused`: not by trying again. */
export type Delivery =
  | { readonly outcome: 'delivered' | 'gone' | 'refused' }
  | { readonly outcome: 'later'; readonly afterMs?: number | undefined }

export interface Message {
  readonly url: URL
  readonly authorization: string
  readonly body: Buffer
  readonly ttlSeconds: number
}

export interface DeliverOptions {
  /** Certificates to trust besides the system's: tests. */
  readonly ca?: string | undefined
  /** Which addresses may be connected to; those of the internet where it is left out. */
  readonly isAllowed?: ((address: string) => boolean) | undefined
  /** How names are resolved; by the system where it is left out. */
  readonly resolve?: LookupFunction | undefined
  readonly timeoutMs?: number | undefined
}

const timeoutMs = 5000
/** What a push service says besides its status is not read; what is longer than this is not even waited for. */
const answerBytesMax = 64 * 1024
const socketsMax = 16

export interface Deliverer {
  deliver(message: Message): Promise<Delivery>
  close(): void
}

/** Never rejects. Follows no redirect: `node:https` knows none. */
export function createDeliverer(options: DeliverOptions = {}): Deliverer {
  const { isAllowed = isPublicAddress, resolve, ca } = options
  const agent = new Agent({ keepAlive: true, maxSockets: socketsMax, maxFreeSockets: socketsMax, ...(ca === undefined ? {} : { ca }) })
  const lookup = checkedLookup(isAllowed, resolve)
  return {
    deliver: (message) => {
      // An address needs no resolving, so the check at the lookup would be passed by.
      const host = message.url.hostname.replace(/^\[|\]$/g, '')
      if (isIP(host) !== 0 && !isAllowed(host)) return Promise.resolve({ outcome: 'refused' })
      return post(message, agent, lookup, options.timeoutMs ?? timeoutMs)
    },
    close: () => agent.destroy(),
  }
}

function post(
  { url, authorization, body, ttlSeconds }: Message,
  agent: Agent,
  lookup: LookupFunction,
  withinMs: number,
): Promise<Delivery> {
  const headers = {
    authorization,
    'content-type': 'application/octet-stream',
    'content-encoding': 'aes128gcm',
    'content-length': body.length,
    ttl: String(ttlSeconds),
    urgency: 'high',
  }
  return new Promise((resolve) => {
    const later = (): void => resolve({ outcome: 'later' })
    const sent = request(url, { method: 'POST', headers, agent, lookup, signal: AbortSignal.timeout(withinMs) }, (answer) => {
      let bytes = 0
      const done = (): void => resolve(meaningOf(answer.statusCode ?? 0, answer.headers['retry-after']))
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > answerBytesMax) answer.destroy()
      })
      answer.on('end', done)
      answer.on('close', done)
      answer.on('error', done)
    })
    sent.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EREFUSED' ? resolve({ outcome: 'refused' }) : later()))
    sent.end(body)
  })
}

function meaningOf(status: number, retryAfter: string | undefined): Delivery {
  if (status >= 200 && status < 300) return { outcome: 'delivered' }
  // RFC 8030 §7.3: the subscription has expired, or was never one.
  if (status === 404 || status === 410) return { outcome: 'gone' }
  if (status === 429 || status >= 500) {
    const seconds = /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : undefined
    return { outcome: 'later', afterMs: seconds === undefined ? undefined : seconds * 1000 }
  }
  return { outcome: 'refused' }
}
