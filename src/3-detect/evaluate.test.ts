/** Scoring is checked on a handful of attacks and alarms whose scores can be counted by hand. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { minuteMs } from '../0-event/time.ts'
import type { Label } from '../1-ingest/scenario.ts'
import { evaluate } from './evaluate.ts'
import { isWrong, readAlarm, readTruth } from './evaluate-input.ts'
import type { Alarm } from './evaluate-match.ts'
import { report } from './evaluate-report.ts'
import { share } from './evaluate-share.ts'

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
    ipAddress: '192.0.2.7',
    tocsin: { detection: 'mfa.push_spray', why: 'three people', others: ['bob@example.com'] },
  })
  assert.deepEqual(read, {
    id: 'f1',
    persons: ['ada@example.com', 'bob@example.com'],
    time: at(1),
    level: 'high',
    detection: 'mfa.push_spray',
    why: 'three people',
    addresses: ['192.0.2.7'],
  })
})

const spray = (persons: readonly string[], from: number, to: number, address = '192.0.2.1'): Label => ({
  ...label(persons[0] ?? '', []),
  scenario: 'password-spray',
  kind: 'spray',
  persons,
  firstTime: at(from),
  lastTime: at(to),
  addresses: [address],
})

const entry = (person: string, first: number, inside: number, last: number): Label => ({
  ...label(person, []),
  scenario: 'aitm',
  kind: 'takeover',
  firstTime: at(first),
  inTime: at(inside),
  lastTime: at(last),
})

const scoresOf = (labels: readonly Label[], alarms: readonly Alarm[], kind: Label['kind']) =>
  evaluate(truth(labels), alarms).kinds.find((one) => one.kind === kind)

test('an attack on many is found by an alarm about any of them, until three hours after', () => {
  const one = spray(['ada@example.com', 'Bob@example.com'], 0, 60)
  assert.equal(scoresOf([one], [alarm('bob@example.com', 30)], 'spray')?.found.count, 1)
  assert.equal(scoresOf([one], [alarm('bob@example.com', 240)], 'spray')?.found.count, 1)
  assert.equal(scoresOf([one], [alarm('bob@example.com', 241)], 'spray')?.found.count, 0)
  assert.equal(scoresOf([one], [alarm('cleo@example.com', 30)], 'spray')?.found.count, 0)
})

test('what befalls a victim of a spray from elsewhere is not of the spray', () => {
  const one = spray(['ada@example.com'], 0, 6 * 24 * 60)
  const elsewhere: Alarm = { ...alarm('ada@example.com', 3000), addresses: ['198.51.100.9'] }
  const { kinds, falsePer10k } = evaluate(truth([one]), [elsewhere])
  assert.deepEqual([kinds[0]?.found.count, falsePer10k.count], [0, 1])
  assert.equal(scoresOf([one], [{ ...elsewhere, addresses: ['198.51.100.9', '192.0.2.1'] }], 'spray')?.found.count, 1)
})

test('what comes from the addresses of a spray is of it, also where it names nobody who is there', () => {
  const one = spray(['ada@example.com'], 0, 60)
  const strangers: Alarm = { ...alarm('ada.xyz@example.com', 30), addresses: ['192.0.2.1'] }
  const { kinds, falsePer10k } = evaluate(truth([one]), [strangers, { ...strangers, id: 'later', time: at(241) }])
  assert.deepEqual([kinds[0]?.found.count, falsePer10k.count], [1, 1])
})

test('an entry is found until a day after, timed from when the attacker was in', () => {
  const labels = [entry('ada@example.com', 0, 10, 20), entry('bob@example.com', 0, 10, 20), entry('cleo@example.com', 0, 10, 20)]
  const scores = scoresOf(labels, [alarm('ada@example.com', 5), alarm('bob@example.com', 100), alarm('cleo@example.com', 1461)], 'takeover')
  assert.equal(scores?.found.count, 2)
  assert.deepEqual([scores?.withinHour.count, scores?.withinHour.of], [1, 3])
  assert.deepEqual([scores?.inMedianMs, scores?.inNinthMs], [0, 90 * minuteMs])
  assert.deepEqual([scores?.detectMedianMs, scores?.detectNinthMs], [5 * minuteMs, 100 * minuteMs])
})

test('attacks that overlap are each found by the alarm that is about both, and their scenario is told by kind', () => {
  const labels = [
    spray(['ada@example.com', 'bob@example.com'], 0, 60),
    { ...entry('ada@example.com', 20, 20, 40), scenario: 'password-spray' },
  ]
  const { scenarios, total, precision } = evaluate(truth(labels), [alarm('ada@example.com', 25), alarm('bob@example.com', 26)])
  assert.deepEqual(
    scenarios.map(({ kind, name, found }) => [kind, name, found.count]),
    [
      ['spray', 'password-spray', 1],
      ['takeover', 'password-spray', 1],
    ],
  )
  assert.equal(total.found.count, 2)
  assert.deepEqual([precision.count, precision.of], [2, 2])
})

test('a finding that grows is one episode, however long, and true for all it names when it is for one', () => {
  const grown = (person: string, minute: number): Alarm => ({ ...alarm(person, minute), id: 'f1' })
  const { precision } = evaluate(truth([label('ada@example.com', [0])]), [grown('ada@example.com', 1), grown('dan@example.com', 500)])
  assert.deepEqual([precision.count, precision.of], [1, 1])
})

test('alarms without an id are not one finding', () => {
  const nameless = (person: string, minute: number): Alarm => ({ ...alarm(person, minute), id: '' })
  const { precision } = evaluate(truth([label('ada@example.com', [0])]), [nameless('ada@example.com', 1), nameless('dan@example.com', 500)])
  assert.deepEqual([precision.count, precision.of], [1, 2])
})

test('each detection is told what it found first, alone, and what would go with it', () => {
  const by = (detection: string, person: string, minute: number): Alarm => ({
    ...alarm(person, minute),
    detection,
    id: `${detection} ${person}`,
  })
  const labels = [label('ada@example.com', [0]), label('bob@example.com', [0])]
  const { detections, families, falseBy } = evaluate(truth(labels), [
    by('mfa.prompt_rate', 'ada@example.com', 1),
    by('rba.unfamiliar', 'ada@example.com', 2),
    by('rba.unfamiliar', 'bob@example.com', 2),
    by('rba.unfamiliar', 'eve@example.com', 0),
    by('mfa.prompt_rate', 'dan@example.com', 0),
    by('rba.unfamiliar', 'dan@example.com', 1),
  ])
  const brief = detections.map((one) => [
    one.detection,
    one.trueEpisodes,
    one.falseEpisodes,
    one.falseAlone,
    one.found,
    one.foundFirst,
    one.foundAlone,
  ])
  assert.deepEqual(brief, [
    ['mfa.prompt_rate', 1, 1, 0, 1, 1, 0],
    ['rba.unfamiliar', 2, 2, 1, 2, 1, 1],
  ])
  assert.deepEqual(
    families.map(({ family, precision }) => [family, precision.count, precision.of]),
    [
      ['mfa', 1, 2],
      ['rba', 2, 4],
    ],
  )
  assert.deepEqual(
    falseBy.map(({ detection, cause, falsePer10k }) => [detection, cause, falsePer10k.count]),
    [
      ['rba.unfamiliar', 'ordinary', 1],
      ['mfa.prompt_rate', 'ordinary', 1],
    ],
  )
})

test('missed attacks are listed, oldest first, and told with --explain', () => {
  const labels = [label('bob@example.com', [10]), label('ada@example.com', [0])]
  const evaluation = evaluate(truth(labels), [])
  assert.deepEqual(
    evaluation.missed.map(({ person }) => person),
    ['ada@example.com', 'bob@example.com'],
  )
  assert.match(report(evaluation, true), /ada@example\.com +\| bombing +\| burst/)
  assert.doesNotMatch(report(evaluation, false), /ada@example\.com/)
})

test('the most specific look-alike behind a false alarm is told', () => {
  const lookAlikes = [
    { cause: 'team-abroad', person: 'bob@example.com', firstTime: at(-5000), lastTime: at(5000) },
    { cause: 'wrong-tap', person: 'Bob@example.com', firstTime: at(0), lastTime: at(1) },
  ]
  const { falseByCause } = evaluate({ labels: [], lookAlikes, personDays: 100 }, [alarm('bob@example.com', 2)])
  assert.deepEqual(falseByCause, { 'wrong-tap': 1 })
})

test('the report names every scenario and the totals', () => {
  const text = report(
    evaluate(truth([label('ada@example.com', [0, 1, 2], 3)]), [alarm('ada@example.com', 1), alarm('bob@example.com', 1)]),
    true,
  )
  assert.match(text, /\| burst +\| 1 +\| 100 %/)
  assert.match(text, /All attacks: 100 % .* of 1 found/)
  assert.match(text, /\| mfa\.prompt_rate +\| 1 +\| 1 +\| 10\.0/)
  assert.match(text, /False alarms: 1 in 1000 person-days: 10\.0 for 10,000/)
  assert.match(text, /bob@example\.com/)
})
