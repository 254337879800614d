/** Runs rules when they are due, one after another, so that hunting people and ingest have the rest of the machine. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { dayMs } from '../0-event/time.ts'
import type { Rule, RuleProblem } from '../3-detect/rule.ts'
import { missingColumns } from '../3-detect/rule-place.ts'
import { readRule } from '../3-detect/rule-read.ts'
import { placed, whyFailed } from '../3-detect/rule-run.ts'
import { catchUpMax, history, newState, type Run, resumed } from '../3-detect/schedule.ts'
import { problem } from './problem.ts'
import { openRuleFiles, type RuleFile } from './rule-files.ts'
import { perform, type Ready, type RulesParts, type RulesState } from './rule-perform.ts'
import { isEnabled, isReady, look, present, readFiles, takeArrivals } from './rule-rounds.ts'
import { openRuleStates } from './rule-states.ts'
import { ruleView } from './rule-view.ts'
import type { RuleRunAnswer, RuleRunView, RuleView } from './wire.ts'

/** Between two looks at what came and what is due. */
const lookEveryMs = 1000
/** The first look waits, so that a server that has just begun answers first. */
const firstLookMs = 5000

export interface Rules {
  list(): Promise<readonly RuleView[]>
  /** The last runs of one, newest first. Throws 404. */
  runs(id: string): Promise<readonly RuleRunView[]>
  /** What is wrong with a text: as a file, as a query, and against the columns of its result. */
  check(text: string): Promise<{ readonly rule: Rule | undefined; readonly problems: readonly RuleProblem[] }>
  /** Writes a rule into the data folder. Throws 400 with the first problem. */
  add(text: string): Promise<RuleView>
  /** Runs it now, over its last window or as its schedule would have over a range. Throws 404, and 400 where the range is too long. */
  run(id: string, range: { readonly from?: number | undefined; readonly to?: number | undefined }): Promise<RuleRunAnswer>
  /** Undefined lets the file decide again. Also lets a paused rule go on. Throws 404. */
  enable(id: string, enabled: boolean | undefined): Promise<RuleView>
  /** Looks now; settles when nothing is due. */
  look(): Promise<void>
  /** Settles when no rule is at work. */
  close(): Promise<void>
}

export async function openRules(parts: RulesParts): Promise<Rules> {
  const folder = join(parts.data, 'rules')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const state: RulesState = {
    ...parts,
    files: openRuleFiles(folder),
    states: await openRuleStates(parts.records),
    stop: new AbortController(),
    present: [],
    filesRead: Number.NEGATIVE_INFINITY,
    span: undefined,
    lastTurn: '',
    lateFrom: 0,
    turn: Promise.resolve(),
  }
  // What was there before there were rules is no news to them.
  if (state.states.lastLoad < 0) state.states.lastLoad = (await parts.store.arrived(0))?.last ?? 0
  const end = startLooking(state)
  return {
    list: async () => (await present(state)).map((file) => viewOf(state, file)),
    runs: (id) => lastRuns(state, id),
    check: (text) => check(state, text),
    add: (text) => add(state, text),
    run: (id, range) => inTurn(state, () => runNow(state, id, range)),
    enable: (id, enabled) => enable(state, id, enabled),
    look: () => inTurn(state, () => look(state)),
    close: async () => {
      end()
      state.stop.abort()
      await state.turn
      await state.states.save()
    },
  }
}

function startLooking(state: RulesState): () => void {
  let busy = false
  const tick = (): void => {
    if (busy) return
    busy = true
    inTurn(state, () => look(state))
      .catch((error: unknown) => {
        if (!state.stop.signal.aborted) state.log.error({ err: error }, 'the rules could not be looked after; trying again')
      })
      .finally(() => {
        busy = false
      })
  }
  let every: NodeJS.Timeout | undefined
  const first = setTimeout(() => {
    tick()
    every = setInterval(tick, lookEveryMs)
  }, firstLookMs)
  return () => {
    clearTimeout(first)
    clearInterval(every)
  }
}

function inTurn<T>(state: RulesState, work: () => Promise<T>): Promise<T> {
  const mine = state.turn.then(work)
  state.turn = mine.catch(() => {})
  return mine
}

async function check(state: RulesState, text: string): Promise<Awaited<ReturnType<Rules['check']>>> {
  const { rule, problems, wanted, queryAt } = readRule(text)
  if (rule === undefined) return { rule, problems }
  const plan = await state.hunter.explain(rule.query, { signal: state.stop.signal })
  if (!plan.ok) return { rule: undefined, problems: [...problems, ...placed(plan.diagnostics, queryAt, text)] }
  const missing = missingColumns(wanted, plan.queries.at(-1)?.columns ?? [], text)
  return { rule: missing.length > 0 ? undefined : rule, problems: [...problems, ...missing] }
}

async function add(state: RulesState, text: string): Promise<RuleView> {
  const { rule, problems } = await check(state, text)
  if (rule === undefined) {
    const first = problems.find(({ severity }) => severity === 'error')
    throw problem(400, 'bad_request', `Line ${first?.line ?? 1}, column ${first?.column ?? 1}: ${first?.message ?? 'This is no rule.'}`)
  }
  await state.files.write(rule, text)
  await readFiles(state)
  return viewOf(state, find(state, rule.id))
}

function find(state: RulesState, id: string): Ready {
  const file = state.present.filter(isReady).find(({ rule }) => rule.id === id)
  if (file === undefined) throw problem(404, 'not_found', 'There is no such rule. GET /api/rules lists those there are.')
  return file
}

async function lastRuns(state: RulesState, id: string): Promise<readonly RuleRunView[]> {
  await present(state)
  return (await state.states.runs(find(state, id).rule.id)).map((row) => ({
    began: row.began,
    from: row.first_time,
    to: row.last_time,
    elapsedMs: row.elapsed,
    results: row.results,
    alerts: row.alerts,
    error: row.error ?? undefined,
  }))
}

async function enable(state: RulesState, id: string, enabled: boolean | undefined): Promise<RuleView> {
  await present(state)
  const file = find(state, id)
  const known = state.states.of(file)
  const wasEnabled = isEnabled(file.rule, known)
  known.enabled = enabled
  // What lay in the time it was not wanted is not made up.
  known.state = wasEnabled ? resumed(known.state) : newState
  state.states.changed(known)
  await state.states.save()
  return viewOf(state, file)
}

async function runNow(
  state: RulesState,
  id: string,
  range: { readonly from?: number | undefined; readonly to?: number | undefined },
): Promise<RuleRunAnswer> {
  await takeArrivals(state, (await present(state)).filter(isReady))
  const file = find(state, id)
  const runs = runsOf(state, file.rule, range)
  const sum = { runs: 0, results: 0, alerts: 0, elapsedMs: 0 }
  for (const run of runs) {
    const { ran, news } = await perform(state, file, run)
    if (!ran.ok) throw problem(ran.isFault ? 400 : 503, ran.isFault ? 'bad_request' : 'busy', whyFailed(ran, file.queryAt, file.text))
    sum.runs++
    sum.results += ran.results
    sum.alerts += news
    sum.elapsedMs += ran.elapsedMs
  }
  state.states.of(file).alerts += sum.alerts
  await state.states.save()
  return sum
}

function runsOf(
  state: RulesState,
  rule: Rule,
  { from, to = state.clock() }: { readonly from?: number | undefined; readonly to?: number | undefined },
): readonly Run[] {
  // A rule without a period, run by hand, looks at a day.
  if (from === undefined) return [{ at: to, from: to - (rule.timing?.periodMs || dayMs), to, isLate: false }]
  const runs: Run[] = []
  for (const run of history(rule, from, to)) {
    if (runs.length === catchUpMax)
      throw problem(
        400,
        'bad_request',
        `That is more than ${catchUpMax} runs at its frequency. Ask for a shorter range, or use tocsin rules test.`,
      )
    runs.push(run)
  }
  return runs
}

const viewOf = (state: RulesState, file: RuleFile): RuleView =>
  ruleView(file, isReady(file) ? state.states.of(file) : undefined, state.clock())
