/** What the console, policies and the server say to each other about risk; pure types, so both ends import them. */
import type { Factor, SourceName } from '../0-event/event.ts'
import type { Contribution } from '../3-detect/finding.ts'
import type { RiskLevel, RiskState } from '../4-risk/happening.ts'

/** `POST /api/risk`: an attempt to sign in, before it is let through. Everything but the user may be left out; the answer says what was lacking. */
export interface RiskQuestion {
  readonly user: string | { readonly uid?: string; readonly name?: string; readonly email?: string }
  readonly source?: SourceName
  readonly app?: string
  readonly ip?: string
  readonly asn?: number
  readonly country?: string
  readonly city?: string
  readonly userAgent?: string
  readonly os?: string
  readonly browser?: string
  readonly deviceId?: string
  readonly managed?: boolean
  readonly legacy?: boolean
  readonly factor?: Factor
  readonly time?: number
  readonly tenant?: string
}

export interface RiskAnswer {
  readonly riskLevel: RiskLevel
  /** 0 to 1, calibrated. */
  readonly score: number
  /** Largest first; log-odds before calibration. */
  readonly contributions: readonly Contribution[]
  readonly userRisk: { readonly riskLevel: RiskLevel; readonly riskState: RiskState; readonly riskDetail: string; readonly score: number }
  readonly lacking: readonly string[]
}

/**
 * `GET /api/persons/:id/risk`; `POST` {says, reason} with `compromised`, `safe`, `dismissed`, `was_me` or `was_not_me` answers the same;
 * `DELETE /api/persons/:id/risk/:word` takes back what was said.
 */
export interface PersonRisk {
  readonly person: { readonly id: string; readonly name: string; readonly displayName: string | undefined }
  /** Milliseconds since 1970: the instant it is told for. */
  readonly now: number
  readonly level: RiskLevel
  readonly state: RiskState
  readonly detail: string
  readonly score: number
  readonly contributions: readonly Contribution[]
  /** Findings that no longer count, and what ended them. */
  readonly ended: readonly { readonly finding: string; readonly title: string; readonly because: string }[]
  /** What people said, oldest first. */
  readonly said: readonly {
    readonly id: string
    readonly time: number
    readonly says: string
    readonly by: string | undefined
    readonly reason: string
  }[]
  /** Newest first; at most 200. */
  readonly changes: readonly {
    readonly id: string
    readonly time: number
    readonly level: RiskLevel
    readonly state: RiskState
    readonly by: string | undefined
    readonly because: string
  }[]
  /** The last 30 days, oldest first. */
  readonly curve: readonly { readonly time: number; readonly score: number; readonly level: RiskLevel }[]
}

/** `GET /api/risk/reliability`; `DELETE /api/risk/reliability/:detection` forgets what was said of one. */
export interface DetectionReliability {
  readonly detection: string
  /** Verdicts that count, and those given before the bounds. */
  readonly right: number
  readonly wrong: number
  readonly given: number
  readonly analysts: number
  /** Log-odds within ±1. */
  readonly shift: number
}
