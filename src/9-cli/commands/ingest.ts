/** `tocsin ingest`: reads log files into the store, or sends them to the server that has it open. */
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { SourceName } from '../../0-event/event.ts'
import { listFiles } from '../../1-ingest/files.ts'
import { openQuarantine, type Quarantine } from '../../1-ingest/quarantine.ts'
import { sources } from '../../1-ingest/sources/index.ts'
import { openStore } from '../../2-store/duckdb.ts'
import { faultOf } from '../../2-store/fault.ts'
import type { Loaded, LogStore } from '../../2-store/store.ts'
import { diskTrouble, prepareFolder } from '../../8-server/disk.ts'
import { runningServer } from '../../8-server/server-file.ts'
import { type Args, type CommandDefinition, type Context, type ExitCode, failure, wrongUsage } from '../command.ts'
import { sendFile } from '../send.ts'
import { openProgress, plural, printable } from '../terminal.ts'

export const ingest: CommandDefinition = {
  name: 'ingest',
  summary: 'Read log files into the store, or send them to the running server',
  examples: [
    { line: 'tocsin ingest logs/', does: 'reads every file in the folder, whatever provider wrote it' },
    { line: 'tocsin ingest signins.json.gz --source entra-id', does: 'takes everything in it for Entra ID' },
    { line: 'zcat archive.gz | tocsin ingest -', does: 'reads standard input' },
  ],
  describe: (command) =>
    void command
      .argument('<path...>', 'files or folders; - reads standard input')
      .option('--source <name>', `read everything as the log of one provider: ${sources.map(({ name }) => name).join(', ')}`)
      .option('--data <folder>', 'the folder that holds everything'),
  run,
}

/** What came of all files. */
interface Total {
  readonly tables: Map<string, Loaded>
  accepted: number
  duplicates: number
  refused: number
  /** Files that could not be read at all. */
  failed: number
}

/** Takes one file; adds to the total. */
type Taker = (path: string, total: Total) => Promise<void>

async function run(args: Args, context: Context): Promise<ExitCode> {
  const only = sourceOption(args)
  const data = resolve(context.settings.data)
  const { files, problems, references } = await listFiles(args.positional)
  for (const { path, why } of problems) context.stderr.write(`${printable(path)}: ${why}\n`)
  for (const path of references)
    context.stderr.write(`${printable(path)}: lists of networks, no logs; passed over. See tocsin reference.\n`)
  const total: Total = { tables: new Map(), accepted: 0, duplicates: 0, refused: 0, failed: problems.length }
  const server = runningServer(data)
  if (server === undefined) await intoStore(data, only, context, (take) => takeAll(files, take, total))
  else {
    context.stderr.write(`A server is running on ${data}: sending the files to ${server.url}.\n`)
    const progress = openProgress(context, 'Sending')
    await takeAll(files, (path, so) => send(server, path, only, context, so, progress.bytes), total).finally(() => progress.stop())
  }
  report(total, files.length, data, server !== undefined, context)
  return total.refused === 0 && total.failed === 0 ? 0 : 1
}

async function takeAll(files: readonly string[], take: Taker, total: Total): Promise<void> {
  for (const path of files) await take(path, total)
}

async function intoStore(
  data: string,
  only: SourceName | undefined,
  context: Context,
  work: (take: Taker) => Promise<void>,
): Promise<void> {
  let store: LogStore | undefined
  let quarantine: Quarantine | undefined
  const progress = openProgress(context, 'Reading')
  try {
    prepareFolder(data)
    store = await openStore(data, { clock: context.clock })
    quarantine = await openQuarantine(join(data, 'quarantine'))
    await work(loading(store, quarantine, data, only, context, progress.bytes))
  } catch (error) {
    if (context.signal.aborted) throw error
    throw failure(faultOf(error) === undefined ? (diskTrouble(error, data) ?? words(error)) : words(error))
  } finally {
    progress.stop()
    await quarantine?.close()
    await store?.close()
  }
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error))

type OnBytes = (file: string, read: number, total: number | undefined) => void

function loading(
  store: LogStore,
  quarantine: Quarantine,
  data: string,
  only: SourceName | undefined,
  context: Context,
  onBytes: OnBytes,
): Taker {
  const load = async (path: string, name: string, total: Total): Promise<void> => {
    const loaded = await store.loadFile(path, {
      only,
      quarantine: { ...quarantine, keep: (_, refused, time) => quarantine.keep(name, refused, time) },
      onProgress: (read, size) => onBytes(name, read, size),
      signal: context.signal,
    })
    total.refused += loaded.refused
    for (const [table, one] of Object.entries(loaded.tables)) add(total, table, one)
  }
  return async (path, total) => {
    if (path !== '-') return load(path, path, total)
    const folder = await mkdtemp(join(data, 'incoming-'))
    try {
      const kept = join(folder, 'standard-input')
      await pipeline(context.stdin, createWriteStream(kept, { mode: 0o600 }), { signal: context.signal })
      await load(kept, 'standard input', total)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

function add(total: Total, table: string, { rows, duplicates }: Loaded): void {
  const before = total.tables.get(table) ?? { rows: 0, duplicates: 0 }
  total.tables.set(table, { rows: before.rows + rows, duplicates: before.duplicates + duplicates })
  total.accepted += rows
  total.duplicates += duplicates
}

async function send(
  server: { readonly url: string; readonly token: string },
  path: string,
  only: SourceName | undefined,
  context: Context,
  total: Total,
  onBytes: OnBytes,
): Promise<void> {
  const name = path === '-' ? 'standard input' : path
  try {
    const answer = await sendFile(server, path, {
      only,
      stdin: context.stdin,
      signal: context.signal,
      onProgress: (read, size) => onBytes(name, read, size),
    })
    total.accepted += answer.accepted
    total.duplicates += answer.duplicates
    total.refused += answer.refusedTotal
  } catch (error) {
    if (context.signal.aborted || !isOfTheFile(error)) throw error
    total.failed++
    context.stderr.write(`${printable(path)}: ${words(error)}\n`)
  }
}

/** One file that cannot be read, or that the server will not have, holds up no other. */
const isOfTheFile = (error: unknown): boolean => !(error instanceof Error && error.name === 'Failure')

function report(total: Total, files: number, data: string, isSent: boolean, { stdout, stderr }: Context): void {
  const width = Math.max(0, ...[...total.tables.keys()].map((table) => table.length))
  for (const [table, { rows, duplicates }] of [...total.tables].sort(([one], [other]) => (one < other ? -1 : 1)))
    stdout.write(`${table.padEnd(width)}  ${rows.toLocaleString('en')} new, ${duplicates.toLocaleString('en')} there already\n`)
  stdout.write(
    `${plural(files, 'file')}: ${plural(total.accepted, 'record')} new, ${total.duplicates.toLocaleString('en')} there already, ${total.refused.toLocaleString('en')} refused\n`,
  )
  if (total.refused > 0) stderr.write(`What was refused is kept, each with its reason, in ${join(data, 'quarantine')}.\n`)
  if (!isSent && total.accepted > 0) stderr.write('The detections read the new records when the server starts (tocsin serve).\n')
}

function sourceOption({ options }: Args): SourceName | undefined {
  const given = options['source']
  if (given === undefined) return undefined
  const found = sources.find(({ name }) => name === given)
  if (found === undefined) throw wrongUsage(`--source is one of ${sources.map(({ name }) => name).join(', ')}, not ${String(given)}`)
  return found.name
}
