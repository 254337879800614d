/** Runs a rule over the logs as its schedule would have: every window in turn, what it finds once. */
import type { SourceName } from '../0-event/event.ts'
import { dayMs, hourMs } from '../0-event/time.ts'
import { tables } from '../2-store/tables/index.ts'
import type { Finding } from '../3-detect/finding.ts'
import type { Rule } from '../3-detect/rule.ts'
import type { FindingParts } from '../3-detect/rule-findings.ts'
import { type Ran, runRule, toFindings } from '../3-detect/rule-run.ts'
import { ended, history, newState, prepared, type Run } from '../3-detect/schedule.ts'
import { failure } from './command.ts'
import type { Asker } from './hunt-ask.ts'

/** Whatever provider it is of, an account named by a rule is looked up by its name. */
export const accountSource: SourceName = 'entra-id'

/** Hours that have rows, so that windows without any need not be asked about. */
export interface Filled {
  readonly hours: ReadonlySet<number>
  readonly from: number
  readonly to: number
}

/** Undefined where there are no rows. */
export async function filled(asker: Asker, signal: AbortSignal): Promise<Filled | undefined> {
  const hours = new Set<number>()
  for (const { name } of tables) {
    const answer = await asker.query(`${name} | summarize by Hour = bin(TimeGenerated, 1h)`, { signal })
    if (!answer.ok) throw failure(answer.message)
    for (const [hour] of answer.results[0]?.rows ?? []) hours.add(Date.parse(String(hour)))
  }
  return hours.size === 0 ? undefined : { hours, from: Math.min(...hours), to: Math.max(...hours) + hourMs }
}

export interface Tested {
  readonly findings: readonly Finding[]
  /** Windows asked about. */
  readonly runs: number
  readonly results: number
  readonly isCut: boolean
  /** Milliseconds of all queries. */
  readonly elapsedMs: number
  readonly failed: Extract<Ran, { ok: false }> | undefined
}

export interface HistoryParts extends FindingParts {
  readonly asker: Asker
  readonly filled: Filled
  /** Milliseconds since 1970. */
  readonly from: number
  readonly to: number
  readonly signal: AbortSignal
  /** Told of each run before it is made; of none at the end. */
  readonly onRun: (run: Run | undefined) => void
}

/** Ends at the first run that fails. */
export async function overHistory(rule: Rule, parts: HistoryParts): Promise<Tested> {
  return allRuns(rule, parts).finally(() => parts.onRun(undefined))
}

async function allRuns(rule: Rule, parts: HistoryParts): Promise<Tested> {
  const found = new Map<string, Finding>()
  const sum = { runs: 0, results: 0, isCut: false, elapsedMs: 0 }
  let state = newState
  for (const run of runsOf(rule, parts)) {
    const { suppressed } = prepared(rule, state, run.at)
    if (suppressed !== undefined && run.at > suppressed.from && run.at < suppressed.until) continue
    if (!canSee(rule, run, parts.filled)) continue
    parts.onRun(run)
    const ran = await runRule(rule, run, { query: parts.asker.query, signal: parts.signal })
    parts.signal.throwIfAborted()
    if (!ran.ok) return { ...sum, findings: [...found.values()], failed: ran }
    state = ended(rule, state, run, { hit: ran.alerts.length > 0, elapsedMs: 0 }, run.at)
    sum.runs++
    sum.results += ran.results
    sum.elapsedMs += ran.elapsedMs
    sum.isCut ||= ran.isCut
    for (const finding of toFindings(rule, run, ran, parts)) if (!found.has(finding.id)) found.set(finding.id, finding)
  }
  return { ...sum, findings: [...found.values()], failed: undefined }
}

/** Near-real-time rules and hunting queries look at single events: a day at a time shows the same. */
function* runsOf(rule: Rule, { from, to }: HistoryParts): Generator<Run> {
  if (rule.kind === 'Scheduled') return yield* history(rule, from, to)
  const periodMs = rule.timing?.periodMs ?? 0
  for (let at = from; at < to; at += dayMs) {
    const end = Math.min(at + dayMs, to)
    yield { at: end, from: at - periodMs, to: end, isLate: false }
  }
}

function canSee({ trigger }: Rule, run: Run, { hours }: Filled): boolean {
  if (trigger.operator !== 'gt') return true
  for (let hour = Math.floor(run.from / hourMs) * hourMs; hour < run.to; hour += hourMs) if (hours.has(hour)) return true
  return false
}
