/** The events of many files: parsed and normalised in worker threads where the files are large, in this one where they are small. */
import { stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import type { Event, SourceName } from '../0-event/event.ts'
import { eventsOfBatch } from './batch-events.ts'
import { headBytes, judge } from './judge.ts'
import { openPath, peek } from './open.ts'
import { placing } from './place.ts'
import { type Range, rangesOf } from './ranges.ts'
import { type Batch, type Input, type RefusedRecord, read } from './read.ts'
import { allowed } from './recognise.ts'
import type { Source } from './source.ts'
import type { Task } from './worker.ts'
import { openWorkers } from './workers.ts'

export interface EventBatch {
  readonly file: string
  /** In the order of the records in the file. Events may share their `user`, `src` and `app` objects. */
  readonly events: readonly Event[]
  readonly refused: readonly RefusedRecord[]
  /** Records that were accepted, with or without events. */
  readonly records: number
  /** As in `Batch`. */
  readonly bytesRead: number
  readonly bytesTotal: number | undefined
}

export interface ReadEventsOptions {
  readonly only?: SourceName | undefined
  readonly signal?: AbortSignal | undefined
  /** How many worker threads; by default one less than the machine has cores, at most 8. 0 reads in this thread. */
  readonly workers?: number | undefined
  /** The module that exports `sources`: each worker loads it. By default our own shelf. */
  readonly sourcesModule?: URL | undefined
}

/** The thread that takes the events needs a core of its own: on two cores, `detect` took a seventh longer with two workers than with one. */
const workersMax = 8
/** Less than this in all is read in this thread: a worker takes a tenth of a second to start. */
const parallelBytesMin = 8 * 1024 * 1024
/** What a worker reads at a time of a large file. */
const rangeBytes = 4 * 1024 * 1024

/** Batches in the order of the inputs and of the records in them. A failing worker (our own bug) throws, and so does abort; bad input comes as refused. */
export async function* readEvents(inputs: readonly (string | Input)[], options: ReadEventsOptions = {}): AsyncGenerator<EventBatch> {
  const module = options.sourcesModule ?? new URL('./sources/index.ts', import.meta.url)
  const { sources } = (await import(module.href)) as { sources: readonly Source[] }
  const all = inputs.map((input): Input => (typeof input === 'string' ? { kind: 'path', path: input } : input))
  const count = options.workers ?? Math.min(workersMax, availableParallelism() - 1)
  if (count === 0 || (await bytesOf(all)) < parallelBytesMin) yield* readHere(all, sources, options)
  else yield* readThere(all, sources, module, count, options)
}

async function bytesOf(inputs: readonly Input[]): Promise<number> {
  let bytes = 0
  for (const input of inputs) {
    if (bytes >= parallelBytesMin) break
    if (input.kind === 'path')
      bytes += await stat(input.path).then(
        (found) => found.size,
        () => 0,
      )
  }
  return bytes
}

async function* readHere(
  inputs: readonly Input[],
  sources: readonly Source[],
  { only, signal }: ReadEventsOptions,
): AsyncGenerator<EventBatch> {
  for await (const batch of read(inputs, { sources, only, signal })) yield told(batch)
}

const told = (batch: Batch): EventBatch => ({
  file: batch.file,
  ...eventsOfBatch(batch),
  bytesRead: batch.bytesRead,
  bytesTotal: batch.bytesTotal,
})

async function* readThere(
  inputs: readonly Input[],
  sources: readonly Source[],
  module: URL,
  count: number,
  options: ReadEventsOptions,
): AsyncGenerator<EventBatch> {
  const { only, signal } = options
  const workers = openWorkers({ count, module, only, signal })
  try {
    let paths: string[] = []
    for (const input of inputs) {
      if (input.kind === 'path') {
        paths.push(input.path)
        continue
      }
      yield* workers.readAll(tasksOf(paths, sources, only))
      paths = []
      yield* readHere([input], sources, options)
    }
    yield* workers.readAll(tasksOf(paths, sources, only))
  } finally {
    await workers.close()
  }
}

async function* tasksOf(paths: readonly string[], sources: readonly Source[], only: SourceName | undefined): AsyncGenerator<Task> {
  for (const path of paths) for (const range of await rangesIn(path, sources, only)) yield { path, range }
}

/** The ranges of a large file of lines; one undefined for any other, and for what cannot be read: the worker will say why. */
async function rangesIn(path: string, sources: readonly Source[], only: SourceName | undefined): Promise<readonly (Range | undefined)[]> {
  try {
    const { chunks, bytesTotal, plainFrom, close } = await openPath(path)
    try {
      if (plainFrom === undefined || bytesTotal === undefined || bytesTotal < 2 * rangeBytes) return [undefined]
      const { head } = await peek(chunks, (length) => length >= headBytes)
      const { way } = judge({ bytes: head.subarray(0, headBytes), whole: false }, placing(allowed(sources, only), sources))
      return way.read === 'lines' ? rangesOf(plainFrom, bytesTotal, rangeBytes) : [undefined]
    } finally {
      await close()
    }
  } catch {
    return [undefined]
  }
}
