/** Reads whatever files and streams people have into the records inside, each recognised by its content. */
import type { Readable } from 'node:stream'
import type { SourceName } from '../0-event/event.ts'
import type { JsonObject } from '../0-event/json.ts'
import type { Shape, Source } from './source.ts'

export type Input =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'stream'; readonly name: string; readonly stream: Readable }

/** A record and the shape that recognised it. */
export interface Found {
  readonly source: Source
  readonly shape: Shape
  readonly record: JsonObject
  /** Counted from 1: the line of text; inside a list the number of the record; in CSV the number of the row, its header being 1. */
  readonly line: number
}

/** Something that could not be read, for the quarantine and for the person who has to mend it. */
export interface RefusedRecord {
  /** Counted as in `Found`. */
  readonly line: number
  /** A sentence. */
  readonly why: string
  /** The beginning of it, at most 2,000 characters. */
  readonly text: string
}

export interface Batch {
  /** The path, or the name of the stream. */
  readonly file: string
  readonly found: readonly Found[]
  readonly refused: readonly RefusedRecord[]
  /** Bytes of this file as it lies on disk (compressed) read so far, and in all; undefined for streams. */
  readonly bytesRead: number
  readonly bytesTotal: number | undefined
}

export interface ReadOptions {
  readonly sources: readonly Source[]
  /** Forces the source: a record that none of its shapes recognises is refused. */
  readonly only?: SourceName | undefined
  readonly signal?: AbortSignal | undefined
}

/** The records of all inputs, in order. What cannot be read (a record, a whole file) comes as refused and the rest goes on; throws only on abort. */
export async function* read(_inputs: readonly Input[], _options: ReadOptions): AsyncGenerator<Batch> {
  throw new Error('being written')
}
