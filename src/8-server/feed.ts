/** The live feed: what was just found, pushed to every open page as server-sent events. */
import type { ServerResponse } from 'node:http'
import { problem } from './problem.ts'
import type { FeedMessage } from './wire.ts'

/** A page that reads slower than this is let go; it connects again and gets the present state first. */
const behindBytesMax = 4 * 1024 * 1024
/** Often enough for proxies that close silent connections after 30 s. */
const heartbeatMs = 15_000

export interface Feed {
  /** Whether anyone is looking: what only pages need is not made otherwise. */
  readonly watched: boolean
  publish(message: FeedMessage): void
  /**
   * Opens a page's stream and answers how to tell it alone something: the present state, looked up after it was opened, so that nothing falls
   * between. Throws 503 at the bound. `owner` is what `drop` names later.
   */
  open(response: ServerResponse, owner: string): (message: FeedMessage) => void
  /** Ends the streams of a session or token that is no more. */
  drop(owner: string): void
  close(): void
}

interface Watcher {
  readonly response: ServerResponse
  readonly owner: string
}

export function createFeed(feedsMax: number, counted: (watchers: number) => void): Feed {
  const watchers = new Set<Watcher>()
  const beat = setInterval(() => send(': still here\n\n'), heartbeatMs)
  beat.unref()

  function send(text: string): void {
    for (const watcher of watchers) {
      if (watcher.response.writableLength > behindBytesMax) leave(watcher)
      else watcher.response.write(text)
    }
  }

  function leave(watcher: Watcher): void {
    if (!watchers.delete(watcher)) return
    counted(watchers.size)
    watcher.response.destroy()
  }

  return {
    get watched() {
      return watchers.size > 0
    },
    publish: (message) => {
      if (watchers.size > 0) send(frame(message))
    },
    open: (response, owner) => {
      if (watchers.size >= feedsMax)
        throw problem(503, 'busy', `Already ${feedsMax} pages watch the live feed. Close one, or try again.`, 30)
      const watcher = { response, owner }
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        'x-content-type-options': 'nosniff',
      })
      response.on('close', () => leave(watcher))
      response.on('error', () => leave(watcher))
      watchers.add(watcher)
      counted(watchers.size)
      response.write('retry: 2000\n\n')
      return (message) => {
        if (watchers.has(watcher)) response.write(frame(message))
      }
    },
    drop: (owner) => {
      for (const watcher of watchers) if (watcher.owner === owner) leave(watcher)
    },
    close: () => {
      clearInterval(beat)
      for (const watcher of watchers) {
        watcher.response.end()
        leave(watcher)
      }
    },
  }
}

/** JSON has no bare line breaks, so one `data:` line holds it. */
const frame = (message: FeedMessage): string => `data: ${JSON.stringify(message)}\n\n`
