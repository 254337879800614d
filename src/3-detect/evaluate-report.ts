/** An evaluation as text: tables for a terminal, or Markdown for pages. */
import { hourMs, minuteMs, secondMs } from '../0-event/time.ts'
import type { Label } from '../1-ingest/scenario.ts'
import type { DetectionScores, Evaluation, FalseAlarm } from './evaluate.ts'
import type { Scores } from './evaluate-scores.ts'
import type { Rate, Share } from './evaluate-share.ts'

export type Style = 'table' | 'markdown'

/** Rows of cells under a header whose columns line up: as a Markdown table, or plain for a terminal. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], style: Style = 'markdown'): string {
  const widths = header.map((cell, column) => Math.max(cell.length, 3, ...rows.map((row) => row[column]?.length ?? 0)))
  const cells = (row: readonly string[]): string[] => widths.map((width, column) => (row[column] ?? '').padEnd(width))
  if (style === 'table') return [header, ...rows].map((row) => cells(row).join('  ').trimEnd()).join('\n')
  const line = (row: readonly string[]): string => `| ${cells(row).join(' | ')} |`
  return [line(header), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n')
}

/** The whole evaluation; with `explain` the worst false alarms, their causes by detection and the missed attacks too. */
export function report(evaluation: Evaluation, explain: boolean, style: Style = 'markdown'): string {
  const parts = [
    attackTables(evaluation, style),
    precisionLines(evaluation),
    detectionTable(evaluation, style),
    ...(explain ? [causeTable(evaluation, style), worstTable(evaluation, style), missedTable(evaluation, style)] : []),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

const promptHeader = ['prompts', 'attacks', 'found', '95 %', 'at any level', 'prompts before', '90 %', 'by 1', 'by 2', 'by 3']
const promptMore = ['before a 3rd approval', 'before the approval', 'time']

const promptLegend = [
  'found: by an alarm of medium or high level. prompts before: sent before that alarm, the median and the 90th percentile over the attacks found.',
  'by 1, 2, 3: of all attacks, found when at most so many prompts had been sent. before a 3rd approval: of the attacks with three prompts or more,',
  'found before the third could have been approved. before the approval: of the attacks that somebody approved. time: from the first prompt, median.',
]

const promptRow = (scores: Scores): string[] => [
  scores.name,
  String(scores.attacks),
  percent(scores.found),
  interval(scores.found),
  percent(scores.foundAtAny),
  String(scores.promptsMedian ?? '–'),
  String(scores.promptsNinth ?? '–'),
  ...[scores.byFirst, scores.bySecond, scores.byThird].map(percent),
  counted(scores.beforeThirdApproval),
  counted(scores.beforeApproval),
  duration(scores.detectMedianMs),
]

const entryHeader = [
  'kind',
  'scenario',
  'attacks',
  'found',
  '95 %',
  'at any level',
  'time',
  '90 %',
  'within the hour',
  'after entry',
  '90 % ',
]

const entryLegend = [
  'time: from the first thing the attacker did that a log shows to the alarm, median and 90th percentile over the attacks found. within the hour: of the',
  'attacks that got in, found at latest an hour after that. after entry: from there to the alarm (0 where it came before), median and 90th percentile.',
]

const entryRow = (scores: Scores): string[] => [
  scores.kind ?? '',
  scores.name === scores.kind ? 'all' : scores.name,
  String(scores.attacks),
  percent(scores.found),
  interval(scores.found),
  percent(scores.foundAtAny),
  duration(scores.detectMedianMs),
  duration(scores.detectNinthMs),
  counted(scores.withinHour),
  duration(scores.inMedianMs),
  duration(scores.inNinthMs),
]

const isPrompting = ({ kind }: Scores): boolean => kind === 'bombing' || kind === 'other'

/** Attacks by prompts, and those by passwords, entries and changes, have other things to tell. */
export function attackTables({ scenarios, kinds, total }: Evaluation, style: Style = 'markdown'): string {
  const rowsOf = (wanted: (scores: Scores) => boolean): readonly Scores[] => [
    ...scenarios.filter(wanted),
    ...kinds.filter(wanted).filter(({ kind }) => kind !== 'other'),
  ]
  const prompting = rowsOf(isPrompting)
  const others = rowsOf((scores) => !isPrompting(scores))
  return [
    ...(prompting.length === 0
      ? []
      : [[table([...promptHeader, ...promptMore], prompting.map(promptRow), style), '', ...promptLegend, '']]),
    ...(others.length === 0 ? [] : [[table(entryHeader, others.map(entryRow), style), '', ...entryLegend, '']]),
    [
      `All attacks: ${percent(total.found)} (${interval(total.found)}) of ${total.attacks} found, ${percent(total.foundAtAny)} at any level.`,
    ],
  ]
    .flat()
    .join('\n')
}

export function precisionLines({ precision, falsePer10k, personDays, falseByCause, families }: Evaluation): string {
  const byFamily = families.map((one) => `${one.family} ${percent(one.precision)} of ${one.precision.of}`)
  return [
    `Precision: ${percent(precision)} (${interval(precision)}) of ${precision.of} episodes of medium or high level belong to an attack.`,
    ...(byFamily.length === 0 ? [] : [`By family of detections, each by itself: ${byFamily.join(', ')}.`]),
    `False alarms: ${falsePer10k.count} in ${personDays} person-days: ${rate(falsePer10k)} for 10,000 (95 %: ${falsePer10k.low.toFixed(1)} to ${falsePer10k.high.toFixed(1)}).`,
    ...Object.entries(falseByCause).map(([cause, count]) => `  ${count} ${cause}`),
  ].join('\n')
}

const detectionHeader = [
  'detection',
  'true episodes',
  'false',
  'false for 10,000',
  'false alone',
  'attacks found',
  'found first',
  'found alone',
]

const detectionRow = (one: DetectionScores): string[] => [
  one.detection,
  String(one.trueEpisodes),
  String(one.falseEpisodes),
  rate(one.falsePer10k),
  String(one.falseAlone),
  String(one.found),
  String(one.foundFirst),
  String(one.foundAlone),
]

export function detectionTable({ detections }: Evaluation, style: Style = 'markdown'): string {
  if (detections.length === 0) return ''
  const sorted = [...detections].sort((one, other) => other.found - one.found || (one.detection < other.detection ? -1 : 1))
  return [
    table(detectionHeader, sorted.map(detectionRow), style),
    '',
    'By alarms of medium or high level. false alone: episodes that nothing else had a part in. found alone: attacks that no other detection found.',
  ].join('\n')
}

export function causeTable({ falseBy }: Evaluation, style: Style = 'markdown'): string {
  if (falseBy.length === 0) return ''
  const rows = falseBy.map(({ detection, cause, falsePer10k }) => [detection, cause, String(falsePer10k.count), rate(falsePer10k)])
  return table(['gravest detection', 'cause', 'false alarms', 'for 10,000'], rows, style)
}

export const worstTable = ({ worst }: Evaluation, style: Style = 'markdown'): string =>
  worst.length === 0 ? '' : table(['false alarm', 'person', 'level', 'detection', 'cause', 'why'], worst.map(falseRow), style)

/** As many of the missed attacks are shown; all are counted. */
const missedMax = 20

export function missedTable({ missed }: Evaluation, style: Style = 'markdown'): string {
  if (missed.length === 0) return ''
  const rows = missed.slice(0, missedMax).map(missedRow)
  const more = missed.length - rows.length
  return [
    table(['missed attack', 'person', 'kind', 'scenario', 'over'], rows, style),
    ...(more > 0 ? ['', `… and ${more} more missed.`] : []),
  ].join('\n')
}

const missedRow = ({ firstTime, lastTime, person, kind, scenario }: Label): string[] => [
  new Date(firstTime).toISOString(),
  person,
  kind,
  scenario,
  duration(lastTime - firstTime),
]

const falseRow = ({ alarm, cause, alarms }: FalseAlarm): string[] => [
  new Date(alarm.time).toISOString(),
  alarm.persons[0] ?? '',
  alarms > 1 ? `${alarm.level} (${alarms} alarms)` : alarm.level,
  alarm.detection,
  cause,
  alarm.why.replaceAll('|', '/'),
]

export const percent = ({ count, of }: Share): string => (of === 0 ? '–' : `${rounded(count, of)} %`)

/** One decimal near 100, where aims are; nothing is said to be all that is not. */
function rounded(count: number, of: number): string {
  const value = (count / of) * 100
  return value > 95 && value < 100 ? Math.min(99.9, value).toFixed(1) : String(Math.round(value))
}

export const interval = ({ of, low, high }: Share): string => (of === 0 ? '–' : `${Math.round(low * 100)}–${Math.round(high * 100)} %`)
export const counted = (share: Share): string => (share.of === 0 ? '–' : `${percent(share)} of ${share.of}`)
const rate = (one: Rate): string => one.rate.toFixed(1)

export function duration(ms: number | undefined): string {
  if (ms === undefined) return '–'
  if (ms < 2 * minuteMs) return `${Math.round(ms / secondMs)} s`
  return ms < 3 * hourMs ? `${Math.round(ms / minuteMs)} min` : `${(ms / hourMs).toFixed(1)} h`
}
