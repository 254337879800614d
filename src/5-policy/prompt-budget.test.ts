/** The prompt budget: single rules by example, and what holds whatever is interleaved. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { dayMs, hourMs, minuteMs, secondMs } from '../0-event/time.ts'
import {
  asked,
  type BudgetLimits,
  defaultLimits,
  type Ending,
  ended,
  freshLane,
  type Lane,
  type LaneState,
  lift,
  mayAsk,
  mayAskQuietly,
  succeeded,
  suppress,
} from './prompt-budget.ts'

const start = Date.UTC(2026, 0, 5, 9)
const loud = (lane: Lane) => ({ lane, quiet: false })

/** Prompts that an attacker gets out of `hours` by asking every second; each ends as `how` after `afterMs`. */
function bombed(lane: Lane, how: Ending, afterMs: number, hours: number, limits: BudgetLimits = defaultLimits): readonly number[] {
  const sent: number[] = []
  let state: LaneState = freshLane
  let endsAt = 0
  for (let now = start; now < start + hours * hourMs; now += secondMs) {
    if (endsAt !== 0 && now >= endsAt) {
      state = ended(state, how, loud(lane), limits, now)
      endsAt = 0
    }
    if (endsAt !== 0 || !mayAsk(state, limits, now).ok) continue
    state = asked(state, false, limits, now)
    sent.push(now)
    endsAt = now + afterMs
  }
  return sent
}

test('the phone goes quiet at the third prompt, whether the person says no, nothing, or the attacker gives up each time', () => {
  for (const [how, afterMs] of [
    ['denied', 5 * secondMs],
    ['unanswered', 2 * minuteMs],
    ['cancelled', 1 * secondMs],
    ['cancelled', 119 * secondMs],
  ] as const) {
    assert.equal(bombed('unfamiliar', how, afterMs, 23).length, 2, `${how} after ${afterMs}`)
  }
  assert.equal(bombed('unfamiliar', 'wrong-number', 5 * secondMs, 23).length, 3)
  assert.equal(bombed('unfamiliar', 'reported', 5 * secondMs, 23).length, 1)
})

test('T23: a prompt that nobody answered begins the wait of a denial; from a strange browser it is one', () => {
  for (const lane of ['familiar', 'unfamiliar'] as const) {
    const state = ended(asked(freshLane, false, defaultLimits, start), 'unanswered', loud(lane), defaultLimits, start + 120 * secondMs)
    assert.deepEqual(mayAsk(state, defaultLimits, start + 179 * secondMs), { ok: false, why: 'cool-down', until: start + 180 * secondMs })
    assert.equal(mayAsk(state, defaultLimits, start + 180 * secondMs).ok, true)
    assert.equal(state.denied.length, lane === 'familiar' ? 0 : 1)
  }
  assert.equal(bombed('familiar', 'unanswered', 2 * minuteMs, 1).length, 5, 'their own browser: the limit of an hour')
  assert.equal(bombed('familiar', 'unanswered', 2 * minuteMs, 24).length, 10, 'the limit of a day')
})

test('T22: sent is what counts: a mistyped prompt waits for nothing but fills the budget', () => {
  const sent = bombed('familiar', 'mistyped', secondMs, 1)
  assert.deepEqual(
    sent.map((at) => at - start),
    [0, 15 * secondMs, 30 * secondMs, 10 * minuteMs, 10 * minuteMs + 15 * secondMs],
  )
})

test('T21: after a denial no other for a minute; after the second within ten minutes none for a day', () => {
  let state = ended(asked(freshLane, false, defaultLimits, start), 'denied', loud('familiar'), defaultLimits, start + 1)
  assert.deepEqual(mayAsk(state, defaultLimits, start + 2), { ok: false, why: 'cool-down', until: start + 1 + minuteMs })
  state = ended(asked(state, false, defaultLimits, start + 2 * minuteMs), 'denied', loud('familiar'), defaultLimits, start + 3 * minuteMs)
  assert.deepEqual(mayAsk(state, defaultLimits, start + 3 * minuteMs), {
    ok: false,
    why: 'suppressed',
    until: start + 3 * minuteMs + dayMs,
  })
  assert.equal(mayAskQuietly(state, 'familiar', defaultLimits, start + 3 * minuteMs).ok, true)
})

test('T8: wrong numbers add up over a month, and a new prompt resets nothing', () => {
  let state: LaneState = freshLane
  for (let day = 0; day < 3; day++) {
    assert.equal(mayAsk(state, defaultLimits, start + day * 10 * dayMs).ok, true)
    state = asked(state, false, defaultLimits, start + day * 10 * dayMs)
    state = ended(state, 'wrong-number', loud('unfamiliar'), defaultLimits, start + day * 10 * dayMs + secondMs)
  }
  const after = start + 20 * dayMs + secondMs
  assert.deepEqual(mayAsk(state, defaultLimits, after), { ok: false, why: 'suppressed', until: after + dayMs })
  const again = ended(
    asked(state, false, defaultLimits, after + 2 * dayMs),
    'wrong-number',
    loud('unfamiliar'),
    defaultLimits,
    after + 2 * dayMs,
  )
  assert.equal(again.suppressed?.until, after + 3 * dayMs, 'one more is one too many')
})

test('T26: neither a password nor what others hand out begins a lane anew; a push does, but ends no suppression', () => {
  const state = suppress(asked(freshLane, false, defaultLimits, start), 'reported', defaultLimits, start)
  for (const by of ['password', 'recovery-code', 'access-pass'] as const) assert.equal(succeeded(state, by), state)
  assert.deepEqual(succeeded(state, 'push').suppressed, state.suppressed)
  assert.deepEqual(succeeded(state, 'push').sent, [])
  for (const by of ['passkey', 'totp'] as const) {
    assert.equal(succeeded(state, by).suppressed, undefined)
    assert.equal(mayAsk(succeeded(state, by), defaultLimits, start + secondMs).ok, false, 'the gap stays')
  }
  assert.deepEqual(lift(state).sent, state.sent, 'an administrator gives nothing back')
})

test('a report keeps strange browsers from starting one from the phone, and stays a report', () => {
  const reported = suppress(freshLane, 'reported', defaultLimits, start)
  assert.equal(mayAskQuietly(reported, 'unfamiliar', defaultLimits, start).ok, false)
  assert.equal(mayAskQuietly(reported, 'familiar', defaultLimits, start).ok, true)
  assert.equal(suppress(reported, 'denied', defaultLimits, start + 1).suppressed?.why, 'reported')
})

test('T14: those that pop up nowhere cannot hold the only place: at most 12 minutes of an hour, with a minute between', () => {
  let state: LaneState = freshLane
  let heldMs = 0
  for (let now = start; now < start + hourMs; now += secondMs) {
    if (!mayAskQuietly(state, 'unfamiliar', defaultLimits, now).ok) continue
    state = asked(state, true, defaultLimits, now)
    now += 120 * secondMs
    heldMs += 120 * secondMs
    state = ended(state, 'unanswered', { lane: 'unfamiliar', quiet: true }, defaultLimits, now)
    assert.equal(mayAskQuietly(state, 'unfamiliar', defaultLimits, now + 59 * secondMs).ok, false)
    assert.equal(state.denied.length, 0, 'nobody was disturbed, so nobody refused')
  }
  assert.equal(heldMs, 12 * minuteMs)
})

interface Step {
  readonly waitMs: number
  readonly act: 'ask' | 'quiet' | 'lift' | 'suppress' | 'passkey' | 'push' | 'password' | Ending
  readonly quiet: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  waitMs: fc.oneof(
    fc.integer({ min: 0, max: 30_000 }),
    fc.integer({ min: 0, max: 30 * minuteMs }),
    fc.integer({ min: 0, max: 9 * hourMs }),
  ),
  act: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('ask' as const, 'quiet' as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom<Ending>('approved', 'denied', 'mistyped', 'reported', 'wrong-number', 'unanswered', 'cancelled'),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('lift' as const, 'suppress' as const, 'passkey' as const, 'push' as const, 'password' as const),
    },
  ),
  quiet: fc.boolean(),
})

function act(state: LaneState, { act: what, quiet }: Step, lane: Lane, now: number): LaneState {
  switch (what) {
    case 'ask':
      return mayAsk(state, defaultLimits, now).ok ? asked(state, false, defaultLimits, now) : state
    case 'quiet':
      return mayAskQuietly(state, lane, defaultLimits, now).ok ? asked(state, true, defaultLimits, now) : state
    case 'lift':
      return lift(state)
    case 'suppress':
      return suppress(state, 'reported', defaultLimits, now)
    case 'passkey':
    case 'push':
    case 'password':
      return succeeded(state, what)
    default:
      return ended(state, what, { lane, quiet }, defaultLimits, now)
  }
}

test('whatever is interleaved: no window holds more than its limit, nothing is given back, a suppression only grows, the state stays small', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), fc.constantFrom<Lane>('familiar', 'unfamiliar'), (steps, lane) => {
      let state: LaneState = freshLane
      let now = start
      let sent: number[] = []
      let quiet: number[] = []
      for (const each of steps) {
        now += each.waitMs
        const before = state
        state = act(before, each, lane, now)
        const begun = state.last !== before.last || (state !== before && (each.act === 'ask' || each.act === 'quiet'))
        if (begun) (each.act === 'quiet' ? quiet : sent).push(now)
        if (each.act === 'passkey' || each.act === 'push') [sent, quiet] = [[], []]
        assert.deepEqual(
          [recent(state.sent, now), recent(state.quiet, now)],
          [recent(sent, now), recent(quiet, now)],
          'nothing is given back',
        )
        holds(sent, defaultLimits.sent)
        holds(quiet, defaultLimits.quiet)
        if (each.act !== 'lift' && each.act !== 'passkey') assert.ok((state.suppressed?.until ?? 0) >= (before.suppressed?.until ?? 0))
        assert.ok(state.sent.length <= 10 && state.quiet.length <= 12 && state.denied.length < defaultLimits.deniedMax)
        assert.ok(state.wrong <= defaultLimits.wrongMax && JSON.stringify(state).length < 700)
      }
    }),
    { numRuns: 400 },
  )
})

const recent = (times: readonly number[], now: number): readonly number[] => times.filter((at) => now - at < dayMs)

function holds(times: readonly number[], quotas: BudgetLimits['sent']): void {
  const last = times.at(-1)
  if (last === undefined) return
  for (const { max, windowMs } of quotas) assert.ok(times.filter((at) => last - at < windowMs).length <= max, `${max} in ${windowMs}`)
}

test('asked at a moment, the day it may be asked again is the day it may', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let state: LaneState = freshLane
      let now = start
      for (const each of steps) {
        now += each.waitMs
        state = act(state, each, 'unfamiliar', now)
        const allowed = mayAsk(state, defaultLimits, now)
        if (allowed.ok) continue
        assert.equal(mayAsk(state, defaultLimits, allowed.until - 1).ok, false)
        const then = mayAsk(state, defaultLimits, allowed.until)
        assert.ok(then.ok || then.until > allowed.until)
      }
    }),
    { numRuns: 200 },
  )
})
