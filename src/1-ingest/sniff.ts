/** Says what a file is by its beginning: compression, format, and whose records it holds. */
import type { SourceName } from '../0-event/event.ts'
import { isObject } from '../0-event/json.ts'
import type { Compression } from './decompress.ts'
import { parseJson } from './json-text.ts'
import { type Format, type Head, headBytes, judge, linesOf } from './judge.ts'
import { openPath, peek } from './open.ts'
import { drain, type Placing, placing } from './place.ts'
import { reader } from './readers.ts'
import type { Source } from './source.ts'

export interface Sniffed {
  readonly compression: Compression
  readonly format: Format
  readonly source: SourceName | undefined
  /** The name of the first record's shape. */
  readonly shape: string | undefined
  /** Whether the first records, as many as 256 KB hold, are all of one shape, one a line, with nothing between them. */
  readonly uniform: boolean
}

/** Rejects where the file cannot be opened. */
export async function sniff(path: string, sources: readonly Source[]): Promise<Sniffed> {
  const { chunks, compression, close } = await openPath(path)
  try {
    const { head, whole } = await peek(chunks, (length) => length >= headBytes)
    const to = placing(sources, sources)
    return { compression, ...sniffHead({ bytes: head.subarray(0, headBytes), whole: whole && head.length <= headBytes }, to) }
  } finally {
    await close()
  }
}

function sniffHead(head: Head, to: Placing): Omit<Sniffed, 'compression'> {
  const { format, way } = judge(head, to)
  const splitter = reader(way, to)
  splitter.push(head.bytes)
  const [first] = drain(to).found
  const uniform =
    format === 'ndjson' &&
    first !== undefined &&
    linesOf(head.bytes.toString(), head.whole).every((line) => isOf(first.shape.name, line, to))
  return { format, source: first?.source.name, shape: first?.shape.name, uniform }
}

function isOf(shape: string, line: string, to: Placing): boolean {
  try {
    const value = parseJson(line)
    return isObject(value) && to.recognise(value)?.shape.name === shape
  } catch {
    return false
  }
}
