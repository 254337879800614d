/** Cuts a log file into pieces that DuckDB can take, and knows where in a piece each line lies. */
import { type FileHandle, open, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { openPath } from '../1-ingest/open.ts'

export interface Piece {
  /** In the spool, under a name without characters that mean something to DuckDB. */
  readonly path: string
  /** How many lines of the file come before it. */
  readonly linesBefore: number
  /** Bytes of the file as it lies on disk, up to the beginning and the end of this piece. */
  readonly bytesBefore: number
  readonly bytesRead: number
  readonly bytesTotal: number
  readonly index: () => Promise<LineIndex>
}

/** Where every 64th line that is not blank begins, and how many lines there are. */
export interface LineIndex {
  readonly count: number
  readonly lines: number
  readonly marks: readonly { readonly offset: number; readonly line: number }[]
}

export interface PieceLimits {
  /** An uncompressed file up to this size is one piece, taken where it lies. */
  readonly inPlaceMax: number
  /** Else it is copied into pieces of about this size, each a transaction. Smaller ones would make DuckDB write its last rows again and again. */
  readonly pieceBytes: number
}

export const pieceLimits: PieceLimits = { inPlaceMax: 4 * 1024 ** 3, pieceBytes: 1024 ** 3 }

/** The caller removes nothing: a piece goes when the next is asked for. */
export async function* pieces(path: string, isPlain: boolean, spool: string, limits: PieceLimits = pieceLimits): AsyncGenerator<Piece> {
  const { size } = await stat(path)
  if (isPlain && size <= limits.inPlaceMax) yield* whole(path, size, spool)
  else yield* copied(path, spool, limits)
}

async function* whole(path: string, size: number, spool: string): AsyncGenerator<Piece> {
  const link = join(spool, 'piece-0.ndjson')
  await rm(link, { force: true })
  await symlink(path, link)
  try {
    yield { path: link, linesBefore: 0, bytesBefore: 0, bytesRead: size, bytesTotal: size, index: () => indexLines(link) }
  } finally {
    await rm(link, { force: true })
  }
}

async function* copied(path: string, spool: string, limits: PieceLimits): AsyncGenerator<Piece> {
  const opened = await openPath(path)
  let out = await begin(spool, 0)
  let count = 0
  let linesBefore = 0
  let bytesBefore = 0
  const done = async (): Promise<Piece> => {
    await out.handle.close()
    const index = out.indexer.end()
    const bytesRead = opened.bytesRead()
    const piece = {
      path: out.path,
      linesBefore,
      bytesBefore,
      bytesRead,
      bytesTotal: opened.bytesTotal ?? bytesRead,
      index: async () => index,
    }
    linesBefore += index.lines
    bytesBefore = bytesRead
    return piece
  }
  try {
    for await (const chunk of opened.chunks) {
      const cut = out.bytes + chunk.length > limits.pieceBytes ? chunk.lastIndexOf(lineFeed) + 1 : 0
      if (cut > 0) {
        await write(out, chunk.subarray(0, cut))
        yield await done()
        await rm(out.path)
        out = await begin(spool, ++count)
      }
      await write(out, chunk.subarray(cut))
    }
    if (out.bytes > 0) yield await done()
  } finally {
    await out.handle.close()
    await rm(out.path, { force: true })
    await opened.chunks.return(undefined)
  }
}

interface Out {
  readonly path: string
  readonly handle: FileHandle
  readonly indexer: Indexer
  bytes: number
}

async function begin(spool: string, count: number): Promise<Out> {
  const path = join(spool, `piece-${count}.ndjson`)
  return { path, handle: await open(path, 'w', 0o600), indexer: indexer(), bytes: 0 }
}

async function write(out: Out, bytes: Buffer): Promise<void> {
  if (bytes.length === 0) return
  out.indexer.push(bytes)
  await out.handle.appendFile(bytes)
  out.bytes += bytes.length
}

const lineFeed = 10
const markEvery = 64
/** The lines between two marks, held at once: 4 MB each. */
const sliceMax = 256 * 1024 * 1024

interface Indexer {
  push(chunk: Buffer): void
  end(): LineIndex
}

/** Counts lines as DuckDB does: one of nothing but white space is none. */
function indexer(): Indexer {
  const marks: { offset: number; line: number }[] = []
  let offset = 0
  let lines = 0
  let count = 0
  let start = 0
  let blank = true
  const finish = (end: number): void => {
    if (!blank) {
      if (count % markEvery === 0) marks.push({ offset: start, line: lines })
      count++
    }
    lines++
    start = end
    blank = true
  }
  return {
    push(chunk) {
      let from = 0
      for (let feed = chunk.indexOf(lineFeed); feed !== -1; feed = chunk.indexOf(lineFeed, from)) {
        blank &&= isBlank(chunk, from, feed)
        from = feed + 1
        finish(offset + from)
      }
      blank &&= isBlank(chunk, from, chunk.length)
      offset += chunk.length
    },
    end() {
      if (start < offset) finish(offset)
      return { count, lines, marks }
    },
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte !== 32 && (byte < 9 || byte > 13)) return false
  }
  return true
}

const chunkBytes = 1024 * 1024

async function indexLines(path: string): Promise<LineIndex> {
  const counted = indexer()
  const handle = await open(path)
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes)
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, chunkBytes, null)
      if (bytesRead === 0) return counted.end()
      counted.push(buffer.subarray(0, bytesRead))
    }
  } finally {
    await handle.close()
  }
}

/** Lines of a piece by their ordinals (from 0, ascending, blank lines not counted), each with its number in the piece from 0. */
export async function* linesAt(
  path: string,
  index: LineIndex,
  ordinals: readonly number[],
): AsyncGenerator<{ ordinal: number; line: number; text: string }> {
  const handle = await open(path)
  const { size } = await handle.stat()
  try {
    for (let at = 0; at < ordinals.length; ) {
      const group = Math.floor((ordinals[at] ?? 0) / markEvery)
      const mark = index.marks[group]
      if (mark === undefined) throw new Error(`There is no line ${ordinals[at]} in ${path}`)
      const wanted = new Set<number>()
      for (; Math.floor((ordinals[at] ?? -1) / markEvery) === group; at++) wanted.add(ordinals[at] ?? 0)
      const end = index.marks[group + 1]?.offset ?? size
      if (end - mark.offset > sliceMax) throw new Error(`The lines about ${mark.line} of ${path} are too long to be held`)
      const bytes = await slice(handle, mark.offset, end)
      yield* pick(bytes, mark.line, group * markEvery, wanted)
    }
  } finally {
    await handle.close()
  }
}

async function slice(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(to - from)
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, from)
  return bytes.subarray(0, bytesRead)
}

function* pick(
  bytes: Buffer,
  firstLine: number,
  first: number,
  wanted: ReadonlySet<number>,
): Generator<{ ordinal: number; line: number; text: string }> {
  let ordinal = first
  let line = firstLine
  for (let start = 0; start < bytes.length; line++) {
    const feed = bytes.indexOf(lineFeed, start)
    const end = feed === -1 ? bytes.length : feed
    if (!isBlank(bytes, start, end)) {
      if (wanted.has(ordinal)) yield { ordinal, line, text: bytes.toString('utf8', start, end) }
      ordinal++
    }
    start = end + 1
  }
}
