/** Opens a file or stream as UTF-8 text, unpacked, in pieces, and looks at its beginning without losing it. */
import { type FileHandle, open } from 'node:fs/promises'
import { addAbortSignal, type Readable } from 'node:stream'
import { encodingOf, markBytesMax, toUtf8 } from './decode.ts'
import { type Compression, compressionOf, decompress } from './decompress.ts'

export interface Opened {
  readonly compression: Compression
  /** The length of the byte-order mark where the bytes behind it are the text as it lies; undefined where they are packed or UTF-16. */
  readonly plainFrom: number | undefined
  /** The text as UTF-8 bytes. A piece is valid until the next is asked for. Throws a sentence where the file ends too early or is damaged. */
  readonly chunks: AsyncGenerator<Buffer>
  /** Bytes of the file itself, as far as it was read. */
  bytesRead(): number
  /** Undefined for what is no regular file. */
  readonly bytesTotal: number | undefined
  /** To be called in the end, also where `chunks` was not read. */
  close(): Promise<void>
}

/** One read, and as much as may wait in memory: two of them. */
const chunkBytes = 1024 * 1024

export async function openPath(path: string): Promise<Opened> {
  const handle = await open(path)
  const raw = fileChunks(handle, null)
  try {
    const stat = await handle.stat()
    if (stat.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' })
    // The generator closes the file once it has begun, and before that nobody else would.
    const close = async () => {
      await raw.return(undefined)
      await handle.close()
    }
    return await opened(raw, stat.isFile() ? stat.size : undefined, close)
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** An abort ends also a stream that has nothing to say. */
export function openStream(stream: Readable, signal: AbortSignal | undefined): Promise<Opened> {
  if (signal !== undefined) addAbortSignal(signal, stream)
  return opened(streamChunks(stream), undefined, async () => void stream.destroy())
}

async function opened(raw: AsyncGenerator<Buffer>, bytesTotal: number | undefined, close: () => Promise<void>): Promise<Opened> {
  let read = 0
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of raw) {
      read += chunk.length
      yield chunk
    }
  }
  const packed = await peek(counted(), (length) => length >= 4)
  const compression = compressionOf(packed.head)
  const plain = await peek(decompress(packed.chunks, compression), (length) => length >= markBytesMax)
  const { encoding, markBytes } = encodingOf(plain.head)
  const plainFrom = compression === 'none' && encoding === 'utf-8' ? markBytes : undefined
  return { compression, plainFrom, chunks: toUtf8(plain.chunks, plain.head), bytesRead: () => read, bytesTotal, close }
}

export interface Peeked {
  readonly head: Buffer
  /** Whether the head is all there is. */
  readonly whole: boolean
  /** Everything, the head included. */
  readonly chunks: AsyncGenerator<Buffer>
}

/** Reads until `isEnough` of the length so far, the newest piece and all of it. An error is thrown by `chunks`, after what came before it. */
export async function peek(
  chunks: AsyncGenerator<Buffer>,
  isEnough: (length: number, newest: Buffer, joined: () => Buffer) => boolean,
): Promise<Peeked> {
  const pieces: Buffer[] = []
  const joined = () => Buffer.concat(pieces)
  let length = 0
  let failed: unknown
  let whole = false
  try {
    for (let enough = false; !enough && !whole; ) {
      const next = await chunks.next()
      if (next.done) whole = true
      else {
        const piece = Buffer.from(next.value)
        pieces.push(piece)
        length += piece.length
        enough = isEnough(length, piece, joined)
      }
    }
  } catch (error) {
    failed = error
    whole = true
  }
  const head = joined()
  return { head, whole, chunks: continued(head, failed, chunks) }
}

async function* continued(head: Buffer, failed: unknown, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head
    if (failed !== undefined) throw failed
    yield* chunks
  } finally {
    await chunks.return(undefined)
  }
}

async function* streamChunks(stream: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of stream) yield typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer)
}

/**
 * The bytes of a file; from `start` on where it is a number, which a pipe does not allow. The next piece is read while one is worked on, into
 * two buffers in turn. Closes the file.
 */
export async function* fileChunks(handle: FileHandle, start: number | null): AsyncGenerator<Buffer> {
  let [current, other] = [Buffer.allocUnsafeSlow(chunkBytes), Buffer.allocUnsafeSlow(chunkBytes)]
  let position = start
  let pending = handle.read(current, 0, chunkBytes, position)
  try {
    for (;;) {
      const { bytesRead } = await pending
      if (bytesRead === 0) return
      if (position !== null) position += bytesRead
      pending = handle.read(other, 0, chunkBytes, position)
      yield current.subarray(0, bytesRead)
      ;[current, other] = [other, current]
    }
  } finally {
    // Closing under a read that is still going on would let it write into memory that was given back.
    await pending.catch(() => undefined)
    await handle.close()
  }
}
