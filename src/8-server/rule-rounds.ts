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

/** Between two looks at what came, while rules are at work. */
const arrivalsEveryMs = 1000
/** After a run that is made again for what came late, the next such run of any rule waits nine times as long as it took. */
const lateRest = 9

/** Makes the runs that are due; those for what came late rest between each other and go on at the next look. */
export async function look(state: RulesState): Promise<void> {
  let files: readonly Ready[] = []
  let looked = Number.NEGATIVE_INFINITY
  while (!state.stop.signal.aborted) {
    if (Math.abs(state.clock() - looked) >= arrivalsEveryMs) {
      looked = state.clock()
      files = (await present(state)).filter(isReady)
      await takeArrivals(state, files)
    }
    const next = pick(state, files)
    if (next === undefined || !(await scheduledRun(state, next))) break
    await state.states.save()
  }
  await state.states.save()
}

interface Next {
  readonly file: Ready
  readonly known: Known
  readonly run: Run
  readonly passedOver: number
}

/** Near-real-time rules first; then each gets one run in turn, so that one with much to make up keeps no other waiting. */
function pick(state: RulesState, files: readonly Ready[]): Next | undefined {
  const now = files.filter(({ rule }) => rule.kind === 'NRT')
  const turns = files.filter(({ rule }) => rule.kind === 'Scheduled').sort((one, other) => (one.rule.id < other.rule.id ? -1 : 1))
  const at = turns.findIndex(({ rule }) => rule.id > state.lastTurn)
  const inTurn = at === -1 ? turns : [...turns.slice(at), ...turns.slice(0, at)]
  for (const file of [...now, ...inTurn]) {
    const known = state.states.of(file)
    if (!isEnabled(file.rule, known)) continue
    known.state = prepared(file.rule, known.state, state.clock())
    const { runs, passedOver } = due(file.rule, known.state, state.clock())
    const run = runs.find(({ isLate }) => !isLate || state.clock() >= state.lateFrom)
    if (run === undefined) continue
    if (file.rule.kind === 'Scheduled') state.lastTurn = file.rule.id
    return { file, known, run, passedOver }
  }
  return undefined
}

/** Tells the rules of what came since the last look. */
export async function takeArrivals(state: RulesState, files: readonly Ready[]): Promise<void> {
  if (state.span === undefined) {
    const span = await state.store.span()
    if (span !== undefined) state.span = { from: span.oldest, to: span.newest }
  }
  const came = await state.store.arrived(state.states.lastLoad)
  if (came === undefined) return
  state.states.lastLoad = came.last
  state.span = { from: Math.min(came.from, state.span?.from ?? came.from), to: Math.max(came.to, state.span?.to ?? came.to) }
  for (const file of files) {
    const known = state.states.of(file)
    const next = arrived(file.rule, known.state, came, state.clock())
    if (next === known.state || !isEnabled(file.rule, known)) continue
    known.state = next
    state.states.changed(known)
  }
}

function tellPassedOver(state: RulesState, file: Ready, known: Known, passedOver: number): void {
  known.passedOver += passedOver
  state.log.warn({ rule: file.rule.id, passedOver }, `more runs were missed than the ${catchUpMax} that are made up`)
}

/** False where it could not be made now, and is tried again at the next look. */
async function scheduledRun(state: RulesState, { file, known, run, passedOver }: Next): Promise<boolean> {
  if (passedOver > 0) tellPassedOver(state, file, known, passedOver)
  const began = state.clock()
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
  if (run.isLate) state.lateFrom = state.clock() + lateRest * (state.clock() - began)
  return true
}
