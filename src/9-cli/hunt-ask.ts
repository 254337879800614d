/** Whom a query is put to: the running server, the store in the folder, or log files that are read into a store for this one time. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { listFiles } from '../1-ingest/files.ts'
import { openLocate, shippedCountries } from '../1-ingest/locate.ts'
import { openQuarantine } from '../1-ingest/quarantine.ts'
import { openStore } from '../2-store/duckdb.ts'
import { faultOf } from '../2-store/fault.ts'
import type { HuntAnswer, HuntExplanation, HuntOptions } from '../2-store/hunt.ts'
import type { LogStore } from '../2-store/store.ts'
import { diskTrouble } from '../8-server/disk.ts'
import { runningServer } from '../8-server/server-file.ts'
import { type Context, failure } from './command.ts'
import { remoteAsker } from './hunt-remote.ts'
import { openProgress, plural, printable } from './terminal.ts'

export interface Asker {
  query(text: string, options: HuntOptions): Promise<HuntAnswer>
  explain(text: string, options: HuntOptions): Promise<HuntExplanation>
  /** Records of `--logs` that could not be read. */
  readonly refused: number
  close(): Promise<void>
}

/** Rejects with a failure where there is nothing to ask. */
export async function openAsker(logs: readonly string[], context: Context): Promise<Asker> {
  const data = resolve(context.settings.data)
  if (logs.length > 0) return overFiles(logs, data, context)
  const server = runningServer(data)
  if (server !== undefined) return remoteAsker(server)
  if (existsSync(join(data, 'logs.duckdb'))) return overStore(data, context)
  context.stderr.write(`There is no store in ${data} yet, so every table is empty: fill it with tocsin ingest, or ask files with --logs.\n`)
  return temporary((folder) => local(folder, data, context))
}

/** Asks a store that holds nothing, with the watchlists and functions of the data folder: what a query means, not what it finds. */
export const openEmpty = (context: Context): Promise<Asker> => temporary((folder) => local(folder, resolve(context.settings.data), context))

async function overStore(data: string, context: Context): Promise<Asker> {
  try {
    return await local(data, data, context)
  } catch (error) {
    throw failure(faultOf(error) === undefined ? (diskTrouble(error, data) ?? words(error)) : words(error))
  }
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The store in `folder`; watchlists, functions and external files are always those of the data folder. */
async function local(folder: string, data: string, context: Context): Promise<Asker & { readonly store: LogStore }> {
  const { settings, clock } = context
  const store = await openStore(folder, { clock })
  const hunter = await store.hunter({
    now: clock,
    folder: data,
    locate: openLocate([...settings.geoFiles, shippedCountries()]),
    externalFolders: settings.externalFolders,
    onFault: (error, text) => tellFault(error, text, context),
  })
  return { store, query: hunter.query, explain: hunter.explain, refused: 0, close: () => store.close() }
}

/** The raw words are of use only to who looks for a mistake of ours. */
function tellFault(error: unknown, text: string, { stderr, debug }: Context): void {
  if (debug === true || text === '') stderr.write(`${printable(words(error))}\n`)
}

async function temporary<One extends Asker>(open: (folder: string) => Promise<One>): Promise<One> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-hunt-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    const asker = await open(folder)
    return {
      ...asker,
      close: async () => {
        await asker.close()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}

async function overFiles(logs: readonly string[], data: string, context: Context): Promise<Asker> {
  const { files, problems } = await listFiles(logs)
  for (const { path, why } of problems) context.stderr.write(`${printable(path)}: ${why}\n`)
  if (files.length === 0) throw failure('There is nothing to read: none of the paths holds a file.')
  if (files.includes('-')) throw failure('--logs reads files and folders; standard input can be read with tocsin ingest -.')
  return temporary(async (folder) => {
    const asker = await local(folder, data, context)
    try {
      const refused = problems.length + (await load(asker.store, files, data, context))
      return { ...asker, refused }
    } catch (error) {
      await asker.close()
      throw error
    }
  })
}

/** Answers how many records were refused; they are kept where those of `ingest` are. */
async function load(store: LogStore, files: readonly string[], data: string, context: Context): Promise<number> {
  const folder = join(data, 'quarantine')
  const quarantine = await openQuarantine(folder)
  const progress = openProgress(context, 'Reading')
  let refused = 0
  try {
    for (const path of files) {
      const loaded = await store.loadFile(path, {
        quarantine: { ...quarantine, keep: (_, records, time) => quarantine.keep(path, records, time) },
        onProgress: (read, total) => progress.bytes(path, read, total),
        signal: context.signal,
      })
      refused += loaded.refused
    }
  } finally {
    progress.stop()
    await quarantine.close()
  }
  if (refused > 0) context.stderr.write(`${plural(refused, 'record')} could not be read (kept in ${folder}).\n`)
  return refused
}
