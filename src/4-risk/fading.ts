/** How much a finding weighs for its person's risk, and how it fades; see docs/risk.md for the reasons. */
import { dayMs, hourMs } from '../0-event/time.ts'
import { logOdds } from '../3-detect/doubt.ts'
import type { DetectionId, Level, Phase } from '../3-detect/finding.ts'
import type { Found, RiskLevel } from './happening.ts'

/** What is thought of a person before anything is known: the same as of their prompts. */
export const prior = logOdds.prior

/** Total log-odds from which a person's risk has a level: 5 %, 31 % and 88 %. */
const levelFrom: Readonly<Record<Level, number>> = { low: -3, medium: -0.8, high: 2 }

export const levelOf = (total: number): RiskLevel =>
  total >= levelFrom.high ? 'high' : total >= levelFrom.medium ? 'medium' : total >= levelFrom.low ? 'low' : 'none'

/** A knock says little tomorrow; who got in may still be there in weeks. */
export const halfLifeMs: Readonly<Record<Phase, number>> = {
  password: 12 * hourMs,
  prompt: dayMs,
  entry: 7 * dayMs,
  foothold: 21 * dayMs,
  action: 21 * dayMs,
}

/** A finding of a level weighs in these bounds, so that alone and fresh it makes its person's risk of its own level. */
const sizes: Readonly<Record<Level, { readonly from: number; readonly to: number }>> = {
  low: { from: 2.5, to: 4 },
  medium: { from: 5, to: 6.5 },
  high: { from: 7.5, to: 9 },
}

/** What an analyst confirmed weighs so much and does not fade. */
export const confirmedSize = 12

/** A high finding that says that somebody got in, or knows the password, never weighs less than this while it is open: medium remains. */
const heldSize = 4.4
/** After so long even that is over (Microsoft lets low user risk age out after six months; entra-docs, concept-identity-protection-risks). */
export const heldMs = 180 * dayMs

/** The password is in somebody else's hands: it does not come back by waiting. */
const passwordKnown: ReadonlySet<DetectionId> = new Set(['mfa.user_reported', 'pwd.leaked', 'pwd.success_after_attack'])

/** The share a finding has that is about a source or the tenant: the person was one of many. */
const sharedShare = 0.35

const scoreMin = 0.001
const scoreMax = 0.999
const logit = (score: number): number => {
  const bounded = Math.min(scoreMax, Math.max(scoreMin, score))
  return Math.log(bounded / (1 - bounded))
}

/**
 * Log-odds of a finding when it was made: how far it moved from the prior, `shift` (what was learnt of its detection, within ±1) added.
 */
function sizeOf(found: Found, shift: number): number {
  const { from, to } = sizes[found.level]
  const own = Math.min(to, Math.max(from, logit(found.score) - prior)) + Math.min(1, Math.max(-1, shift))
  return found.isAboutPerson ? own : own * sharedShare
}

/** Log-odds of it at `now` (milliseconds since 1970). What lies in the future of `now` is as fresh as can be. */
export function sizeAt(found: Found, shift: number, now: number): number {
  const size = sizeOf(found, shift)
  const age = Math.max(0, now - found.time)
  const faded = size * 0.5 ** (age / halfLife(found))
  return isHeld(found) && age < heldMs ? Math.max(faded, Math.min(size, heldSize)) : faded
}

export const halfLife = ({ detection, phase }: Found): number => (passwordKnown.has(detection) ? halfLifeMs.entry : halfLifeMs[phase])

export const isHeld = ({ level, detection, phase, isAboutPerson }: Found): boolean =>
  level === 'high' && isAboutPerson && (!isKnock(phase) || passwordKnown.has(detection))

/** Attempts from outside, which end by themselves. */
const isKnock = (phase: Phase): boolean => phase === 'password' || phase === 'prompt'

/** What the attacker leaves behind, which a new password does not end. */
export const staysBehind = (phase: Phase): boolean => phase === 'foothold' || phase === 'action'
