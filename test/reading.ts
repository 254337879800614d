/** Reads bytes and files with the fake sources, to the end. */
import { Readable } from 'node:stream'
import { type Found, type Input, type RefusedRecord, read } from '../src/1-ingest/read.ts'
import { sources } from './fake-sources.ts'

export interface Result {
  readonly found: readonly Found[]
  readonly refused: readonly RefusedRecord[]
}

export async function readAll(inputs: readonly Input[]): Promise<Result> {
  const found: Found[] = []
  const refused: RefusedRecord[] = []
  for await (const batch of read(inputs, { sources })) {
    found.push(...batch.found)
    refused.push(...batch.refused)
  }
  return { found, refused }
}

export const readChunks = (chunks: Iterable<Buffer>): Promise<Result> =>
  readAll([{ kind: 'stream', name: 'test', stream: Readable.from(chunks) }])
export const readText = (text: string | Buffer): Promise<Result> => readChunks([Buffer.from(text)])
