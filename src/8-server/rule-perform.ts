/** One run of a rule in the server: the query, the findings told, and what is noted of it. */
import type { Logger } from 'pino'
import type { Locate } from '../1-ingest/locate.ts'
import type { Hunter } from '../2-store/hunt.ts'
import type { Records } from '../2-store/records.ts'
import type { LogStore } from '../2-store/store.ts'
import type { Rule } from '../3-detect/rule.ts'
import { type Ran, runRule, toFindings, whyFailed } from '../3-detect/rule-run.ts'
import type { Run } from '../3-detect/schedule.ts'
import type { Detecting } from './detecting.ts'
import type { People } from './people.ts'
import type { openRuleFiles, RuleFile } from './rule-files.ts'
import type { RuleStates } from './rule-states.ts'
import { tellFindings } from './rule-telling.ts'
import type { Telling } from './telling.ts'

export interface RulesParts {
  readonly data: string
  readonly store: LogStore
  readonly hunter: Hunter
  readonly records: Records
  readonly people: People
  readonly detecting: Detecting
  readonly telling: Telling
  readonly locate: Locate
  readonly log: Logger
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

export type Ready = RuleFile & { readonly rule: Rule }

export interface RulesState extends RulesParts {
  readonly files: ReturnType<typeof openRuleFiles>
  readonly states: RuleStates
  readonly stop: AbortController
  present: readonly RuleFile[]
  filesRead: number
  /** Times of the oldest and newest row, as far as is known. */
  span: { from: number; to: number } | undefined
  /** The id of the scheduled rule that had the last turn. */
  lastTurn: string
  /** Before this nothing is made again for what came late. */
  lateFrom: number
  /** One rule at a time is at work. */
  turn: Promise<unknown>
}

export interface Performed {
  /** False where it was the machine's fault and not the rule's. */
  readonly done: boolean
  readonly ran: Ran
  /** Findings that are new or have changed. */
  readonly news: number
}

export async function perform(state: RulesState, file: Ready, run: Run): Promise<Performed> {
  const began = state.clock()
  const ran = canSee(state, file.rule, run)
    ? await runRule(file.rule, run, { query: state.hunter.query, signal: state.stop.signal })
    : ({ ok: true, results: 0, alerts: [], isCut: false, elapsedMs: 0 } as const)
  if (!ran.ok && !ran.isFault) return { done: false, ran, news: 0 }
  const news = ran.ok && ran.alerts.length > 0 ? await tell(state, file.rule, run, ran) : 0
  await note(state, file, run, { began, ran, news })
  return { done: true, ran, news }
}

/** A rule that asks for results cannot have any of a window without rows; then nothing need be asked. */
function canSee({ span }: RulesState, { trigger }: Rule, run: Run): boolean {
  if (trigger.operator !== 'gt') return true
  return span !== undefined && run.from <= span.to && run.to > span.from
}

async function tell(state: RulesState, rule: Rule, run: Run, ran: Ran): Promise<number> {
  // Whoever was met for the first time a second ago is not among the persons yet.
  await state.detecting.handled()
  await state.detecting.save()
  const findings = toFindings(rule, run, ran, { recognise: state.people.recognise, locate: state.locate })
  return (await tellFindings(findings, state)).length
}

async function note(
  state: RulesState,
  file: Ready,
  run: Run,
  { began, ran, news }: { began: number; ran: Ran; news: number },
): Promise<void> {
  const known = state.states.of(file)
  const elapsed = ran.ok ? ran.elapsedMs : state.clock() - began
  const error = ran.ok
    ? ran.isCut
      ? 'It had more results than a rule may have; only the first were looked at.'
      : undefined
    : whyFailed(ran, file.queryAt, file.text)
  Object.assign(known, { runs: known.runs + 1, elapsed: known.elapsed + elapsed, error })
  if (ran.ok && ran.alerts.length > 0) known.hit = began
  known.lastRun = began
  state.states.changed(known)
  await state.states.run({
    rule: file.rule.id,
    began,
    first_time: run.from,
    last_time: run.to,
    elapsed,
    results: ran.ok ? ran.results : 0,
    alerts: news,
    error: error ?? null,
  })
}
