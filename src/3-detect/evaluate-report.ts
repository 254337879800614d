/** An evaluation as text: Markdown tables for people and pages. */
import { minuteMs, secondMs } from '../0-event/time.ts'
import type { Evaluation, FalseAlarm, Scores, Share } from './evaluate.ts'

export type Style = 'table' | 'markdown'

/** Rows of cells under a header whose columns line up: as a Markdown table, or plain for a terminal. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], style: Style = 'markdown'): string {
  const widths = header.map((cell, column) => Math.max(cell.length, 3, ...rows.map((row) => row[column]?.length ?? 0)))
  const cells = (row: readonly string[]): string[] => widths.map((width, column) => (row[column] ?? '').padEnd(width))
  if (style === 'table') return [header, ...rows].map((row) => cells(row).join('  ').trimEnd()).join('\n')
  const line = (row: readonly string[]): string => `| ${cells(row).join(' | ')} |`
  return [line(header), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n')
}

const scoreHeader = [
  'scenario',
  'attacks',
  'found',
  '95 %',
  'at any level',
  'prompts',
  '90 %',
  'by 1',
  'by 2',
  'by 3',
  'before a 3rd approval',
  'before the approval',
  'time',
]

const legend = [
  'found: by an alarm of medium or high level. prompts: sent before that alarm, the median and the 90th percentile over the attacks found.',
  'by 1, 2, 3: of all attacks, found when at most so many prompts had been sent. before a 3rd approval: of the attacks with three prompts or more,',
  'found before the third could have been approved. before the approval: of the attacks that somebody approved. time: from the first prompt, median.',
]

const scoreRow = (scores: Scores): string[] => [
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

/** The whole evaluation; with `explain` the worst false alarms too. */
export function report(evaluation: Evaluation, explain: boolean, style: Style = 'markdown'): string {
  const { scenarios, bombing, total, precision, falsePer10k, personDays, falseByCause, worst } = evaluation
  const lines = [
    table(scoreHeader, [...scenarios, bombing, total].map(scoreRow), style),
    '',
    ...legend,
    '',
    `Precision: ${percent(precision)} (${interval(precision)}) of ${precision.of} episodes of medium or high level belong to an attack.`,
    `False alarms: ${falsePer10k.count} in ${personDays} person-days: ${falsePer10k.rate.toFixed(1)} for 10,000 (95 %: ${falsePer10k.low.toFixed(1)} to ${falsePer10k.high.toFixed(1)}).`,
    ...Object.entries(falseByCause).map(([cause, count]) => `  ${count} ${cause}`),
  ]
  return [
    ...lines,
    ...(explain && worst.length > 0
      ? ['', table(['false alarm', 'person', 'level', 'detection', 'cause', 'why'], worst.map(falseRow))]
      : []),
  ].join('\n')
}

const falseRow = ({ alarm, cause, alarms }: FalseAlarm): string[] => [
  new Date(alarm.time).toISOString(),
  alarm.persons[0] ?? '',
  alarms > 1 ? `${alarm.level} (${alarms} alarms)` : alarm.level,
  alarm.detection,
  cause,
  alarm.why.replaceAll('|', '/'),
]

export const percent = ({ count, of }: Share): string => (of === 0 ? '–' : `${Math.round((count / of) * 100)} %`)
export const interval = ({ of, low, high }: Share): string => (of === 0 ? '–' : `${Math.round(low * 100)}–${Math.round(high * 100)} %`)
const counted = (share: Share): string => (share.of === 0 ? '–' : `${percent(share)} of ${share.of}`)

function duration(ms: number | undefined): string {
  if (ms === undefined) return '–'
  return ms < 2 * minuteMs ? `${Math.round(ms / secondMs)} s` : `${Math.round(ms / minuteMs)} min`
}
