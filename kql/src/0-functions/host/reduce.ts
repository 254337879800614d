/**
 * `reduce`: texts that are alike become one pattern. https://learn.microsoft.com/kusto/query/reduce-operator
 *
 * The page names its basis, Vaarandi's clustering of log lines, and gives examples; the rest is ours. A text is its terms, cut at every separator. Texts with
 * as many terms are gathered when enough of their terms are the same: half, or the threshold if that is more. A term stands in the pattern if it stands there
 * in all texts of the group and its place holds it in at least the threshold's share of all rows (two rows at the least); everything else is `*`. What has no
 * term left is among the `others`.
 */
import { type HostFunction, hostFunction } from '../host.ts'
import { isRow, type Row, rowsOf } from './plugin.ts'

interface Text {
  readonly terms: readonly string[]
  /** What stands before each term, and after the last one. */
  readonly gaps: readonly string[]
}

interface Group {
  /** Undefined where the texts differ. */
  terms: (string | undefined)[]
  readonly gaps: readonly string[]
  readonly representative: string
  count: number
}

/** Groups that a text is compared with; texts that fit none of so many are among the others. */
const groupsMax = 1_000
const half = 0.5

const isLetterOrDigit = (character: string): boolean => /[0-9A-Za-z]/.test(character)

/** Every character that is no ASCII letter or digit separates, or those that are given. */
function cut(value: string, characters: string | undefined): Text {
  const separates = (character: string): boolean => (characters === undefined ? !isLetterOrDigit(character) : characters.includes(character))
  const terms: string[] = []
  const gaps = ['']
  let isInTerm = false
  for (const character of value) {
    if (separates(character)) {
      if (isInTerm) gaps.push('')
      gaps[gaps.length - 1] += character
    } else {
      if (!isInTerm) terms.push('')
      terms[terms.length - 1] += character
    }
    isInTerm = !separates(character)
  }
  return { terms, gaps: gaps.length > terms.length ? gaps : [...gaps, ''] }
}

const sameTerms = (group: Group, { terms }: Text): number => terms.reduce((so, term, i) => so + (group.terms[i] === term ? 1 : 0), 0)

function nearest(groups: readonly Group[], text: Text, shareMin: number): Group | undefined {
  let best: Group | undefined
  let most = 0
  for (const group of groups) {
    const same = sameTerms(group, text)
    if (same > most && same >= shareMin * text.terms.length) {
      best = group
      most = same
    }
  }
  return best
}

/** Which group each text is in. */
function gathered(counts: ReadonlyMap<string, number>, characters: string | undefined, threshold: number): ReadonlyMap<string, Group> {
  const byLength = new Map<number, Group[]>()
  const found = new Map<string, Group>()
  for (const [value, count] of [...counts].sort(([, a], [, b]) => b - a)) {
    const text = cut(value, characters)
    const groups = byLength.get(text.terms.length) ?? []
    byLength.set(text.terms.length, groups)
    const group = nearest(groups, text, Math.max(half, threshold))
    if (group !== undefined) {
      group.terms = group.terms.map((term, i) => (term === text.terms[i] ? term : undefined))
      group.count += count
      found.set(value, group)
    } else if (groups.length < groupsMax) {
      const fresh = { terms: [...text.terms], gaps: text.gaps, representative: value, count }
      groups.push(fresh)
      found.set(value, fresh)
    }
  }
  return found
}

/** How many rows have a term at a place. */
function supports(counts: ReadonlyMap<string, number>, characters: string | undefined): (place: number, term: string) => number {
  const found = new Map<string, number>()
  for (const [value, count] of counts) {
    cut(value, characters).terms.forEach((term, i) => {
      found.set(`${i} ${term}`, (found.get(`${i} ${term}`) ?? 0) + count)
    })
  }
  return (place, term) => found.get(`${place} ${term}`) ?? 0
}

/** Neighbouring wildcards, and separators beside them that are no space, are one `*`. */
function shownPattern({ terms, gaps }: Group): string {
  let pattern = gaps[0] ?? ''
  terms.forEach((term, i) => {
    const gap = gaps[i + 1] ?? ''
    if (term !== undefined) pattern += term + gap
    else pattern = `${pattern.replace(/[^0-9A-Za-z\s]+$/, (tail) => (tail.endsWith('*') ? '*' : ''))}*${gap}`.replace(/\*\s*\*(?=\s*$|[^*]*$)/, '*')
  })
  return pattern
}

function reduced(rows: readonly Row[], settings: Row): Row[] {
  const threshold = typeof settings['threshold'] === 'number' ? settings['threshold'] : 0.1
  const characters = typeof settings['characters'] === 'string' ? settings['characters'] : undefined
  const counts = new Map<string, number>()
  const textOf = (row: Row): string => (typeof row['value'] === 'string' ? row['value'] : '')
  for (const row of rows) counts.set(textOf(row), (counts.get(textOf(row)) ?? 0) + 1)
  const supportMin = Math.max(2, threshold * rows.length)
  const support = supports(counts, characters)
  const groups = gathered(counts, characters, threshold)
  const patterns = new Map<Group, { readonly pattern: string; readonly representative: string }>()
  for (const group of new Set(groups.values())) {
    const terms = group.terms.map((term, i) => (term !== undefined && support(i, term) >= supportMin ? term : undefined))
    const hasTerm = terms.some((term) => term !== undefined)
    patterns.set(group, hasTerm ? { pattern: shownPattern({ ...group, terms }), representative: group.representative } : others)
  }
  const answerOf = (value: string): { readonly pattern: string; readonly representative: string } => {
    const group = groups.get(value)
    return (group && patterns.get(group)) ?? others
  }
  const isSource = rows.some((row) => Object.keys(row).length > 1)
  if (isSource) return rows.map((row) => ({ ...row, Pattern: answerOf(textOf(row)).pattern, Representative: answerOf(textOf(row)).representative }))
  const total = new Map<object, { readonly Pattern: string; Count: number; readonly Representative: string }>()
  for (const [value, count] of counts) {
    const answer = answerOf(value)
    const sum = total.get(answer) ?? { Pattern: answer.pattern, Count: 0, Representative: answer.representative }
    sum.Count += count
    total.set(answer, sum)
  }
  return [...total.values()].sort((a, b) => b.Count - a.Count)
}

const others = { pattern: 'others', representative: '' }

/**
 * `kql_reduce` (rows, settings): the text of a row is its `value`; settings are `threshold` (0.1) and `characters`. Rows with more columns are given back
 * with their pattern (`kind=source`).
 */
export const reduceFunctions: readonly HostFunction[] = [
  hostFunction('kql_reduce', ['json', 'json'], 'json', (rows: unknown, settings: unknown) => reduced(rowsOf(rows), isRow(settings) ? settings : {})),
]
