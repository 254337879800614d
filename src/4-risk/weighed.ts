/** Why Tocsin thinks so: the reasons of an incident's findings by size, each said once. */
import type { Contribution, DetectionId, Finding } from '../3-detect/finding.ts'

export interface WeighedReason extends Contribution {
  /** The detections that counted it. */
  readonly detections: readonly DetectionId[]
}

const reasonsMax = 20

/** Strongest first, for or against; the same words count once, with their largest size. Findings that do not say why give nothing. */
export function weighed(findings: readonly Finding[]): readonly WeighedReason[] {
  const byWords = new Map<string, WeighedReason>()
  for (const { contributions = [], detection } of findings) {
    for (const { because, logOdds } of contributions) {
      const before = byWords.get(because)
      const detections = [...new Set([...(before?.detections ?? []), detection])]
      const larger = before === undefined || Math.abs(logOdds) > Math.abs(before.logOdds) ? logOdds : before.logOdds
      byWords.set(because, { because, logOdds: larger, detections })
    }
  }
  const order = (one: WeighedReason, other: WeighedReason): number =>
    Math.abs(other.logOdds) - Math.abs(one.logOdds) || (one.because < other.because ? -1 : 1)
  return [...byWords.values()].sort(order).slice(0, reasonsMax)
}
