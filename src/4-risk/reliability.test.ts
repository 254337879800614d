/** Learning: only analysts teach, none of them alone far, and nobody beyond the bound. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dayMs } from '../0-event/time.ts'
import { phases } from '../3-detect/finding.ts'
import type { Found, Happening, Word } from './happening.ts'
import { reliabilities, shiftMax, shiftsOf, type Verdict, verdictsOf } from './reliability.ts'
import { assessUser } from './user-risk.ts'

const start = Date.UTC(2026, 10, 2)
const verdict = (person: number, by: string, right: 0 | 1, day = 0): Verdict => ({
  detection: 'geo.new_country',
  person: `p${person}`,
  day,
  incident: '',
  by,
  right,
  weight: 1,
  time: start + person,
  word: `w${person} ${by} ${day}`,
})
const shift = (verdicts: readonly Verdict[]): number => reliabilities(verdicts)[0]?.shift ?? 0

test('before anybody speaks nothing is shifted; right raises, wrong lowers', () => {
  assert.equal(shift([]), 0)
  assert.ok(shift([verdict(1, 'ada', 1)]) > 0)
  assert.ok(shift([verdict(1, 'ada', 0)]) < 0)
})

test('a person counts once a day, with the last word', () => {
  assert.equal(shift([verdict(1, 'ada', 0), { ...verdict(1, 'ada', 1), time: start + 99 }]), shift([verdict(1, 'ada', 1)]))
})

test('one analyst alone is heard three times, and with others for at most half', () => {
  const many = Array.from({ length: 200 }, (_, n) => verdict(n, 'ada', 0))
  assert.ok(Math.abs(shift(many) - shift(many.slice(0, 3))) < 1e-9)
  const four = [...many, ...Array.from({ length: 4 }, (_, n) => verdict(1000 + n, 'bo', 1))]
  const of = reliabilities(four)[0]
  assert.deepEqual(
    { right: of?.right, wrong: of?.wrong, analysts: of?.analysts, given: of?.given },
    { right: 4, wrong: 4, analysts: 2, given: 204 },
  )
})

const found: Found = {
  kind: 'found',
  id: 'f',
  time: start,
  detection: 'geo.new_country',
  title: 'x',
  level: 'high',
  score: 0.9,
  phase: 'entry',
  riskEventType: 'newCountry',
  isAboutPerson: true,
}
const word = (says: Word['says'], by = 'ada'): Word => ({ kind: 'word', id: 'w', time: start + 1, says, by, reason: '' })

test('words teach about what is open, a dismissal half; nobody teaches about their own account', () => {
  const about = { person: 'eve', own: ['eve@example.com'] }
  assert.deepEqual(
    (['compromised', 'safe', 'dismissed'] as const).map((says) =>
      verdictsOf(word(says), [found], about).map(({ right, weight }) => [right, weight]),
    ),
    [[[1, 1]], [[0, 1]], [[0, 0.5]]],
  )
  assert.deepEqual(verdictsOf(word('safe', 'Eve@example.com'), [found], about), [])
  const dismissed: readonly Happening[] = [found, { ...word('dismissed'), id: 'before' }]
  assert.deepEqual(verdictsOf({ ...word('safe'), time: start + 2 }, dismissed, about), [])
})

const anyVerdicts = fc.array(
  fc.record({
    person: fc.nat(500),
    by: fc.constantFrom('ada', 'bo', 'cy', 'di'),
    right: fc.constantFrom(0 as const, 1 as const),
    day: fc.nat(30),
  }),
  { maxLength: 2000 },
)

test('no sequence of verdicts moves a detection beyond its bound, and a high finding stays at least medium', () => {
  fc.assert(
    fc.property(anyVerdicts, fc.constantFrom(...phases), fc.double({ min: 0, max: 1, noNaN: true }), (given, phase, score) => {
      const all = reliabilities(given.map(({ person, by, right, day }) => verdict(person, by, right, day)))
      for (const { shift } of all) assert.ok(Math.abs(shift) <= shiftMax)
      const { level } = assessUser([{ ...found, phase, score }], start, shiftsOf(all))
      assert.ok(level === 'high' || level === 'medium', level)
    }),
    { numRuns: 200 },
  )
})

test('even the largest shift leaves a high finding medium', () => {
  for (const phase of phases) assert.notEqual(assessUser([{ ...found, phase, score: 0 }], start, () => -shiftMax).level, 'low')
})

test('what the person does, or who acts in their name, teaches nothing', () => {
  const events = fc.array(
    fc.record({
      kind: fc.constant('proof' as const),
      id: fc.uuid(),
      time: fc.integer({ min: start, max: start + dayMs }),
      what: fc.constantFrom('passkey' as const, 'password_change' as const, 'was_me' as const, 'was_not_me' as const),
    }),
  )
  fc.assert(
    fc.property(events, (proofs) => {
      const happenings: readonly Happening[] = [found, ...proofs]
      const taught = happenings
        .filter((one) => one.kind === 'word')
        .flatMap((one) => verdictsOf(one, happenings, { person: 'eve', own: [] }))
      assert.deepEqual(reliabilities(taught), [])
    }),
  )
})
