/** What counts for a person's risk: findings, proofs that an account is in its owner's hands, and what people said; kept as a bounded set. */
import type { DetectionId, Finding, Level, Phase } from '../3-detect/finding.ts'

export type RiskLevel = 'none' | Level

/** Graph's `riskState`. */
export type RiskState = 'none' | 'confirmedSafe' | 'remediated' | 'dismissed' | 'atRisk' | 'confirmedCompromised'

/** Those of Graph's `riskDetail` that can come about here. */
export type RiskDetail =
  | 'none'
  | 'userPerformedSecuredPasswordChange'
  | 'aiConfirmedSigninSafe'
  | 'adminConfirmedSigninSafe'
  | 'adminConfirmedSigninCompromised'
  | 'adminDismissedRiskForSignIn'
  | 'adminConfirmedUserCompromised'
  | 'adminDismissedAllRiskForUser'
  | 'adminConfirmedAccountSafe'

/** A finding, as far as risk needs it. `time` is that of its last event; a later version replaces an earlier one. */
export interface Found {
  readonly kind: 'found'
  readonly id: string
  readonly time: number
  readonly detection: DetectionId
  readonly title: string
  readonly level: Level
  readonly score: number
  readonly phase: Phase
  readonly riskEventType: string
  /** False where it is about a source or the tenant and the person is one of many it touched. */
  readonly isAboutPerson: boolean
}

/**
 * What speaks for the owner: a sign-in with a passkey from a device known before; a password changed by themselves right after such proof of
 * who they are; their answer when asked.
 */
export interface Proof {
  readonly kind: 'proof'
  readonly id: string
  readonly time: number
  readonly what: 'passkey' | 'password_change' | 'was_me' | 'was_not_me'
}

/** What an analyst said, about everything up to `time` or about single findings. */
export interface Word {
  readonly kind: 'word'
  readonly id: string
  readonly time: number
  readonly says: 'compromised' | 'safe' | 'dismissed'
  /** Findings it is about; undefined where it is about the person. */
  readonly findings?: readonly string[] | undefined
  readonly by: string
  readonly reason: string
}

export type Happening = Found | Proof | Word

/** Kept for a person, the newest of each kind; what is older is let go. */
export const happeningsMax: Readonly<Record<Happening['kind'], number>> = { found: 64, proof: 16, word: 64 }

/** The set with one more in it. The same set comes about in whatever order its members are added, and however often. */
export function add(happenings: readonly Happening[], one: Happening): readonly Happening[] {
  const known = happenings.find(({ id, kind }) => id === one.id && kind === one.kind)
  if (known !== undefined && compare(known, one) >= 0) return happenings
  const all = [...happenings.filter((other) => other !== known), one].sort(compare)
  const over = all.filter(({ kind }) => kind === one.kind).length - happeningsMax[one.kind]
  if (over <= 0) return all
  const oldest = all.find(({ kind }) => kind === one.kind)
  return all.filter((other) => other !== oldest)
}

/** By time, then by what they say: two versions of a finding at the same instant have an order too. */
function compare(one: Happening, other: Happening): number {
  if (one.time !== other.time) return one.time - other.time
  const [left, right] = [keyOf(one), keyOf(other)]
  return left === right ? 0 : left < right ? -1 : 1
}

const keyOf = (one: Happening): string => (one.kind === 'found' ? `${one.id} ${one.score.toFixed(9)} ${one.level}` : one.id)

/** Detections that sum up others, or that judge from what people said: they are told, but are no evidence of their own. */
const summaries: ReadonlySet<DetectionId> = new Set(['risk.compound_user', 'risk.tenant_campaign'])

/** Undefined where a finding is no evidence of its own. */
export function foundOf(finding: Finding, about: string): Found | undefined {
  if (summaries.has(finding.detection)) return undefined
  const { id, detection, title, level, score, riskEventType, subject } = finding
  const isAboutPerson = subject === undefined ? finding.others.length === 0 : subject.kind === 'person' || subject.key === about
  const phase = finding.phase ?? phaseOf(detection)
  return { kind: 'found', id, time: finding.time, detection, title, level, score, phase, riskEventType, isAboutPerson }
}

const phasesByName: Readonly<Record<string, Phase>> = {
  'mfa.burst_then_approval': 'entry',
  'mfa.source_response_mismatch': 'entry',
  'pwd.success_after_attack': 'entry',
  'oauth.illicit_consent': 'foothold',
}

const phasesByFamily: Readonly<Record<string, Phase>> = {
  mfa: 'prompt',
  pwd: 'password',
  factor: 'foothold',
  helpdesk: 'foothold',
  sspr: 'foothold',
  device: 'foothold',
  mailbox: 'action',
  admin: 'action',
  policy: 'action',
}

/** Where a finding that does not say it stands, by its detection; what is not known counts as getting in. */
const phaseOf = (detection: DetectionId): Phase =>
  phasesByName[detection] ?? phasesByFamily[detection.slice(0, detection.indexOf('.'))] ?? 'entry'
