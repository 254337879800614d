/** When rules run: which runs are due at an instant, given what ran before. Pure: clock and past are handed in. */
import { minuteMs, secondMs } from '../0-event/time.ts'
import type { Rule, Timing } from './rule.ts'

/** A run waits for so long after its time, because providers log minutes late; it still looks at what lay before its time. Sentinel waits as long. */
export const ingestionDelayMs = 5 * minuteMs
/** Runs made up after a downtime, or because old records came; of more the newest are made up and the others passed over, which is told. */
export const catchUpMax = 288
/** A rule that fails so often in a row is paused until somebody looks. */
export const failuresMax = 5
/** What came late is looked at so long after it came: more of it comes, most likely. */
const lateWaitMs = minuteMs
/** After new records came, an NRT rule waits for those that come with them: a second, and so long that it is at work a fortieth of the time; a minute at most. */
const nrtWaitMs = secondMs
const nrtShare = 40
const nrtWaitMaxMs = minuteMs
/** One slow run says little (the first one of a server is): what is counted of it doubles at most. */
const elapsedStepMs = 50
const retryMs = minuteMs

export interface RuleState {
  /** The time of the newest run that is done; undefined before the first. */
  readonly at: number | undefined
  /** Event times of records that came behind the newest run, or for an NRT rule of all that came; and since when that is known. */
  readonly late: Late | undefined
  /** What of it is being looked at now. */
  readonly looking: Looking | undefined
  /** No run begins between the two. */
  readonly suppressed: { readonly from: number; readonly until: number } | undefined
  /** Failures in a row, and when it is tried again. */
  readonly failures: number
  readonly retryAt: number
  /** Why it is paused. */
  readonly paused: string | undefined
  /** How long a run takes, by the last ones. */
  readonly elapsedMs: number
}

export interface Late {
  /** Milliseconds since 1970; both are seen. */
  readonly from: number
  readonly to: number
  readonly since: number
}

/** Runs after `until`, the newest one when it was taken up, see it anyway. */
interface Looking extends Late {
  readonly until: number
}

export interface Run {
  /** Its time, by the grid of its frequency; `now()` in its query. */
  readonly at: number
  /** The query sees rows from `from` on and before `to`. */
  readonly from: number
  readonly to: number
  /** It repeats a run that is done, for records that came since. */
  readonly isLate: boolean
}

export interface Due {
  /** Oldest first. */
  readonly runs: readonly Run[]
  /** Runs that are too many to be made up. */
  readonly passedOver: number
}

export const newState: RuleState = {
  at: undefined,
  late: undefined,
  looking: undefined,
  suppressed: undefined,
  failures: 0,
  retryAt: 0,
  paused: undefined,
  elapsedMs: 0,
}

const nothing: Due = { runs: [], passedOver: 0 }

/** Call it before `due`: takes up what came late, when it has waited long enough. */
export function prepared(rule: Pick<Rule, 'kind' | 'timing'>, state: RuleState, now: number): RuleState {
  const { late, looking, elapsedMs } = state
  if (looking !== undefined) return isLookedAt(rule, state) ? { ...state, looking: undefined } : state
  const waitMs = rule.kind === 'NRT' ? Math.min(nrtWaitMaxMs, Math.max(nrtWaitMs, nrtShare * elapsedMs)) : lateWaitMs
  return late === undefined || now < late.since + waitMs ? state : { ...state, late: undefined, looking: { ...late, until: state.at ?? 0 } }
}

export function due({ kind, timing }: Pick<Rule, 'kind' | 'timing'>, state: RuleState, now: number): Due {
  if (timing === undefined || state.paused !== undefined || now < state.retryAt) return nothing
  switch (kind) {
    case 'Hunting':
      return nothing
    case 'NRT':
      return dueNow(timing, state, now)
    case 'Scheduled':
      return dueByGrid(timing, state, now)
  }
}

function dueNow({ periodMs }: Timing, { looking, suppressed }: RuleState, now: number): Due {
  if (looking === undefined || isSuppressed(suppressed, now)) return nothing
  return { runs: [{ at: looking.to + 1, from: looking.from - periodMs, to: looking.to + 1, isLate: false }], passedOver: 0 }
}

function dueByGrid(timing: Timing, state: RuleState, now: number): Due {
  const { frequencyMs } = timing
  const last = floor(now - ingestionDelayMs, frequencyMs)
  const first = state.at === undefined ? last : floor(state.at, frequencyMs) + frequencyMs
  const times = [...lateTimes(timing, state), ...grid(first, last, frequencyMs)]
  const wanted = times.filter((at) => !isSuppressed(state.suppressed, at))
  const runs = wanted.slice(-catchUpMax)
  return {
    runs: runs.map((at) => ({ at, from: at - timing.periodMs, to: at, isLate: state.at !== undefined && at <= state.at })),
    passedOver: wanted.length - runs.length,
  }
}

/** The runs done that would have seen what came late. */
function lateTimes({ frequencyMs, periodMs }: Timing, { looking }: RuleState): readonly number[] {
  if (looking === undefined) return []
  return grid(
    floor(looking.from, frequencyMs) + frequencyMs,
    Math.min(floor(looking.to + periodMs, frequencyMs), looking.until),
    frequencyMs,
  )
}

const isLookedAt = ({ kind, timing }: Pick<Rule, 'kind' | 'timing'>, state: RuleState): boolean =>
  kind === 'Scheduled' && (timing === undefined || lateTimes(timing, state).every((at) => isSuppressed(state.suppressed, at)))

const floor = (time: number, step: number): number => Math.floor(time / step) * step

/** Both ends are in it. A few more than are made up, so that what is passed over can be counted without counting for ever. */
function grid(first: number, last: number, step: number): readonly number[] {
  const from = Math.max(first, last - gridMax * step)
  const times: number[] = []
  for (let at = from; at <= last; at += step) times.push(at)
  return times
}

const gridMax = 100_000

const isSuppressed = (suppressed: RuleState['suppressed'], at: number): boolean =>
  suppressed !== undefined && at > suppressed.from && at < suppressed.until

/** New records came, of these event times. */
export function arrived(
  rule: Pick<Rule, 'kind'>,
  state: RuleState,
  came: { readonly from: number; readonly to: number },
  now: number,
): RuleState {
  const { late, at } = state
  const isAll = rule.kind === 'NRT'
  // What lies behind the newest run is seen by the next one.
  if (!isAll && (at === undefined || came.from >= at)) return state
  const to = isAll ? came.to : Math.min(came.to, (at ?? 0) - 1)
  return {
    ...state,
    late: {
      from: Math.min(came.from, late?.from ?? Number.POSITIVE_INFINITY),
      to: Math.max(to, late?.to ?? Number.NEGATIVE_INFINITY),
      since: late?.since ?? now,
    },
  }
}

export interface Ended {
  /** It made an alert. */
  readonly hit: boolean
  readonly elapsedMs: number
}

/** After a run that came to its end. `now` is by the clock. */
export function ended(
  rule: Pick<Rule, 'kind' | 'suppressionMs'>,
  state: RuleState,
  run: Run,
  { hit, elapsedMs }: Ended,
  now: number,
): RuleState {
  const begins = rule.kind === 'NRT' ? now : run.at
  const isQuieted = hit && !run.isLate && rule.suppressionMs !== undefined
  const suppressed = isQuieted ? { from: begins, until: begins + (rule.suppressionMs ?? 0) } : state.suppressed
  const counted = Math.min(elapsedMs, 2 * state.elapsedMs + elapsedStepMs)
  const done = { ...state, suppressed, failures: 0, retryAt: 0, elapsedMs: counted }
  if (rule.kind === 'NRT') return { ...done, at: Math.max(run.at, state.at ?? 0), looking: undefined }
  if (!run.isLate) return { ...done, at: run.at }
  // The next late run is the one after this.
  return { ...done, looking: state.looking === undefined ? undefined : { ...state.looking, from: Math.max(state.looking.from, run.at) } }
}

/** After a run that could not be made. It is tried again a little later each time; after the fifth the rule is paused with the reason. */
export function failed(state: RuleState, why: string, now: number): RuleState {
  const failures = state.failures + 1
  const paused = failures >= failuresMax ? `It failed ${failures} times in a row; the last time: ${why}` : undefined
  return { ...state, failures, retryAt: now + retryMs * 2 ** (failures - 1), paused }
}

/** It could not be run for a reason that is not its own: soon again. */
export const postponed = (state: RuleState, now: number): RuleState => ({ ...state, retryAt: now + retryMs })

/** Somebody looked after it, or its file changed. */
export const resumed = (state: RuleState): RuleState => ({ ...state, failures: 0, retryAt: 0, paused: undefined })

/** The runs that the schedule would have made while rows of `[from, to)` came, oldest first, to the first that sees the last of them. */
export function* history({ kind, timing }: Pick<Rule, 'kind' | 'timing'>, from: number, to: number): Generator<Run> {
  if (timing === undefined || kind !== 'Scheduled') {
    yield { at: to, from, to, isLate: false }
    return
  }
  const { frequencyMs, periodMs } = timing
  const last = floor(to - 1 + frequencyMs, frequencyMs)
  for (let at = floor(from, frequencyMs) + frequencyMs; at <= last; at += frequencyMs)
    yield { at, from: at - periodMs, to: at, isLate: false }
}
