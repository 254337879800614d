/** `tocsin detect`: every detection over logs, in event time, without a server: who is being worn down, did anyone give in, what happened next. */
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import type { Reference } from '../../1-ingest/reference.ts'
import { createEngine } from '../../3-detect/engine.ts'
import { atLeast, type Finding, type Level, levels } from '../../3-detect/finding.ts'
import { toRiskDetection } from '../../3-detect/graph.ts'
import { replay } from '../../3-detect/replay.ts'
import { type Args, type CommandDefinition, type Context, type ExitCode, wrongUsage } from '../command.ts'
import { referenceFor, referenceHelp } from '../lists-beside.ts'
import { openLogs, sourceHelp } from '../read-logs.ts'
import { engineOptionsOf } from '../reference-folder.ts'
import { incidentsOf, report, summary } from '../report.ts'
import { paint, plural, printable } from '../terminal.ts'

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
      .option('--source <name>', sourceHelp)
      .option('--format <format>', `one of ${formats.join(', ')}`, 'table')
      .option('--min-level <level>', `leave out findings below ${levels.join(', ')}`, 'low')
      .option('--only <id...>', 'run only these detections')
      .option('--reference <folder>', referenceHelp),
  run,
}

async function run(args: Args, context: Context): Promise<ExitCode> {
  const format = oneOf(formats, args.options['format'] ?? 'table', '--format')
  const minLevel = oneOf(levels, args.options['minLevel'] ?? 'low', '--min-level')
  const reference = await referenceFor(args, context)
  engineFor(args, context, reference)
  const logs = await openLogs(args, context)
  const replayed = { ...logs, engine: () => engineFor(args, context, reference) }
  const { findings, engine } = await replay(replayed, { spillFolder: tmpdir() }).finally(() => logs.stop())
  await write(
    findings.filter(({ level }) => atLeast(level, minLevel)),
    format,
    context,
  )
  for (const { name, problem } of reference.files())
    if (problem !== undefined) context.stderr.write(`${printable(name)}: ${printable(problem)}\n`)
  const { late, forgotten } = engine.counts()
  const facts = [
    logs.facts(),
    ...(late > 0 ? [`${plural(late, 'event')} came more than a day late and were left out`] : []),
    ...(forgotten > 0 ? [`${plural(forgotten, 'person', 'persons')} were forgotten for want of memory`] : []),
  ]
  context.stderr.write(`${facts.join('; ')}.\n`)
  return logs.tellRefused()
}

function engineFor(args: Args, { settings }: Context, reference: Reference) {
  const only = args.options['only']
  try {
    return createEngine({ ...engineOptionsOf(settings, reference), only: Array.isArray(only) ? only.map(String) : undefined })
  } catch (error) {
    if (error instanceof RangeError) throw wrongUsage(error.message)
    throw error
  }
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
