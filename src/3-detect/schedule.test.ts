/** What the schedule promises: no window is missed or doubled, whatever the clock does and whatever fails; what comes late is looked at again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dayMs, hourMs, minuteMs, secondMs } from '../0-event/time.ts'
import type { Rule } from './rule.ts'
import {
  arrived,
  catchUpMax,
  due,
  ended,
  failed,
  failuresMax,
  history,
  ingestionDelayMs,
  newState,
  prepared,
  type RuleState,
  type Run,
  resumed,
} from './schedule.ts'

fc.configureGlobal({ numRuns: 400 })

type Scheduled = Pick<Rule, 'kind' | 'timing' | 'suppressionMs'>
const start = Date.UTC(2026, 10, 2, 9)
const hourly: Scheduled = { kind: 'Scheduled', timing: { frequencyMs: hourMs, periodMs: 6 * hourMs }, suppressionMs: undefined }
const nrt: Scheduled = { kind: 'NRT', timing: { frequencyMs: minuteMs, periodMs: 0 }, suppressionMs: undefined }
const quick = { hit: false, elapsedMs: 10 }

/** Makes all runs that are due; those that `fails` says so of are not done. */
function tick(rule: Scheduled, before: RuleState, now: number, done: Run[], fails: () => boolean = () => false, hit = false): RuleState {
  let state = prepared(rule, before, now)
  for (const run of due(rule, state, now).runs) {
    if (fails()) return failed(state, 'the disk is full', now)
    done.push(run)
    state = ended(rule, state, run, { ...quick, hit }, now)
  }
  return prepared(rule, state, now)
}

const timings = fc
  .record({ frequency: fc.integer({ min: 5, max: 1440 }), more: fc.integer({ min: 0, max: 2000 }) })
  .map(({ frequency, more }) => ({ frequencyMs: frequency * minuteMs, periodMs: (frequency + more) * minuteMs }))

test('each run is made once and in order, and no instant lies between two windows', () => {
  fc.assert(
    fc.property(timings, fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 60 }), (timing, pauses) => {
      const rule: Scheduled = { kind: 'Scheduled', timing, suppressionMs: undefined }
      const done: Run[] = []
      let state = newState
      let now = start
      for (const pause of pauses) {
        now += Math.min(pause * secondMs, timing.frequencyMs * catchUpMax)
        state = tick(rule, state, now, done)
        const newest = done.at(-1)
        assert.ok(newest !== undefined && newest.at <= now - ingestionDelayMs && newest.at > now - ingestionDelayMs - timing.frequencyMs)
      }
      for (const [index, run] of done.entries()) {
        const before = done[index - 1]
        if (before !== undefined) assert.equal(run.at - before.at, timing.frequencyMs)
        if (before !== undefined) assert.ok(run.from <= before.to)
        assert.deepEqual([run.from, run.to], [run.at - timing.periodMs, run.at])
      }
    }),
  )
})

test('what fails is made again, until every window was seen once', () => {
  fc.assert(
    fc.property(timings, fc.array(fc.boolean(), { minLength: 1, maxLength: 100 }), (timing, fails) => {
      const rule: Scheduled = { kind: 'Scheduled', timing, suppressionMs: undefined }
      const done: Run[] = []
      const left = [...fails]
      let state = newState
      for (let now = start; now < start + 3 * timing.frequencyMs; now += timing.frequencyMs / 4) {
        state = tick(rule, state, now, done, () => left.shift() === true)
        if (state.paused !== undefined) state = resumed(state)
      }
      const times = done.map(({ at }) => at)
      assert.deepEqual(times, [...new Set(times)])
      for (const [index, at] of times.entries()) if (index > 0) assert.equal(at - (times[index - 1] ?? 0), timing.frequencyMs)
    }),
  )
})

test('every window that can see what came late is looked at again, and only those', () => {
  fc.assert(
    fc.property(timings, fc.integer({ min: 1, max: 50 * 1440 }), fc.integer({ min: 0, max: 500 }), (timing, ago, length) => {
      const rule: Scheduled = { kind: 'Scheduled', timing, suppressionMs: undefined }
      const first: Run[] = []
      let state = tick(rule, newState, start, first)
      const at = state.at ?? 0
      const came = { from: at - ago * minuteMs, to: at - ago * minuteMs + length * minuteMs }
      state = arrived(rule, state, came, start)
      const again: Run[] = []
      state = tick(rule, state, start + minuteMs - 1, again)
      state = tick(rule, state, start + minuteMs, again)
      const late = again.filter(({ isLate }) => isLate).map((run) => run.at)
      const wanted: number[] = []
      for (let one = at; one > came.from && wanted.length < catchUpMax; one -= timing.frequencyMs)
        if (one - timing.periodMs <= Math.min(came.to, at - 1)) wanted.unshift(one)
      assert.deepEqual(late, wanted.slice(-catchUpMax + (again.length - late.length)))
      assert.equal(state.late, undefined)
      assert.equal(state.looking, undefined)
    }),
  )
})

test('after a long downtime the newest runs are made up, and it is told how many were not', () => {
  const timing = { frequencyMs: 5 * minuteMs, periodMs: 5 * minuteMs }
  const state = { ...newState, at: start - 14 * dayMs }
  const { runs, passedOver } = due({ kind: 'Scheduled', timing }, state, start)
  assert.equal(runs.length, catchUpMax)
  assert.equal(passedOver, 14 * 288 - 1 - catchUpMax)
  assert.equal(runs.at(-1)?.at, start - ingestionDelayMs)
})

test('after an alert no run begins while it is suppressed, and then they go on', () => {
  const rule = { ...hourly, suppressionMs: 3 * hourMs }
  const done: Run[] = []
  let state = tick(rule, newState, start + ingestionDelayMs, done, undefined, true)
  for (let hours = 1; hours <= 5; hours++) state = tick(rule, state, start + hours * hourMs + ingestionDelayMs, done)
  assert.deepEqual(
    done.map(({ at }) => (at - start) / hourMs),
    [0, 3, 4, 5],
  )
})

test('a rule that fails five times in a row is paused with its reason, and goes on when somebody resumes it', () => {
  let state = newState
  let now = start
  for (let times = 1; times < failuresMax; times++) {
    state = failed(state, 'no such table', now)
    assert.equal(state.paused, undefined)
    assert.deepEqual(due(hourly, state, state.retryAt - 1).runs, [])
    now = state.retryAt
    assert.equal(due(hourly, state, now).runs.length, 1)
  }
  state = failed(state, 'no such table', now)
  assert.match(state.paused ?? '', /5 times in a row; the last time: no such table/)
  assert.deepEqual(due(hourly, state, now + dayMs).runs, [])
  assert.equal(due(hourly, resumed(state), now + dayMs).runs.length > 0, true)
})

test('a near-real-time rule looks at what came, within seconds, and once', () => {
  const done: Run[] = []
  let state = tick(nrt, newState, start, done)
  assert.deepEqual(done, [])
  state = arrived(nrt, state, { from: start - dayMs, to: start - dayMs + 5 }, start)
  state = arrived(nrt, state, { from: start - 2000, to: start - 1000 }, start + 200)
  state = tick(nrt, state, start + 999, done)
  assert.deepEqual(done, [])
  state = tick(nrt, state, start + secondMs, done)
  state = tick(nrt, state, start + minuteMs, done)
  assert.deepEqual(done, [{ at: start - 999, from: start - dayMs, to: start - 999, isLate: false }])
})

test('a near-real-time rule with a slow query runs less often, and once a minute at least', () => {
  let state = newState
  let now = start
  for (let runs = 0; runs < 10; runs++) {
    state = prepared(nrt, arrived(nrt, state, { from: now, to: now }, now), now + minuteMs)
    const [run] = due(nrt, state, now + minuteMs).runs
    assert.ok(run !== undefined)
    state = ended(nrt, state, run, { hit: false, elapsedMs: 10_000 }, now + minuteMs)
    now += 2 * minuteMs
    if (runs === 0) assert.ok(prepared(nrt, arrived(nrt, state, { from: now, to: now }, now), now + 2 * secondMs).looking !== undefined)
  }
  assert.equal(prepared(nrt, arrived(nrt, state, { from: now, to: now }, now), now + minuteMs - 1).looking, undefined)
})

test('what comes while a rule is at work waits for the next run', () => {
  let state = prepared(nrt, arrived(nrt, newState, { from: start, to: start }, start), start + secondMs)
  const [run] = due(nrt, state, start + secondMs).runs
  assert.ok(run !== undefined)
  state = arrived(nrt, state, { from: start + 5, to: start + 5 }, start + secondMs)
  state = prepared(nrt, ended(nrt, state, run, quick, start + 1500), start + 2 * secondMs)
  assert.deepEqual(
    due(nrt, state, start + 2 * secondMs).runs.map(({ from, to }) => [from, to]),
    [[start + 5, start + 6]],
  )
})

test('over history a schedule makes the runs that it would have made', () => {
  const runs = [...history(hourly, start + 30 * minuteMs, start + 2 * hourMs)]
  assert.deepEqual(
    runs.map(({ at }) => (at - start) / hourMs),
    [1, 2],
  )
  assert.deepEqual(
    [...history({ kind: 'Hunting', timing: undefined }, start, start + 5)],
    [{ at: start + 5, from: start, to: start + 5, isLate: false }],
  )
})
