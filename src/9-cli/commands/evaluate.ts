/** `tocsin evaluate`: recall, precision, prompts before the alarm and false alarms of findings, against a simulation's labels. */
import { open, readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Truth } from '../../1-ingest/scenario.ts'
import { evaluate as score } from '../../3-detect/evaluate.ts'
import { isWrong, readAlarm, readTruth } from '../../3-detect/evaluate-input.ts'
import type { Alarm } from '../../3-detect/evaluate-match.ts'
import { report } from '../../3-detect/evaluate-report.ts'
import { type CommandDefinition, type Context, failure, wrongUsage } from '../command.ts'
import { printable } from '../terminal.ts'

const formats = ['table', 'json', 'markdown'] as const
type Format = (typeof formats)[number]

export const evaluate: CommandDefinition = {
  name: 'evaluate',
  summary: 'Score findings against labels: recall, precision, time to detect, prompts before the alarm',
  examples: [
    { line: 'tocsin evaluate --labels mix/labels.json --findings found.ndjson', does: 'prints the scores of each scenario' },
    { line: 'tocsin detect mix --format ndjson | tocsin evaluate --labels mix/labels.json --findings -', does: 'scores what detect finds' },
    { line: 'tocsin evaluate --labels mix/labels.json --findings found.ndjson --explain', does: 'lists the worst false alarms too' },
  ],
  describe: (command) =>
    void command
      .option('--labels <file>', 'labels.json of the simulation')
      .option('--findings <file>', 'findings as NDJSON or a JSON list; - reads standard input')
      .option('--format <format>', `one of ${formats.join(', ')}`, 'table')
      .option('--explain', 'list the worst false alarms'),
  async run(args, context) {
    const labels = args.options['labels']
    const findings = args.options['findings']
    if (typeof labels !== 'string' || typeof findings !== 'string') throw wrongUsage('--labels and --findings are both needed')
    const format = formats.find((one) => one === (args.options['format'] ?? 'table'))
    if (format === undefined) throw wrongUsage(`--format is one of ${formats.join(', ')}`)
    const truth = await truthIn(labels)
    const { alarms, refused } = await alarmsIn(findings, context)
    context.stdout.write(text(truth, alarms, format, args.options['explain'] === true))
    if (refused.length === 0) return 0
    context.stderr.write(`${refused.length} findings could not be read and were left out; the first: ${printable(refused[0] ?? '')}\n`)
    return 1
  },
}

function text(truth: Truth, alarms: readonly Alarm[], format: Format, explain: boolean): string {
  const evaluation = score(truth, alarms)
  switch (format) {
    case 'json':
      return `${JSON.stringify(evaluation, null, 1)}\n`
    case 'table':
    case 'markdown':
      return `${report(evaluation, explain, format)}\n`
  }
}

async function truthIn(path: string): Promise<Truth> {
  const truth = readTruth(parsed(await readFile(path, 'utf8').catch(cannot(path)), path))
  if (isWrong(truth)) throw failure(`${path}: ${truth.wrong}`)
  return truth
}

function parsed(json: string, path: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    throw failure(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** NDJSON line by line; a file that begins with a bracket is one JSON list. */
async function alarmsIn(path: string, context: Context): Promise<{ alarms: Alarm[]; refused: string[] }> {
  const alarms: Alarm[] = []
  const refused: string[] = []
  const take = (value: unknown, where: string): void => {
    const alarm = readAlarm(value)
    if (isWrong(alarm)) refused.push(`${where}: ${alarm.wrong}`)
    else alarms.push(alarm)
  }
  const list: string[] = []
  let number = 0
  const lines = path === '-' ? createInterface({ input: context.stdin }) : (await open(path).catch(cannot(path))).readLines()
  for await (const line of lines) {
    number++
    if (line.trim() === '') continue
    if (list.length > 0 || line.trimStart().startsWith('[')) list.push(line)
    else takeLine(line, `line ${number}`, take, refused)
  }
  if (list.length > 0) for (const [index, value] of listIn(list.join('\n'), path).entries()) take(value, `entry ${index + 1}`)
  return { alarms, refused }
}

function takeLine(line: string, where: string, take: (value: unknown, where: string) => void, refused: string[]): void {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    refused.push(`${where}: it is not JSON`)
    return
  }
  take(value, where)
}

function listIn(json: string, path: string): readonly unknown[] {
  const value = parsed(json, path)
  if (!Array.isArray(value)) throw failure(`${path} holds no list of findings`)
  return value
}

const cannot =
  (path: string) =>
  (error: unknown): never => {
    throw failure(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
