/** Reads whatever files and streams people have into the records inside, each recognised by its content. */
import type { Readable } from 'node:stream'
import type { SourceName } from '../0-event/event.ts'
import type { JsonObject } from '../0-event/json.ts'
import { headBytes, isSettled, judge } from './judge.ts'
import { type Opened, openPath, openStream, peek } from './open.ts'
import { drain, type Placing, placing } from './place.ts'
import { reader } from './readers.ts'
import { allowed } from './recognise.ts'
import { refuse, whyNotRead } from './refused.ts'
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
  /** Counted as in `Found`; 0 is the file as a whole. */
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
export async function* read(inputs: readonly Input[], options: ReadOptions): AsyncGenerator<Batch> {
  const sources = allowed(options.sources, options.only)
  for (const input of inputs) yield* readOne(input, placing(sources, options.sources), options.signal)
}

async function* readOne(input: Input, to: Placing, signal: AbortSignal | undefined): AsyncGenerator<Batch> {
  const file = input.kind === 'path' ? input.path : input.name
  signal?.throwIfAborted()
  let opened: Opened | undefined
  const batch = (): Batch => ({ file, ...drain(to), bytesRead: opened?.bytesRead() ?? 0, bytesTotal: opened?.bytesTotal })
  try {
    opened = await (input.kind === 'path' ? openPath(input.path) : openStream(input.stream, signal))
    for await (const _ of readOpened(opened, to)) {
      signal?.throwIfAborted()
      if (to.found.length > 0 || to.refused.length > 0) yield batch()
    }
  } catch (error) {
    signal?.throwIfAborted()
    to.refused.push(refuse(0, whyNotRead(error), ''))
  } finally {
    await opened?.close()
  }
  yield batch()
}

/** Reads piece by piece, so that what was placed can be taken in between. */
async function* readOpened({ chunks }: Opened, to: Placing): AsyncGenerator<void> {
  const peeked = await peek(chunks, (length, newest, joined) => length >= headBytes || (newest.includes(10) && isSettled(joined(), to)))
  const { way } = judge({ bytes: peeked.head.subarray(0, headBytes), whole: peeked.whole && peeked.head.length <= headBytes }, to)
  const splitter = reader(way, to)
  try {
    if (way.read === 'refuse') return
    for await (const chunk of peeked.chunks) {
      splitter.push(chunk)
      yield
    }
  } finally {
    // Also where the file ends too early: the last record may be whole.
    splitter.end()
  }
}
