/** What analysts' words teach about detections: how often each was right here, in bounds that nobody can push further. */
import { dayMs } from '../0-event/time.ts'
import type { DetectionId } from '../3-detect/finding.ts'
import type { Happening, Word } from './happening.ts'
import type { ShiftOf } from './reasons.ts'
import { assessUser } from './user-risk.ts'

/** One analyst's word about one detection at one person; of several on a day about an incident the last counts. */
export interface Verdict {
  readonly detection: DetectionId
  readonly person: string
  /** Days since 1970. */
  readonly day: number
  readonly incident: string
  readonly by: string
  /** 1 right, 0 wrong. */
  readonly right: 0 | 1
  /** How much it says: 1, or less for a dismissal, which does not say why. */
  readonly weight: number
  readonly time: number
  /** The word it came from, which takes it back when it is undone. */
  readonly word: string
}

export interface Reliability {
  readonly detection: DetectionId
  /** Verdicts that count, weighed. */
  readonly right: number
  readonly wrong: number
  /** Verdicts given, before the bounds. */
  readonly given: number
  readonly analysts: number
  /** Log-odds added to what the detection's findings weigh, within ±1. */
  readonly shift: number
}

/** Before anybody said anything: as if eight of ten findings had been right. */
const priorRight = 8
const priorWrong = 2
export const shiftMax = 1
/** One analyst's share of what counts for a detection; a few are heard in any case. */
const analystShare = 0.5
const analystFree = 3
const dismissedWeight = 0.5
/** Verdicts kept; the oldest are let go. */
export const verdictsMax = 20_000

/**
 * What a word teaches: of each detection whose findings it is about. What the person says of themselves teaches nothing, and neither does an
 * analyst's word about their own account (`own` names it).
 */
export function verdictsOf(
  word: Word,
  before: readonly Happening[],
  about: { readonly person: string; readonly own: readonly string[] },
): Verdict[] {
  if (about.own.some((name) => name.toLowerCase() === word.by.toLowerCase())) return []
  const open = new Set(assessUser(before, word.time).open)
  const founds = before.filter((one) => one.kind === 'found').filter(({ id, time }) => time <= word.time && open.has(id))
  const meant = word.findings === undefined ? founds : founds.filter(({ id }) => word.findings?.includes(id) === true)
  return [...new Set(meant.map(({ detection }) => detection))].map((detection) => ({
    detection,
    person: about.person,
    day: Math.floor(word.time / dayMs),
    incident: '',
    by: word.by,
    right: word.says === 'compromised' ? 1 : 0,
    weight: word.says === 'dismissed' ? dismissedWeight : 1,
    time: word.time,
    word: word.id,
  }))
}

/** The reliability of each detection that was spoken of, by its name. Depends on the set of verdicts alone, not on their order. */
export function reliabilities(verdicts: readonly Verdict[]): readonly Reliability[] {
  const byDetection = new Map<DetectionId, Map<string, Verdict>>()
  for (const verdict of verdicts) {
    const known = byDetection.get(verdict.detection) ?? new Map<string, Verdict>()
    const key = `${verdict.person} ${verdict.day} ${verdict.incident}`
    const other = known.get(key)
    if (other === undefined || isLater(verdict, other)) known.set(key, verdict)
    byDetection.set(verdict.detection, known)
  }
  return [...byDetection]
    .map(([detection, counted]) => reliabilityOf(detection, [...counted.values()]))
    .sort((one, other) => (one.detection < other.detection ? -1 : 1))
}

const isLater = (one: Verdict, other: Verdict): boolean => one.time > other.time || (one.time === other.time && one.word > other.word)

function reliabilityOf(detection: DetectionId, verdicts: readonly Verdict[]): Reliability {
  const byAnalyst = new Map<string, { right: number; wrong: number }>()
  for (const { by, right, weight } of verdicts) {
    const sums = byAnalyst.get(by) ?? { right: 0, wrong: 0 }
    if (right === 1) sums.right += weight
    else sums.wrong += weight
    byAnalyst.set(by, sums)
  }
  const all = [...byAnalyst.values()]
  const total = all.reduce((sum, { right, wrong }) => sum + right + wrong, 0)
  let right = 0
  let wrong = 0
  for (const one of all) {
    const own = one.right + one.wrong
    const others = total - own
    const counts = Math.min(own, Math.max(analystFree, (others * analystShare) / (1 - analystShare)))
    right += (one.right * counts) / own
    wrong += (one.wrong * counts) / own
  }
  const shift = Math.log((priorRight + right) / (priorWrong + wrong)) - Math.log(priorRight / priorWrong)
  return {
    detection,
    right,
    wrong,
    given: verdicts.length,
    analysts: byAnalyst.size,
    shift: Math.max(-shiftMax, Math.min(shiftMax, shift)),
  }
}

/** The shifts, for `assessUser`. */
export function shiftsOf(all: readonly Reliability[]): ShiftOf {
  const shifts = new Map(all.map(({ detection, shift }) => [detection, shift]))
  return (detection) => shifts.get(detection) ?? 0
}
