/** Runs rules when they are due, one after another, so that hunting people and ingest have the rest of the machine. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Locate } from '../1-ingest/locate.ts'
import type { Hunter } from '../2-store/hunt.ts'
import type { Records } from '../2-store/records.ts'
import type { LogStore } from '../2-store/store.ts'
import type { Rule, RuleProblem } from '../3-detect/rule.ts'
import { missingColumns } from '../3-detect/rule-place.ts'
import { readRule } from '../3-detect/rule-read.ts'
import { placed, type Ran, runRule, toFindings, whyFailed } from '../3-detect/rule-run.ts'
import { arrived, catchUpMax, due, ended, failed, history, newState, prepared, type Run, resumed } from '../3-detect/schedule.ts'
import type { Detecting } from './detecting.ts'
import type { People } from './people.ts'
import { problem } from './problem.ts'
import { openRuleFiles, type RuleFile } from './rule-files.ts'
import { type Known, openRuleStates, type RuleStates } from './rule-states.ts'
import { tellFindings } from './rule-telling.ts'
import { ruleView } from './rule-view.ts'
import type { Telling } from './telling.ts'
import type { RuleRunAnswer, RuleRunView, RuleView } from './wire.ts'

/** Between two looks at what came and what is due. */
const lookEveryMs = 1000
/** The first look waits, so that a server that has just begun answers first. */
const firstLookMs = 5000
const filesEveryMs = 5000

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

type Ready = RuleFile & { readonly rule: Rule }

interface State extends RulesParts {
  readonly files: ReturnType<typeof openRuleFiles>
  readonly states: RuleStates
  readonly stop: AbortController
  present: readonly RuleFile[]
  filesRead: number
  /** Times of the oldest and newest row, as far as is known. */
  span: { from: number; to: number } | undefined
  /** One rule at a time is at work. */
  turn: Promise<unknown>
}

export async function openRules(parts: RulesParts): Promise<Rules> {
  const folder = join(parts.data, 'rules')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const state: State = {
    ...parts,
    files: openRuleFiles(folder),
    states: await openRuleStates(parts.records),
    stop: new AbortController(),
    present: [],
    filesRead: Number.NEGATIVE_INFINITY,
    span: undefined,
    turn: Promise.resolve(),
  }
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

function startLooking(state: State): () => void {
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

function inTurn<T>(state: State, work: () => Promise<T>): Promise<T> {
  const mine = state.turn.then(work)
  state.turn = mine.catch(() => {})
  return mine
}

async function present(state: State): Promise<readonly RuleFile[]> {
  if (state.clock() - state.filesRead < filesEveryMs && state.clock() >= state.filesRead) return state.present
  return readFiles(state)
}

async function readFiles(state: State): Promise<readonly RuleFile[]> {
  state.present = await state.files.read()
  state.filesRead = state.clock()
  await state.states.forgetOthers(new Set(state.present.flatMap(({ rule }) => (rule === undefined ? [] : [rule.id]))))
  return state.present
}

const isReady = (file: RuleFile): file is Ready => file.rule !== undefined

const isEnabled = (rule: Rule, known: Known): boolean => known.enabled ?? rule.enabled

async function look(state: State): Promise<void> {
  const files = (await present(state)).filter(isReady)
  await takeArrivals(state, files)
  // Each gets one run in turn: a rule with much to make up must not keep the others waiting.
  while (!state.stop.signal.aborted && (await round(state, files))) await state.states.save()
  await state.states.save()
}

async function takeArrivals(state: State, files: readonly Ready[]): Promise<void> {
  const isFirst = state.states.lastLoad < 0
  if (state.span === undefined) {
    const span = await state.store.span()
    if (span !== undefined) state.span = { from: span.oldest, to: span.newest }
  }
  const came = await state.store.arrived(Math.max(0, state.states.lastLoad))
  if (isFirst) state.states.lastLoad = 0
  if (came === undefined) return
  state.states.lastLoad = came.last
  state.span = { from: Math.min(came.from, state.span?.from ?? came.from), to: Math.max(came.to, state.span?.to ?? came.to) }
  // What was there before there were rules is no news.
  if (isFirst) return
  for (const file of files) {
    const known = state.states.of(file)
    const next = arrived(file.rule, known.state, came, state.clock())
    if (next === known.state || !isEnabled(file.rule, known)) continue
    known.state = next
    state.states.changed(known)
  }
}

/** Near-real-time rules go first. False where nothing was due. */
async function round(state: State, files: readonly Ready[]): Promise<boolean> {
  let some = false
  const order = [...files].sort((one, other) => Number(other.rule.kind === 'NRT') - Number(one.rule.kind === 'NRT'))
  for (const file of order) {
    if (state.stop.signal.aborted) return false
    const known = state.states.of(file)
    if (!isEnabled(file.rule, known)) continue
    known.state = prepared(file.rule, known.state, state.clock())
    const { runs, passedOver } = due(file.rule, known.state, state.clock())
    const [run] = runs
    if (run === undefined) continue
    if (passedOver > 0) tellPassedOver(state, file, known, passedOver)
    if (await scheduledRun(state, file, known, run)) some = true
  }
  return some
}

function tellPassedOver(state: State, file: Ready, known: Known, passedOver: number): void {
  known.passedOver += passedOver
  state.log.warn({ rule: file.rule.id, passedOver }, `more runs were missed than the ${catchUpMax} that are made up`)
}

/** False where it could not be made now, and is tried again at the next look. */
async function scheduledRun(state: State, file: Ready, known: Known, run: Run): Promise<boolean> {
  const { done, ran, news } = await perform(state, file, run)
  if (!done) return false
  known.state = ran.ok
    ? ended(file.rule, known.state, run, { hit: ran.alerts.length > 0, elapsedMs: ran.elapsedMs }, state.clock())
    : failed(known.state, known.error ?? ran.why, state.clock())
  if (known.state.paused !== undefined) state.log.warn({ rule: file.rule.id, why: known.state.paused }, 'a rule is paused')
  known.alerts += news
  state.states.changed(known)
  return ran.ok
}

interface Performed {
  /** False where it was the machine's fault and not the rule's. */
  readonly done: boolean
  readonly ran: Ran
  /** Findings that are new or have changed. */
  readonly news: number
}

async function perform(state: State, file: Ready, run: Run): Promise<Performed> {
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
function canSee({ span }: State, { trigger }: Rule, run: Run): boolean {
  if (trigger.operator !== 'gt') return true
  return span !== undefined && run.from <= span.to && run.to > span.from
}

async function tell(state: State, rule: Rule, run: Run, ran: Ran): Promise<number> {
  // Whoever was met for the first time a second ago is not among the persons yet.
  await state.detecting.handled()
  await state.detecting.save()
  const findings = toFindings(rule, run, ran, { recognise: state.people.recognise, locate: state.locate })
  return (await tellFindings(findings, state)).length
}

async function note(state: State, file: Ready, run: Run, { began, ran, news }: { began: number; ran: Ran; news: number }): Promise<void> {
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

async function check(state: State, text: string): Promise<Awaited<ReturnType<Rules['check']>>> {
  const { rule, problems, wanted, queryAt } = readRule(text)
  if (rule === undefined) return { rule, problems }
  const plan = await state.hunter.explain(rule.query, { signal: state.stop.signal })
  if (!plan.ok) return { rule: undefined, problems: [...problems, ...placed(plan.diagnostics, queryAt, text)] }
  const missing = missingColumns(wanted, plan.queries.at(-1)?.columns ?? [], text)
  return { rule: missing.length > 0 ? undefined : rule, problems: [...problems, ...missing] }
}

async function add(state: State, text: string): Promise<RuleView> {
  const { rule, problems } = await check(state, text)
  if (rule === undefined) {
    const first = problems.find(({ severity }) => severity === 'error')
    throw problem(400, 'bad_request', `Line ${first?.line ?? 1}, column ${first?.column ?? 1}: ${first?.message ?? 'This is no rule.'}`)
  }
  await state.files.write(rule, text)
  await readFiles(state)
  return viewOf(state, find(state, rule.id))
}

function find(state: State, id: string): Ready {
  const file = state.present.filter(isReady).find(({ rule }) => rule.id === id)
  if (file === undefined) throw problem(404, 'not_found', 'There is no such rule. GET /api/rules lists those there are.')
  return file
}

async function lastRuns(state: State, id: string): Promise<readonly RuleRunView[]> {
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

async function enable(state: State, id: string, enabled: boolean | undefined): Promise<RuleView> {
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
  state: State,
  id: string,
  range: { readonly from?: number | undefined; readonly to?: number | undefined },
): Promise<RuleRunAnswer> {
  await present(state)
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
  state: State,
  rule: Rule,
  { from, to = state.clock() }: { readonly from?: number | undefined; readonly to?: number | undefined },
): readonly Run[] {
  if (from === undefined) return [{ at: to, from: to - (rule.timing?.periodMs ?? (0 || defaultPeriodMs)), to, isLate: false }]
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

/** A rule without a period, run by hand, looks at a day. */
const defaultPeriodMs = 24 * 60 * 60 * 1000

const viewOf = (state: State, file: RuleFile): RuleView => ruleView(file, isReady(file) ? state.states.of(file) : undefined, state.clock())
