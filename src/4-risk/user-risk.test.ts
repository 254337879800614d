/** User risk: one finding makes its own level, several make more, time, proofs and words take it away, and no order of events changes it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dayMs, hourMs, minuteMs } from '../0-event/time.ts'
import type { DetectionId, Level } from '../3-detect/finding.ts'
import { phases } from '../3-detect/finding.ts'
import { halfLifeMs, heldMs } from './fading.ts'
import { add, type Found, type Happening, happeningsMax, type Proof, type Word } from './happening.ts'
import { assessUser, levelUntil } from './user-risk.ts'

const start = Date.UTC(2026, 10, 2)
const scores: Readonly<Record<Level, number>> = { low: 0.3, medium: 0.7, high: 0.97 }
let nth = 0

const found = (detection: DetectionId, level: Level, phase: Found['phase'], time: number, change: Partial<Found> = {}): Found => ({
  kind: 'found',
  id: `f${nth++}`,
  time,
  detection,
  title: 'A finding',
  level,
  score: scores[level],
  phase,
  riskEventType: 'generic',
  isAboutPerson: true,
  ...change,
})
const proof = (what: Proof['what'], time: number): Proof => ({ kind: 'proof', id: `p${nth++}`, time, what })
const word = (says: Word['says'], time: number, findings?: readonly string[]): Word => ({
  kind: 'word',
  id: `w${nth++}`,
  time,
  says,
  findings,
  by: 'ada',
  reason: 'called them',
})
const level = (happenings: readonly Happening[], now = start): string => assessUser(happenings, now).level

test('nothing known is no risk', () => {
  const { level, state, detail, contributions } = assessUser([], start)
  assert.deepEqual({ level, state, detail }, { level: 'none', state: 'none', detail: 'none' })
  assert.deepEqual(contributions, [{ because: 'before anything is known', logOdds: -5 }])
})

for (const one of ['low', 'medium', 'high'] as const) {
  test(`one fresh finding of level ${one} makes that risk, whatever its score within the level`, () => {
    for (const phase of phases)
      for (const score of [0, 0.3, 0.6, 1]) assert.equal(level([found('geo.new_country', one, phase, start, { score })]), one)
  })
}

test('several mediums of different steps make a high; of one detection they do not', () => {
  const knock = found('mfa.push_burst_denied', 'medium', 'prompt', start)
  assert.equal(level([knock, found('geo.new_country', 'medium', 'entry', start)]), 'high')
  assert.equal(level([knock, found('mfa.push_burst_denied', 'medium', 'prompt', start)]), 'medium')
})

test('a knock is gone in days, an entry is not', () => {
  const knock = [found('mfa.push_burst_denied', 'high', 'prompt', start)]
  assert.deepEqual(
    [1, 2, 4].map((days) => level(knock, start + days * dayMs)),
    ['medium', 'low', 'none'],
  )
  const entry = [found('mfa.burst_then_approval', 'high', 'entry', start)]
  assert.deepEqual(
    [1, 10, 100, 179, 181].map((days) => level(entry, start + days * dayMs)),
    ['high', 'medium', 'medium', 'medium', 'none'],
  )
})

test('the half-lives are what the page says', () => {
  for (const phase of phases) {
    const one = found('geo.new_country', 'medium', phase, start)
    const size = (now: number) => assessUser([one], now).contributions.find(({ because }) => because.startsWith('A finding'))?.logOdds ?? 0
    assert.ok(Math.abs(size(start + halfLifeMs[phase]) / size(start) - 0.5) < 1e-9)
  }
})

test('a finding about a source weighs little for each of the many it touched', () => {
  assert.equal(level([found('pwd.spray_single_source', 'high', 'password', start, { isAboutPerson: false })]), 'low')
})

test('a passkey from a known device lowers what happened before it, and not what comes after', () => {
  const before = found('rba.unfamiliar', 'medium', 'entry', start)
  assert.equal(level([before, proof('passkey', start + minuteMs)], start + minuteMs), 'low')
  assert.equal(level([before, proof('passkey', start - minuteMs)], start), 'medium')
})

test('no proof counts while something is open that an attacker may have left behind', () => {
  const left = [found('factor.enrolled_after_risk', 'medium', 'foothold', start), found('rba.unfamiliar', 'medium', 'entry', start)]
  const without = assessUser(left, start + hourMs).score
  assert.equal(assessUser([...left, proof('passkey', start + minuteMs), proof('was_me', start + minuteMs)], start + hourMs).score, without)
})

test('a safe change of password ends attempts and entries, and not what was left behind', () => {
  const change = proof('password_change', start + hourMs)
  const entry = [found('mfa.burst_then_approval', 'high', 'entry', start), change]
  const { level: now, state, detail } = assessUser(entry, start + 2 * hourMs)
  assert.deepEqual({ now, state, detail }, { now: 'none', state: 'remediated', detail: 'userPerformedSecuredPasswordChange' })
  assert.equal(level([...entry, found('mailbox.rule', 'high', 'action', start)], start + 2 * hourMs), 'high')
})

test('words: dismissed, safe and compromised are what Graph says, and a later one counts', () => {
  const one = found('mfa.burst_then_approval', 'high', 'entry', start)
  const stand = (happenings: readonly Happening[]) => {
    const { level, state, detail } = assessUser(happenings, start + dayMs)
    return `${level} ${state} ${detail}`
  }
  assert.equal(stand([one, word('dismissed', start + 1)]), 'none dismissed adminDismissedAllRiskForUser')
  assert.equal(stand([one, word('safe', start + 1)]), 'none confirmedSafe adminConfirmedAccountSafe')
  assert.equal(stand([one, word('compromised', start + 1)]), 'high confirmedCompromised adminConfirmedUserCompromised')
  assert.equal(stand([word('compromised', start + 1), word('safe', start + 2)]), 'none confirmedSafe adminConfirmedAccountSafe')
  assert.equal(stand([one, word('safe', start + 1, [one.id])]), 'none confirmedSafe adminConfirmedSigninSafe')
  assert.equal(stand([one, word('compromised', start + 1, [one.id])]), 'high confirmedCompromised adminConfirmedSigninCompromised')
  assert.equal(stand([one, word('dismissed', start - 1)]), 'high atRisk none')
})

test('who was confirmed compromised stays so, whatever the account does', () => {
  const all = [word('compromised', start), proof('passkey', start + 1), proof('was_me', start + 2), proof('password_change', start + 3)]
  assert.equal(level(all, start + 300 * dayMs), 'high')
})

test('"that was not me" is high at once, and "that was me" never takes it back', () => {
  assert.equal(level([proof('was_not_me', start), proof('was_me', start + 1)], start + 2), 'high')
})

const anyFound = fc
  .record({
    detection: fc.constantFrom<DetectionId>(
      'mfa.push_burst_denied',
      'geo.new_country',
      'mailbox.rule',
      'factor.shared',
      'mfa.user_reported',
    ),
    level: fc.constantFrom<Level>('low', 'medium', 'high'),
    phase: fc.constantFrom(...phases),
    time: fc.integer({ min: start, max: start + 30 * dayMs }),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    id: fc.integer({ min: 0, max: 200 }).map((n) => `f${n}`),
    isAboutPerson: fc.boolean(),
  })
  .map((one): Found => ({ kind: 'found', title: 'x', riskEventType: 'generic', ...one }))
const time = fc.integer({ min: start, max: start + 30 * dayMs })
const anyProof = fc.record({
  kind: fc.constant('proof' as const),
  id: fc.uuid(),
  time,
  what: fc.constantFrom('passkey' as const, 'password_change' as const, 'was_me' as const, 'was_not_me' as const),
})
const anyWord = fc.record({
  kind: fc.constant('word' as const),
  id: fc.uuid(),
  time,
  says: fc.constantFrom('compromised' as const, 'safe' as const, 'dismissed' as const),
  findings: fc.option(fc.constant(['f1', 'f2']), { nil: undefined }),
  by: fc.constant('ada'),
  reason: fc.constant(''),
})
const anything = fc.oneof({ weight: 6, arbitrary: anyFound }, anyProof, anyWord)

test('the same happenings in any order, some told twice, are the same set and the same risk', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 120 }), fc.infiniteStream(fc.nat()), (happenings, chance) => {
      const shuffled = [...happenings, ...happenings.slice(0, 5)]
        .map((one) => ({ one, at: chance.next().value ?? 0 }))
        .sort((left, right) => left.at - right.at)
        .map(({ one }) => one)
      const build = (all: readonly Happening[]) => all.reduce<readonly Happening[]>(add, [])
      assert.deepEqual(build(shuffled), build(happenings))
      assert.deepEqual(assessUser(build(shuffled), start + 31 * dayMs), assessUser(build(happenings), start + 31 * dayMs))
    }),
    { numRuns: 200 },
  )
})

test('bounded, whatever comes; the reasons sum to the score; between happenings risk only falls', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 150 }), fc.integer({ min: 0, max: 200 * dayMs }), (given, wait) => {
      const kept = given.reduce<readonly Happening[]>(add, [])
      for (const kind of ['found', 'proof', 'word'] as const)
        assert.ok(kept.filter((one) => one.kind === kind).length <= happeningsMax[kind])
      const now = start + 30 * dayMs
      const risk = assessUser(kept, now)
      const sum = risk.contributions.reduce((total, { logOdds }) => total + logOdds, 0)
      assert.ok(Math.abs(1 / (1 + Math.exp(-sum)) - risk.score) < 1e-12)
      assert.ok(assessUser(kept, now + wait).score <= risk.score + 1e-12)
    }),
    { numRuns: 300 },
  )
})

test('when the level will change is foretold to the minute', () => {
  const one = [found('mfa.push_burst_denied', 'high', 'prompt', start)]
  const first = levelUntil(one, start) ?? 0
  assert.equal(level(one, first), 'medium')
  assert.equal(level(one, first - minuteMs - 1), 'high')
  const entry = [found('mfa.burst_then_approval', 'high', 'entry', start)]
  assert.ok(Math.abs((levelUntil(entry, start + 20 * dayMs) ?? 0) - start - heldMs) <= minuteMs)
  assert.equal(levelUntil([word('compromised', start)], start), undefined)
})

test('the reasons can be read aloud', () => {
  const risk = assessUser(
    [
      found('mfa.push_burst_denied', 'medium', 'prompt', start - 3 * hourMs, { title: 'MFA prompts refused' }),
      found('geo.new_country', 'low', 'entry', start),
    ],
    start,
  )
  assert.deepEqual(
    risk.contributions.map(({ because }) => because),
    [
      'MFA prompts refused, 3 hours ago, fades by half every day',
      'before anything is known',
      'A finding, just now, fades by half every week',
      '2 steps of an attack within a week',
    ],
  )
})
