/** The live channel of one account: a stream while it holds, asking every three seconds while it does not. */
import type { LiveLine } from '../../../src/7-provider/wire.ts'
import { waitMs } from '../../console/wire/backoff.ts'
import { proof } from '../keys/proof.ts'
import type { Caller } from './call.ts'
import { serverNow } from './clock.ts'
import { lineCutter } from './lines.ts'

/** The server sends a line at least every 20 s. */
const silentMs = 45_000
export const askEveryMs = 3000

/** `ask` is called every three seconds while there is no stream. Ends with the signal. */
export function listen(caller: Caller, heard: (line: LiveLine) => void, ask: () => void, signal: AbortSignal): void {
  let isLive = false
  const asking = setInterval(() => {
    if (!isLive) ask()
  }, askEveryMs)
  signal.addEventListener('abort', () => clearInterval(asking))
  const hear = (line: LiveLine): void => {
    isLive = true
    heard(line)
  }
  void (async () => {
    for (let failed = 1; !signal.aborted; failed++) {
      const was = await stream(caller, hear, signal).catch(() => 'failed' as const)
      isLive = false
      if (was === 'held') failed = 1
      if (!signal.aborted) await sleep(waitMs(failed, Math.random()), signal)
    }
  })()
}

/** `held`: lines came before it ended. */
async function stream(caller: Caller, hear: (line: LiveLine) => void, outer: AbortSignal): Promise<'held' | 'failed'> {
  const silence = new AbortController()
  const signal = AbortSignal.any([outer, silence.signal])
  let timer = setTimeout(() => silence.abort(), silentMs)
  let was: 'held' | 'failed' = 'failed'
  try {
    const url = new URL('/authenticator/api/live', location.origin)
    const dpop = await proof(caller.id, caller.key, { method: 'GET', url: url.href, now: serverNow() })
    const answer = await fetch(url, { headers: { dpop }, credentials: 'omit', cache: 'no-store', redirect: 'error', signal })
    if (!answer.ok || answer.body === null) return 'failed'
    const cut = lineCutter()
    const reader = answer.body.getReader()
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), silentMs)
      for (const line of cut(read.value)) {
        was = 'held'
        hear(JSON.parse(line) as LiveLine)
      }
    }
  } catch {
    return was
  } finally {
    clearTimeout(timer)
  }
  return was
}

/** Ends early when the network is back or somebody looks again. */
const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = new AbortController()
    const wake = (): void => {
      clearTimeout(timer)
      done.abort()
      resolve()
    }
    const timer = setTimeout(wake, ms)
    signal.addEventListener('abort', wake, { signal: done.signal })
    addEventListener('online', wake, { signal: done.signal })
  })
