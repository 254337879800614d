/** `tocsin detect`: every detection over logs, in event time, without a server: who is being worn down, did anyone give in, what happened next. */
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Event, SourceName } from '../../0-event/event.ts'
import { listFiles } from '../../1-ingest/files.ts'
import { readEvents } from '../../1-ingest/parallel.ts'
import { openQuarantine, type Quarantine } from '../../1-ingest/quarantine.ts'
import type { Input } from '../../1-ingest/read.ts'
import { openReference, type Reference } from '../../1-ingest/reference.ts'
import { sources } from '../../1-ingest/sources/index.ts'
import { createEngine } from '../../3-detect/engine.ts'
import { atLeast, type Finding, type Level, levels } from '../../3-detect/finding.ts'
import { toRiskDetection } from '../../3-detect/graph.ts'
import { replay } from '../../3-detect/replay.ts'
import { type Args, type CommandDefinition, type Context, type ExitCode, failure, wrongUsage } from '../command.ts'
import { referenceOf } from '../reference-folder.ts'
import { incidentsOf, report, summary } from '../report.ts'
import { openProgress, paint, plural, printable } from '../terminal.ts'

const formats = ['table', 'ndjson', 'json'] as const
type Format = (typeof formats)[number]

export const detect: CommandDefinition = {
  name: 'detect',
  summary: 'Find who is being worn down in sign-in logs, without a server',
  examples: [
    { line: 'tocsin detect logs/', does: 'reads every file in the folder and prints incidents, gravest first' },
    { line: 'tocsin detect export.csv.gz --min-level medium', does: 'prints alarms only' },
    {
      line: 'tocsin detect logs/ --format ndjson > findings.ndjson',
      does: 'writes findings as Microsoft Graph risk detections, one a line',
    },
    { line: 'zcat archive.gz | tocsin detect -', does: 'reads standard input' },
    { line: 'tocsin detect logs/ --only mfa.push_spray', does: 'runs one detection' },
  ],
  describe: (command) =>
    void command
      .argument('<path...>', 'files or folders; - reads standard input')
      .option('--source <name>', `read everything as the log of one provider: ${sources.map(({ name }) => name).join(', ')}`)
      .option('--format <format>', `one of ${formats.join(', ')}`, 'table')
      .option('--min-level <level>', `leave out findings below ${levels.join(', ')}`, 'low')
      .option('--only <id...>', 'run only these detections'),
  run,
}

async function run(args: Args, context: Context): Promise<ExitCode> {
  const format = oneOf(formats, args.options['format'] ?? 'table', '--format')
  const minLevel = oneOf(levels, args.options['minLevel'] ?? 'low', '--min-level')
  const only = sourceOption(args)
  const reference = await openReference({ ...referenceOf(context.settings), now: context.clock() })
  engineFor(args, context, reference)
  const { files, problems } = await listFiles(args.positional)
  for (const { path, why } of problems) context.stderr.write(`${printable(path)}: ${why}\n`)
  if (files.length === 0) throw failure('There is nothing to read: none of the paths holds a file.')
  const told: Told = { records: 0, events: 0, refused: 0, firstRefusal: '', kept: 0 }
  const folder = join(context.settings.data, 'quarantine')
  const progress = openProgress(context, 'Reading')
  const batches = () => reading(files, only, context, told, progress)
  const replayed = { engine: () => engineFor(args, context, reference), batches, again: !files.includes('-') }
  const { findings, engine } = await replay(replayed, { spillFolder: tmpdir() }).finally(() => progress.stop())
  await write(
    findings.filter(({ level }) => atLeast(level, minLevel)),
    format,
    context,
  )
  for (const { name, problem } of reference.files())
    if (problem !== undefined) context.stderr.write(`${printable(name)}: ${printable(problem)}\n`)
  const { late, forgotten } = engine.counts()
  const facts = [
    `${plural(files.length, 'file')}, ${plural(told.records, 'record')}, ${plural(told.events, 'event')}`,
    ...(late > 0 ? [`${plural(late, 'event')} came more than a day late and were left out`] : []),
    ...(forgotten > 0 ? [`${plural(forgotten, 'person', 'persons')} were forgotten for want of memory`] : []),
  ]
  context.stderr.write(`${facts.join('; ')}.\n`)
  if (told.refused === 0) return problems.length === 0 ? 0 : 1
  context.stderr.write(
    `${plural(told.refused, 'record')} could not be read (kept in ${folder}); the first: ${printable(told.firstRefusal)}\n`,
  )
  return 1
}

interface Told {
  records: number
  events: number
  refused: number
  firstRefusal: string
  /** Refused records already in the quarantine: a log that is not in order is read twice, in the same order. */
  kept: number
}

/** Hands on the events; what was refused is kept with its reason, once. */
async function* reading(
  files: readonly string[],
  only: SourceName | undefined,
  context: Context,
  told: Told,
  progress: ReturnType<typeof openProgress>,
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
      progress.bytes(batch.file, batch.bytesRead, batch.bytesTotal)
      const [first] = batch.refused
      if (first !== undefined) {
        if (told.refused === 0) told.firstRefusal = `${batch.file}, line ${first.line}: ${first.why}`
        told.refused += batch.refused.length
        if (told.refused > told.kept) {
          quarantine ??= await openQuarantine(join(context.settings.data, 'quarantine'))
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

function engineFor(args: Args, { settings }: Context, { locate, networks, leaked }: Reference) {
  const only = args.options['only']
  try {
    return createEngine({
      settings: settings.detections,
      only: Array.isArray(only) ? only.map(String) : undefined,
      privileged: new Set(settings.privileged.map((name) => name.toLowerCase())),
      homeDomains: settings.homeDomains.map((domain) => domain.toLowerCase()),
      locate,
      networks,
      leaked,
    })
  } catch (error) {
    if (error instanceof RangeError) throw wrongUsage(error.message)
    throw error
  }
}

function sourceOption(args: Args): SourceName | undefined {
  const given = args.options['source']
  return given === undefined
    ? undefined
    : oneOf(
        sources.map(({ name }) => name),
        given,
        '--source',
      )
}

function oneOf<Value extends string>(values: readonly Value[], given: unknown, option: string): Value {
  const found = values.find((value) => value === given)
  if (found === undefined) throw wrongUsage(`${option} is one of ${values.join(', ')}, not ${String(given)}`)
  return found
}

async function write(findings: readonly Finding[], format: Format, context: Context): Promise<void> {
  switch (format) {
    case 'table':
      for (const { text, tone } of report(findings)) context.stdout.write(`${paint(text, toneColour[tone], context)}\n`)
      context.stdout.write(`${summary(findings)}\n`)
      return
    case 'ndjson':
      for (const detection of detectionsOf(findings))
        if (!context.stdout.write(`${JSON.stringify(detection)}\n`)) await once(context.stdout, 'drain')
      return
    case 'json':
      context.stdout.write(`${JSON.stringify(detectionsOf(findings), null, 1)}\n`)
  }
}

const toneColour = { high: 'red', medium: 'yellow', low: 'cyan', plain: undefined, faint: 'dim' } as const satisfies Record<
  Level | 'plain' | 'faint',
  unknown
>

function detectionsOf(findings: readonly Finding[]) {
  const incidents = new Map(incidentsOf(findings).flatMap(({ incident }) => incident.findings.map((id) => [id, incident.id] as const)))
  return findings.map((finding) => toRiskDetection(finding, incidents.get(finding.id)))
}
