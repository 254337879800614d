/** Takes in what is sent: reads it, puts it on disk, answers. Small bodies go by the journal, large ones by a file into the store. */
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { SourceName } from '../0-event/event.ts'
import type { Quarantine } from '../1-ingest/quarantine.ts'
import { type RefusedRecord, read } from '../1-ingest/read.ts'
import { sources } from '../1-ingest/sources/index.ts'
import { excerpt } from '../2-store/careful.ts'
import { faultOf } from '../2-store/fault.ts'
import type { LogStore } from '../2-store/store.ts'
import type { Accept } from './accept.ts'
import type { Limits } from './config.ts'
import { problem } from './problem.ts'
import { newId } from './secrets.ts'
import type { IngestAnswer } from './wire.ts'

export interface Delivery {
  readonly body: AsyncIterable<Buffer>
  /** Undefined: recognised by content. */
  readonly source: SourceName | undefined
  /** What refused records are said to come from. */
  readonly name: string
  /** Aborted when the sender goes away before the whole body came. */
  readonly signal: AbortSignal
}

export interface Intake {
  /** Settles when what is accepted is on disk. Throws 429 where too much waits, 507 where the disk is full; what the body stream throws goes through. */
  receive(delivery: Delivery): Promise<IngestAnswer>
}

export interface IntakeParts {
  readonly accept: Accept
  readonly store: LogStore
  readonly quarantine: Quarantine
  readonly limits: Limits
  /** Where large bodies lie until they are loaded. */
  readonly folder: string
  /** Whether the detections are too far behind to take more. */
  readonly isFull: () => boolean
  /** Told after a large body was loaded. */
  readonly loaded: () => void
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

const refusedToldMax = 100

/** Also removes what a killed process left half-received. */
export async function openIntake(parts: IntakeParts): Promise<Intake> {
  await mkdir(parts.folder, { recursive: true, mode: 0o700 })
  for (const left of await readdir(parts.folder)) await rm(join(parts.folder, left), { force: true })
  let uploads = 0
  return {
    receive: async (delivery) => {
      if (parts.isFull()) throw problem(429, 'busy', 'More events wait for the detections than may. Send again in a moment.', 2)
      const chunks = delivery.body[Symbol.asyncIterator]()
      const begun = await begin(chunks, parts.limits.smallBytesMax)
      if (begun.isWhole) return whileRoom(() => receiveSmall(parts, delivery, Buffer.concat(begun.chunks)))
      if (uploads >= parts.limits.uploadsMax)
        throw problem(429, 'busy', `${uploads} files are being received already. Send this one in a moment.`, 5)
      uploads++
      try {
        return await whileRoom(() => receiveLarge(parts, delivery, begun.chunks, chunks))
      } finally {
        uploads--
      }
    },
  }
}

async function begin(chunks: AsyncIterator<Buffer>, bytesMax: number): Promise<{ chunks: Buffer[]; isWhole: boolean }> {
  const taken: Buffer[] = []
  for (let bytes = 0; bytes <= bytesMax; ) {
    const next = await chunks.next()
    if (next.done === true) return { chunks: taken, isWhole: true }
    taken.push(next.value)
    bytes += next.value.length
  }
  return { chunks: taken, isWhole: false }
}

/** What the journal and the store say about full disks, as answers. */
async function whileRoom<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    switch (faultOf(error)) {
      case 'budget':
        throw problem(429, 'busy', message, 5)
      case 'full':
        throw problem(507, 'disk_full', message, 60)
      case 'closed':
        throw problem(503, 'starting', 'Tocsin is closing. Send again when it is back.', 5)
      default:
        throw error
    }
  }
}

async function receiveSmall(parts: IntakeParts, { source, name, signal }: Delivery, body: Buffer): Promise<IngestAnswer> {
  const answer = { accepted: 0, duplicates: 0 }
  const refused: RefusedRecord[] = []
  const input = { kind: 'stream', name, stream: Readable.from([body], { objectMode: false }) } as const
  for await (const batch of read([input], { sources, only: source, signal })) {
    refused.push(...batch.refused)
    const taken = await parts.accept.take(batch.found)
    answer.accepted += taken.accepted
    answer.duplicates += taken.duplicates
    for (const one of taken.refused) refused.push({ line: one.given.line, why: one.why, text: excerpt(one.given) })
  }
  if (refused.length > 0) await parts.quarantine.keep(name, refused, parts.clock())
  return { ...answer, ...told(refused), refusedTotal: refused.length }
}

const told = (refused: readonly RefusedRecord[]): Pick<IngestAnswer, 'refused'> => ({
  refused: [...refused]
    .sort((one, other) => one.line - other.line)
    .slice(0, refusedToldMax)
    .map(({ line, why }) => ({ line, why })),
})

async function receiveLarge(
  parts: IntakeParts,
  delivery: Delivery,
  first: readonly Buffer[],
  rest: AsyncIterator<Buffer>,
): Promise<IngestAnswer> {
  const path = join(parts.folder, newId())
  const refused: RefusedRecord[] = []
  try {
    await pipeline(Readable.from(joined(first, rest)), createWriteStream(path, { mode: 0o600, flags: 'wx' }), { signal: delivery.signal })
    const quarantine: Quarantine = {
      ...parts.quarantine,
      keep: (_, some, time) => {
        if (refused.length < refusedToldMax) refused.push(...some.slice(0, refusedToldMax))
        return parts.quarantine.keep(delivery.name, some, time)
      },
    }
    const loaded = await parts.store.loadFile(path, { only: delivery.source, quarantine })
    const tables = Object.values(loaded.tables)
    parts.loaded()
    return {
      accepted: tables.reduce((sum, { rows }) => sum + rows, 0),
      duplicates: tables.reduce((sum, { duplicates }) => sum + duplicates, 0),
      ...told(refused),
      refusedTotal: loaded.refused,
    }
  } finally {
    await rm(path, { force: true })
  }
}

async function* joined(first: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* first
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}
