/** Looks for what came and for what is due, and gives each rule its turn. */
import type { Rule } from '../3-detect/rule.ts'
import { arrived, catchUpMax, due, ended, failed, postponed, prepared, type Run } from '../3-detect/schedule.ts'
import type { RuleFile } from './rule-files.ts'
import { perform, type Ready, type RulesState } from './rule-perform.ts'
import type { Known } from './rule-states.ts'

const filesEveryMs = 5000

/** The files as they were at most five seconds ago. */
export async function present(state: RulesState): Promise<readonly RuleFile[]> {
  if (state.clock() - state.filesRead < filesEveryMs && state.clock() >= state.filesRead) return state.present
  return readFiles(state)
}

/** The files as they are now. */
export async function readFiles(state: RulesState): Promise<readonly RuleFile[]> {
  state.present = await state.files.read()
  state.filesRead = state.clock()
  await state.states.forgetOthers(new Set(state.present.flatMap(({ rule }) => (rule === undefined ? [] : [rule.id]))))
  return state.present
}

export const isReady = (file: RuleFile): file is Ready => file.rule !== undefined

export const isEnabled = (rule: Rule, known: Known): boolean => known.enabled ?? rule.enabled

/** Makes all runs that are due. */
export async function look(state: RulesState): Promise<void> {
  const files = (await present(state)).filter(isReady)
  await takeArrivals(state, files)
  // Each gets one run in turn: a rule with much to make up must not keep the others waiting.
  while (!state.stop.signal.aborted && (await round(state, files))) await state.states.save()
  await state.states.save()
}

/** Tells the rules of what came since the last look. */
export async function takeArrivals(state: RulesState, files: readonly Ready[]): Promise<void> {
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
async function round(state: RulesState, files: readonly Ready[]): Promise<boolean> {
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

function tellPassedOver(state: RulesState, file: Ready, known: Known, passedOver: number): void {
  known.passedOver += passedOver
  state.log.warn({ rule: file.rule.id, passedOver }, `more runs were missed than the ${catchUpMax} that are made up`)
}

/** False where it could not be made now, and is tried again at the next look. */
async function scheduledRun(state: RulesState, file: Ready, known: Known, run: Run): Promise<boolean> {
  const { done, ran, news } = await perform(state, file, run).catch((error: unknown) => {
    // What was found could not be kept: the disk is full, most likely.
    known.state = postponed(known.state, state.clock())
    throw error
  })
  if (!done) return false
  known.state = ran.ok
    ? ended(file.rule, known.state, run, { hit: ran.alerts.length > 0, elapsedMs: ran.elapsedMs }, state.clock())
    : failed(known.state, known.error ?? ran.why, state.clock())
  if (known.state.paused !== undefined) state.log.warn({ rule: file.rule.id, why: known.state.paused }, 'a rule is paused')
  known.alerts += news
  state.states.changed(known)
  return ran.ok
}
