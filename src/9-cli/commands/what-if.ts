/** `tocsin what-if`: what the last days would have been with other settings, before they count. */
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { openStore } from '../../2-store/duckdb.ts'
import { openRecords } from '../../2-store/records.ts'
import { detections } from '../../3-detect/detections/index.ts'
import { createEngine } from '../../3-detect/engine.ts'
import { replay } from '../../3-detect/replay.ts'
import { resolveSettings } from '../../3-detect/settings.ts'
import type { EngineOptions } from '../../3-detect/stream.ts'
import { createWhatIf, type Difference } from '../../3-detect/what-if.ts'
import { diskTrouble } from '../../8-server/disk.ts'
import { loadCorrections } from '../../8-server/people.ts'
import { runningServer } from '../../8-server/server-file.ts'
import { compareOver, loadTuned, merged, type Tuned } from '../../8-server/tuning.ts'
import { type Args, type CommandDefinition, type Context, type ExitCode, failure, wrongUsage } from '../command.ts'
import { referenceFor } from '../lists-beside.ts'
import { openLogs, sourceHelp } from '../read-logs.ts'
import { engineOptionsOf } from '../reference-folder.ts'
import { askWhatIf } from '../what-if-remote.ts'
import { whatIfLines } from '../what-if-text.ts'

const formats = ['table', 'json'] as const
const [daysMin, daysMax] = [1, 90]

export const whatIf: CommandDefinition = {
  name: 'what-if',
  summary: 'Try other settings of detections on the last days: what would be gone, new, louder or quieter',
  examples: [
    {
      line: 'tocsin what-if --set mfa.push_burst_denied.deniedMin=3 logs/',
      does: 'over log files, against the settings of tocsin.config.json',
    },
    { line: 'tocsin what-if --set geo.new_country.historyMin=30 --days 14', does: 'over the store, or through the running server' },
    {
      line: 'tocsin what-if --set mfa.prompt_rate.promptsMin=6 --set mfa.prompt_rate.windowMinutes=10',
      does: 'several at once',
    },
  ],
  describe: (command: Command) =>
    void command
      .argument('[path...]', 'files or folders, - reads standard input; without any, the store or the running server')
      .option('--set <setting>', 'a setting and its value, as detection.setting=value; may be given again', collected, [])
      .option('--days <number>', `how many of the last days are compared, ${daysMin} to ${daysMax}; earlier logs only teach`, '30')
      .option('--source <name>', sourceHelp)
      .option('--format <format>', `one of ${formats.join(', ')}`, 'table')
      .option('--data <folder>', 'the folder that holds everything'),
  run,
}

const collected = (value: string, before: readonly string[]): readonly string[] => [...before, value]

async function run(args: Args, context: Context): Promise<ExitCode> {
  const { options, positional } = args
  const format = formats.find((one) => one === options['format'])
  if (format === undefined) throw wrongUsage(`--format is one of ${formats.join(', ')}, not ${String(options['format'])}`)
  const given = settingsGiven(options['set'])
  const days = daysOf(options['days'])
  const { told, code } =
    positional.length > 0 ? await overFiles(args, given, days, context) : { told: await overData(given, days, context), code: 0 as const }
  if (format === 'json') context.stdout.write(`${JSON.stringify(told, null, 1)}\n`)
  else for (const line of whatIfLines(told, context)) context.stdout.write(`${line}\n`)
  return code
}

/** `mfa.push_burst_denied.deniedMin=3`: the name of the setting stands after the last dot. */
function settingsGiven(given: unknown): Tuned {
  const texts = Array.isArray(given) ? given.map(String) : []
  if (texts.length === 0) throw wrongUsage('Say what to change: --set mfa.push_burst_denied.deniedMin=3.')
  const settings = texts.map((text) => {
    const [, id = '', name = '', value = ''] = /^(.+)\.(\w+)=(.+)$/.exec(text) ?? []
    const number = Number(value)
    if (id === '' || Number.isNaN(number))
      throw wrongUsage(`--set is written detection.setting=number, as mfa.push_burst_denied.deniedMin=3; not ${text}`)
    return { [id]: { [name]: number } }
  })
  const all = settings.reduce<Tuned>(merged, {})
  checked(() => resolveSettings(detections, all))
  return all
}

function checked<Value>(work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError) throw wrongUsage(error.message)
    throw error
  }
}

function daysOf(given: unknown): number {
  const days = Number(given)
  if (Number.isInteger(days) && days >= daysMin && days <= daysMax) return days
  throw wrongUsage(`--days is a whole number from ${daysMin} to ${daysMax}, not ${String(given)}`)
}

async function overFiles(args: Args, given: Tuned, days: number, context: Context): Promise<{ told: Difference; code: ExitCode }> {
  const options = engineOptionsOf(context.settings, await referenceFor(args, context))
  const settings = context.settings.detections
  checked(() => resolveSettings(detections, settings))
  const logs = await openLogs(args, context)
  const both = () => createWhatIf(createEngine(options), createEngine({ ...options, settings: merged(settings, given) }), days)
  const { engine } = await replay({ ...logs, engine: both }, { spillFolder: tmpdir() }).finally(() => logs.stop())
  context.stderr.write(`${logs.facts()}.\n`)
  return { told: engine.difference(), code: logs.tellRefused() }
}

async function overData(given: Tuned, days: number, context: Context): Promise<Difference> {
  const data = resolve(context.settings.data)
  const server = runningServer(data)
  if (server !== undefined) return askWhatIf(server, given, days, context.signal)
  if (!existsSync(join(data, 'logs.duckdb')))
    throw failure(`There is no store in ${data}: fill it with tocsin ingest, or name log files: tocsin what-if --set … logs/`)
  try {
    return await overStore(data, given, days, context)
  } catch (error) {
    if (error instanceof Error && (error.name === 'WrongUsage' || error.name === 'AbortError')) throw error
    throw failure(diskTrouble(error, data) ?? (error instanceof Error ? error.message : String(error)))
  }
}

async function overStore(data: string, given: Tuned, days: number, context: Context): Promise<Difference> {
  const options = await optionsOf(data, context)
  const after = merged(options.settings ?? {}, given)
  const store = await openStore(data, { clock: context.clock })
  try {
    return await compareOver(
      store,
      checked(() => createEngine(options)),
      createEngine({ ...options, settings: after }),
      days,
    )
  } finally {
    await store.close()
  }
}

/** As the server would have them: what was set while it ran, over the configuration, and who is who. */
async function optionsOf(data: string, context: Context): Promise<EngineOptions> {
  const options = engineOptionsOf(context.settings, await referenceFor({ positional: [], options: {} }, context))
  const path = join(data, 'records.sqlite')
  if (!existsSync(path)) return options
  const { records, close } = openRecords(path)
  try {
    return { ...options, settings: await loadTuned(records, options.settings ?? {}), corrections: await loadCorrections(records) }
  } finally {
    await close()
  }
}
