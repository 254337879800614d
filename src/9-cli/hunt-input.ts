/** What `hunt` and `explain` are asked: the query's text, its clock, its time range and its parameters. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { HuntOptions } from '../2-store/hunt.ts'
import { type Args, failure, wrongUsage } from './command.ts'

export interface HuntInput {
  /** The texts of the queries: a file may hold several. */
  readonly text: string
  readonly options: HuntOptions
  readonly logs: readonly string[]
}

/** The arguments that both commands share. */
export const describeHunt = (command: Command): Command =>
  command
    .argument('[query]', 'the query, in KQL')
    .option('--file <path>', 'read the query from a file; - reads standard input')
    .option('--data <folder>', 'the folder that holds everything')
    .option('--logs <path...>', 'ask these files or folders instead of the store')
    .option('--now <time>', 'what now() says, such as 2026-11-02T00:00:00Z')
    .option('--from <time>', 'only rows from this time on')
    .option('--to <time>', 'only rows before this time')
    .option('--param <name=value...>', 'a value for a query parameter or a {{placeholder}}')

/** Throws wrong usage where the query is missing or an option cannot be read. */
export async function huntInput({ positional, options }: Args, stdin: AsyncIterable<unknown>, signal: AbortSignal): Promise<HuntInput> {
  const file = options['file']
  const named = Array.isArray(options['logs']) ? options['logs'].map(String) : []
  // `--logs` takes every word behind it; the last of them is the query where it is no path.
  const last = named.at(-1)
  const isSwallowed = positional.length === 0 && file === undefined && named.length > 1 && last !== undefined && !existsSync(last)
  const [given, ...more] = isSwallowed ? [last] : positional
  const logs = isSwallowed ? named.slice(0, -1) : named
  if (more.length > 0) throw wrongUsage('Put the query in quotes: it is one argument.')
  if ((given === undefined) === (file === undefined))
    throw wrongUsage("Give a query, such as tocsin hunt 'SigninLogs | take 10', or --file.")
  const text = given ?? (await readQuery(String(file), stdin))
  if (text.trim() === '') throw wrongUsage('The query is empty.')
  return {
    text: text.replace(/^\uFEFF/, ''),
    logs,
    options: {
      now: timeOption(options['now'], '--now'),
      from: timeOption(options['from'], '--from'),
      to: timeOption(options['to'], '--to'),
      parameters: parameters(options['param']),
      signal,
    },
  }
}

async function readQuery(path: string, stdin: AsyncIterable<unknown>): Promise<string> {
  if (path !== '-') {
    return readFile(path, 'utf8').catch((error: unknown) => {
      throw failure(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    })
  }
  const pieces: Buffer[] = []
  for await (const piece of stdin) pieces.push(Buffer.from(piece as Uint8Array))
  return Buffer.concat(pieces).toString('utf8')
}

/** Milliseconds since 1970. A time without a zone is UTC, as everything here. */
export function timeOption(given: unknown, option: string): number | undefined {
  if (given === undefined) return undefined
  const text = String(given)
  const iso = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?:[zZ]|[+-]\d\d:?\d\d)?$/.test(text)
  const zoned = /[zZ]$|[+-]\d\d:?\d\d$/.test(text.slice(10)) ? text : `${text}${text.length > 10 ? '' : 'T00:00'}Z`
  const time = iso ? Date.parse(zoned.replace(' ', 'T')) : Number.NaN
  if (Number.isNaN(time)) throw wrongUsage(`${option} is a time such as 2026-11-02T00:00:00Z, not ${text}.`)
  return time
}

function parameters(given: unknown): Readonly<Record<string, string>> | undefined {
  if (!Array.isArray(given)) return undefined
  return Object.fromEntries(
    given.map((one) => {
      const at = String(one).indexOf('=')
      if (at < 1) throw wrongUsage(`--param is written name=value, not ${String(one)}.`)
      return [String(one).slice(0, at), String(one).slice(at + 1)]
    }),
  )
}
