/** The durable queue before the store: what is appended is on disk before the answer, and leaves it when store and detections have it. */
import { mkdir } from 'node:fs/promises'
import type { Row } from '../1-ingest/source.ts'
import { diskFault } from './fault.ts'
import { append, bytesOnDisk, exclusively, idle, removeDone, type State, sealAll, sealOld, take } from './journal-state.ts'
import { recover } from './segment.ts'

export interface JournalOptions {
  /** Milliseconds since 1970. Its first answer names this run's segments, so that no name ever comes again. */
  readonly clock: () => number
  readonly limits?: Partial<JournalLimits> | undefined
}

export interface JournalLimits {
  /** Disk space of all segments; at it `append` refuses with the fault `budget`. */
  readonly bytesMax: number
  /** Text waiting to be written; at it `append` refuses with the fault `budget`. */
  readonly waitingMax: number
  /** A segment is sealed when it is this large or this old. */
  readonly sealBytes: number
  readonly sealMs: number
}

export const journalLimits: JournalLimits = {
  bytesMax: 4 * 1024 ** 3,
  waitingMax: 64 * 1024 ** 2,
  sealBytes: 8 * 1024 ** 2,
  sealMs: 2000,
}

/** A sealed segment: rows of one table, as NDJSON that `LogStore.load` takes under this name. */
export interface Sealed {
  readonly name: string
  readonly table: string
  readonly path: string
  readonly bytes: number
}

/** Rows of an earlier run that the detections may not have seen. */
export interface Left {
  readonly mark: number
  readonly table: string
  readonly rows: readonly Row[]
}

export interface Journal {
  /**
   * Resolves when the rows are on disk, with a mark: later appends have higher ones. All of them or none; rejects with the fault `budget`, or
   * `full` where the disk is, and with a sentence for a row without time or id. Goes on by itself when there is space again.
   * A row may also be given as the line that `rowLine` made of it.
   */
  append(table: string, rows: readonly (Row | string)[]): Promise<number>
  /** What an earlier run left, in the order it came, for the detections. Marks are lower than those of this run. */
  left(): AsyncGenerator<Left>
  /** Says that all up to this mark is in what the detections keep durably. */
  detected(mark: number): Promise<void>
  /** Segments to be loaded, oldest first; waits for the next, ends when the journal is closed. For one reader. */
  sealed(): AsyncGenerator<Sealed>
  /** Says that the store has it. */
  loaded(name: string): Promise<void>
  /** The names of all segments on disk. */
  names(): readonly string[]
  /** Disk space used. */
  bytes(): number
  /** Writes out what waits, and leaves the segments for the next run. */
  close(): Promise<void>
}

/** Makes the folder where it is missing and mends what a killed process left. Rejects with a fault where it cannot be written. */
export async function openJournal(folder: string, options: JournalOptions): Promise<Journal> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const earlier = await recover(folder)
    const state: State = {
      folder,
      clock: options.clock,
      limits: { ...journalLimits, ...options.limits },
      run: Math.max(options.clock(), ...earlier.map(({ run }) => run + 1)),
      onDisk: new Map(),
      open: new Map(),
      toLoad: [],
      wakeLoader: undefined,
      waiting: [],
      waitingLength: 0,
      isWriting: false,
      whenIdle: [],
      count: 0,
      mark: 0,
      detected: 0,
      closed: false,
      sealedBytes: 0,
      turn: Promise.resolve(),
    }
    for (const segment of earlier) take(state, segment, ++state.mark)
    return journalOver(state)
  } catch (error) {
    throw diskFault(error, folder)
  }
}

function journalOver(state: State): Journal {
  const lastLeft = state.mark
  const timer = setInterval(() => void exclusively(state, () => sealOld(state)), state.limits.sealMs / 4)
  timer.unref()
  return {
    append: (table, rows) => append(state, table, rows),
    async *left() {
      for (const segment of [...state.onDisk.values()].filter(({ mark }) => mark <= lastLeft)) {
        yield { mark: segment.mark, table: segment.table, rows: await segment.rows() }
      }
    },
    detected(mark) {
      state.detected = Math.max(state.detected, mark)
      return exclusively(state, () => removeDone(state))
    },
    async *sealed() {
      for (;;) {
        const next = state.toLoad.shift()
        if (next !== undefined) yield { name: next.name, table: next.table, path: next.path, bytes: next.bytes }
        else if (state.closed) return
        else await new Promise<void>((wake) => (state.wakeLoader = wake))
      }
    },
    loaded(name) {
      const segment = state.onDisk.get(name)
      if (segment !== undefined) segment.isLoaded = true
      return exclusively(state, () => removeDone(state))
    },
    names: () => [...state.onDisk.keys(), ...[...state.open.values()].map(({ name }) => name)],
    bytes: () => bytesOnDisk(state),
    async close() {
      if (state.closed) return
      state.closed = true
      clearInterval(timer)
      await idle(state)
      await exclusively(state, () => sealAll(state))
      state.wakeLoader?.()
    },
  }
}
