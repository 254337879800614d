/** The events of many files: parsed and normalised in worker threads where the files are large, in this one where they are small. */
import type { Event, SourceName } from '../0-event/event.ts'
import type { RefusedRecord } from './read.ts'

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
  /** How many worker threads; by default as many as the machine has cores, at most 8. 0 reads in this thread. */
  readonly workers?: number | undefined
  /** The module that exports `sources`: each worker loads it. By default our own shelf. */
  readonly sourcesModule?: URL | undefined
}

/** Batches in the order of the paths and of the records in them. A failing worker (our own bug) throws; bad input comes as refused. */
export async function* readEvents(_paths: readonly string[], _options: ReadEventsOptions = {}): AsyncGenerator<EventBatch> {
  throw new Error('being written')
}
