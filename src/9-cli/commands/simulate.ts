/** `tocsin simulate`: writes an organisation's logs, a file for each provider, its lists of networks, and the truth about its attacks in a file of its own. */
import { mkdir, open, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SingleBar } from 'cli-progress'
import { dayMs, parseTime } from '../../0-event/time.ts'
import { firstDay, type Played, type PlayOptions, type Scenario, type Truth } from '../../1-ingest/scenario.ts'
import { scenarioNamed, scenarios } from '../../1-ingest/scenarios/index.ts'
import { play } from '../../1-ingest/simulate.ts'
import { simulatedLists } from '../../1-ingest/simulate-lists.ts'
import { type Args, type CommandDefinition, type Context, failure, wrongUsage } from '../command.ts'

/** Text is gathered to so many characters before it is written. */
const chunkMax = 256 * 1024
const usersDefault = 100
const daysDefault = 14

export const simulate: CommandDefinition = {
  name: 'simulate',
  summary: "Write a simulated organisation's logs, with its labels in a file of their own",
  examples: [
    { line: 'tocsin simulate --list', does: 'shows the scenarios' },
    { line: 'tocsin simulate uber-2022 --out /tmp/uber', does: 'a hundred people, two weeks, one attack' },
    { line: 'tocsin simulate all --users 400 --days 30 --attacks 8 --seed 7 --out /tmp/mix', does: 'every attack eight times' },
  ],
  describe: (command) =>
    void command
      .argument('[scenario]', 'which one; see --list')
      .option('--list', 'show the scenarios and end')
      .option('--seed <number>', 'the same seed gives the same files', '1')
      .option('--users <number>', 'people in the organisation', String(usersDefault))
      .option('--days <number>', 'days of their life', String(daysDefault))
      .option('--attacks <number>', 'how many times each attack happens', '1')
      .option('--start <day>', 'the first day', new Date(firstDay).toISOString().slice(0, 10))
      .option('--out <folder>', 'where to write; must be new or empty'),
  async run(args, context) {
    if (args.options['list'] === true) {
      context.stdout.write(`${scenarios.map(({ name, title }) => `${name.padEnd(16)} ${title}`).join('\n')}\n`)
      return 0
    }
    const scenario = scenarioNamed(args.positional[0] ?? '')
    if (scenario === undefined) throw wrongUsage(`"${args.positional[0] ?? ''}" is no scenario; --list shows them`)
    const out = args.options['out']
    if (typeof out !== 'string' || out === '') throw wrongUsage('--out is missing: the folder to write to')
    const options = optionsOf(args)
    await prepare(out)
    const played = start(scenario, options)
    const counts = await writeRecords(played, out, options, context)
    await writeFile(join(out, 'labels.json'), `${JSON.stringify(truthOf(scenario, options, played), null, 1)}\n`).catch(cannot(out))
    await writeLists(join(out, 'reference'))
    const files = [...counts].map(([name, count]) => `${count} in ${name}.ndjson`).join(', ')
    context.stdout.write(`${files}; ${played.labels.length} labels in labels.json, lists of networks in reference/, in ${out}\n`)
    return 0
  },
}

function optionsOf(args: Args): PlayOptions {
  const start = parseTime(String(args.options['start'] ?? '')) ?? firstDay
  return {
    seed: whole(args, 'seed', 1, 0, Number.MAX_SAFE_INTEGER),
    users: whole(args, 'users', usersDefault, 1, 100_000),
    days: whole(args, 'days', daysDefault, 1, 3650),
    attacks: whole(args, 'attacks', 1, 0, 10_000),
    start: start - (start % dayMs),
  }
}

function whole(args: Args, name: string, otherwise: number, low: number, high: number): number {
  const given = args.options[name]
  const value = given === undefined ? otherwise : Number(given)
  if (!Number.isInteger(value) || value < low || value > high)
    throw wrongUsage(`--${name} must be a whole number from ${low} to ${high}, not "${given}"`)
  return value
}

/** A run into a folder that holds another run would mix the two. */
async function prepare(out: string): Promise<void> {
  await mkdir(out, { recursive: true }).catch(cannot(out))
  const there = await readdir(out)
  if (there.length > 0) throw failure(`${out} is not empty; choose a new folder, or empty it first`)
}

function start(scenario: Scenario, options: PlayOptions): Played {
  try {
    return play(scenario, options)
  } catch (error) {
    if (error instanceof RangeError) throw failure(error.message)
    throw error
  }
}

/** One file a provider; answers how many records went into each. */
async function writeRecords(played: Played, out: string, options: PlayOptions, context: Context): Promise<ReadonlyMap<string, number>> {
  const files = new Map<string, Awaited<ReturnType<typeof outFile>>>()
  const bar = context.isTerminal.stderr
    ? new SingleBar({ format: 'day {value} of {total} {bar}', stream: stderrOf(context), hideCursor: true })
    : undefined
  bar?.start(options.days, 0)
  try {
    for (const { source, time, record } of played.records) {
      const file = files.get(source) ?? (await outFile(out, source))
      files.set(source, file)
      const full = file.add(`${JSON.stringify(record)}\n`)
      if (!full) continue
      await file.flush()
      bar?.update(Math.min(options.days, Math.max(0, Math.floor((time - options.start) / dayMs))))
      if (context.signal.aborted) throw failure(`stopped; what lies in ${out} is not complete and has no labels`)
    }
    for (const file of files.values()) await file.flush()
  } finally {
    bar?.stop()
    for (const file of files.values()) await file.close()
  }
  return new Map([...files].map(([name, file]) => [name, file.count()]))
}

async function writeLists(folder: string): Promise<void> {
  await mkdir(folder).catch(cannot(folder))
  for (const { file, text } of simulatedLists()) await writeFile(join(folder, file), text).catch(cannot(folder))
}

/** cli-progress wants Node's own type of stream; only `write` and the terminal's width are used. */
const stderrOf = (context: Context): NodeJS.WritableStream => context.stderr

async function outFile(folder: string, name: string) {
  const path = join(folder, `${name}.ndjson`)
  const file = await open(path, 'w').catch(cannot(path))
  let text = ''
  let count = 0
  return {
    /** True when it is time to flush. */
    add(line: string): boolean {
      text += line
      count++
      return text.length > chunkMax
    },
    async flush(): Promise<void> {
      const held = text
      text = ''
      await file.appendFile(held).catch(cannot(path))
    },
    close: () => file.close(),
    count: () => count,
  }
}

const cannot =
  (path: string) =>
  (error: unknown): never => {
    throw failure(`cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`)
  }

const truthOf = (scenario: Scenario, options: PlayOptions, played: Played): Truth => ({
  scenario: scenario.name,
  seed: options.seed,
  users: options.users,
  days: options.days,
  start: options.start,
  personDays: played.personDays,
  labels: played.labels,
  lookAlikes: played.lookAlikes,
  privileged: played.privileged,
})
