/** The compiler at the other end of a thread. */
import { getCompileCacheDir } from 'node:module'
import { Worker } from 'node:worker_threads'
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
  /** Ends the thread; what is being compiled is rejected. */
  close(): Promise<void>
}

export type ToWorker =
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

export interface WorkerStart {
  readonly catalogue: Catalogue
  /** Where Node keeps compiled modules; a thread does not learn it by itself. */
  readonly compileCache: string | undefined
}

interface Pending {
  readonly host: RemoteHost | undefined
  resolve(message: FromWorker): void
  reject(error: unknown): void
  /** What the host threw, as it was. */
  thrown?: unknown
}

const closed = 'The compiler was closed.'

/** Whether a compilation failed only because its thread was ended for another's sake. */
export const wasClosed = (error: unknown): boolean => error instanceof Error && error.message === closed

interface State {
  readonly worker: Worker
  readonly pending: Map<number, Pending>
  ids: number
}

/** Starts the thread at once; it loads the parser with the first text. The process may end while nothing is being compiled. */
export function startCompiler(catalogue: Catalogue): RemoteCompiler {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { catalogue, compileCache: getCompileCacheDir() } satisfies WorkerStart,
  })
  const state: State = { worker, pending: new Map(), ids: 0 }
  worker.unref()
  worker.on('message', (message: FromWorker) => received(state, message))
  const ended = (error: unknown): void => {
    for (const one of state.pending.values()) one.reject(error)
    state.pending.clear()
  }
  worker.on('error', ended)
  worker.on('exit', () => ended(new Error(closed)))
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
      await worker.terminate()
    },
  }
}

function post(state: State, host: RemoteHost | undefined, message: (id: number) => ToWorker): Promise<FromWorker> {
  const id = ++state.ids
  return new Promise<FromWorker>((resolve, reject) => {
    state.pending.set(id, { host, resolve, reject })
    state.worker.ref()
    state.worker.postMessage(message(id))
  }).finally(() => {
    state.pending.delete(id)
    if (state.pending.size === 0) state.worker.unref()
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
    state.worker.postMessage({ kind: 'answer', question, value } satisfies ToWorker)
  } catch (error) {
    pending.thrown = error
    state.worker.postMessage({ kind: 'answer', question, failed: String(error) } satisfies ToWorker)
  }
}
