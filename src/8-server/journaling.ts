/** Carries what is in the journal on into the store, and knows when all of it is there. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { drainJournal } from '../2-store/drain.ts'
import type { Journal } from '../2-store/journal.ts'
import type { LogStore } from '../2-store/store.ts'

export interface Journaling {
  /** Settles when all that is in the journal now is in the store; rejects where it is closed before. */
  loaded(): Promise<void>
  /** After the journal was closed: settles when nothing is loaded any more. */
  close(): Promise<void>
}

const lookEveryMs = 50
/** Names of loaded segments remembered; those that left the journal are not needed. */
const rememberedMax = 1000

export function createJournaling(journal: Journal, store: LogStore, log: Logger): Journaling {
  const done = new Set<string>()
  const stop = new AbortController()
  const draining = drainJournal(journal, store, {
    signal: stop.signal,
    onError: (error, { table }) => log.error({ err: error, table }, 'the store does not take a segment of the journal; trying again'),
    onLoaded: ({ name }) => {
      done.add(name)
      if (done.size > rememberedMax) for (const old of done) if (!journal.names().includes(old)) done.delete(old)
    },
  })
  draining.catch((error: unknown) => log.error({ err: error }, 'the journal is not carried into the store any more; restart Tocsin'))

  return {
    loaded: async () => {
      const wanted = journal.names()
      while (!stop.signal.aborted) {
        const present = new Set(journal.names())
        if (wanted.every((name) => done.has(name) || !present.has(name))) return
        await sleep(lookEveryMs)
      }
      throw new Error('Tocsin is closing')
    },
    close: async () => {
      stop.abort()
      await draining.catch(() => {})
    },
  }
}
