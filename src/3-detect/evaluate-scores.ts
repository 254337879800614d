/** How well attacks were found: how many, how early, and after how many prompts. */
import { hourMs, secondMs } from '../0-event/time.ts'
import type { AttackKind } from '../1-ingest/scenario.ts'
import type { Alarm, Target } from './evaluate-match.ts'
import { quantile, type Share, share } from './evaluate-share.ts'

/** Nobody reads a prompt and approves it faster (our assumption; a push takes nearly 8 seconds on average). */
const fastestApprovalMs = 2 * secondMs

export interface Scores {
  readonly name: string
  readonly kind: AttackKind | undefined
  readonly attacks: number
  /** By an alarm of at least medium level; by any. */
  readonly found: Share
  readonly foundAtAny: Share
  /** Prompts sent when the first alarm of at least medium level spoke, over the attacks that were found. */
  readonly promptsMedian: number | undefined
  readonly promptsNinth: number | undefined
  /** Of all attacks, found when at most so many prompts had been sent. */
  readonly byFirst: Share
  readonly bySecond: Share
  readonly byThird: Share
  /** Of the attacks with three prompts or more, found before an approval of the third could have come. */
  readonly beforeThirdApproval: Share
  /** Of the attacks that somebody approved, found before that. */
  readonly beforeApproval: Share
  /** From the first thing the attacker did to the alarm, in milliseconds, over the attacks that were found. */
  readonly detectMedianMs: number | undefined
  readonly detectNinthMs: number | undefined
  /** Of the attacks that got in, found at latest an hour after that; and from then to the alarm, in milliseconds (0 where it came before). */
  readonly withinHour: Share
  readonly inMedianMs: number | undefined
  readonly inNinthMs: number | undefined
}

export interface Outcome {
  readonly target: Target
  /** The first alarm of at least medium level; of any. */
  readonly first: Alarm | undefined
  readonly any: Alarm | undefined
  /** The detections that raised an alarm of at least medium level, each with when it first did. */
  readonly by: ReadonlyMap<string, number>
}

export function scoresOf(name: string, kind: AttackKind | undefined, outcomes: readonly Outcome[]): Scores {
  const found = outcomes.flatMap(({ target: { label }, first }) => (first === undefined ? [] : [{ label, time: first.time }]))
  const sent = found.map(({ label, time }) => label.promptTimes.filter((prompt) => prompt <= time).length)
  const prompted = outcomes.filter(({ target }) => target.label.promptTimes.length > 0)
  const long = outcomes.filter(({ target }) => target.label.promptTimes.length >= 3)
  const approved = outcomes.filter(({ target }) => target.label.approvedTime !== undefined)
  const entered = outcomes.filter(({ target }) => target.label.inTime !== undefined)
  const inside = found.flatMap(({ label: { inTime }, time }) => (inTime === undefined ? [] : [Math.max(0, time - inTime)]))
  const outside = found.map(({ label, time }) => Math.max(0, time - label.firstTime))
  const by = (most: number): Share => share(prompted.filter((one) => sentAt(one) <= most).length, prompted.length)
  return {
    name,
    kind,
    attacks: outcomes.length,
    found: share(found.length, outcomes.length),
    foundAtAny: share(outcomes.filter(({ any }) => any !== undefined).length, outcomes.length),
    promptsMedian: quantile(sent, 0.5),
    promptsNinth: quantile(sent, 0.9),
    byFirst: by(1),
    bySecond: by(2),
    byThird: by(3),
    beforeThirdApproval: share(long.filter(isBeforeThird).length, long.length),
    beforeApproval: share(approved.filter(isBeforeApproval).length, approved.length),
    detectMedianMs: quantile(outside, 0.5),
    detectNinthMs: quantile(outside, 0.9),
    withinHour: share(inside.filter((ms) => ms <= hourMs).length, entered.length),
    inMedianMs: quantile(inside, 0.5),
    inNinthMs: quantile(inside, 0.9),
  }
}

/** By the truth, not by what the detector believes. */
const sentAt = ({ target, first }: Outcome): number =>
  first === undefined ? Number.POSITIVE_INFINITY : target.label.promptTimes.filter((prompt) => prompt <= first.time).length

const isBeforeThird = ({ target, first }: Outcome): boolean =>
  first !== undefined && first.time <= (target.label.promptTimes[2] ?? 0) + fastestApprovalMs

const isBeforeApproval = ({ target, first }: Outcome): boolean => first !== undefined && first.time < (target.label.approvedTime ?? 0)
