/** The compiler in a process beside: a thread would do, but V8 does not always survive the end of one that reads their parser. */
import { type ChildProcess, fork } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Catalogue, CatalogueTable, Compilation, CompileOptions, Diagnostic, ExternalData, Host } from './language.ts'

export interface NamedWatchlist {
  readonly alias: string
  readonly table: CatalogueTable
}

/** As `Host`, but that watchlists are given all at once, because a binder cannot wait for an answer. */
export interface RemoteHost extends Omit<Host, 'watchlist'> {
  readonly watchlists: readonly NamedWatchlist[]
  /** Called where the text looked for a watchlist. */
  onWatchlist?(): void
}

export interface RemoteCompiler {
  compile(text: string, host: RemoteHost, options: CompileOptions): Promise<Compilation>
  check(text: string, watchlists: readonly NamedWatchlist[]): Promise<readonly Diagnostic[]>
  /** Ends the process; what is being compiled is rejected. */
  close(): Promise<void>
}

export type ToWorker =
  /** Where Node keeps compiled modules is not known by itself. */
  | { readonly kind: 'start'; readonly catalogue: Catalogue; readonly compileCache: string | undefined }
  | {
      readonly kind: 'compile'
      readonly id: number
      readonly text: string
      readonly options: CompileOptions
      readonly watchlists: readonly NamedWatchlist[]
      readonly canRead: boolean
    }
  | { readonly kind: 'check'; readonly id: number; readonly text: string; readonly watchlists: readonly NamedWatchlist[] }
  | { readonly kind: 'answer'; readonly question: number; readonly value?: unknown; readonly failed?: string | undefined }

export type FromWorker =
  | { readonly kind: 'compiled'; readonly id: number; readonly compilation: Compilation; readonly isWatched: boolean }
  | { readonly kind: 'checked'; readonly id: number; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | ({ readonly kind: 'question'; readonly id: number; readonly question: number } & (
      | { readonly sql: string }
      | { readonly external: ExternalData }
    ))

interface Pending {
  readonly host: RemoteHost | undefined
  resolve(message: FromWorker): void
  reject(error: unknown): void
  /** What the host threw, as it was. */
  thrown?: unknown
}

const closed = 'The compiler was closed.'

/** Whether a compilation failed only because its process was ended for another's sake. */
export const wasClosed = (error: unknown): boolean => error instanceof Error && error.message === closed

interface State {
  readonly worker: ChildProcess
  readonly pending: Map<number, Pending>
  ids: number
}

/** What comes in goes before what people ask. */
const niceness = 5

/** Starts the process at once; it loads the parser with the first text. This process may end while nothing is being compiled. */
export function startCompiler(catalogue: Catalogue): RemoteCompiler {
  const path = fileURLToPath(new URL('./worker.ts', import.meta.url))
  const worker = fork(path, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: {}, execArgv: [] })
  const state: State = { worker, pending: new Map(), ids: 0 }
  const ended = (error: unknown): void => {
    for (const one of state.pending.values()) one.reject(error)
    state.pending.clear()
  }
  worker.on('message', (message) => received(state, message as FromWorker))
  worker.on('error', ended)
  worker.on('exit', () => ended(new Error(closed)))
  hold(state, false)
  if (worker.pid !== undefined) lower(worker.pid)
  tell(state, { kind: 'start', catalogue, compileCache: getCompileCacheDir() })
  return {
    async compile(text, host, options) {
      const canRead = host.external !== undefined
      const done = await post(state, host, (id) => ({ kind: 'compile', id, text, options, watchlists: host.watchlists, canRead }))
      if (done.kind !== 'compiled') throw new Error('The compiler answered something else.')
      if (done.isWatched) host.onWatchlist?.()
      return done.compilation
    },
    async check(text, watchlists) {
      const done = await post(state, undefined, (id) => ({ kind: 'check', id, text, watchlists }))
      if (done.kind !== 'checked') throw new Error('The compiler answered something else.')
      return done.diagnostics
    },
    async close() {
      worker.kill('SIGKILL')
    },
  }
}

function lower(pid: number): void {
  try {
    setPriority(pid, niceness)
  } catch {
    // Not every system lets us, and nothing depends on it.
  }
}

/** A process that is ended meanwhile is told by its exit. */
const tell = (state: State, message: ToWorker): void => {
  if (state.worker.connected) state.worker.send(message, () => {})
}

/** Whether this process stays for an answer. */
function hold(state: State, isWaiting: boolean): void {
  if (isWaiting) {
    state.worker.ref()
    state.worker.channel?.ref()
  } else {
    state.worker.unref()
    state.worker.channel?.unref()
  }
}

function post(state: State, host: RemoteHost | undefined, message: (id: number) => ToWorker): Promise<FromWorker> {
  const id = ++state.ids
  return new Promise<FromWorker>((resolve, reject) => {
    state.pending.set(id, { host, resolve, reject })
    hold(state, true)
    if (state.worker.connected) tell(state, message(id))
    else reject(new Error(closed))
  }).finally(() => {
    state.pending.delete(id)
    if (state.pending.size === 0) hold(state, false)
  })
}

function received(state: State, message: FromWorker): void {
  const pending = state.pending.get(message.id)
  if (pending === undefined) return
  if (message.kind === 'question') void answer(state, pending, message)
  else if (message.kind === 'failed') pending.reject(pending.thrown ?? new Error(message.message))
  else pending.resolve(message)
}

async function answer(state: State, pending: Pending, asked: Extract<FromWorker, { kind: 'question' }>): Promise<void> {
  const { question } = asked
  try {
    const value = 'sql' in asked ? await pending.host?.ask(asked.sql) : await pending.host?.external?.(asked.external)
    tell(state, { kind: 'answer', question, value })
  } catch (error) {
    pending.thrown = error
    tell(state, { kind: 'answer', question, failed: String(error) })
  }
}
