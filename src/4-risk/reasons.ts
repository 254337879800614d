/** The reasons that findings give for a person's risk, in words: each with its age, how it fades, and what several of them together say. */
import { dayMs, hourMs, minuteMs } from '../0-event/time.ts'
import type { Contribution, DetectionId, Phase } from '../3-detect/finding.ts'
import { halfLife, heldMs, isHeld } from './fading.ts'
import type { Found } from './happening.ts'

/** What was learnt of a detection, in log-odds within ±1. */
export type ShiftOf = (detection: DetectionId) => number

export const noShift: ShiftOf = () => 0

/** A further detection in the same phase, and the same detection again, say little new. */
const furtherShare = 0.3
const againShare = 0.1
const furtherMax = 2.5
/** Several phases of an attack within a week are more than the sum of their findings. */
const breadthSize = 0.7
const breadthMs = 7 * dayMs
const breadthFrom = 1

/** A finding that counts, and its log-odds now. */
export interface Counted {
  readonly found: Found
  readonly size: number
}

export interface Weighed {
  readonly found: Found
  readonly counts: number
  readonly isFurther: boolean
}

/** Findings of one phase are about one thing: the strongest counts in full, the others a little. Expects the strongest first. */
export function evidence(counted: readonly Counted[]): Weighed[] {
  const seen = new Map<Phase, Set<DetectionId>>()
  const further = new Map<Phase, number>()
  const weighed: Weighed[] = []
  for (const { found, size } of counted) {
    const detections = seen.get(found.phase) ?? new Set()
    const share = detections.size === 0 ? 1 : detections.has(found.detection) ? againShare : furtherShare
    const spent = further.get(found.phase) ?? 0
    const counts = share === 1 ? size : Math.min(size * share, furtherMax - spent)
    if (share < 1) further.set(found.phase, spent + counts)
    seen.set(found.phase, detections.add(found.detection))
    if (counts > 0) weighed.push({ found, counts, isFurther: share < 1 })
  }
  return weighed
}

export function tell({ found, isFurther }: Weighed, now: number, shiftOf: ShiftOf): string {
  const held = isHeld(found) && now - found.time > halfLife(found) && now - found.time < heldMs
  const fading = held ? ', held until it is settled' : `, fades by half every ${span(halfLife(found))}`
  const shift = shiftOf(found.detection)
  const learnt = shift === 0 ? '' : shift > 0 ? ', a detection that was mostly right here' : ', a detection that was often wrong here'
  return `${found.title}, ${ago(now - found.time)}${isFurther ? ', beside a stronger finding' : ''}${fading}${learnt}`
}

/** `30 minutes`, `12 hours`, `week`. */
function span(ms: number): string {
  if (ms < 2 * hourMs) return `${Math.max(2, Math.round(ms / minuteMs))} minutes`
  if (ms < 2 * dayMs) return ms === dayMs ? 'day' : `${Math.round(ms / hourMs)} hours`
  return ms === 7 * dayMs ? 'week' : `${Math.round(ms / dayMs)} days`
}

export function ago(ms: number): string {
  if (ms < minuteMs) return 'just now'
  if (ms < 1.5 * minuteMs) return 'a minute ago'
  return `${ms === dayMs ? 'a day' : ms === 7 * dayMs ? 'a week' : span(ms)} ago`
}

/** Counts phases whose strongest finding still weighs something and that lie within a week of the newest. */
export function breadth(counted: readonly Counted[]): Contribution[] {
  const strong = counted.filter(({ size, found }) => size >= breadthFrom && found.isAboutPerson)
  const newest = Math.max(...strong.map(({ found }) => found.time))
  const phases = new Set(strong.filter(({ found }) => found.time >= newest - breadthMs).map(({ found }) => found.phase))
  if (phases.size < 2) return []
  return [{ because: `${phases.size} steps of an attack within a week`, logOdds: breadthSize * (phases.size - 1) }]
}
