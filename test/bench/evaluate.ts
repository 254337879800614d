/** Simulates organisations under attack, and as many in peace, and prints what Tocsin and the published rules find in the same events. */
import { parseArgs } from 'node:util'
import type { Label, LookAlike } from '../../src/1-ingest/scenario.ts'
import { comparators } from '../../src/3-detect/comparators/index.ts'
import { createEngine } from '../../src/3-detect/engine.ts'
import { type Alarm, type Evaluation, evaluate, type Share } from '../../src/3-detect/evaluate.ts'
import { interval, percent, report, table } from '../../src/3-detect/evaluate-report.ts'
import { comparatorDetector, type Detector, engineDetector, liveDetector } from './evaluate-detectors.ts'
import { realism } from './evaluate-realism.ts'
import { roundOf } from './evaluate-rounds.ts'

// node test/bench/evaluate.ts [--rounds 5] [--users 400] [--days 30] [--attacks 8] [--seed 1] [--explain]: Markdown to standard output.
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    users: { type: 'string', default: '400' },
    days: { type: 'string', default: '30' },
    attacks: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
    explain: { type: 'boolean', default: false },
  },
})
const size = {
  rounds: Number(values.rounds),
  users: Number(values.users),
  days: Number(values.days),
  attacks: Number(values.attacks),
  seed: Number(values.seed),
}

interface Truth {
  readonly labels: Label[]
  readonly lookAlikes: LookAlike[]
  personDays: number
}

interface Played {
  readonly truth: Truth
  readonly alarms: ReadonlyMap<Detector, Alarm[]>
}

interface Scored {
  readonly detector: Detector
  /** Under attack. */
  readonly evaluation: Evaluation
  /** Attacks with prompts that the rule finds where it reads only the logs it was written for. */
  readonly inOwnLog: Share | undefined
  /** In peace: false alarms only. */
  readonly peace: Evaluation
}

const detectors: readonly Detector[] = [
  engineDetector('Tocsin', (options) => createEngine(options)),
  liveDetector('Tocsin, as the logs come in', (options) => createEngine(options)),
  ...comparators.map(comparatorDetector),
]

const spent = new Map<string, number>()
const attacked = played('all')
const peaceful = played('ordinary-life')

/** Rounds one after another, so that only one organisation's events are held at a time. */
function played(scenario: string): Played {
  const alarms = new Map<Detector, Alarm[]>(detectors.map((detector) => [detector, []]))
  const truth: Truth = { labels: [], lookAlikes: [], personDays: 0 }
  for (let nth = 0; nth < size.rounds; nth++) {
    const round = timed('simulating and reading', () => roundOf(scenario, size, nth))
    truth.labels.push(...round.labels)
    truth.lookAlikes.push(...round.lookAlikes)
    truth.personDays += round.personDays
    for (const detector of detectors) {
      for (const alarm of timed(detector.name, () => detector.run(round))) alarms.get(detector)?.push(alarm)
    }
    console.error(
      `${scenario}, round ${nth + 1} of ${size.rounds}: ${round.records} records, ${round.events.length} events, ${round.labels.length} labels`,
    )
  }
  return { truth, alarms }
}

function timed<T>(name: string, work: () => T): T {
  const begun = performance.now()
  const result = work()
  spent.set(name, (spent.get(name) ?? 0) + performance.now() - begun)
  return result
}

function scoredOf(detector: Detector): Scored {
  const found = attacked.alarms.get(detector) ?? []
  const own = found.filter(({ id }) => detector.reads?.some((source) => id.startsWith(`${source} `)) === true)
  return {
    detector,
    evaluation: evaluate(attacked.truth, found),
    inOwnLog: detector.reads === undefined ? undefined : evaluate(attacked.truth, own).bombing.found,
    peace: evaluate(peaceful.truth, peaceful.alarms.get(detector) ?? []),
  }
}

function page(all: readonly Scored[]): string {
  const tocsin = all[0]
  if (tocsin === undefined) return ''
  const { rounds, users, days, attacks, seed } = size
  const { labels, personDays } = attacked.truth
  return [
    `${rounds} organisations of ${users} people for ${days} days (seeds ${seed} to ${seed + rounds - 1}), every attack ${attacks} times in each: ${labels.length} labels, ${personDays} person-days. And the same ${rounds} organisations in peace.`,
    '',
    'All records are simulated: no real log of refused prompts is published under a free licence. The rates of ordinary life and their sources are in `src/1-ingest/simulate-rates.ts`.',
    '',
    '## Tocsin, by scenario',
    '',
    report(tocsin.evaluation, values.explain === true),
    '',
    '## Tocsin in peace',
    '',
    peaceOf(tocsin.peace),
    '',
    '## Beside the published rules',
    '',
    'Attacks with prompts, all together. Every rule may read every log here, each account by itself; "in its own log" is what it finds in the logs it was written for. "scenarios alike" is the mean over the scenarios, so that the many victims of a spray do not outweigh the rest. False alarms are counted in peace, for 10,000 person-days.',
    '',
    table(
      [
        'detector',
        'found',
        '95 %',
        'scenarios alike',
        'in its own log',
        'prompts',
        'by 3',
        'before a 3rd approval',
        'before the approval',
        'false alarms',
      ],
      all.map(rivalRow),
    ),
    '',
    '## Found, by scenario',
    '',
    table(
      ['scenario', ...all.map(({ detector }) => detector.name)],
      tocsin.evaluation.scenarios.map(({ name }) => [name, ...all.map((one) => foundIn(one, name))]),
    ),
    '',
    '## The simulated life beside published figures',
    '',
    realism(roundOf('ordinary-life', size, 0)),
    '',
    `Time: ${[...spent].map(([name, ms]) => `${name} ${(ms / 1000).toFixed(1)} s`).join(', ')}.`,
  ].join('\n')
}

function peaceOf({ falsePer10k, falseByCause, personDays, worst }: Evaluation): string {
  const causes = Object.entries(falseByCause).map(([cause, count]) => `${count} ${cause}`)
  const rows = values.explain
    ? worst.map(({ alarm, cause }) => [new Date(alarm.time).toISOString(), alarm.level, alarm.detection, cause, alarm.why])
    : []
  return [
    `${falsePer10k.count} false alarms of medium or high level in ${personDays} person-days: ${perTenThousand({ falsePer10k })} for 10,000${causes.length === 0 ? '' : ` (${causes.join(', ')})`}.`,
    ...(rows.length === 0 ? [] : ['', table(['when', 'level', 'detection', 'cause', 'why'], rows)]),
  ].join('\n')
}

function perTenThousand({ falsePer10k: { rate, low, high } }: Pick<Evaluation, 'falsePer10k'>): string {
  return `${rate.toFixed(1)} (${low.toFixed(1)}–${high.toFixed(1)})`
}

function rivalRow({ detector, evaluation, inOwnLog, peace }: Scored): string[] {
  const { bombing, scenarios } = evaluation
  const names = new Set(attacked.truth.labels.filter(({ kind }) => kind === 'bombing').map(({ scenario }) => scenario))
  const alike = scenarios.filter(({ name }) => names.has(name)).map(({ found }) => found.count / found.of)
  return [
    detector.name,
    percent(bombing.found),
    interval(bombing.found),
    `${Math.round((alike.reduce((sum, one) => sum + one, 0) / alike.length) * 100)} %`,
    inOwnLog === undefined ? '–' : percent(inOwnLog),
    String(bombing.promptsMedian ?? '–'),
    percent(bombing.byThird),
    percent(bombing.beforeThirdApproval),
    percent(bombing.beforeApproval),
    perTenThousand(peace),
  ]
}

function foundIn({ evaluation }: Scored, name: string): string {
  const scores = evaluation.scenarios.find((one) => one.name === name)
  return scores === undefined ? '–' : percent(scores.found)
}

console.log(page(detectors.map(scoredOf)))
