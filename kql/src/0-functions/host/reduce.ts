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
  const separates = (character: string): boolean =>
    characters === undefined ? !isLetterOrDigit(character) : characters.includes(character)
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

/** Neighbouring wildcards are one; separators that were given are part of a wildcard beside them (`fooZ1` cut at Z is `foo*`), unless they have a space. */
function shownPattern(terms: readonly (string | undefined)[], gaps: readonly string[], areGiven: boolean): string {
  const isWild = (i: number): boolean => i >= 0 && i < terms.length && terms[i] === undefined
  let pattern = ''
  for (let i = 0; i <= terms.length; i++) {
    const gap = gaps[i] ?? ''
    const isInside = isWild(i - 1) && isWild(i)
    const isSwallowed = areGiven && (isWild(i - 1) || isWild(i)) && !/\s/.test(gap)
    if (!isInside && !isSwallowed) pattern += gap
    if (i < terms.length && !isInside) pattern += terms[i] ?? '*'
  }
  return pattern
}

interface Answer {
  readonly Pattern: string
  readonly Representative: string
}

const others: Answer = { Pattern: 'others', Representative: '' }

/** Groups that came to the same pattern are one, unless a threshold above half holds them apart, as in the page's example with 0.9. */
function answers(counts: ReadonlyMap<string, number>, rows: number, { threshold, characters }: Settings): (value: string) => Answer {
  const supportMin = Math.max(2, threshold * rows)
  const support = supports(counts, characters)
  const groups = gathered(counts, characters, threshold)
  const byPattern = new Map<string, Answer>()
  const byGroup = new Map<Group, Answer>()
  for (const group of new Set(groups.values())) {
    const terms = group.terms.map((term, i) => (term !== undefined && support(i, term) >= supportMin ? term : undefined))
    if (terms.every((term) => term === undefined)) continue
    const Pattern = shownPattern(terms, group.gaps, characters !== undefined)
    const answer = (threshold <= half ? byPattern.get(Pattern) : undefined) ?? { Pattern, Representative: group.representative }
    byPattern.set(Pattern, answer)
    byGroup.set(group, answer)
  }
  return (value) => {
    const group = groups.get(value)
    return (group && byGroup.get(group)) ?? others
  }
}

interface Settings {
  readonly threshold: number
  readonly characters: string | undefined
}

const textOf = (row: Row): string => (typeof row['value'] === 'string' ? row['value'] : '')

function reduced(rows: readonly Row[], said: Row): Row[] {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(textOf(row), (counts.get(textOf(row)) ?? 0) + 1)
  const answerOf = answers(counts, rows.length, {
    threshold: typeof said['threshold'] === 'number' ? said['threshold'] : 0.1,
    characters: typeof said['characters'] === 'string' ? said['characters'] : undefined,
  })
  const totals = new Map<Answer, number>()
  for (const [value, count] of counts) totals.set(answerOf(value), (totals.get(answerOf(value)) ?? 0) + count)
  const shownAs = (answer: Answer): Row => ({
    Pattern: answer.Pattern,
    Count: totals.get(answer) ?? 0,
    Representative: answer.Representative,
  })
  const isSource = rows.some((row) => Object.keys(row).length > 1)
  if (isSource) return rows.map((row) => ({ ...row, ...shownAs(answerOf(textOf(row))) }))
  return [...totals].sort(([, a], [, b]) => b - a).map(([answer]) => shownAs(answer))
}

/**
 * `kql_reduce` (rows, settings): the text of a row is its `value`; settings are `threshold` (0.1) and `characters`. Rows with more columns are given back
 * with their pattern, its count and its representative (`kind=source`).
 */
export const reduceFunctions: readonly HostFunction[] = [
  hostFunction('kql_reduce', ['json', 'json'], 'json', (rows: unknown, settings: unknown) =>
    reduced(rowsOf(rows), isRow(settings) ? settings : {}),
  ),
]
