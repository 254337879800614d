/** Unpacks gzip and zstd, told by their first bytes and not by the file's name, as a stream of bounded pieces. */
import type { Transform } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { type FramePiece, zstdFrames } from './zstd.ts'

export type Compression = 'none' | 'gzip' | 'zstd'

export const compressionOf = (head: Buffer): Compression => (head[0] === 0x1f && head[1] === 0x8b ? 'gzip' : isZstd(head) ? 'zstd' : 'none')

/** A frame, or a frame to pass over: parallel zstd begins with one. */
const isZstd = (head: Buffer): boolean =>
  (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) ||
  (((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18)

/**
 * What the decoder takes at a time, and how many of these may be on their way. It gives at most a thousand times as much, so a bomb holds some
 * 64 MB at worst.
 */
const inputBytes = 8 * 1024
const inputsMax = 8
const chunkSize = 64 * 1024

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

/**
 * What the decoder makes of the pieces, some pieces ahead of whoever reads. Node's own pipeline drops what is decoded and not yet read when an
 * error comes, and with it the last records before the place where a file is cut off.
 */
async function* through(chunks: AsyncIterable<Buffer>, decoder: Transform): AsyncGenerator<Buffer> {
  const decoded: Buffer[] = []
  const failing = new Set<(error: Error) => void>()
  const writing: Promise<void>[] = []
  const ended = finished(decoder, { writable: false })
  // Whoever waits for it hears of its failure; it may fail before anybody does.
  ended.catch(() => {})
  decoder.on('data', (piece: Buffer) => void decoded.push(piece))
  decoder.on('error', (error) => {
    for (const fail of failing) fail(error)
  })
  let failure: unknown
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length && !decoder.readableEnded; at += inputBytes) {
        writing.push(write(decoder, chunk.subarray(at, at + inputBytes), failing))
        if (writing.length === inputsMax) await writing.shift()
        yield* decoded.splice(0)
      }
    }
    for (const written of writing) await written
  } catch (error) {
    failure = error
  }
  // Also where the source failed: what it gave is decoded to the end.
  decoder.end()
  await ended.catch((error: unknown) => {
    failure ??= error
  })
  decoder.destroy()
  yield* decoded
  if (failure !== undefined) throw new Error(whyDamaged(failure))
}

/**
 * Resolves when the piece is decoded. It is copied, because the next may be read into the same memory. The stream itself never says that it
 * failed on a piece, only that it failed.
 */
function write(decoder: Transform, piece: Buffer, failing: Set<(error: Error) => void>): Promise<void> {
  const written = new Promise<void>((resolve, reject) => {
    failing.add(reject)
    decoder.write(Buffer.from(piece), (error) => {
      failing.delete(reject)
      if (error) reject(error)
      else resolve()
    })
  })
  // It is awaited in its turn, and not at all where one before it failed.
  written.catch(() => {})
  return written
}

function whyDamaged(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'Z_BUF_ERROR') return 'the compressed data ends too early: the file was cut off'
  const message = error instanceof Error ? error.message : String(error)
  return /^Z/.test(code)
    ? `the compressed data is damaged (${message}), and records just before that may be missing: copy the file again`
    : message
}
