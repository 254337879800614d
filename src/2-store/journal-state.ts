/** The journal at work: appends that share a write and a sync, segments sealed in time, and removed when nobody needs them any more. */
import type { Row } from '../1-ingest/source.ts'
import { diskFault, fault } from './fault.ts'
import type { JournalLimits } from './journal.ts'
import { rowLine } from './row.ts'
import { type Ended, openSegment, type Segment } from './segment.ts'
import { tableNamed } from './tables/index.ts'

export interface State {
  readonly folder: string
  readonly clock: () => number
  readonly limits: JournalLimits
  readonly run: number
  /** Sealed segments by name, oldest first. */
  readonly onDisk: Map<string, Kept>
  /** The segment being written, by table. */
  readonly open: Map<string, Segment>
  readonly toLoad: Ended[]
  wakeLoader: (() => void) | undefined
  waiting: Waiting[]
  waitingLength: number
  isWriting: boolean
  whenIdle: (() => void)[]
  count: number
  mark: number
  detected: number
  closed: boolean
  /** Bytes of the sealed segments. */
  sealedBytes: number
  turn: Promise<unknown>
}

interface Kept extends Ended {
  /** Of its last append. */
  readonly mark: number
  isLoaded: boolean
}

interface Waiting {
  readonly table: string
  readonly text: string
  readonly done: (mark: number) => void
  readonly failed: (error: unknown) => void
}

/** Writing, sealing and removing take turns. */
export function exclusively<T>(state: State, work: () => Promise<T>): Promise<T> {
  const mine = state.turn.then(work)
  state.turn = mine.catch(() => {})
  return mine
}

export function append(state: State, table: string, rows: readonly (Row | string)[]): Promise<number> {
  if (state.closed) return Promise.reject(fault('closed', 'The journal was closed.'))
  const text = linesOf(table, rows)
  if (typeof text !== 'string') return Promise.reject(text)
  if (text === '') return Promise.resolve(state.mark)
  const refused = overBudget(state, text.length)
  if (refused !== undefined) return Promise.reject(refused)
  state.waitingLength += text.length
  return new Promise((done, failed) => {
    state.waiting.push({ table, text, done, failed })
    if (!state.isWriting) void writeAll(state)
  })
}

function linesOf(table: string, rows: readonly (Row | string)[]): string | Error {
  if (tableNamed(table) === undefined) return new Error(`There is no table ${table}`)
  const lines: string[] = []
  for (const row of rows) {
    const line = typeof row === 'string' ? row : rowLine(row)
    if (typeof line !== 'string') return new Error(line.refused)
    lines.push(`${line}\n`)
  }
  return lines.join('')
}

function overBudget(state: State, length: number): Error | undefined {
  const { bytesMax, waitingMax } = state.limits
  if (bytesOnDisk(state) + state.waitingLength + length > bytesMax) {
    return fault('budget', `The journal holds ${megabytes(bytesMax)} that the store has not taken yet: send again later.`)
  }
  // One append may be larger than all that may wait; then it waits alone.
  if (state.waitingLength === 0 || state.waitingLength + length <= waitingMax) return undefined
  return fault('budget', `More than ${megabytes(waitingMax)} wait to be written: send again later.`)
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2)} MB`

export function bytesOnDisk({ sealedBytes, open }: State): number {
  let sum = sealedBytes
  for (const segment of open.values()) sum += segment.bytes()
  return sum
}

async function writeAll(state: State): Promise<void> {
  state.isWriting = true
  while (state.waiting.length > 0) {
    const group = state.waiting
    state.waiting = []
    state.waitingLength = 0
    await exclusively(state, () => writeGroup(state, group))
  }
  state.isWriting = false
  for (const go of state.whenIdle.splice(0)) go()
}

/** Resolves when nothing waits to be written. */
export async function idle(state: State): Promise<void> {
  while (state.isWriting) await new Promise<void>((go) => state.whenIdle.push(go))
}

/** Everyone who waits shares one write and one sync of each table's segment. */
async function writeGroup(state: State, group: readonly Waiting[]): Promise<void> {
  const tables = new Map<string, Waiting[]>()
  for (const one of group) tables.set(one.table, [...(tables.get(one.table) ?? []), one])
  await Promise.all([...tables].map(([table, all]) => writeTable(state, table, all)))
}

async function writeTable(state: State, table: string, all: readonly Waiting[]): Promise<void> {
  try {
    const segment = state.open.get(table) ?? (await begin(state, table))
    await segment.append(all.map(({ text }) => text).join(''))
    segment.mark = ++state.mark
    for (const { done } of all) done(segment.mark)
    if (segment.bytes() >= state.limits.sealBytes) await seal(state, table, segment)
  } catch (error) {
    for (const { failed } of all) failed(diskFault(error, state.folder))
  }
}

async function begin(state: State, table: string): Promise<Segment> {
  const segment = await openSegment(state.folder, { run: state.run, count: ++state.count, table }, state.clock())
  state.open.set(table, segment)
  return segment
}

async function seal(state: State, table: string, segment: Segment): Promise<void> {
  const ended = await segment.end()
  state.open.delete(table)
  if (ended !== undefined) take(state, ended, segment.mark)
}

/** A segment that is whole: it waits for the store and the detections. */
export function take(state: State, ended: Ended, mark: number): void {
  state.onDisk.set(ended.name, { ...ended, mark, isLoaded: false })
  state.sealedBytes += ended.bytes
  state.toLoad.push(ended)
  state.wakeLoader?.()
}

export async function sealOld(state: State): Promise<void> {
  const now = state.clock()
  for (const [table, segment] of state.open) {
    // A clock that was set back must not keep a segment open for ever.
    if (Math.abs(now - segment.begun) >= state.limits.sealMs) await seal(state, table, segment)
  }
}

export async function sealAll(state: State): Promise<void> {
  for (const [table, segment] of state.open) await seal(state, table, segment)
}

export async function removeDone(state: State): Promise<void> {
  for (const [name, segment] of state.onDisk) {
    if (!segment.isLoaded || segment.mark > state.detected) continue
    await segment.remove()
    state.onDisk.delete(name)
    state.sealedBytes -= segment.bytes
  }
}
