/** Keeps refused records where a person finds them: NDJSON files, bounded in size, readable by their owner only. */
import { type FileHandle, mkdir, open, readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { isObject, number, text } from '../0-event/json.ts'
import type { RefusedRecord } from './read.ts'

/** One line of a quarantine file. */
export interface Quarantined {
  /** Milliseconds since 1970: when it was refused. */
  readonly time: number
  /** The file, or the name of the stream. */
  readonly from: string
  readonly line: number
  readonly why: string
  readonly text: string
}

export interface Quarantine {
  /** Resolves when they are written; rejects with a sentence where the disk is full or the folder cannot be written. */
  keep(file: string, refused: readonly RefusedRecord[], time: number): Promise<void>
  /** How many records are held. */
  count(): number
  /** How many were given up since it was opened, because there were too many bytes. */
  dropped(): number
  /** Removes the files whose newest record was refused before this time (milliseconds since 1970); answers how many records went. */
  prune(before: number): Promise<number>
  /** Newest first, at most 10,000. */
  recent(limit: number): Promise<readonly Quarantined[]>
  close(): Promise<void>
}

export interface QuarantineLimits {
  /** All files together; at it the oldest file is removed and its records counted as dropped. */
  readonly bytesMax: number
  /** One file; at it the next is begun. */
  readonly fileBytesMax: number
}

const quarantineLimits: QuarantineLimits = { bytesMax: 256 * 1024 * 1024, fileBytesMax: 16 * 1024 * 1024 }

const recentMax = 10_000
/** More than two entries take. */
const lineBytesMax = 64 * 1024
/** As much is written at once, and held as text. */
const writeBytesMax = 1024 * 1024

interface File {
  readonly name: string
  bytes: number
  records: number
  /** When its newest record was refused. */
  newest: number
}

interface State {
  readonly folder: string
  readonly limits: QuarantineLimits
  /** Oldest first. */
  readonly files: File[]
  /** The newest file, where this process began it. Every process writes files of its own, so that two may share a folder. */
  writing: { readonly file: File; readonly handle: FileHandle } | undefined
  dropped: number
}

/** Makes the folder where it is missing; rejects with a sentence where it cannot. */
export async function openQuarantine(folder: string, limits: QuarantineLimits = quarantineLimits): Promise<Quarantine> {
  const state: State = { folder, limits, files: await filesIn(folder), writing: undefined, dropped: 0 }
  // One after another, in the order they were asked for; a failure is its caller's alone.
  let last: Promise<unknown> = Promise.resolve()
  const next = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }
  return {
    keep: (file, refused, time) => next(() => writeAll(state, file, refused, time)),
    count: () => state.files.reduce((sum, { records }) => sum + records, 0),
    dropped: () => state.dropped,
    prune: (before) => next(() => pruneBefore(state, before)),
    recent: (limit) => next(() => readRecent(state, Math.min(limit, recentMax))),
    close: () => next(() => endFile(state)),
  }
}

const fileName = /^refused-(\d{6,})\.ndjson$/
const nameOf = (sequence: number): string => `refused-${String(sequence).padStart(6, '0')}.ndjson`
const sequenceOf = (name: string): number => Number(fileName.exec(name)?.[1] ?? 0)

async function filesIn(folder: string): Promise<File[]> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const names = (await readdir(folder)).filter((name) => fileName.test(name)).sort((a, b) => sequenceOf(a) - sequenceOf(b))
    const files: File[] = []
    for (const name of names) {
      const bytes = await readFile(join(folder, name))
      files.push({ name, bytes: bytes.length, records: countLines(bytes), newest: newestIn(bytes) })
    }
    return files
  } catch (error) {
    throw new Error(`the quarantine ${folder} cannot be opened: ${whyNotWritten(error)}`, { cause: error })
  }
}

function countLines(bytes: Buffer): number {
  let count = 0
  for (let feed = bytes.indexOf(10); feed !== -1; feed = bytes.indexOf(10, feed + 1)) count++
  return count
}

/** Of the last whole line; a file without one is as old as can be. */
function newestIn(bytes: Buffer): number {
  const lines = bytes.toString('utf8', Math.max(0, bytes.length - lineBytesMax)).split('\n')
  return lines.map(parseEntry).findLast((entry) => entry !== undefined)?.time ?? 0
}

async function writeAll(state: State, from: string, refused: readonly RefusedRecord[], time: number): Promise<void> {
  try {
    let lines: string[] = []
    let bytes = 0
    for (const { line, why, text } of refused) {
      const entry: Quarantined = { time, from, line, why: why.slice(0, 1000), text: text.slice(0, 2000) }
      const json = `${JSON.stringify(entry)}\n`
      lines.push(json)
      bytes += Buffer.byteLength(json)
      if (bytes < Math.min(writeBytesMax, state.limits.fileBytesMax)) continue
      await write(state, lines, bytes, time)
      lines = []
      bytes = 0
    }
    if (lines.length > 0) await write(state, lines, bytes, time)
  } catch (error) {
    await giveUpFile(state).catch(() => undefined)
    throw new Error(`the quarantine ${state.folder} cannot be written: ${whyNotWritten(error)}`, { cause: error })
  }
}

async function write(state: State, lines: readonly string[], bytes: number, time: number): Promise<void> {
  if (state.writing !== undefined && state.writing.file.bytes + bytes > state.limits.fileBytesMax) await endFile(state)
  state.writing ??= await beginFile(state)
  const { file, handle } = state.writing
  await handle.appendFile(lines.join(''))
  file.bytes += bytes
  file.records += lines.length
  file.newest = Math.max(file.newest, time)
  await makeRoom(state)
}

async function beginFile(state: State): Promise<NonNullable<State['writing']>> {
  for (let sequence = sequenceOf(state.files.at(-1)?.name ?? '') + 1; ; sequence++) {
    const name = nameOf(sequence)
    try {
      const handle = await open(join(state.folder, name), 'ax', 0o600)
      const file = { name, bytes: 0, records: 0, newest: 0 }
      state.files.push(file)
      return { file, handle }
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
  }
}

async function endFile(state: State): Promise<void> {
  const handle = state.writing?.handle
  state.writing = undefined
  await handle?.close()
}

/** The last line may be torn, so nothing may be written behind it; a file that has no whole one is of no use. */
async function giveUpFile(state: State): Promise<void> {
  const file = state.writing?.file
  await endFile(state)
  if (file === undefined || file.records > 0) return
  state.files.splice(state.files.indexOf(file), 1)
  await unlink(join(state.folder, file.name))
}

async function makeRoom(state: State): Promise<void> {
  while (state.files.length > 1 && state.files.reduce((sum, { bytes }) => sum + bytes, 0) > state.limits.bytesMax) {
    const oldest = state.files.shift()
    if (oldest === undefined) return
    state.dropped += oldest.records
    await remove(state, oldest)
  }
}

/** Another process may have been quicker. */
async function remove(state: State, file: File): Promise<void> {
  await unlink(join(state.folder, file.name)).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error
  })
}

async function pruneBefore(state: State, before: number): Promise<number> {
  let gone = 0
  for (const file of state.files.filter(({ newest }) => newest < before)) {
    if (state.writing?.file === file) await endFile(state)
    state.files.splice(state.files.indexOf(file), 1)
    await remove(state, file)
    gone += file.records
  }
  return gone
}

async function readRecent(state: State, limit: number): Promise<readonly Quarantined[]> {
  const recent: Quarantined[] = []
  for (const { name } of state.files.toReversed()) {
    if (recent.length >= limit) break
    const lines = (await readFile(join(state.folder, name), 'utf8').catch(() => '')).split('\n')
    for (let i = lines.length - 1; i >= 0 && recent.length < limit; i--) {
      const entry = parseEntry(lines[i] ?? '')
      if (entry !== undefined) recent.push(entry)
    }
  }
  return recent
}

/** Undefined for a line that was torn when a process or the power ended. */
function parseEntry(line: string): Quarantined | undefined {
  try {
    const entry: unknown = JSON.parse(line)
    if (!isObject(entry)) return undefined
    const [time, lineNumber] = [number(entry, 'time'), number(entry, 'line')]
    if (time === undefined || lineNumber === undefined) return undefined
    return { time, from: text(entry, 'from') ?? '', line: lineNumber, why: text(entry, 'why') ?? '', text: text(entry, 'text') ?? '' }
  } catch {
    return undefined
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

function whyNotWritten(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full'
    case 'EACCES':
    case 'EPERM':
      return 'you may not write there'
    case 'EROFS':
      return 'the disk is read-only'
    case 'ENOTDIR':
    case 'EEXIST':
      return 'there is a file in its place'
    default:
      return error instanceof Error ? error.message : String(error)
  }
}
