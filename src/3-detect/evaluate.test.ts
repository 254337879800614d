/** Scoring is checked on a handful of attacks and alarms whose scores can be counted by hand. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { minuteMs } from '../0-event/time.ts'
import type { Label } from '../1-ingest/scenario.ts'
import { type Alarm, evaluate, share } from './evaluate.ts'
import { isWrong, readAlarm, readTruth } from './evaluate-input.ts'
import { report } from './evaluate-report.ts'

const t0 = Date.UTC(2026, 10, 2, 9)
const at = (minutes: number): number => t0 + minutes * minuteMs

function label(person: string, minutes: readonly number[], approved?: number): Label {
  const promptTimes = minutes.map(at)
  const [first = t0] = promptTimes
  const last = promptTimes.at(-1) ?? t0
  const approvedTime = approved === undefined ? undefined : at(approved)
  return {
    scenario: 'burst',
    person,
    firstTime: first,
    lastTime: Math.max(last, approvedTime ?? 0),
    approvedTime,
    prompts: minutes.length,
    promptTimes,
    kind: 'bombing',
  }
}

const alarm = (person: string, minute: number, level: Alarm['level'] = 'medium'): Alarm => ({
  id: `${person} ${minute}`,
  persons: [person],
  time: at(minute),
  level,
  detection: 'mfa.prompt_rate',
  why: 'many prompts',
})

const truth = (labels: readonly Label[]) => ({ labels, lookAlikes: [], personDays: 1000 })

test('an attack is found by an alarm about the person between 5 minutes before and 60 after', () => {
  const one = label('ada@example.com', [0, 1, 2])
  assert.equal(evaluate(truth([one]), [alarm('ada@example.com', -5)]).total.found.count, 1)
  assert.equal(evaluate(truth([one]), [alarm('ada@example.com', 62)]).total.found.count, 1)
  assert.equal(evaluate(truth([one]), [alarm('ada@example.com', 63)]).total.found.count, 0)
  assert.equal(evaluate(truth([one]), [alarm('bob@example.com', 1)]).total.found.count, 0)
})

test('a low alarm finds it only at any level', () => {
  const { total, falsePer10k } = evaluate(truth([label('ada@example.com', [0])]), [alarm('ada@example.com', 0, 'low')])
  assert.equal(total.found.count, 0)
  assert.equal(total.foundAtAny.count, 1)
  assert.equal(falsePer10k.count, 0)
})

test('prompts before the alarm are counted from the truth, the prompt at the same instant included', () => {
  const labels = [label('ada@example.com', [0, 1, 2, 3]), label('bob@example.com', [0, 10, 20])]
  const { total } = evaluate(truth(labels), [alarm('ada@example.com', 1), alarm('bob@example.com', 20.01)])
  assert.equal(total.promptsMedian, 2)
  assert.equal(total.promptsNinth, 3)
  assert.deepEqual([total.byFirst.count, total.bySecond.count, total.byThird.count], [0, 1, 2])
  assert.equal(total.beforeThirdApproval.of, 2)
  assert.equal(total.beforeThirdApproval.count, 2)
})

test('three seconds after the third prompt somebody may have approved it', () => {
  const { total } = evaluate(truth([label('ada@example.com', [0, 1, 2])]), [alarm('ada@example.com', 2.05)])
  assert.equal(total.beforeThirdApproval.count, 0)
})

test('only an alarm before the approval is before it', () => {
  const one = label('ada@example.com', [0, 1], 1.2)
  assert.equal(evaluate(truth([one]), [alarm('ada@example.com', 1)]).total.beforeApproval.count, 1)
  assert.equal(evaluate(truth([one]), [alarm('ada@example.com', 1.2)]).total.beforeApproval.count, 0)
})

test('false alarms of one person within an hour are one, and are told with the look-alike behind them', () => {
  const alarms = [
    alarm('bob@example.com', 0),
    alarm('bob@example.com', 30, 'high'),
    alarm('bob@example.com', 200),
    alarm('eve@example.com', 0, 'low'),
  ]
  const lookAlikes = [{ cause: 'new-phone', person: 'bob@example.com', firstTime: at(0), lastTime: at(5) }]
  const { falsePer10k, falseByCause, worst, precision } = evaluate({ labels: [], lookAlikes, personDays: 10_000 }, alarms)
  assert.equal(falsePer10k.count, 2)
  assert.equal(falsePer10k.rate, 2)
  assert.ok(falsePer10k.low < 2 && falsePer10k.high > 2)
  assert.deepEqual(falseByCause, { 'new-phone': 1, ordinary: 1 })
  assert.equal(worst[0]?.alarm.level, 'high')
  assert.equal(worst[0]?.alarms, 2)
  assert.deepEqual([precision.count, precision.of], [0, 2])
})

test('a bare name is the person of that name', () => {
  const { total } = evaluate(truth([label('ada@example.com', [0])]), [alarm('ada', 0)])
  assert.equal(total.found.count, 1)
})

test('an alarm about many counts for each of them, and wakes somebody once', () => {
  const labels = [label('ada@example.com', [0]), label('bob@example.com', [5])]
  const many: Alarm = { ...alarm('ada@example.com', 5), persons: ['ada@example.com', 'bob@example.com', 'cleo@example.com'] }
  const { total, falsePer10k, precision } = evaluate(truth(labels), [many])
  assert.equal(total.found.count, 2)
  assert.equal(falsePer10k.count, 0)
  assert.deepEqual([precision.count, precision.of], [1, 1])
})

test("Wilson's interval: 10 of 10 is 72 to 100 %, none of none is anything", () => {
  const all = share(10, 10)
  assert.equal(Math.round(all.low * 1000), 722)
  assert.ok(all.high > 0.999)
  assert.deepEqual(share(0, 0), { count: 0, of: 0, low: 0, high: 1 })
})

test('a share always lies within its interval', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), (one, more) => {
      const { low, high } = share(one, one + more + 1)
      const part = one / (one + more + 1)
      assert.ok(low <= part + 1e-9 && part <= high + 1e-9)
    }),
  )
})

test('what a stranger gives for a finding is read or refused with a reason, never thrown', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const read = readAlarm(value)
      assert.ok(isWrong(read) ? read.wrong.length > 0 : read.persons.length > 0)
      const labels = readTruth(value)
      assert.ok(isWrong(labels) ? labels.wrong.length > 0 : labels.personDays > 0)
    }),
  )
})

test('a finding as it is printed becomes an alarm', () => {
  const read = readAlarm({
    id: 'f1',
    userPrincipalName: 'Ada@example.com',
    detectedDateTime: '2026-11-02T09:01:00Z',
    riskLevel: 'high',
    riskEventType: 'generic',
    tocsin: { detection: 'mfa.push_spray', why: 'three people', others: ['bob@example.com'] },
  })
  assert.deepEqual(read, {
    id: 'f1',
    persons: ['ada@example.com', 'bob@example.com'],
    time: at(1),
    level: 'high',
    detection: 'mfa.push_spray',
    why: 'three people',
  })
})

test('the report names every scenario and the totals', () => {
  const text = report(
    evaluate(truth([label('ada@example.com', [0, 1, 2], 3)]), [alarm('ada@example.com', 1), alarm('bob@example.com', 1)]),
    true,
  )
  assert.match(text, /\| burst +\| 1 +\| 100 %/)
  assert.match(text, /\| total/)
  assert.match(text, /False alarms: 1 in 1000 person-days: 10\.0 for 10,000/)
  assert.match(text, /bob@example\.com/)
})
