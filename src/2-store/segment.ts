/** One file of the journal: rows of one table, a line each. A line counts only when it was synced to the disk whole. */
import { createReadStream } from 'node:fs'
import { open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { isObject } from '../0-event/json.ts'
import type { Row } from '../1-ingest/source.ts'

/** `run` tells one start of the process from the next. */
export interface SegmentName {
  readonly run: number
  readonly count: number
  readonly table: string
}

/** A segment nothing is appended to any more. */
export interface Ended {
  readonly name: string
  readonly run: number
  readonly table: string
  readonly path: string
  readonly bytes: number
  rows(): Promise<Row[]>
  remove(): Promise<void>
}

export interface Segment {
  readonly name: string
  /** Of the last append. */
  mark: number
  /** Resolves when the text is on disk. Where it rejects, nothing of it is. */
  append(text: string): Promise<void>
  bytes(): number
  /** Milliseconds since 1970. */
  readonly begun: number
  /** Undefined where it is empty; then it is removed. */
  end(): Promise<Ended | undefined>
}

const extension = '.ndjson'
const pattern = /^segment-(\d{14})-(\d{8})-(\w+)\.ndjson$/

const nameOf = ({ run, count, table }: SegmentName): string => `segment-${pad(run, 14)}-${pad(count, 8)}-${table}`
const pad = (number: number, digits: number): string => String(number).padStart(digits, '0')

export async function openSegment(folder: string, parts: SegmentName, begun: number): Promise<Segment> {
  const name = nameOf(parts)
  const path = join(folder, `${name}${extension}`)
  const handle = await open(path, 'ax', 0o600)
  /** What is whole and synced. */
  let bytes = 0
  /** Whether what was written and not acknowledged could not be cut off: then nothing may follow it. */
  let broken = false
  try {
    await syncFolder(folder)
  } catch (error) {
    await handle.close()
    await rm(path, { force: true })
    throw error
  }

  async function cut(): Promise<void> {
    try {
      await handle.truncate(bytes)
      await handle.datasync()
      broken = false
    } catch {
      broken = true
    }
  }

  return {
    name,
    mark: 0,
    async append(text) {
      if (broken) await cut()
      if (broken) throw new Error(`${path} could not be mended`)
      const data = Buffer.from(text)
      try {
        await handle.appendFile(data)
        await handle.datasync()
        bytes += data.length
      } catch (error) {
        await cut()
        throw error
      }
    },
    bytes: () => bytes,
    begun,
    async end() {
      if (broken) await cut()
      await handle.close()
      const ended = endedAt(path, name, parts.run, parts.table, bytes)
      if (bytes > 0) return ended
      await ended.remove()
      return undefined
    },
  }
}

function endedAt(path: string, name: string, run: number, table: string, bytes: number): Ended {
  return {
    name,
    run,
    table,
    path,
    bytes,
    rows: () => rowsOf(path, bytes),
    remove: () => rm(path, { force: true }),
  }
}

async function rowsOf(path: string, bytes: number): Promise<Row[]> {
  const rows: Row[] = []
  const lines = createInterface({ input: createReadStream(path, { end: bytes - 1 }), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) {
    const row: unknown = JSON.parse(line)
    if (isObject(row)) rows.push(row)
  }
  return rows
}

/** The new file's name must be on disk before anything in it is promised. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Every segment of earlier runs, oldest first, without what was not whole when the process died. */
export async function recover(folder: string): Promise<Ended[]> {
  const files = (await readdir(folder)).filter((file) => pattern.test(file)).sort()
  const last = new Map(files.map((file) => [writer(file), file]))
  const found: Ended[] = []
  for (const file of files) {
    const [, run = '', , table = ''] = pattern.exec(file) ?? []
    const path = join(folder, file)
    // Only the segment that was being written can be torn: a sealed one was synced whole.
    const bytes = last.get(writer(file)) === file ? await mend(path) : (await stat(path)).size
    if (bytes > 0) found.push(endedAt(path, file.slice(0, -extension.length), Number(run), table, bytes))
    else await rm(path)
  }
  return found
}

/** The run and the table of a file's name: together they wrote one segment after the other. */
const writer = (file: string): string => file.replace(/-\d{8}-/, ' ')

/**
 * Cuts the file before its first line that is not whole, and answers the bytes left. Nothing behind it was acknowledged: a kill tears the last
 * line, and a power cut may leave NULs where text was not yet written.
 */
async function mend(path: string): Promise<number> {
  const bytes = await readFile(path)
  let whole = 0
  for (
    let feed = bytes.indexOf(lineFeed);
    feed !== -1 && isRow(bytes.toString('utf8', whole, feed));
    feed = bytes.indexOf(lineFeed, whole)
  ) {
    whole = feed + 1
  }
  if (whole === bytes.length) return whole
  const handle = await open(path, 'r+')
  try {
    await handle.truncate(whole)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return whole
}

const lineFeed = 10

function isRow(text: string): boolean {
  try {
    return isObject(JSON.parse(text))
  } catch {
    return false
  }
}
