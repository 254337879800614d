/** What the strip chart shows, as ECharts wants to be told: a lane for each way a prompt can end, a shape for each event. */
import type { TimelineItem } from '../../../src/8-server/wire.ts'
import { type Mark, markOf, markPath, markText } from '../look/outcome.ts'
import { clean } from '../text/clean.ts'
import { clockText, dayClockText } from '../text/time.ts'
import type { Colours } from './colours.ts'

/** From the bottom up. Always all of them, so that nothing moves when the first of a kind comes. */
const lanes: readonly { readonly label: string; readonly marks: readonly Mark[] }[] = [
  { label: 'Sign-in, account', marks: ['other'] },
  { label: 'Other prompts', marks: ['sent', 'stopped', 'wrong', 'reported'] },
  { label: 'Not answered', marks: ['unanswered'] },
  { label: 'Refused', marks: ['refused'] },
  { label: 'Approved', marks: ['approved'] },
  { label: 'Let in', marks: ['let-in'] },
]

export interface Window {
  readonly from: number
  readonly to: number
}

const padMin = 120_000

/** All that is known, with some air. */
export function wholeWindow(timeline: readonly TimelineItem[], { from, to }: Window): Window {
  const times = timeline.map(({ event }) => event.time)
  return attackWindow({ from: Math.min(from, ...times), to: Math.max(to, ...times) })
}

/** The attack with some air around it. */
export function attackWindow({ from, to }: Window): Window {
  const pad = Math.max(padMin, (to - from) * 0.12)
  return { from: from - pad, to: to + pad }
}

function colour(mark: Mark, of: Colours): string {
  if (mark === 'let-in') return of['red-text']
  if (mark === 'unanswered' || mark === 'sent') return of['amber-text']
  return mark === 'other' || mark === 'approved' || mark === 'stopped' ? of.muted : of.ink
}

function point({ event, sentence, findings }: TimelineItem, letIn: boolean, of: Colours) {
  const mark = markOf(event, letIn && findings.length > 0)
  const { path, filled } = markPath[mark]
  const own = colour(mark, of)
  return {
    value: [event.time, lanes.findIndex(({ marks }) => marks.includes(mark))],
    name: event.id,
    sentence: `${markText[mark]}: ${sentence}`,
    symbol: `path://${path}`,
    symbolSize: mark === 'let-in' ? 17 : mark === 'other' ? 7 : 12,
    itemStyle: { color: filled ? own : 'transparent', borderColor: own, borderWidth: filled ? 0 : 2.2, opacity: 1 },
  }
}

const isPoint = (data: unknown): data is ReturnType<typeof point> => typeof data === 'object' && data !== null && 'sentence' in data

/** Rich text of ECharts gives a meaning to braces; the words of a log must not. */
const plain = (text: string): string => clean(text, 160).replace(/[{}|]/g, ' ')

export interface Frame {
  /** What is shown at first. */
  readonly window: Window
  /** As far as one can zoom out. */
  readonly whole: Window
  readonly narrow: boolean
  /** Whether an approval that findings speak of let the attacker in. */
  readonly letIn: boolean
}

export function stripOption(timeline: readonly TimelineItem[], { window, whole, narrow, letIn }: Frame, of: Colours) {
  return {
    animation: false,
    grid: { left: narrow ? 92 : 116, right: 18, top: 8, bottom: 74 },
    tooltip: {
      renderMode: 'richText' as const,
      confine: true,
      backgroundColor: of.raised,
      borderColor: of['line-strong'],
      textStyle: { color: of.ink, width: 300, overflow: 'break' as const },
      formatter: ({ data }: { readonly data: unknown }) =>
        isPoint(data) ? `${dayClockText(Number(data.value[0]))}\n${plain(data.sentence)}` : '',
    },
    xAxis: {
      type: 'time' as const,
      min: whole.from,
      max: whole.to,
      axisLine: { lineStyle: { color: of['line-strong'] } },
      axisLabel: { color: of.muted, hideOverlap: true, formatter: clockText },
      splitLine: { show: true, lineStyle: { color: of.line, opacity: 0.6 } },
    },
    yAxis: {
      type: 'category' as const,
      data: lanes.map(({ label }) => label),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: of.ink, fontSize: 12 },
      splitLine: { show: true, lineStyle: { color: of.line } },
    },
    dataZoom: [
      // Without a key the wheel scrolls the page, as people expect.
      {
        type: 'inside' as const,
        startValue: window.from,
        endValue: window.to,
        zoomOnMouseWheel: 'ctrl' as const,
        filterMode: 'none' as const,
        preventDefaultMouseMove: false,
      },
      {
        type: 'slider' as const,
        startValue: window.from,
        endValue: window.to,
        filterMode: 'none' as const,
        height: 24,
        bottom: 10,
        borderColor: of.line,
        fillerColor: `${of.amber}33`,
        handleStyle: { color: of.card, borderColor: of['line-strong'] },
        moveHandleStyle: { color: of['line-strong'] },
        dataBackground: { lineStyle: { opacity: 0 }, areaStyle: { opacity: 0 } },
        selectedDataBackground: { lineStyle: { opacity: 0 }, areaStyle: { opacity: 0 } },
        textStyle: { color: of.muted },
        labelFormatter: (value: number) => clockText(value),
        brushSelect: false,
      },
    ],
    series: [{ type: 'scatter' as const, data: timeline.map((item) => point(item, letIn, of)), cursor: 'pointer', clip: true }],
  }
}
