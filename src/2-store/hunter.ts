/** Hunting: KQL over the store, with its limits. The text is compiled, its SQL run where it can change nothing, and every mistake said in a sentence. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type {
  Catalogue,
  CatalogueTable,
  Compilation,
  CompileOptions,
  Diagnostic,
  NamedWatchlist,
  RemoteCompiler,
  RemoteHost,
} from '@tocsin/kql'
import type { Database } from './database.ts'
import {
  type HuntAnswer,
  type HuntExplanation,
  type Hunter,
  type HunterParts,
  type HuntOptions,
  huntRowsMax,
  huntsMax,
  huntsWaitingMax,
  huntTimeDefault,
  huntTimeMax,
} from './hunt.ts'
import { createCompiled } from './hunt-cache.ts'
import { catalogueTables } from './hunt-catalogue.ts'
import { isInterrupted, isOutOfMemory, runtimeDiagnostic } from './hunt-faults.ts'
import { loadLanguage, prepare } from './hunt-language.ts'
import { ask, readOnly, runQuery } from './hunt-run.ts'
import { createTurns, type Turns } from './hunt-turns.ts'
import { type Library, openLibrary } from './library.ts'

/** What the store adds. */
interface StoreParts extends HunterParts {
  readonly folder: string
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

interface State {
  readonly database: Database
  readonly parts: StoreParts
  readonly turns: Turns
  readonly library: Library
  readonly tables: readonly CatalogueTable[]
  readonly compiled: ReturnType<typeof createCompiled>
  /** Made when it is first needed, and again when the saved functions change. */
  compiler: { readonly of: Catalogue; readonly compiler: RemoteCompiler } | undefined
  /** The instance of the database that knows our functions. */
  prepared: { readonly instance: number; readonly done: Promise<void> } | undefined
}

/** `close` ends the compiler's process. */
export async function openHunter(database: Database, parts: StoreParts): Promise<Hunter & { close(): Promise<void> }> {
  const state: State = {
    database,
    parts,
    turns: createTurns(huntsMax, huntsWaitingMax),
    library: await openLibrary(parts),
    tables: await database.read(catalogueTables),
    compiled: createCompiled(),
    compiler: undefined,
    prepared: undefined,
  }
  return {
    query: (text, options = {}) => query(state, text, options),
    explain: (text, options = {}) => explain(state, text, options),
    check: (text) => check(state, text),
    tables: () => state.tables,
    functions: () => state.library.functions(),
    watchlists: () => state.library.watchlists(),
    close: async () => state.compiler?.compiler.close(),
  }
}

async function query(state: State, text: string, options: HuntOptions): Promise<HuntAnswer> {
  switch (await state.turns.take(options.signal)) {
    case 'busy':
      return refused('busy', `${huntsMax} queries are running and ${huntsWaitingMax} are waiting. Try again in a moment.`)
    case 'cancelled':
      return cancelled
    case 'go':
  }
  const limit = startLimit(options)
  try {
    return await limited(state, text, options, limit)
  } finally {
    limit.end()
    state.turns.release()
  }
}

const refused = (why: 'time' | 'memory' | 'busy' | 'cancelled', message: string): HuntAnswer => ({
  ok: false,
  why,
  message,
  diagnostics: [],
})
const cancelled = refused('cancelled', 'The query was cancelled.')

interface Limit {
  readonly stop: AbortSignal
  readonly timeoutMs: number
  isLate(): boolean
  end(): void
}

function startLimit({ timeoutMs = huntTimeDefault, signal }: HuntOptions): Limit {
  const late = new AbortController()
  const bounded = Math.min(Math.max(1, timeoutMs), huntTimeMax)
  const timer = setTimeout(() => late.abort(), bounded)
  return {
    stop: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]),
    timeoutMs: bounded,
    isLate: () => late.signal.aborted,
    end: () => clearTimeout(timer),
  }
}

async function limited(state: State, text: string, options: HuntOptions, limit: Limit): Promise<HuntAnswer> {
  const started = state.parts.now()
  const rowsMax = Math.min(Math.max(0, options.rowsMax ?? huntRowsMax), huntRowsMax)
  try {
    return await onConnection(state, limit.stop, async (connection) => {
      const compilation = await compile(state, connection, text, { ...options, rowsMax: rowsMax + 1 }, limit.stop)
      if (!compilation.ok) return wrong(compilation.diagnostics)
      const results = []
      for (const one of compilation.queries) results.push(await runQuery(connection, one, rowsMax, limit.stop))
      return { ok: true, results, diagnostics: compilation.diagnostics, elapsedMs: state.parts.now() - started }
    })
  } catch (error) {
    return failed(state, text, error, limit)
  }
}

function wrong(diagnostics: readonly Diagnostic[]): HuntAnswer {
  const first = diagnostics.find(({ severity }) => severity === 'error')
  return { ok: false, why: 'wrong', message: first?.message ?? 'The query cannot be read.', diagnostics }
}

/** Throws again what is wrong with the disk or with us as a whole: that is no answer to a query. */
function failed(state: State, text: string, error: unknown, { stop, timeoutMs, isLate }: Limit): HuntAnswer {
  if (isLate())
    return refused('time', `The query took longer than ${timeoutMs / 1000} seconds. Give it a shorter time range, or more time.`)
  if (stop.aborted || isInterrupted(error)) return cancelled
  if (isOutOfMemory(error))
    return refused('memory', 'The query needs more memory than the store has. Give it a shorter time range, or fewer columns and groups.')
  if (error instanceof Error && 'fault' in error) throw error
  state.parts.onFault?.(error, text)
  return wrong([runtimeDiagnostic(error, text)])
}

/** A connection that knows our functions, in a transaction that reads only. */
async function onConnection<T>(state: State, stop: AbortSignal, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  return state.database.read(async (connection) => {
    const instance = state.database.instance()
    if (state.prepared?.instance !== instance) state.prepared = { instance, done: prepare(connection, state.library.hostFunctions) }
    await state.prepared.done
    return readOnly(connection, stop, () => work(connection))
  })
}

async function compile(
  state: State,
  connection: DuckDBConnection,
  text: string,
  options: HuntOptions,
  stop: AbortSignal,
  isAgain = false,
): Promise<Compilation> {
  const compiler = await compilerOf(state)
  const given: CompileOptions = {
    now: options.now ?? state.parts.clock(),
    parameters: options.parameters,
    rowsMax: options.rowsMax,
    from: options.from,
    to: options.to,
  }
  const known = state.compiled.find(compiler, text, given)
  if (known !== undefined) return known
  let asked = false
  const host: RemoteHost = {
    ask: (sql) => {
      asked = true
      return ask(connection, sql)
    },
    watchlists: watchlistsOf(state),
    onWatchlist: () => {
      asked = true
    },
    external: (request) => {
      asked = true
      return state.library.external(request)
    },
  }
  const { wasClosed } = await loadLanguage()
  let compilation: Compilation
  try {
    compilation = await patiently(state, compiler, compiler.compile(text, host, given), stop)
  } catch (error) {
    // It waited behind a text that was given up, or the process came to an end by itself: a new one reads the text once more.
    if (!wasClosed(error) || stop.aborted || isAgain) throw error
    if (state.compiler?.compiler === compiler) state.compiler = undefined
    return compile(state, connection, text, options, stop, true)
  }
  // What depends on data may be something else next time.
  if (!asked) state.compiled.keep(compiler, text, given, compilation)
  return compilation
}

/** How long a text that nobody waits for any more may still be read. */
const graceMs = 1000

/** A text that takes for ever to read would hold up all others: its process ends, and the next text gets a new one. */
async function patiently<T>(state: State, compiler: RemoteCompiler, compiling: Promise<T>, stop: AbortSignal): Promise<T> {
  let isDone = false
  const giveUp = (): void => {
    if (isDone) return
    if (state.compiler?.compiler === compiler) state.compiler = undefined
    void compiler.close()
  }
  let onAbort: () => void = () => {}
  const stopped = new Promise<never>((_, reject) => {
    onAbort = () => {
      setTimeout(giveUp, graceMs).unref()
      reject(stop.reason)
    }
    stop.addEventListener('abort', onAbort, { once: true })
  })
  const ended = compiling.finally(() => {
    isDone = true
  })
  ended.catch(() => {})
  try {
    return await Promise.race([ended, stopped])
  } finally {
    stop.removeEventListener('abort', onAbort)
  }
}

function watchlistsOf({ library }: State): readonly NamedWatchlist[] {
  return library.watchlists().flatMap(({ alias }) => {
    const table = library.watchlist(alias)
    return table === undefined ? [] : [{ alias, table }]
  })
}

/** In a process of its own: its parser takes two seconds to load, and what comes in meanwhile must not wait. */
async function compilerOf(state: State): Promise<RemoteCompiler> {
  const { startCompiler } = await loadLanguage()
  await state.library.refresh()
  const functions = state.library.functions()
  if (state.compiler?.of.functions !== functions) {
    const catalogue = { tables: state.tables, functions }
    void state.compiler?.compiler.close()
    state.compiler = { of: catalogue, compiler: startCompiler(catalogue) }
  }
  return state.compiler.compiler
}

async function explain(state: State, text: string, options: HuntOptions): Promise<HuntExplanation> {
  const limit = startLimit(options)
  try {
    const compilation = await onConnection(state, limit.stop, (connection) => compile(state, connection, text, options, limit.stop))
    if (!compilation.ok) return { ok: false, diagnostics: compilation.diagnostics }
    return { ok: true, queries: compilation.queries.map(({ plan, sql, columns }) => ({ plan, sql, columns })) }
  } catch (error) {
    const answer = failed(state, text, error, limit)
    return { ok: false, diagnostics: answer.diagnostics.length > 0 ? answer.diagnostics : [runtimeDiagnostic(error, text)] }
  } finally {
    limit.end()
  }
}

async function check(state: State, text: string): Promise<readonly Diagnostic[]> {
  const compiler = await compilerOf(state)
  return compiler.check(text, watchlistsOf(state))
}
