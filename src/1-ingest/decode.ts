/** Makes UTF-8 of what Windows writes: UTF-16 with its byte-order mark, UTF-8 with one. */

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** By the mark; without one, UTF-16 gives itself away by a first character (`{`, `[`, `"`) with a zero beside it. */
export function encodingOf(head: Buffer): { readonly encoding: Encoding; readonly markBytes: number } {
  const [first = 0, second = 0, third = 0] = head
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: 'utf-8', markBytes: 3 }
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', markBytes: 2 }
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', markBytes: 2 }
  if (opens.has(first) && second === 0 && head.length > 1) return { encoding: 'utf-16le', markBytes: 0 }
  if (first === 0 && opens.has(second)) return { encoding: 'utf-16be', markBytes: 0 }
  return { encoding: 'utf-8', markBytes: 0 }
}

const opens: ReadonlySet<number> = new Set(Buffer.from('{["'))

/** How many bytes `encodingOf` needs to see. */
export const markBytesMax = 3

/** The same text as UTF-8 without a mark. Bytes that are no text are left as they are; `toString` will show them as U+FFFD. */
export async function* toUtf8(chunks: AsyncIterable<Buffer>, head: Buffer): AsyncGenerator<Buffer> {
  const { encoding, markBytes } = encodingOf(head)
  const decoder = encoding === 'utf-8' ? undefined : new TextDecoder(encoding, { ignoreBOM: true })
  let mark = markBytes
  for await (const chunk of chunks) {
    const skip = Math.min(mark, chunk.length)
    mark -= skip
    const bytes = skip === 0 ? chunk : chunk.subarray(skip)
    yield decoder === undefined ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }))
  }
  const rest = decoder?.decode() ?? ''
  if (rest !== '') yield Buffer.from(rest)
}
