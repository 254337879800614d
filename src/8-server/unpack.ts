/** A request's body as it was before it was packed, never more of it than is allowed. */
import type { Readable } from 'node:stream'
import { type Compression, decompress } from '../1-ingest/decompress.ts'
import { isProblem, type ProblemError, problem } from './problem.ts'

/** A body may grow so many times when unpacked; logs grow about ten times, a bomb a thousand. */
const growthMax = 16

/** Throws 413 where there is too much, 415 for a packing we do not know, 400 where it is damaged or the sender went away. */
export async function* unpack(body: Readable, encoding: string | undefined, bytesMax: number): AsyncGenerator<Buffer> {
  const compression = compressionNamed(encoding)
  let over: ProblemError | undefined
  const tooMuch = (): ProblemError => {
    over = problem(413, 'too_large', `The body is larger than ${bytesMax} bytes. Send it in parts, or use "tocsin ingest".`)
    return over
  }
  try {
    if (compression === 'none') yield* limited(body, bytesMax, tooMuch)
    else yield* limited(decompress(limited(body, bytesMax, tooMuch), compression), bytesMax * growthMax, tooMuch)
  } catch (error) {
    if (over !== undefined) throw over
    if (isProblem(error) || !(error instanceof Error)) throw error
    throw problem(400, 'bad_request', `The body could not be read: ${error.message}.`)
  }
}

function compressionNamed(encoding: string | undefined): Compression {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return 'none'
    case 'gzip':
    case 'x-gzip':
      return 'gzip'
    case 'zstd':
      return 'zstd'
    default:
      throw problem(415, 'unsupported', `The content-encoding "${encoding}" is not known; use gzip or zstd.`)
  }
}

async function* limited(chunks: AsyncIterable<Buffer>, bytesMax: number, tooMuch: () => Error): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > bytesMax) throw tooMuch()
    yield chunk
  }
}
