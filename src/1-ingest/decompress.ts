/** Unpacks gzip and zstd, told by their first bytes and not by the file's name, as a stream of bounded pieces. */
import { pipeline, Readable, type Transform } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { type FramePiece, zstdFrames } from './zstd.ts'

export type Compression = 'none' | 'gzip' | 'zstd'

export const compressionOf = (head: Buffer): Compression => (head[0] === 0x1f && head[1] === 0x8b ? 'gzip' : isZstd(head) ? 'zstd' : 'none')

/** A frame, or a frame to pass over: parallel zstd begins with one. */
const isZstd = (head: Buffer): boolean =>
  (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) ||
  (((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18)

/** What one step of the decoder gives: large enough that steps are few, small enough that a bomb never holds memory. */
const chunkSize = 256 * 1024

/** The bytes inside. Throws a sentence where the data is cut off or damaged; what came before has been given. */
export async function* decompress(chunks: AsyncIterable<Buffer>, compression: Compression): AsyncGenerator<Buffer> {
  switch (compression) {
    case 'none':
      yield* chunks
      return
    case 'gzip':
      yield* through(chunks, createGunzip({ chunkSize }))
      return
    case 'zstd':
      yield* unzstd(zstdFrames(chunks))
  }
}

async function* unzstd(pieces: AsyncGenerator<FramePiece>): AsyncGenerator<Buffer> {
  try {
    for (let first = await pieces.next(); !first.done; first = await pieces.next()) {
      yield* through(oneFrame(first.value, pieces), createZstdDecompress({ chunkSize }))
    }
  } finally {
    await pieces.return(undefined)
  }
}

async function* oneFrame(first: FramePiece, pieces: AsyncGenerator<FramePiece>): AsyncGenerator<Buffer> {
  yield first.bytes
  if (first.last) return
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    yield next.value.bytes
    if (next.value.last) return
  }
}

async function* through(chunks: AsyncIterable<Buffer>, decoder: Transform): AsyncGenerator<Buffer> {
  // Errors arrive at the decoder, which is read below: the callback has nothing to add.
  pipeline(Readable.from(copies(chunks), { objectMode: true, highWaterMark: 1 }), decoder, () => {})
  try {
    for await (const chunk of decoder) yield chunk as Buffer
  } catch (error) {
    throw new Error(whyDamaged(error))
  } finally {
    decoder.destroy()
  }
}

/** The decoder takes a piece in its own time, when the next may have been read into the same memory. */
async function* copies(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk)
}

function whyDamaged(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'Z_BUF_ERROR') return 'the compressed data ends too early: the file was cut off'
  const message = error instanceof Error ? error.message : String(error)
  return code.startsWith('Z') ? `the compressed data is damaged (${message}): copy the file again` : message
}
