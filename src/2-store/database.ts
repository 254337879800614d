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
  /** Ends when all work has ended. */
  close(): Promise<void>
}

export const readersMax = 4
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

async function start(folder: string, path: string, options: DatabaseOptions): Promise<Database> {
  let instance = await attach(folder, path, options)
  let writer = await connect(instance)
  let idle: DuckDBConnection[] = []
  const waiting: (() => void)[] = []
  let reading = 0
  let writing: Promise<unknown> = Promise.resolve()
  let closed = false

  const release = (): void => {
    for (const connection of [writer, ...idle]) connection.closeSync()
    idle = []
    instance.closeSync()
  }

  /** A failed write to the file leaves the instance unusable; a new one reads what was committed. */
  async function restart(): Promise<void> {
    await settled()
    release()
    instance = await attach(folder, path, options)
    writer = await connect(instance)
  }

  async function settled(): Promise<void> {
    while (reading > 0) await new Promise<void>((done) => waiting.push(done))
  }

  const leave = (): void => {
    reading--
    for (const go of waiting.splice(0)) go()
  }

  async function alone<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    try {
      return await work(writer)
    } catch (error) {
      if (isInvalidated(error)) await restart()
      throw told(error, folder)
    }
  }

  return {
    path,
    async write(work) {
      if (closed) throw fault('closed', 'The store was closed.')
      const mine = writing.then(() => alone(work))
      writing = mine.catch(() => {})
      return mine
    },
    async read(work) {
      while (reading >= readersMax) await new Promise<void>((done) => waiting.push(done))
      if (closed) throw fault('closed', 'The store was closed.')
      reading++
      try {
        const connection = idle.pop() ?? (await connect(instance))
        try {
          return await work(connection)
        } finally {
          idle.push(connection)
        }
      } catch (error) {
        throw told(error, folder)
      } finally {
        leave()
      }
    },
    async close() {
      if (closed) return
      closed = true
      await writing
      await settled()
      await writer.run('CHECKPOINT logs').catch(() => {})
      release()
      open.delete(path)
    },
  }
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
  // Progress is counted only where a bar is asked for; it is never printed.
  await connection.run('USE logs; SET enable_progress_bar = true; SET enable_progress_bar_print = false; SET progress_bar_time = 0')
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
