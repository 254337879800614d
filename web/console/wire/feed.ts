/** The live feed: server-sent events, taken up again by itself when the line breaks. */
import type { FeedMessage } from '../../../src/8-server/wire.ts'
import { waitMs } from './backoff.ts'
import { type Watched, watched } from './watched.ts'

/** `since`: when the line broke; `retryAt`: when the next try comes. Both milliseconds since 1970. */
export type FeedState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'broken'; readonly since: number; readonly retryAt: number }

/** Whether the feed is live, for the parts of the page that say so. */
export const feedState: Watched<FeedState> = watched<FeedState>({ kind: 'connecting' })

export interface FeedTaker {
  message(message: FeedMessage): void
  state(state: FeedState): void
}

/** Opens the feed and keeps it open until the answered function is called. */
export function openFeed(path: string, taker: FeedTaker): () => void {
  let source: EventSource | undefined
  let timer: number | undefined
  let failed = 0
  let since = 0

  const connect = (): void => {
    window.clearTimeout(timer)
    timer = undefined
    source?.close()
    source = new EventSource(path)
    source.onopen = () => {
      failed = 0
      taker.state({ kind: 'live' })
    }
    source.onmessage = (event: MessageEvent<string>) => taker.message(JSON.parse(event.data) as FeedMessage)
    source.onerror = retry
  }

  const retry = (): void => {
    source?.close()
    if (failed === 0) since = Date.now()
    failed += 1
    const wait = waitMs(failed, Math.random())
    taker.state({ kind: 'broken', since, retryAt: Date.now() + wait })
    timer = window.setTimeout(connect, wait)
  }

  // Waiting makes no sense once the network is back or somebody looks again.
  const hurry = (): void => {
    if (timer !== undefined && !document.hidden) connect()
  }

  window.addEventListener('online', hurry)
  document.addEventListener('visibilitychange', hurry)
  taker.state({ kind: 'connecting' })
  connect()
  return () => {
    window.removeEventListener('online', hurry)
    document.removeEventListener('visibilitychange', hurry)
    window.clearTimeout(timer)
    source?.close()
  }
}
