/** What other settings would have meant, as lines: the detections before and after, then what is gone, new, louder or quieter. */
import { type Brief, type Counts, type DetectionDifference, type Difference, isLouder, type Moved } from '../3-detect/what-if.ts'
import type { Context } from './command.ts'
import { type Colour, paint, plural, printable } from './terminal.ts'

type Look = Pick<Context, 'isTerminal' | 'colours'>

const colours = { high: 'red', medium: 'yellow', low: 'cyan' } as const satisfies Record<Brief['level'], Colour>

export function* whatIfLines(told: Difference, look: Look): Generator<string> {
  const { totals, gone, added, moved } = told
  if (told.events === 0) {
    yield 'There are no events in these days: nothing can be compared.'
    return
  }
  yield `${stamp(told.from)} to ${stamp(told.to)} UTC, ${plural(told.events, 'event')}`
  yield ''
  yield* table(told.detections, look)
  yield* listed('Gone', totals.gone, gone, look)
  yield* listed('New', totals.added, added, look)
  yield* listed('Louder', totals.louder, moved.filter(isLouder), look)
  yield* listed(
    'Quieter',
    totals.quieter,
    moved.filter((one) => !isLouder(one)),
    look,
  )
  yield ''
  yield sum(told)
}

function* table(detections: readonly DetectionDifference[], look: Look): Generator<string> {
  const rows = detections.map(({ detection, before, after }) => ({
    cells: [detection, change(before.findings, after.findings), change(before.alarms, after.alarms)],
    isSame: before.findings === after.findings && before.alarms === after.alarms,
  }))
  const all = [{ cells: ['detection', 'findings', 'alarms'], isSame: true }, ...rows]
  const widths = [0, 1].map((column) => Math.max(...all.map(({ cells }) => (cells[column] ?? '').length)))
  for (const { cells, isSame } of all) {
    const line = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
    yield paint(line.trimEnd(), isSame ? 'dim' : undefined, look)
  }
}

const change = (before: number, after: number): string =>
  before === after ? before.toLocaleString('en') : `${before.toLocaleString('en')} → ${after.toLocaleString('en')}`

function* listed(title: string, total: number, shown: readonly (Brief | Moved)[], look: Look): Generator<string> {
  if (total === 0) return
  yield ''
  yield paint(`${title}: ${total.toLocaleString('en')}`, 'bold', look)
  for (const one of shown) {
    const { detection, person, time, level, why } = one
    const levels = 'before' in one ? `${one.before} → ${level}` : level
    yield `  ${paint(levels, colours[level], look)}  ${stamp(time)}  ${detection}  ${printable(person)}: ${printable(why)}`
  }
  if (total > shown.length) yield paint(`  and ${(total - shown.length).toLocaleString('en')} more`, 'dim', look)
}

function sum({ detections, totals }: Difference): string {
  const of = (which: 'before' | 'after', what: keyof Counts): number => detections.reduce((total, one) => total + one[which][what], 0)
  if (Object.values(totals).every((count) => count === 0)) return 'Nothing would be different.'
  return `Alarms (medium and high): ${change(of('before', 'alarms'), of('after', 'alarms'))}. Findings: ${change(of('before', 'findings'), of('after', 'findings'))}.`
}

/** `2026-11-02 01:04`. */
const stamp = (time: number): string => new Date(time).toISOString().slice(0, 16).replace('T', ' ')
