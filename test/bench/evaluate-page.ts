/** The leaderboard as Markdown: Tocsin by kind, scenario and detection, its aims, and the published rules beside it on their own kinds of attack. */
import { type AttackKind, attackKinds, type Truth } from '../../src/1-ingest/scenario.ts'
import { type Evaluation, evaluate } from '../../src/3-detect/evaluate.ts'
import type { Alarm } from '../../src/3-detect/evaluate-match.ts'
import {
  attackTables,
  causeTable,
  counted,
  detectionTable,
  duration,
  interval,
  missedTable,
  percent,
  precisionLines,
  table,
  worstTable,
} from '../../src/3-detect/evaluate-report.ts'
import type { Scores } from '../../src/3-detect/evaluate-scores.ts'
import type { Detector } from './evaluate-detectors.ts'
import { detectors, type Half, type PlayedSeed } from './evaluate-play.ts'
import { realism } from './evaluate-realism.ts'
import { roundOf, type Size } from './evaluate-rounds.ts'

interface Scored {
  readonly detector: Detector
  /** Under attack; in peace, where there are false alarms only. */
  readonly attacked: Evaluation
  readonly peaceful: Evaluation
  /** Under attack, where the rule reads only the logs it was written for. */
  readonly inOwnLog: Evaluation | undefined
}

/** A victim's own city and provider: what comes from there is not strange. */
const nearScenarios: ReadonlySet<string> = new Set(['next-door', 'quiet-neighbour'])

export function pageOf(size: Size & { readonly rounds: number }, seeds: readonly PlayedSeed[], explain: boolean): string {
  const truth = { attacked: joined(seeds.map(({ attacked }) => attacked)), peaceful: joined(seeds.map(({ peaceful }) => peaceful)) }
  const scored = detectors.filter(({ name }) => seeds[0]?.attacked.alarms[name] !== undefined).map((one) => scoredOf(one, seeds, truth))
  const [tocsin, live] = scored
  if (tocsin === undefined) return ''
  const { rounds, users, days, attacks, seed } = size
  const { attacked, peaceful } = tocsin
  const far = evaluate(
    { ...truth.attacked, labels: truth.attacked.labels.filter(({ scenario }) => !nearScenarios.has(scenario)) },
    alarmsOf(tocsin.detector, seeds, 'attacked'),
  )
  const sections: readonly (readonly [string, string])[] = [
    ['The aims', aims(tocsin, far)],
    ['Attacks found', attackTables(attacked)],
    ['False alarms', `Beside attacks.\n\n${precisionLines(attacked)}\n\nIn peace.\n\n${precisionLines(peaceful)}`],
    ['By detection, beside attacks', detectionTable(attacked)],
    ['False alarms by detection and cause, in peace', causeTable(peaceful)],
    ...(explain ? explained(tocsin) : []),
    ...(live === undefined ? [] : rivalSections(scored)),
    ['The simulated life beside published figures', realism(roundOf('ordinary-life', size, 0))],
  ]
  return [
    `${rounds} organisations of ${users} people for ${days} days (seeds ${seed} to ${seed + rounds - 1}), every attack ${attacks} times in each: ${truth.attacked.labels.length} labels, ${truth.attacked.personDays} person-days. And the same ${rounds} organisations in peace.`,
    '',
    ...sections.flatMap(([title, text]) => (text === '' ? [] : [`### ${title}`, '', text, ''])),
    `Time: ${spentOn(seeds)}.`,
  ].join('\n')
}

type Judged = Pick<Truth, 'labels' | 'lookAlikes' | 'personDays'>

const joined = (halves: readonly Half[]): Judged => ({
  labels: halves.flatMap(({ labels }) => labels),
  lookAlikes: halves.flatMap(({ lookAlikes }) => lookAlikes),
  personDays: halves.reduce((sum, { personDays }) => sum + personDays, 0),
})

const alarmsOf = ({ name }: Detector, seeds: readonly PlayedSeed[], half: 'attacked' | 'peaceful'): readonly Alarm[] =>
  seeds.flatMap((seed) => seed[half].alarms[name] ?? [])

function scoredOf(detector: Detector, seeds: readonly PlayedSeed[], truth: Record<'attacked' | 'peaceful', Judged>): Scored {
  const found = alarmsOf(detector, seeds, 'attacked')
  const own = found.filter(({ id }) => detector.reads?.some((source) => id.startsWith(`${source} `)) === true)
  return {
    detector,
    attacked: evaluate(truth.attacked, found),
    peaceful: evaluate(truth.peaceful, alarmsOf(detector, seeds, 'peaceful')),
    inOwnLog: detector.reads === undefined ? undefined : evaluate(truth.attacked, own),
  }
}

/** The aims that stand in the plan, each with what came of it. */
function aims({ attacked, peaceful }: Scored, far: Evaluation): string {
  const kind = (name: AttackKind, from = attacked): Scores | undefined => from.kinds.find((one) => one.kind === name)
  const family = (name: string): Evaluation['precision'] | undefined => attacked.families.find((one) => one.family === name)?.precision
  const share = (one: Evaluation['precision'] | undefined): string => (one === undefined ? '–' : `${counted(one)} (${interval(one)})`)
  const rate = ({ falsePer10k }: Evaluation): string => `${perTenThousand(falsePer10k)} in ${falsePer10k.count}`
  const scenario = (name: string): string => share(attacked.scenarios.find((one) => one.name === name && one.kind === 'takeover')?.found)
  return table(
    ['aim', 'at least', 'measured (95 %)'],
    [
      ['bombing found', '98 %', share(kind('bombing')?.found)],
      ['… at or before the second prompt, from a strange source', '100 %', share(kind('bombing', far)?.bySecond)],
      ['… before the approval, where there is one', '95 %', share(kind('bombing')?.beforeApproval)],
      ['sprays found', '95 %', share(kind('spray')?.found)],
      ['precision of the password detections', '98 %', share(family('pwd'))],
      ['takeovers found', '90 %', share(kind('takeover')?.found)],
      ...['session-replay', 'aitm', 'new-country'].map((name) => [`… ${name}`, '90 %', scenario(name)]),
      ['footholds found', '–', share(kind('foothold')?.found)],
      ['precision of all medium and high alarms', '90 %', share(attacked.precision)],
      ['false alarms for 10,000 person-days, in peace', 'under 3', rate(peaceful)],
      ['… beside attacks', 'under 3', rate(attacked)],
    ],
  )
}

const explained = ({ attacked, peaceful }: Scored): readonly (readonly [string, string])[] => [
  ['Missed, by scenario', missedByScenario(attacked)],
  ['Missed attacks', missedTable(attacked)],
  ['False alarms by detection and cause, beside attacks', causeTable(attacked)],
  ['The worst false alarms in peace', worstTable(peaceful)],
  ['The worst false alarms beside attacks', worstTable(attacked)],
]

function missedByScenario({ scenarios }: Evaluation): string {
  const lacking = scenarios
    .filter(({ found }) => found.count < found.of)
    .sort((one, other) => other.found.of - other.found.count - (one.found.of - one.found.count))
  const row = ({ kind, name, found, foundAtAny }: Scores): string[] => [
    kind ?? '',
    name,
    String(found.of - found.count),
    String(found.of),
    String(foundAtAny.count - found.count),
  ]
  return table(['kind', 'scenario', 'missed', 'of', 'of these found at low level'], lacking.map(row))
}

function rivalSections(scored: readonly Scored[]): readonly (readonly [string, string])[] {
  return attackKinds.flatMap((kind) => {
    const rivals = scored.filter(({ detector: { against } }) => against === undefined || against.includes(kind))
    if (rivals.length <= 2) return []
    const names = scored[0]?.attacked.scenarios.filter((one) => one.kind === kind).map(({ name }) => name) ?? []
    return [
      [
        `Beside the published rules: ${kind}`,
        `${rivalLegend}\n\n${table(
          rivalHeader(kind),
          rivals.map((one) => rivalRow(one, kind)),
        )}`,
      ],
      [
        `Found by the published rules, by scenario: ${kind}`,
        table(
          ['scenario', ...rivals.map(({ detector }) => detector.name)],
          names.map((name) => [name, ...rivals.map((one) => foundIn(one, kind, name))]),
        ),
      ],
    ] as const
  })
}

const rivalLegend =
  'Every rule may read every log here, each by itself; "in its own log" is what it finds in the logs it was written for. "scenarios alike" is the mean over the scenarios. False alarms are those of the whole rule, for 10,000 person-days.'

const rivalHeader = (kind: AttackKind): readonly string[] => [
  'detector',
  'found',
  '95 %',
  'scenarios alike',
  'in its own log',
  ...(kind === 'bombing' ? ['prompts before', 'by 2', 'before the approval'] : ['time', 'within the hour']),
  'precision',
  'false alarms in peace',
  '… beside attacks',
]

function rivalRow({ detector, attacked, peaceful, inOwnLog }: Scored, kind: AttackKind): string[] {
  const of = ({ kinds }: Evaluation): Scores | undefined => kinds.find((one) => one.kind === kind)
  const scores = of(attacked)
  if (scores === undefined) return [detector.name]
  const own = inOwnLog === undefined ? undefined : of(inOwnLog)
  const alike = attacked.scenarios.filter((one) => one.kind === kind).map(({ found }) => found.count / found.of)
  return [
    detector.name,
    percent(scores.found),
    interval(scores.found),
    `${Math.round((alike.reduce((sum, one) => sum + one, 0) / alike.length) * 100)} %`,
    own === undefined ? '–' : percent(own.found),
    ...(kind === 'bombing'
      ? [String(scores.promptsMedian ?? '–'), percent(scores.bySecond), percent(scores.beforeApproval)]
      : [duration(scores.detectMedianMs), percent(scores.withinHour)]),
    percent(attacked.precision),
    perTenThousand(peaceful.falsePer10k),
    perTenThousand(attacked.falsePer10k),
  ]
}

function foundIn({ attacked }: Scored, kind: AttackKind, name: string): string {
  const scores = attacked.scenarios.find((one) => one.name === name && one.kind === kind)
  return scores === undefined ? '–' : percent(scores.found)
}

const perTenThousand = ({ rate, low, high }: Evaluation['falsePer10k']): string =>
  `${rate.toFixed(1)} (${low.toFixed(1)}–${high.toFixed(1)})`

function spentOn(seeds: readonly PlayedSeed[]): string {
  const spent = new Map<string, number>()
  for (const one of seeds) for (const [name, seconds] of Object.entries(one.spent)) spent.set(name, (spent.get(name) ?? 0) + seconds)
  const [simulating, ours, logged, ...rules] = spent
  const text = ([name, seconds]: readonly [string, number]): string => `${name} ${seconds.toFixed(0)} s`
  return [simulating, ours, logged, ['the published rules', rules.reduce((sum, [, one]) => sum + one, 0)] as const]
    .flatMap((one) => (one === undefined ? [] : text(one)))
    .join(', ')
}
