/** Findings grouped into what an analyst works on: one incident per person and attack, incidents of one attacker into a campaign. */
import type { Finding, Level, Person } from '../3-detect/finding.ts'

/** How far the attacker came: noticed by rules without any prompt, asked, refused (or left unanswered), reported by the person, let in. */
export type Stage = 'noticed' | 'asked' | 'refused' | 'reported' | 'approved'

export interface Incident {
  /** Stable: of the person and the first finding. */
  readonly id: string
  readonly person: Person
  /** One sentence: who, how many prompts, what became of them. */
  readonly title: string
  readonly level: Level
  readonly stage: Stage
  readonly firstTime: number
  readonly lastTime: number
  /** The findings' ids, oldest first; at most the newest 200. */
  readonly findings: readonly string[]
  readonly detections: readonly string[]
  readonly prompts: { readonly sent: number; readonly refused: number; readonly unanswered: number; readonly approved: number }
  /** Addresses, apps and providers involved; at most 20 of each. */
  readonly addresses: readonly string[]
  readonly apps: readonly string[]
  readonly sources: readonly string[]
  /** Incidents of other persons by the same attacker share it. */
  readonly campaign: string | undefined
  readonly simulated: boolean
}

/** Bounded grouping state; hand every finding (new or changed) to `add`. */
export interface Incidents {
  /** The incidents this finding made or changed: one, or more where it joins a campaign. */
  add(finding: Finding): readonly Incident[]
  /** Takes up incidents kept from before a restart. */
  restore(kept: readonly Incident[]): void
}
