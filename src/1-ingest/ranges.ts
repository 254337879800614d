/** Cuts a large file of lines into ranges that can be read apart: each has the lines that begin in it. */
import { open } from 'node:fs/promises'
import { fileChunks } from './open.ts'
import { drain, type Placing } from './place.ts'
import type { Batch } from './read.ts'
import { lineReader } from './readers.ts'
import { refuse, whyNotRead } from './refused.ts'

export interface Range {
  /** Bytes; `end` is the first that is not in it. */
  readonly start: number
  readonly end: number
  /** Where the text of the file begins, behind its byte-order mark. */
  readonly first: number
  /** Bytes of the whole file. */
  readonly size: number
}

export function rangesOf(first: number, size: number, bytes: number): Range[] {
  const count = Math.max(1, Math.ceil((size - first) / bytes))
  return Array.from({ length: count }, (_, i) => ({ start: first + i * bytes, end: Math.min(size, first + (i + 1) * bytes), first, size }))
}

/** The records of the lines that begin in a range, numbered as if the range were the file; returns how many lines there were. */
export async function* readRange(path: string, range: Range, to: Placing): AsyncGenerator<Batch, number> {
  const splitter = lineReader(to)
  let bytesRead = range.start
  const batch = (): Batch => ({ file: path, ...drain(to), bytesRead, bytesTotal: range.size })
  try {
    for await (const chunk of linesIn(path, range)) {
      splitter.push(chunk)
      bytesRead = Math.min(range.end, bytesRead + chunk.length)
      yield batch()
    }
  } catch (error) {
    to.refused.push(refuse(0, whyNotRead(error), ''))
  }
  splitter.end()
  bytesRead = range.end
  yield batch()
  return splitter.lines()
}

const lineFeed = 10

/**
 * The bytes of the lines that begin in a range, in pieces that are valid until the next is asked for. A line that begins in it is given to its
 * end; one that began before is left to the range before.
 */
async function* linesIn(path: string, { start, end, first }: Range): AsyncGenerator<Buffer> {
  // The byte before the range tells whether a line begins with the range.
  let position = Math.max(first, start - 1)
  let isIn = start <= first
  for await (const chunk of fileChunks(await open(path), position)) {
    const from = isIn ? 0 : chunk.indexOf(lineFeed) + 1
    isIn ||= from > 0
    const isLast = position + chunk.length >= end
    // The line that is being read at the end of the range goes on to its line feed.
    const last = isIn && isLast ? chunk.indexOf(lineFeed, Math.max(0, end - 1 - position)) : -1
    if (isIn) yield chunk.subarray(from, last === -1 ? chunk.length : Math.max(from, last + 1))
    if (last !== -1 || (isLast && !isIn)) return
    position += chunk.length
  }
}
