/** A thread that reads files, or ranges of them, and posts their events as fast as they are taken. */
import { enableCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type { SourceName } from '../0-event/event.ts'
import { eventsOfBatch } from './batch-events.ts'
import { placing } from './place.ts'
import { type Range, readRange } from './ranges.ts'
import { type Batch, type RefusedRecord, read } from './read.ts'
import { allowed } from './recognise.ts'
import type { Source } from './source.ts'
import { type Packed, pack } from './transfer.ts'

/** What a worker is started with. */
export interface Setup {
  /** The module that exports `sources`. */
  readonly module: string
  readonly only: SourceName | undefined
  /** How many parts of one task may wait to be taken. */
  readonly partsMax: number
  /** Where Node keeps compiled modules; a thread does not learn it by itself. */
  readonly compileCache: string | undefined
}

export interface Task {
  readonly path: string
  /** The lines to read; undefined for the whole file, whatever it holds. */
  readonly range: Range | undefined
}

/** Tasks have numbers, so that what is said of one is not taken for another. */
export type ToWorker =
  | { readonly say: 'read'; readonly number: number; readonly task: Task }
  | { readonly say: 'taken'; readonly number: number }

export interface Part {
  readonly say: 'part'
  readonly number: number
  readonly packed: Packed
  readonly refused: readonly RefusedRecord[]
  readonly records: number
  readonly bytesRead: number
  readonly bytesTotal: number | undefined
}

/** `lines`: how many lines the range had. */
export type FromWorker = Part | { readonly say: 'done'; readonly number: number; readonly lines: number }

async function work(setup: Setup, port: NonNullable<typeof parentPort>): Promise<void> {
  if (setup.compileCache !== undefined) enableCompileCache(setup.compileCache)
  const { sources } = (await import(setup.module)) as { sources: readonly Source[] }
  const post = (message: FromWorker, transfer: readonly ArrayBuffer[] = []) => port.postMessage(message, transfer)
  const waiting = new Map<number, number>()
  const taken = bell()

  async function run(number: number, task: Task): Promise<void> {
    waiting.set(number, 0)
    const batches = batchesOf(task, sources, setup.only)
    let next = await batches.next()
    for (; !next.done; next = await batches.next()) {
      const { events, refused, records } = eventsOfBatch(next.value)
      const packed = pack(events)
      const { bytesRead, bytesTotal } = next.value
      post({ say: 'part', number, packed, refused, records, bytesRead, bytesTotal }, [
        packed.table.buffer,
        packed.objects.buffer,
        packed.events.buffer,
      ])
      waiting.set(number, (waiting.get(number) ?? 0) + 1)
      while ((waiting.get(number) ?? 0) >= setup.partsMax) await taken.heard()
    }
    waiting.delete(number)
    post({ say: 'done', number, lines: next.value })
  }

  let last: Promise<void> = Promise.resolve()
  port.on('message', (message: ToWorker) => {
    if (message.say === 'read') last = last.then(() => run(message.number, message.task))
    else {
      waiting.set(message.number, (waiting.get(message.number) ?? 0) - 1)
      taken.ring()
    }
  })
}

async function* batchesOf({ path, range }: Task, sources: readonly Source[], only: SourceName | undefined): AsyncGenerator<Batch, number> {
  if (range !== undefined) return yield* readRange(path, range, placing(allowed(sources, only), sources))
  yield* read([{ kind: 'path', path }], { sources, only })
  return 0
}

/** Wakes whoever waits. */
function bell() {
  let waiting: (() => void)[] = []
  return {
    heard: () => new Promise<void>((resolve) => void waiting.push(resolve)),
    ring: () => {
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    },
  }
}

if (parentPort !== null) await work(workerData as Setup, parentPort)
