/** Log files as events, for the commands that detect without a server: what cannot be read is kept in the quarantine, once, and told at the end. */
import { join } from 'node:path'
import type { Event, SourceName } from '../0-event/event.ts'
import { listFiles } from '../1-ingest/files.ts'
import { readEvents } from '../1-ingest/parallel.ts'
import { openQuarantine, type Quarantine } from '../1-ingest/quarantine.ts'
import type { Input } from '../1-ingest/read.ts'
import { sources } from '../1-ingest/sources/index.ts'
import { type Args, type Context, type ExitCode, failure, wrongUsage } from './command.ts'
import { openProgress, plural, printable } from './terminal.ts'

export interface Logs {
  /** From the beginning each time, in the same order. */
  batches(): AsyncGenerator<readonly Event[]>
  /** False where they can be had only once, as from standard input. */
  readonly again: boolean
  /** `2 files, 40 records, 60 events`. */
  facts(): string
  /** Says on standard error what could not be read and where it is kept; 1 where something was refused. */
  tellRefused(): ExitCode
  /** Takes the progress bar away. */
  stop(): void
}

export const sourceHelp = `read everything as the log of one provider: ${sources.map(({ name }) => name).join(', ')}`

/** The files of the paths given, read as `--source` says. Throws a failure where there are none. */
export async function openLogs(args: Args, context: Context): Promise<Logs> {
  const only = sourceOption(args)
  const { files, problems } = await listFiles(args.positional)
  for (const { path, why } of problems) context.stderr.write(`${printable(path)}: ${why}\n`)
  if (files.length === 0) throw failure('There is nothing to read: none of the paths holds a file.')
  const told: Told = { records: 0, events: 0, refused: 0, firstRefusal: '', kept: 0 }
  const folder = join(context.settings.data, 'quarantine')
  const progress = openProgress(context, 'Reading')
  return {
    batches: () => reading(files, only, context, told, folder, progress.bytes),
    again: !files.includes('-'),
    facts: () => `${plural(files.length, 'file')}, ${plural(told.records, 'record')}, ${plural(told.events, 'event')}`,
    tellRefused: () => {
      if (told.refused === 0) return problems.length === 0 ? 0 : 1
      context.stderr.write(
        `${plural(told.refused, 'record')} could not be read (kept in ${folder}); the first: ${printable(told.firstRefusal)}\n`,
      )
      return 1
    },
    stop: () => progress.stop(),
  }
}

interface Told {
  records: number
  events: number
  refused: number
  firstRefusal: string
  /** Refused records already in the quarantine: a log that is not in order is read twice, in the same order. */
  kept: number
}

async function* reading(
  files: readonly string[],
  only: SourceName | undefined,
  context: Context,
  told: Told,
  folder: string,
  onBytes: (file: string, read: number, total: number | undefined) => void,
): AsyncGenerator<readonly Event[]> {
  const inputs = files.map(
    (path): Input => (path === '-' ? { kind: 'stream', name: 'standard input', stream: context.stdin } : { kind: 'path', path }),
  )
  let quarantine: Quarantine | undefined
  Object.assign(told, { records: 0, events: 0, refused: 0 })
  try {
    for await (const batch of readEvents(inputs, { only, signal: context.signal, workers: context.settings.workers })) {
      told.records += batch.records
      told.events += batch.events.length
      onBytes(batch.file, batch.bytesRead, batch.bytesTotal)
      const [first] = batch.refused
      if (first !== undefined) {
        if (told.refused === 0) told.firstRefusal = `${batch.file}, line ${first.line}: ${first.why}`
        told.refused += batch.refused.length
        if (told.refused > told.kept) {
          quarantine ??= await openQuarantine(folder)
          await quarantine.keep(batch.file, batch.refused.slice(told.kept - told.refused), context.clock())
          told.kept = told.refused
        }
      }
      yield batch.events
    }
  } finally {
    await quarantine?.close()
  }
}

function sourceOption({ options }: Args): SourceName | undefined {
  const given = options['source']
  if (given === undefined) return undefined
  const found = sources.find(({ name }) => name === given)
  if (found === undefined) throw wrongUsage(`--source is one of ${sources.map(({ name }) => name).join(', ')}, not ${String(given)}`)
  return found.name
}
