/** The book of passwords tried: bounded whoever floods it, whole after a restart, the same to the byte when replayed. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { readStory, storyStart } from '../../test/story.ts'
import type { Event, PasswordEvent } from '../0-event/event.ts'
import { dayMs, hourMs, minuteMs, secondMs } from '../0-event/time.ts'
import { add, doings, emptyTally, expected, surprise, type Tried, watched } from './attempt-tally.ts'
import { emptyWave, type Seen, seen, sweep, tide } from './attempt-waves.ts'
import { createEngine } from './engine.ts'
import type { Finding } from './finding.ts'

const wrong = (nth: number, more: Partial<PasswordEvent> = {}): PasswordEvent => ({
  id: `entra-id:${nth}`,
  source: 'entra-id',
  time: storyStart + nth * 50,
  user: { name: `name${nth}@example.com`, email: `name${nth}@example.com` },
  kind: 'password',
  outcome: 'unknown_user',
  flow: `flow-${nth}`,
  ...more,
})

const addressOf = (nth: number): string => `${10 + (nth >> 16)}.${(nth >> 8) & 255}.${nth & 255}.9`

test('an attacker who invents names, addresses, networks, programs and apps fills a book of fixed size', () => {
  const engine = createEngine({ only: ['pwd.spray_single_source', 'pwd.spray_distributed', 'pwd.credential_stuffing'] })
  const sizes: number[] = []
  for (let nth = 0; nth < 40_000; nth++) {
    const src = { ip: addressOf(nth), asn: nth, userAgent: `program ${nth} ${'x'.repeat(500)}` }
    engine.step(wrong(nth, { src, app: { name: `app ${nth}` } }))
    if (nth % 10_000 === 9999) sizes.push(engine.look(wrong(nth)).books.attempts.size())
  }
  // 8,000 addresses, 4,000 networks, 1,000 programs, 2,000 operators, 500 apps, 4,096 events, and what is held once.
  assert.ok((sizes.at(-1) ?? 0) <= 8000 + 4000 + 1000 + 2000 + 500 + 4096 + 10, `${sizes}`)
  assert.equal(sizes[2], sizes[3])
  assert.equal(engine.counts().persons, 0, 'names that do not exist are nobody')
})

/** All from elsewhere: the one clue they leave for the slow tide. */
const seasOfOne = 1

test('one source that tries ten thousand names holds a hundred of them', () => {
  const engine = createEngine({ only: ['pwd.spray_single_source'] })
  let last: Finding | undefined
  for (let nth = 0; nth < 10_000; nth++)
    for (const finding of engine.step(wrong(nth, { outcome: 'wrong', src: { ip: '203.0.113.9' } }))) last = finding
  // An address and its network, the newest events, the count of events, two of what was watched, and when its log was silent.
  assert.equal(engine.look(wrong(0)).books.attempts.size(), 2 + 4096 + 1 + 2 + 1 + seasOfOne)
  assert.equal(last?.level, 'high')
  assert.ok(last !== undefined && last.others.length <= 100 && last.events.length <= 50)
})

const story = `
server = 203.0.113.9 AS9009 NL Linux/Chrome agent:fasthttp
bot = 192.0.2.9 AS9010 BR Linux/Firefox
home = 198.51.100.7 AS3320 DE Windows/Edge
day 1..20 08:10 ada signs-in home
day 1..20 14:10 ada signs-in home
day 3..19 09:00 old*3 password-wrong bot
day 20 22:00 name*6 password-unknown_user server
day 20 23:00 user*30 password-wrong server
day 21 00:10 ada password-wrong server
day 21 00:20 ada password-right server
day 21 00:30 cyd*12 password-locked server
${Array.from({ length: 14 }, (_, nth) => `day 21 01:${10 + nth} eve password-wrong bot`).join('\n')}
`

const family = [
  'pwd.spray_single_source',
  'pwd.spray_distributed',
  'pwd.spray_low_slow',
  'pwd.credential_stuffing',
  'pwd.bruteforce_user',
  'pwd.success_after_attack',
  'pwd.lockout_wave',
]

/** Runs events, with a new engine from what was kept after each of the given places. */
function replay(events: readonly Event[], restarts: readonly number[]): string {
  const kept = new Map<string, string>()
  const open = () => createEngine({ only: family, load: (key) => kept.get(key) })
  const found = new Map<string, Finding>()
  let engine = open()
  for (const [nth, event] of events.entries()) {
    for (const finding of engine.step(event)) found.set(finding.id, finding)
    if (!restarts.includes(nth)) continue
    for (const { key, state } of engine.changes()) state === undefined ? kept.delete(key) : kept.set(key, state)
    engine = open()
  }
  return JSON.stringify([...found.values()])
}

test('a replay says the same to the byte, also with restarts in the middle of the attack', () => {
  const events = readStory(story)
  const whole = replay(events, [])
  const detections = new Set((JSON.parse(whole) as Finding[]).map(({ detection }) => detection))
  assert.ok(detections.size >= 4, [...detections].join(' '))
  assert.equal(replay(events, []), whole)
  const attack = events.findIndex(({ time }) => time > storyStart + 20 * dayMs + 22 * hourMs)
  assert.equal(replay(events, [attack - 1, attack + 3, attack + 20, attack + 40]), whole)
})

test('the order in which late events come does not lose a spray', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8, maxLength: 8 }), (order) => {
      const engine = createEngine({ only: ['pwd.spray_single_source'] })
      const found = order.flatMap((nth) =>
        engine.step(wrong(nth, { outcome: 'wrong', time: storyStart + nth * secondMs, src: { ip: '203.0.113.9' } })),
      )
      // Seen from a late try, those after it have not happened; the newest but at the latest sees all before it.
      const last = order.indexOf(7)
      assert.ok(last < 4 || found.length > 0, `${order}`)
    }),
    { numRuns: 60 },
  )
})

const one = (id: string, time: number, more: Partial<Tried> = {}) => ({
  id,
  name: id,
  time,
  right: false,
  exists: true,
  own: false,
  ip: 1,
  net: 1,
  flow: time,
  at: 1,
  ...more,
})

test('a tally counts names once, forgets after a day, and never holds more than a hundred', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1000, max: 600_000 })), { maxLength: 400 }),
      (tries) => {
        let tally = emptyTally
        let now = storyStart
        for (const [name, pause] of tries) {
          now += pause
          tally = add(tally, one(String(name), now)) ?? tally
        }
        const ids = tally.tried.map(({ id }) => id)
        assert.equal(new Set(ids).size, ids.length)
        assert.ok(ids.length <= 100)
        assert.ok(tally.tried.every(({ time }) => time > now - dayMs))
        assert.ok(doings(tally, now, 60).failed.every(({ time }) => time > now - hourMs))
      },
    ),
  )
})

test('what a source does every hour becomes usual, and one attack does not', () => {
  let tally = emptyTally
  let watch = watched(undefined, storyStart)
  const step = (quarter: number, names: number): void => {
    const time = storyStart + quarter * 15 * minuteMs
    watch = watched(watch, time) ?? watch
    for (let nth = 0; nth < names; nth++) tally = add(tally, one(`${quarter} ${nth}`, time + nth * secondMs)) ?? tally
  }
  for (let quarter = 0; quarter < 2000; quarter++) step(quarter, 4)
  const now = (quarter: number): number => storyStart + quarter * 15 * minuteMs
  const usual = expected(tally, watch, now(2000), 15)
  assert.ok(usual > 7 && usual < 9, `${usual}: twice the four that come`)
  assert.ok(surprise(12, usual) < 12)
  step(2000, 90)
  step(2001, 4)
  assert.ok(expected(tally, watch, now(2002), 15) < usual * 1.1)
})

test('the slow tide rises where more persons are tried than for weeks, and not after a silent log', () => {
  let wave = emptyWave
  let known: Seen | undefined
  let number = 0
  const day = (nth: number, persons: number): number => {
    for (let hour = 0; hour < 24; hour++) known = seen(known, storyStart + nth * dayMs + hour * hourMs) ?? known
    for (let person = 0; person < persons; person++) {
      const time = storyStart + nth * dayMs + Math.floor((person * dayMs) / persons)
      wave = sweep(wave, { id: `p${number++}`, name: '', time, at: number })
    }
    return storyStart + (nth + 1) * dayMs - 1
  }
  let now = 0
  for (let nth = 0; nth < 14; nth++) now = day(nth, 5)
  assert.ok((tide(wave, known, now)?.z ?? 99) < 2)
  // Nothing came for a week; then as many as ever.
  now = day(21, 5)
  assert.ok((tide(wave, known, now)?.z ?? 99) < 2)
  now = day(22, 25)
  now = day(23, 25)
  assert.ok((tide(wave, known, now)?.z ?? 0) > 6)
})
