/** Brings the journal's segments into the store, one after the other, until the journal is closed. */
import { setTimeout } from 'node:timers/promises'
import type { Journal, Sealed } from './journal.ts'
import type { LogStore } from './store.ts'

export interface DrainOptions {
  /** Told of a segment that could not be loaded; it is tried again after `retryMs`. */
  readonly onError: (error: unknown, segment: Sealed) => void
  readonly retryMs?: number | undefined
  /** Told of a segment that is in the store. */
  readonly onLoaded?: ((segment: Sealed, loaded: { readonly rows: number; readonly duplicates: number }) => void) | undefined
  /** Stops at the next segment, or while waiting to try one again. */
  readonly signal: AbortSignal
}

/** Names of loaded segments are forgotten after so many. */
const forgetEvery = 1000
const retryDefaultMs = 5000

/** Resolves when the journal is closed and all its sealed segments are loaded, or at the signal. */
export async function drainJournal(journal: Journal, store: LogStore, options: DrainOptions): Promise<void> {
  await store.forgetSegments(journal.names())
  let count = 0
  for await (const segment of journal.sealed()) {
    if (!(await loadUntilDone(store, segment, options))) return
    await journal.loaded(segment.name)
    if (++count % forgetEvery === 0) await store.forgetSegments(journal.names())
  }
}

async function loadUntilDone(store: LogStore, segment: Sealed, options: DrainOptions): Promise<boolean> {
  for (;;) {
    if (options.signal.aborted) return false
    try {
      const loaded = await store.load(segment.path, segment.table, segment.name)
      options.onLoaded?.(segment, loaded)
      return true
    } catch (error) {
      options.onError(error, segment)
    }
    await setTimeout(options.retryMs ?? retryDefaultMs, undefined, { signal: options.signal }).catch(() => {})
  }
}
