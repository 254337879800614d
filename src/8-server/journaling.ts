/** Carries what is in the journal on into the store, segment by segment. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { faultOf } from '../2-store/fault.ts'
import type { Journal } from '../2-store/journal.ts'
import type { LogStore } from '../2-store/store.ts'

export interface Journaling {
  /** Settles when all that is in the journal now is in the store; rejects where that takes too long. */
  loaded(): Promise<void>
  /** Ends with the journal. */
  close(): Promise<void>
}

/** Between two attempts where the store cannot take a segment. */
const againMs = 5000
const loadedMaxMs = 60_000
const lookEveryMs = 50

export function createJournaling(journal: Journal, store: LogStore, log: Logger): Journaling {
  const done = new Set<string>()
  let closed = false

  async function carry(): Promise<void> {
    for await (const segment of journal.sealed()) {
      while (!(await load(segment))) if (closed) return
    }
  }

  async function load({ name, table, path }: { name: string; table: string; path: string }): Promise<boolean> {
    try {
      await store.load(path, table, name)
      await journal.loaded(name)
      done.add(name)
      for (const old of done) if (!journal.names().includes(old)) done.delete(old)
      return true
    } catch (error) {
      if (closed || faultOf(error) === 'closed') return false
      log.error({ err: error, table }, 'the store does not take a segment of the journal; trying again')
      for (let waited = 0; waited < againMs && !closed; waited += lookEveryMs) await sleep(lookEveryMs)
      return false
    }
  }

  const carrying = carry()
  return {
    loaded: async () => {
      const wanted = journal.names()
      for (let waited = 0; waited < loadedMaxMs; waited += lookEveryMs) {
        const present = journal.names()
        if (wanted.every((name) => done.has(name) || !present.includes(name))) return
        await sleep(lookEveryMs)
      }
      throw new Error(`The store has not taken the journal within ${loadedMaxMs / 1000} seconds`)
    },
    close: async () => {
      closed = true
      await carrying
    },
  }
}
