/** Opens the DuckDB file of a data folder: one instance a file, one writer at a time, a few readers beside it. */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { diskFault, fault } from './fault.ts'
import { literal } from './sql.ts'

export interface DatabaseOptions {
  /** What DuckDB may use, without the little that Node needs. By default 768. */
  readonly memoryLimitMb?: number | undefined
  /** By default as many as DuckDB finds cores. */
  readonly threads?: number | undefined
}

export interface Database {
  /** Runs `work` when every earlier write has ended: DuckDB would make two writers of one table fail. */
  write<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>
  /** Runs `work` on a connection of its own, beside writes. At most `readersMax` at once; more wait in turn. */
  read<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>
  /** Where it lies. */
  readonly path: string
  /** Changes when the database had to be opened anew: what was set up inside it is gone then. */
  instance(): number
  /** Ends when all work has ended. */
  close(): Promise<void>
}

const readersMax = 4
const memoryLimitDefaultMb = 768
/** The log grows to this before it is written into the tables: so much is read back in about two seconds after a crash. */
export const logMax = '128MB'

const spillMax = '1TB'

/** Two instances of one file in one process would lose each other's writes without a word. */
const open = new Set<string>()

/** Rejects with a fault: `held`, `read-only`, `full` or `damaged`. */
export async function openDatabase(folder: string, options: DatabaseOptions): Promise<Database> {
  const path = join(resolve(folder), 'logs.duckdb')
  if (open.has(path)) throw fault('held', `${folder} is open already in this process.`)
  open.add(path)
  try {
    await mkdir(join(folder, 'spill'), { recursive: true, mode: 0o700 })
    return await start(folder, path, options)
  } catch (error) {
    open.delete(path)
    throw diskFault(error, folder)
  }
}

interface State {
  readonly folder: string
  readonly path: string
  readonly options: DatabaseOptions
  instance: DuckDBInstance
  instances: number
  writer: DuckDBConnection
  /** Connections that read and are free. */
  idle: DuckDBConnection[]
  reading: number
  /** Who waits for a reader to end. */
  waiting: (() => void)[]
  writing: Promise<unknown>
  isRestarting: boolean
  isClosed: boolean
}

async function start(folder: string, path: string, options: DatabaseOptions): Promise<Database> {
  const instance = await attach(folder, path, options)
  const state: State = {
    folder,
    path,
    options,
    instance,
    instances: 1,
    writer: await connect(instance),
    idle: [],
    reading: 0,
    waiting: [],
    writing: Promise.resolve(),
    isRestarting: false,
    isClosed: false,
  }
  return {
    path,
    write: (work) => write(state, work),
    read: (work) => read(state, work),
    instance: () => state.instances,
    close: () => close(state),
  }
}

async function write<T>(state: State, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  if (state.isClosed) throw closed()
  const mine = state.writing.then(async () => {
    try {
      return await work(state.writer)
    } catch (error) {
      if (isInvalidated(error)) await restart(state)
      throw told(error, state.folder)
    }
  })
  state.writing = mine.catch(() => {})
  return mine
}

async function read<T>(state: State, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  while (state.reading >= readersMax || state.isRestarting) await oneLess(state)
  if (state.isClosed) throw closed()
  state.reading++
  try {
    const connection = state.idle.pop() ?? (await connect(state.instance))
    try {
      return await work(connection)
    } finally {
      state.idle.push(connection)
    }
  } catch (error) {
    throw told(error, state.folder)
  } finally {
    state.reading--
    wake(state)
  }
}

const closed = (): Error => fault('closed', 'The store was closed.')

const oneLess = (state: State): Promise<void> => new Promise<void>((go) => state.waiting.push(go))

function wake(state: State): void {
  for (const go of state.waiting.splice(0)) go()
}

/** A failed write to the file leaves the instance unusable; a new one reads what was committed. */
async function restart(state: State): Promise<void> {
  state.isRestarting = true
  try {
    while (state.reading > 0) await oneLess(state)
    release(state)
    state.instance = await attach(state.folder, state.path, state.options)
    state.instances++
    state.writer = await connect(state.instance)
  } finally {
    state.isRestarting = false
    wake(state)
  }
}

function release(state: State): void {
  for (const connection of [state.writer, ...state.idle]) connection.closeSync()
  state.idle = []
  state.instance.closeSync()
}

async function close(state: State): Promise<void> {
  if (state.isClosed) return
  state.isClosed = true
  await state.writing
  while (state.reading > 0) await oneLess(state)
  await state.writer.run('CHECKPOINT logs').catch(() => {})
  release(state)
  open.delete(state.path)
}

async function attach(folder: string, path: string, options: DatabaseOptions): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${options.memoryLimitMb ?? memoryLimitDefaultMb}MB`,
    temp_directory: join(folder, 'spill'),
    // What is not built in would be fetched from the network.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
  })
  try {
    const connection = await instance.connect()
    // DuckDB would take what is free on the disk now as the limit of its temporary files for ever.
    await connection.run(
      `SET GLOBAL TimeZone = 'UTC'; SET GLOBAL checkpoint_threshold = '${logMax}'; SET GLOBAL max_temp_directory_size = '${spillMax}'`,
    )
    // Without a version DuckDB writes the oldest format it knows, which compresses texts poorly.
    await connection.run(`ATTACH ${literal(path)} AS logs (STORAGE_VERSION 'latest')`)
    connection.closeSync()
    return instance
  } catch (error) {
    instance.closeSync()
    throw whyNotOpened(error, folder, path)
  }
}

async function connect(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect()
  // The second place holds the functions of queries in KQL.
  await connection.run("SET search_path = 'logs.main,memory.main'")
  // Progress is counted only where a bar is asked for; it is never printed.
  await connection.run('SET enable_progress_bar = true; SET enable_progress_bar_print = false; SET progress_bar_time = 0')
  return connection
}

function whyNotOpened(error: unknown, folder: string, path: string): Error {
  const message = error instanceof Error ? error.message : String(error)
  const holder = /PID (\d+)/.exec(message)?.[1]
  if (/Could not set lock|Conflicting lock/i.test(message)) {
    const who = holder === undefined ? 'Another process' : `Another process (${holder})`
    return fault('held', `${who} has ${folder} open, most likely the running server: send the files to it, or stop it first.`, error)
  }
  if (/Permission denied|Read-only file system|read-only/i.test(message)) {
    return fault('read-only', `${folder} cannot be written: give this user the right to write there.`, error)
  }
  if (/No space left/i.test(message)) return fault('full', `The disk of ${folder} is full: make space and start again.`, error)
  return fault(
    'damaged',
    `${path} cannot be opened: ${firstLine(message)} Put a backup in its place, or move it away to begin anew.`,
    error,
  )
}

/** DuckDB's words for a full disk and a used-up memory limit, as faults; every other error as it is. */
function told(error: unknown, folder: string): unknown {
  const message = error instanceof Error ? error.message : ''
  if (/No space left|File too large|Could not write|failed to offload|Disk quota/i.test(message)) {
    return fault('full', `The disk of ${folder} is full: make space; what was stored before is kept.`, error)
  }
  if (/^(Out of Memory Error|OutOfMemory)/i.test(message)) {
    return fault('budget', `The memory given to the store does not suffice: ${firstLine(message)}`, error)
  }
  return error
}

const isInvalidated = (error: unknown): boolean => error instanceof Error && /has been invalidated|FATAL Error/i.test(error.message)

const firstLine = (message: string): string => `${(message.split('\n')[0] ?? '').replace(/[. ]*$/, '')}.`
