/** The prompt budget: whether another prompt may reach a person's phone. Pure: the state before, the state after, and why. */
import { dayMs, hourMs, minuteMs, secondMs } from '../0-event/time.ts'

interface Quota {
  readonly max: number
  readonly windowMs: number
}

export interface BudgetLimits {
  /** Prompts sent without a success between: the most in each window. */
  readonly sent: readonly Quota[]
  /** The same for those that pop up nowhere: each holds a person's only place for as long as it lasts. */
  readonly quiet: readonly Quota[]
  readonly gapMs: number
  /** After a denial, or a prompt that nobody answered. */
  readonly coolDownMs: number
  /** So many denials within the window suppress. */
  readonly deniedMax: number
  readonly deniedWindowMs: number
  readonly wrongMax: number
  readonly suppressionMs: number
}

export const defaultLimits: BudgetLimits = {
  sent: [
    { max: 3, windowMs: 10 * minuteMs },
    { max: 5, windowMs: hourMs },
    { max: 10, windowMs: dayMs },
  ],
  quiet: [
    { max: 3, windowMs: 10 * minuteMs },
    { max: 6, windowMs: hourMs },
    { max: 12, windowMs: dayMs },
  ],
  gapMs: 15 * secondMs,
  coolDownMs: minuteMs,
  deniedMax: 2,
  deniedWindowMs: 10 * minuteMs,
  wrongMax: 3,
  suppressionMs: dayMs,
}

/** NIST SP 800-63B-4 §3.2.2: after so many failures in a row, however long apart, a phone must be bound anew. */
export const phoneFailuresMax = 100

/** Counted apart, so that whoever attacks from a strange browser cannot take prompts away from the person's own. */
export type Lane = 'familiar' | 'unfamiliar'
export const lanes: readonly Lane[] = ['familiar', 'unfamiliar']

export type SuppressedBy = 'denied' | 'wrong-numbers' | 'reported'

/** What is remembered of one account in one lane; times are milliseconds since 1970, oldest first. Lists hold at most the largest `max` of their quotas. */
export interface LaneState {
  readonly sent: readonly number[]
  readonly quiet: readonly number[]
  readonly denied: readonly number[]
  /** Wrong numbers since the last success; time does not forget them. */
  readonly wrong: number
  readonly coolUntil: number
  readonly quietCoolUntil: number
  /** When the last prompt of either kind began; 0 for never. */
  readonly last: number
  readonly suppressed?: { readonly until: number; readonly why: SuppressedBy } | undefined
}

export const freshLane: LaneState = { sent: [], quiet: [], denied: [], wrong: 0, coolUntil: 0, quietCoolUntil: 0, last: 0 }

type Refusal = 'suppressed' | 'budget' | 'cool-down' | 'gap'
export type Allowed = { readonly ok: true } | { readonly ok: false; readonly why: Refusal; readonly until: number }

/** Whether a prompt may pop up on the phone. Of several reasons against it, the one that lasts longest. */
export function mayAsk(state: LaneState, limits: BudgetLimits, now: number): Allowed {
  return longest(now, [
    ['suppressed', state.suppressed?.until ?? 0],
    ['budget', fullUntil(state.sent, limits.sent, now)],
    ['cool-down', state.coolUntil],
    ['gap', gapUntil(state, limits)],
  ])
}

/**
 * Whether a person may start one from the phone. A suppression lets it pass, since nothing pops up; only where somebody reported an attack must a
 * strange browser prove itself otherwise, because its user may be on the telephone with the victim.
 */
export function mayAskQuietly(state: LaneState, lane: Lane, limits: BudgetLimits, now: number): Allowed {
  const isBarred = lane === 'unfamiliar' && state.suppressed?.why === 'reported'
  return longest(now, [
    ['suppressed', isBarred ? (state.suppressed?.until ?? 0) : 0],
    ['budget', fullUntil(state.quiet, limits.quiet, now)],
    ['cool-down', state.quietCoolUntil],
    ['gap', gapUntil(state, limits)],
  ])
}

export function asked(state: LaneState, isQuiet: boolean, limits: BudgetLimits, now: number): LaneState {
  return isQuiet
    ? { ...state, quiet: counted(state.quiet, limits.quiet, now), last: now }
    : { ...state, sent: counted(state.sent, limits.sent, now), last: now }
}

export type Ending = 'approved' | 'denied' | 'mistyped' | 'reported' | 'wrong-number' | 'unanswered' | 'cancelled'

/** What the end of a prompt does to its lane. Nothing gives back what was sent; only a finished sign-in begins anew (`succeeded`). */
export function ended(
  state: LaneState,
  how: Ending,
  { lane, quiet }: { readonly lane: Lane; readonly quiet: boolean },
  limits: BudgetLimits,
  now: number,
): LaneState {
  switch (how) {
    case 'approved':
    case 'mistyped':
      return state
    case 'denied':
      return denied(cooled(state, limits, now), limits, now)
    case 'reported':
      return suppress(state, 'reported', limits, now)
    case 'wrong-number':
      return wrong(cooled(state, limits, now), limits, now)
    case 'unanswered':
    case 'cancelled':
      // Whoever asked chooses between the two, so one must not be cheaper. From a strange browser, silence is a no: people sleep through attacks. A
      // person's own browser only waits: their phone may be in the next room.
      if (quiet) return { ...state, quietCoolUntil: now + limits.coolDownMs }
      return lane === 'unfamiliar' ? denied(cooled(state, limits, now), limits, now) : cooled(state, limits, now)
  }
}

/** Begins a suppression, or makes the one there longer; never shorter, and a report stays a report while it lasts. */
export function suppress(state: LaneState, why: SuppressedBy, limits: BudgetLimits, now: number): LaneState {
  const before = suppressedAt(state, now)
  return {
    ...state,
    denied: [],
    suppressed: {
      until: Math.max(before?.until ?? 0, now + limits.suppressionMs),
      why: before?.why === 'reported' ? 'reported' : why,
    },
  }
}

/**
 * A sign-in from this lane succeeded. Passkeys and codes of an authenticator app end a suppression, a push does not; what somebody else can hand out
 * (recovery codes, access passes) or an attacker already has (the password) changes nothing.
 */
export function succeeded(state: LaneState, by: 'passkey' | 'totp' | 'push' | 'recovery-code' | 'access-pass' | 'password'): LaneState {
  switch (by) {
    case 'passkey':
    case 'totp':
      return { ...freshLane, last: state.last }
    case 'push':
      return { ...freshLane, last: state.last, suppressed: state.suppressed }
    case 'recovery-code':
    case 'access-pass':
    case 'password':
      return state
  }
}

/** An administrator ends the suppression; what was sent and the wrong numbers still count. */
export const lift = (state: LaneState): LaneState => ({ ...state, denied: [], coolUntil: 0, suppressed: undefined })

export const suppressedAt = ({ suppressed }: LaneState, now: number): LaneState['suppressed'] =>
  suppressed !== undefined && suppressed.until > now ? suppressed : undefined

const cooled = (state: LaneState, limits: BudgetLimits, now: number): LaneState => ({
  ...state,
  coolUntil: Math.max(state.coolUntil, now + limits.coolDownMs),
})

function denied(state: LaneState, limits: BudgetLimits, now: number): LaneState {
  const recent = [...state.denied.filter((at) => now - at < limits.deniedWindowMs), now].slice(-limits.deniedMax)
  return recent.length >= limits.deniedMax ? suppress(state, 'denied', limits, now) : { ...state, denied: recent }
}

function wrong(state: LaneState, limits: BudgetLimits, now: number): LaneState {
  const after = { ...state, wrong: Math.min(state.wrong + 1, limits.wrongMax) }
  return after.wrong >= limits.wrongMax ? suppress(after, 'wrong-numbers', limits, now) : after
}

const gapUntil = (state: LaneState, limits: BudgetLimits): number => (state.last === 0 ? 0 : state.last + limits.gapMs)

/** Until when the quotas are used up; 0 where they are not. */
function fullUntil(times: readonly number[], quotas: readonly Quota[], now: number): number {
  const ends = quotas.map(({ max, windowMs }) => {
    const within = times.filter((at) => now - at < windowMs)
    if (within.length < max) return 0
    return (within[within.length - max] ?? now) + windowMs
  })
  return Math.max(0, ...ends)
}

function counted(times: readonly number[], quotas: readonly Quota[], now: number): readonly number[] {
  const windowMs = Math.max(0, ...quotas.map((quota) => quota.windowMs))
  const most = Math.max(0, ...quotas.map(({ max }) => max))
  const kept = [...times.filter((at) => now - at < windowMs), now]
  return kept.slice(Math.max(0, kept.length - most))
}

function longest(now: number, reasons: readonly (readonly [Refusal, number])[]): Allowed {
  const [first] = reasons.filter(([, until]) => until > now).sort(([, one], [, other]) => other - one)
  return first === undefined ? { ok: true } : { ok: false, why: first[0], until: first[1] }
}
