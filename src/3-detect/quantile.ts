/** How strange ordinary sign-ins are in one tenant: above which score its strangest lie, by how long a person's history was. */

/**
 * Counts of the logarithm of the risk of completed sign-ins. Plain JSON of bounded size: 4 classes of 96 counts. All counts of a class are
 * halved when they sum to `classMax`, so that the tenant of a year ago weighs little.
 */
export interface Scores {
  readonly classes: readonly { total: number; counts: number[] }[]
}

/** Persons with 3 to 7 earlier sign-ins, 8 to 20, 21 to 50, and more: much that is usual is still new to the first ones. */
const historyFrom = [3, 8, 21, 51] as const
const classMax = 200_000
/** A quantile needs at least this many sign-ins beyond it: fewer would be a line drawn by single persons. */
const beyondMin = 5

/** Steps of half a unit of the natural logarithm, from e^-36 to e^12; what lies outside counts at the end. */
const low = -36
const step = 0.5
const bins = 96

export const newScores = (): Scores => ({
  classes: historyFrom.map(() => ({ total: 0, counts: Array.from({ length: bins }, () => 0) })),
})

/** One completed sign-in of a person with so many earlier ones; a risk that is no positive number, or a shorter history, is not counted. */
export function addScore(scores: Scores, history: number, risk: number): void {
  const into = scores.classes[classOf(history)]
  if (into === undefined || !(risk > 0)) return
  const bin = binOf(risk)
  into.counts[bin] = (into.counts[bin] ?? 0) + 1
  into.total++
  if (into.total >= classMax) halve(into)
}

/**
 * The risk above which at most `share` (0 to 1) of the ordinary sign-ins with such a history lie, rounded up to the next step; undefined
 * where the tenant has too few to tell.
 */
export function riskAbove(scores: Scores, history: number, share: number): number | undefined {
  const of = scores.classes[classOf(history)]
  if (of === undefined || of.total * share < beyondMin) return undefined
  let above = 0
  for (let bin = bins - 1; bin >= 0; bin--) {
    above += of.counts[bin] ?? 0
    if (above > of.total * share) return Math.exp(low + (bin + 1) * step)
  }
  return Math.exp(low)
}

/** The counts of both, as if one had seen all. */
export const mergeScores = (one: Scores, other: Scores): Scores => ({
  classes: one.classes.map(({ total, counts }, nth) => {
    const more = other.classes[nth]
    const merged = { total: total + (more?.total ?? 0), counts: counts.map((count, bin) => count + (more?.counts[bin] ?? 0)) }
    while (merged.total >= classMax) halve(merged)
    return merged
  }),
})

const classOf = (history: number): number => historyFrom.findLastIndex((from) => history >= from)

const binOf = (risk: number): number => Math.min(bins - 1, Math.max(0, Math.floor((Math.log(risk) - low) / step)))

function halve(of: { total: number; counts: number[] }): void {
  of.counts = of.counts.map((count) => count >> 1)
  of.total = of.counts.reduce((sum, count) => sum + count, 0)
}
