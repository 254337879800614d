/** `tocsin hunt`: runs KQL over the store, or straight over log files. */
import { once } from 'node:events'
import type { HuntAnswer, HuntResult } from '../../2-store/hunt.ts'
import { type CommandDefinition, type Context, type ExitCode, failure, wrongUsage } from '../command.ts'
import { type Asker, openAsker } from '../hunt-ask.ts'
import { drawChart } from '../hunt-chart.ts'
import { describeHunt, type HuntInput, huntInput } from '../hunt-input.ts'
import { mistakes } from '../hunt-mistakes.ts'
import { splitQueries } from '../hunt-split.ts'
import { csvText, jsonText, ndjsonText, tableText } from '../hunt-text.ts'
import { plural } from '../terminal.ts'

const formats = ['table', 'json', 'csv', 'ndjson'] as const
type Format = (typeof formats)[number]

export const hunt: CommandDefinition = {
  name: 'hunt',
  summary: 'Ask the logs in KQL: the store, or files as they are',
  examples: [
    { line: "tocsin hunt 'SigninLogs | where ResultType == 500121 | summarize count() by UserPrincipalName'", does: 'asks the store' },
    { line: 'tocsin hunt --file query.kql --logs exports/', does: 'runs every query of a file over log files' },
    { line: "tocsin hunt 'SigninLogs | summarize count() by bin(TimeGenerated, 1h) | render timechart'", does: 'draws a chart' },
    { line: "tocsin hunt 'AuditLogs | take 100' --format csv > audit.csv", does: 'writes CSV' },
  ],
  describe: (command) => void describeHunt(command).option('--format <format>', `one of ${formats.join(', ')}`, 'table'),
  run: async (args, context) => {
    const format = formats.find((one) => one === args.options['format'])
    if (format === undefined) throw wrongUsage(`--format is one of ${formats.join(', ')}, not ${String(args.options['format'])}`)
    const input = await huntInput(args, context.stdin, context.signal)
    const asker = await openAsker(input.logs, context)
    try {
      return await runAll(asker, input, format, context)
    } finally {
      await asker.close()
    }
  },
}

async function runAll(asker: Asker, { text, options }: HuntInput, format: Format, context: Context): Promise<ExitCode> {
  const queries = await splitQueries(text, async (one) => (await asker.explain(one, options)).ok)
  const results: HuntResult[] = []
  for (const query of queries) {
    const answer = await asker.query(query, options)
    if (!answer.ok) return refused(query, answer, context)
    if (answer.diagnostics.length > 0) context.stderr.write(`${mistakes(query, answer.diagnostics, context)}\n`)
    results.push(...answer.results)
  }
  for (const piece of written(results, format, context)) if (!context.stdout.write(piece)) await once(context.stdout, 'drain')
  const cut = results.filter(({ isCut }) => isCut)
  if (cut.length > 0)
    context.stderr.write(`The result was cut at ${plural(cut[0]?.rows.length ?? 0, 'row')}: narrow the query, or summarize.\n`)
  return cut.length === 0 && asker.refused === 0 ? 0 : 1
}

function refused(query: string, answer: Extract<HuntAnswer, { ok: false }>, context: Context): ExitCode {
  if (answer.why === 'cancelled') context.signal.throwIfAborted()
  if (answer.why !== 'wrong' || answer.diagnostics.length === 0) throw failure(answer.message)
  context.stderr.write(`${mistakes(query, answer.diagnostics, context)}\n`)
  return 2
}

function* written(results: readonly HuntResult[], format: Format, context: Context): Generator<string> {
  switch (format) {
    case 'table':
      for (const [at, result] of results.entries()) {
        if (at > 0) yield '\n'
        yield drawChart(result, context) ?? tableText(result, context)
      }
      return
    case 'json':
      yield* jsonText(results)
      return
    case 'csv':
      yield* csvText(results)
      return
    case 'ndjson':
      yield* ndjsonText(results)
  }
}
