/** Clocks that are wrong, logs that come late, twice, or all at once: nobody is woken by it. Played live, each event with the time it came. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roundOf } from '../../test/bench/evaluate-rounds.ts'
import { readStory } from '../../test/story.ts'
import type { Event, SourceName } from '../0-event/event.ts'
import { dayMs, hourMs, minuteMs } from '../0-event/time.ts'
import { createEngine } from './engine.ts'
import type { Finding } from './finding.ts'

interface Arrival {
  readonly event: Event
  readonly at: number
}

const days = 14
const { inOrder } = roundOf('ordinary-life', { users: 120, days, attacks: 0, seed: 7 }, 0)
const live: readonly Arrival[] = inOrder.map((event) => ({ event, at: event.time }))
/** A Thursday morning. */
const morning = Math.floor((inOrder[0]?.time ?? 0) / dayMs) * dayMs + 10 * dayMs + 6 * hourMs

function findings(arrivals: readonly Arrival[]): Map<string, Finding> {
  const engine = createEngine()
  const found = new Map<string, Finding>()
  const keep = (told: readonly Finding[]): void => {
    for (const finding of told) found.set(finding.id, finding)
  }
  let clock = arrivals[0]?.at ?? 0
  for (const { event, at } of [...arrivals].sort((one, other) => one.at - other.at)) {
    for (; clock < at; clock += minuteMs) keep(engine.advance(clock))
    keep(engine.step(event, at))
  }
  keep(engine.advance(clock + hourMs))
  return found
}

/** Medium and high ones, by what they are about. */
const alarms = (found: ReadonlyMap<string, Finding>): string[] =>
  [...found.values()]
    .filter(({ level }) => level !== 'low')
    .map(({ detection, subject, person }) => `${detection} ${subject?.key ?? person.name}`)

const usual = alarms(findings(live))
const ofSource = (source: SourceName, change: (arrival: Arrival) => Arrival): Arrival[] =>
  live.map((arrival) => (arrival.event.source === source ? change(arrival) : arrival))
const told = ({ event, at }: Arrival, aheadMs: number): Arrival => ({ event: { ...event, time: event.time + aheadMs }, at })
const isDuring = ({ at }: Arrival, ms: number): boolean => at > morning && at < morning + ms

const faults: Readonly<Record<string, readonly Arrival[]>> = {
  'a clock ten minutes ahead': ofSource('okta', (one) => told(one, 10 * minuteMs)),
  'the largest log’s clock ten minutes ahead': ofSource('entra-id', (one) => told(one, 10 * minuteMs)),
  'a clock two hours behind': ofSource('entra-id', (one) => told(one, -2 * hourMs)),
  'a log that always comes two hours late': ofSource('entra-id', (one) => ({ ...one, at: one.at + 2 * hourMs })),
  'a log of a day that comes on the next': ofSource('entra-id', (one) =>
    isDuring(one, dayMs) ? { ...one, at: one.at + 20 * hourMs } : one,
  ),
  'eight silent hours, then everything at once': ofSource('entra-id', (one) =>
    isDuring(one, 8 * hourMs) ? { ...one, at: morning + 8 * hourMs } : one,
  ),
  'everybody silent, then everything at once': live.map((one) => (isDuring(one, 8 * hourMs) ? { ...one, at: morning + 8 * hourMs } : one)),
  'a day sent again on the next': live.flatMap((one) => (isDuring(one, dayMs) ? [one, { ...one, at: one.at + 20 * hourMs }] : [one])),
}

for (const [name, arrivals] of Object.entries(faults))
  test(`${name} raises no alarm that is not raised anyway`, () => {
    assert.ok(arrivals.length >= live.length && arrivals.some(({ event, at }) => at !== event.time))
    assert.deepEqual(
      alarms(findings(arrivals)).filter((alarm) => !usual.includes(alarm)),
      [],
    )
  })

const story = readStory(`home = 198.51.100.7 AS3320 DE Windows/Edge
night = 203.0.113.9 AS9009 NL Linux/Firefox
day 1..20 08:10 ada signs-in home
day 1..20 08:10 bob signs-in home
day 21 01:00 ada push-open night told:sent flow:a
day 21 01:00:40 ada push-denied night told:answer flow:a
`)
const [sent, answered] = story.slice(-2)
assert.ok(sent !== undefined && answered !== undefined)
const before = story.slice(0, -2)

test('an event from the far future ends nobody’s prompt and makes nobody’s events late', () => {
  const engine = createEngine()
  for (const event of before) engine.step(event, event.time)
  engine.step(sent, sent.time)
  const future = { ...sent, id: 'okta:2099', source: 'okta', flow: 'z', time: Date.UTC(2099, 0, 1) } as const
  for (const user of [future.user, { name: 'bob@example.com', email: 'bob@example.com' }])
    assert.deepEqual(
      engine
        .step({ ...future, id: `okta:${user.name}`, user }, sent.time + 1000)
        .filter(({ detection }) => detection.includes('unanswered')),
      [],
    )
  assert.ok(engine.step(answered, answered.time).some(({ detection }) => detection === 'mfa.push_burst_denied'))
  assert.equal(engine.counts().late, 0)
})

test('a prompt that is told hours late has as long for its answer as every other', () => {
  const engine = createEngine()
  for (const event of before) engine.step(event, event.time)
  const came = sent.time + 3 * hourMs
  engine.step(sent, came)
  assert.deepEqual(engine.advance(came + 4 * minuteMs), [])
  const found = engine.step(answered, came + 4 * minuteMs)
  assert.ok(found.some(({ detection, why }) => detection === 'mfa.push_burst_denied' && !why.includes('unanswered')))
})
