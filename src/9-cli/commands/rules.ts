/** `tocsin rules`: checks rules in Sentinel's YAML, and tries them over logs as their schedule would have. */
import { openLocate, shippedCountries } from '../../1-ingest/locate.ts'
import { createDirectory } from '../../3-detect/directory.ts'
import type { Finding } from '../../3-detect/finding.ts'
import { toRiskDetection } from '../../3-detect/graph.ts'
import type { Rule } from '../../3-detect/rule.ts'
import { durationWords } from '../../3-detect/rule-duration.ts'
import type { FindingParts } from '../../3-detect/rule-findings.ts'
import { placed } from '../../3-detect/rule-run.ts'
import type { Run } from '../../3-detect/schedule.ts'
import { type Args, type CommandDefinition, type Context, type ExitCode, wrongUsage } from '../command.ts'
import { type Asker, openAsker, openEmpty } from '../hunt-ask.ts'
import { timeOption } from '../hunt-input.ts'
import { mistakesOf, type RuleText, readRules, shown } from '../rule-files.ts'
import { accountSource, type Filled, filled, overHistory, type Tested } from '../rule-history.ts'
import { paint, plural, printable } from '../terminal.ts'

const formats = ['table', 'ndjson'] as const

export const rules: CommandDefinition = {
  name: 'rules',
  summary: "Check and try scheduled rules in Sentinel's YAML",
  examples: [
    { line: 'tocsin rules check rules/', does: 'says with line and caret what is wrong; exit code 1 where something is' },
    { line: 'tocsin rules test rule.yaml --logs exports/', does: 'runs a rule over log files as its schedule would have' },
    { line: 'tocsin rules test rules/ --from 2026-11-01 --to 2026-11-08', does: 'runs rules over a week of the store' },
  ],
  describe: (command) =>
    void command
      .argument('<action>', 'check or test')
      .argument('<path...>', 'files, or folders with .yaml and .yml files')
      .option('--logs <path...>', 'test over these files or folders instead of the store')
      .option('--from <time>', 'test from this time on, such as 2026-11-02T00:00:00Z; by default from the first row')
      .option('--to <time>', 'test up to this time; by default to the last row')
      .option('--format <format>', `of what was found: ${formats.join(' or ')}`, 'table')
      .option('--data <folder>', 'the folder that holds everything'),
  run: async (args, context) => {
    const [action = '', ...paths] = args.positional
    if (action !== 'check' && action !== 'test') throw wrongUsage(`There is no "rules ${action}"; there are check and test.`)
    if (paths.length === 0) throw wrongUsage(`Say which rules: tocsin rules ${action} rules/.`)
    const texts = await readRules(paths)
    return action === 'check' ? check(texts, context) : test(texts, args, context)
  },
}

async function check(texts: readonly RuleText[], context: Context): Promise<ExitCode> {
  const asker = await openEmpty(context)
  try {
    const { wrong, warnings } = await tellMistakes(texts, asker, context)
    const rest = warnings === 0 ? '' : `, ${plural(warnings, 'warning')}`
    context.stderr.write(`${plural(texts.length, 'file')}: ${texts.length - wrong.size} right, ${wrong.size} wrong${rest}.\n`)
    return wrong.size === 0 ? 0 : 1
  } finally {
    await asker.close()
  }
}

async function tellMistakes(
  texts: readonly RuleText[],
  asker: Asker,
  context: Context,
): Promise<{ wrong: Set<RuleText>; warnings: number }> {
  const wrong = new Set<RuleText>()
  let warnings = 0
  for (const one of texts) {
    const { problems, isWrong } = await mistakesOf(one, asker)
    context.signal.throwIfAborted()
    if (isWrong) wrong.add(one)
    warnings += problems.filter(({ severity }) => severity === 'warning').length
    if (problems.length > 0) context.stdout.write(`${shown(one, problems, context)}\n`)
  }
  return { wrong, warnings }
}

async function test(texts: readonly RuleText[], { options }: Args, context: Context): Promise<ExitCode> {
  const format = formats.find((one) => one === options['format'])
  if (format === undefined) throw wrongUsage(`--format is one of ${formats.join(', ')}, not ${String(options['format'])}`)
  const from = timeOption(options['from'], '--from')
  const to = timeOption(options['to'], '--to')
  const logs = options['logs']
  const asker = await openAsker(Array.isArray(logs) ? logs.map(String) : [], context)
  try {
    const rows = await filled(asker, context.signal)
    if (rows === undefined) context.stderr.write('There are no rows, so no rule can find anything.\n')
    const range = { from: from ?? rows?.from ?? 0, to: to ?? rows?.to ?? 0 }
    if (range.to < range.from) throw wrongUsage('--to lies before --from.')
    const parts = findingParts(context)
    let isRight = asker.refused === 0
    for (const one of texts) isRight = (await testOne(one, { asker, rows, range, parts, format, context })) && isRight
    return isRight ? 0 : 1
  } finally {
    await asker.close()
  }
}

interface Testing {
  readonly asker: Asker
  readonly rows: Filled | undefined
  readonly range: { readonly from: number; readonly to: number }
  readonly parts: FindingParts
  readonly format: (typeof formats)[number]
  readonly context: Context
}

/** False where the rule is wrong or its query failed. */
async function testOne(one: RuleText, testing: Testing): Promise<boolean> {
  const { rule, problems } = one
  const { context, rows, range, format } = testing
  if (problems.length > 0) context.stderr.write(`${shown(one, problems, context)}\n`)
  if (rule === undefined) return false
  const empty: Tested = { findings: [], runs: 0, results: 0, isCut: false, elapsedMs: 0, failed: undefined }
  const tested =
    rows === undefined
      ? empty
      : await overHistory(rule, {
          ...testing.parts,
          asker: testing.asker,
          filled: rows,
          ...range,
          signal: context.signal,
          onRun: shownRun(rule, context),
        })
  if (format === 'ndjson')
    for (const finding of tested.findings) context.stdout.write(`${JSON.stringify(toRiskDetection(finding, undefined))}\n`)
  else context.stdout.write(report(rule, tested, context))
  if (tested.failed === undefined) return true
  const where = placed(tested.failed.diagnostics, one.queryAt, one.text)
  context.stderr.write(where.length > 0 ? `${shown(one, where, context)}\n` : `${printable(one.path)}: ${printable(tested.failed.why)}\n`)
  return false
}

/** On a terminal, the day that is being looked at. */
function shownRun(rule: Rule, { stderr, isTerminal }: Context): (run: Run | undefined) => void {
  let day = ''
  return (run) => {
    const now = run === undefined ? '' : new Date(run.at).toISOString().slice(0, 10)
    if (!isTerminal.stderr || now === day) return
    day = now
    stderr.write(run === undefined ? '\r\u001b[K' : `\r\u001b[K${printable(rule.name)}: ${day}`)
  }
}

function report(rule: Rule, { findings, runs, results, isCut, elapsedMs }: Tested, context: Context): string {
  const schedule =
    rule.timing === undefined
      ? 'no schedule'
      : rule.kind === 'NRT'
        ? 'near real time'
        : `every ${durationWords(rule.timing.frequencyMs)} over ${durationWords(rule.timing.periodMs)}`
  const took = runs === 0 ? '' : `, ${(elapsedMs / runs).toFixed(0)} ms a run`
  const cut = isCut ? '; a run had more results than are looked at' : ''
  const head = `${paint(rule.name, 'bold', context)}\n  ${printable(rule.id)}, ${schedule}: ${plural(runs, 'run')}, ${plural(results, 'result')}, ${plural(findings.length, 'alert')}${took}${cut}\n`
  return `${head}${findings.map((finding) => line(finding, context)).join('')}\n`
}

const colours = { high: 'red', medium: 'yellow', low: 'cyan' } as const

function line(finding: Finding, context: Context): string {
  const { time, level, person, others, src, title, rule } = finding
  const who = [
    person.name,
    ...(others.length === 0 ? [] : [`and ${plural(others.length, 'other')}`]),
    ...(src?.ip === undefined ? [] : [`from ${src.ip}`]),
  ]
  const details = Object.entries(rule?.customDetails ?? {}).map(([name, values]) => `${name}: ${values.join(', ')}`)
  const when = new Date(time).toISOString().slice(0, 19).replace('T', ' ')
  const more = details.length === 0 ? '' : `\n    ${paint(details.join('; '), 'dim', context)}`
  return `  ${when} ${paint(level.padEnd(6), colours[level], context)} ${printable(`${title}: ${who.join(' ')}`)}${more}\n`
}

/** Persons by their names alone: what the logs say of them is not read here. */
function findingParts({ settings }: Context): FindingParts {
  const directory = createDirectory({ homeDomains: settings.homeDomains.map((domain) => domain.toLowerCase()) })
  return {
    recognise: (user) => {
      const { id, name, displayName } = directory.resolve(accountSource, user)
      return { person: { id, name, displayName, uid: user.uid }, simulated: false }
    },
    locate: openLocate([...settings.geoFiles, shippedCountries()]),
  }
}
