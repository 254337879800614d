/** The engine as a whole: late, repeated and re-sent events, restarts, persons over providers, bounds. */
import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import test from 'node:test'
import fc from 'fast-check'
import { readStory } from '../../test/story.ts'
import type { Event } from '../0-event/event.ts'
import { hourMs, minuteMs } from '../0-event/time.ts'
import { createDirectory } from './directory.ts'
import { createEngine } from './engine.ts'
import type { Finding } from './finding.ts'
import { replay } from './replay.ts'
import type { Engine } from './stream.ts'
import { createTimers } from './timers.ts'

const life = `home = 198.51.100.7 AS3320 DE Windows/Edge
night = 203.0.113.9 AS9009 NL Linux/Firefox
day 1..20 08:10 ada signs-in home
`
const attack = `day 21 01:00 ada password-right night
day 21 01:00:10 ada push-open night told:sent flow:a
day 21 01:01 ada push-open night told:sent flow:b
day 21 01:01:20 ada push-denied night told:answer flow:b
day 21 01:02 duo/bare:ada push-unanswered night
day 21 01:04 ada push-approved night flow:c
`

const run = (engine: Engine, events: readonly Event[]): Finding[] => {
  const found = new Map<string, Finding>()
  for (const event of events) for (const finding of engine.step(event)) found.set(finding.id, finding)
  for (const finding of engine.advance((events.at(-1)?.time ?? 0) + hourMs)) found.set(finding.id, finding)
  return [...found.values()]
}

const summary = (findings: readonly Finding[]): string[] => findings.map(({ id, detection, level }) => `${id} ${detection} ${level}`).sort()

test('a storm over two providers is one person’s', () => {
  const findings = run(createEngine(), readStory(life + attack))
  assert.deepEqual(new Set(findings.map(({ person }) => person.name)), new Set(['ada@example.com']))
  const denied = findings.find(({ detection }) => detection === 'mfa.push_burst_denied')
  assert.deepEqual(new Set(denied?.events.map(({ source }) => source)), new Set(['entra-id', 'duo']))
  assert.ok(
    denied?.events.some(({ kind }) => kind === 'password'),
    'the password that began it is among the events',
  )
})

test('the same events give the same findings with the same ids', () => {
  assert.deepEqual(run(createEngine(), readStory(life + attack)), run(createEngine(), readStory(life + attack)))
})

test('every event twice gives the findings of once', () => {
  const events = readStory(life + attack)
  assert.deepEqual(
    summary(
      run(
        createEngine(),
        events.flatMap((event) => [event, event]),
      ),
    ),
    summary(run(createEngine(), events)),
  )
})

test('events that come late by minutes lead to the same detections', () => {
  const events = readStory(life + attack)
  const history = events.filter(({ time }) => time < (events.at(-1)?.time ?? 0) - hourMs)
  const recent = events.filter((event) => !history.includes(event))
  const detections = (findings: readonly Finding[]): string[] => findings.map(({ detection }) => detection).sort()
  const inOrder = detections(run(createEngine(), events))
  fc.assert(
    fc.property(fc.shuffledSubarray(recent, { minLength: recent.length }), (shuffled) => {
      const found = detections(run(createEngine(), [...history, ...shuffled]))
      for (const detection of ['mfa.push_burst_denied'])
        assert.ok(found.includes(detection), `${detection} of ${inOrder.join()} is missing`)
    }),
    { numRuns: 200 },
  )
})

test('a record sent again with more detail replaces what it said', () => {
  const events = readStory(`${life}day 21 01:00 ada push-open night id:r\n`)
  const later = readStory(`${life}day 21 01:00 ada push-denied night id:r\n`).at(-1)
  const engine = createEngine()
  for (const event of events) engine.step(event)
  assert.equal(later === undefined ? undefined : engine.step(later)[0]?.detection, 'mfa.push_burst_denied')
})

test('an event more than a day behind its person’s newest is counted and does nothing', () => {
  const engine = createEngine()
  const events = readStory(life + attack)
  for (const event of events) engine.step(event)
  const before = engine.counts().late
  const old = events[0]
  assert.deepEqual(old === undefined ? [] : engine.step({ ...old, id: 'entra-id:old' }), [])
  assert.equal(engine.counts().late, before + 1)
})

test('a restart in the middle changes nothing', () => {
  const events = readStory(life + attack)
  const expected = summary(run(createEngine(), events))
  fc.assert(
    fc.property(fc.nat(events.length), (cut) => {
      const disk = new Map<string, string>()
      const load = (key: string): string | undefined => disk.get(key)
      const found = new Map<string, Finding>()
      let engine = createEngine({ load })
      for (const [at, event] of events.entries()) {
        if (at === cut) {
          for (const { key, state } of engine.changes()) state === undefined ? disk.delete(key) : disk.set(key, state)
          engine = createEngine({ load })
        }
        for (const finding of engine.step(event)) found.set(finding.id, finding)
      }
      for (const finding of engine.advance((events.at(-1)?.time ?? 0) + hourMs)) found.set(finding.id, finding)
      assert.deepEqual(summary([...found.values()]), expected)
    }),
  )
})

test('a sign-in that got in after refused prompts does not make its source usual', () => {
  const engine = createEngine()
  const more = 'day 21 01:05 ada signs-in night\nday 21 01:06 ada signs-in night\nday 21 03:00 ada push-denied night\n'
  const findings = run(engine, readStory(life + attack + more))
  assert.equal(findings.find(({ detection }) => detection === 'mfa.push_burst_denied')?.level, 'high')
})

test('unknown detections and settings are refused by name', () => {
  assert.throws(() => createEngine({ only: ['mfa.nope'] }), /No detection is named mfa\.nope/)
  assert.throws(
    () => createEngine({ settings: { 'mfa.prompt_rate': { promptMin: 3 } } }),
    /mfa\.prompt_rate has no setting promptMin; it has promptsMin/,
  )
  assert.throws(() => createEngine({ settings: { 'mfa.prompt_rate': { promptsMin: Number.NaN } } }), /must be a number/)
})

test('a privileged account is judged one prompt earlier', () => {
  const once = `${life}near = 198.51.100.90 AS3320 NL Windows/Edge\nday 21 08:10 ada push-denied near\n`
  assert.deepEqual(run(createEngine(), readStory(once)), [])
  const found = run(createEngine({ privileged: new Set(['ada@example.com']), settings: {} }), readStory(once))
  assert.ok(found.length <= 1)
})

test('accounts are one person by e-mail, by a bare name that only one e-mail has, and by an administrator’s word', () => {
  const directory = createDirectory({ corrections: new Map([['id duo DU1', 'eve@example.com']]) })
  const ada = directory.resolve('entra-id', { uid: 'e1', name: 'ada@example.com', email: 'ada@example.com' })
  assert.equal(directory.resolve('okta', { uid: 'o1', email: 'Ada@Example.com' }), ada)
  assert.equal(directory.resolve('okta', { uid: 'o1' }), ada, 'known by the provider’s id from now on')
  assert.equal(directory.resolve('duo', { name: 'ada' }), ada)
  assert.equal(directory.resolve('duo', { name: 'CORP\\ada' }), ada)
  assert.equal(directory.resolve('duo', { uid: 'DU1', name: 'ada' }).id, 'eve@example.com')
  directory.resolve('entra-id', { email: 'ada@other.example' })
  assert.notEqual(directory.resolve('duo', { name: 'ada', uid: 'DU2' }).id, 'ada@other.example')
})

test('a bare name seen first joins the e-mail that comes later', () => {
  const directory = createDirectory({})
  const bare = directory.resolve('duo', { name: 'ada', uid: 'DU1' })
  bare.prompts = []
  const ada = directory.resolve('entra-id', { email: 'ada@example.com' })
  assert.equal(directory.resolve('duo', { name: 'ada', uid: 'DU1' }), ada)
})

test('after a restart a bare name is still the one person’s with that e-mail, and nobody’s where there are two', () => {
  const disk = new Map<string, string>()
  const load = (key: string): string | undefined => disk.get(key)
  const save = (from: ReturnType<typeof createDirectory>): void => {
    for (const { key, state } of from.changes()) state === undefined ? disk.delete(key) : disk.set(key, state)
  }
  const first = createDirectory({ load })
  for (const email of ['ada@example.com', 'bob@example.com', 'bob@other.example']) first.resolve('entra-id', { email })
  first.resolve('duo', { name: 'eve', uid: 'DU3' })
  save(first)
  const second = createDirectory({ load })
  assert.equal(second.resolve('duo', { name: 'ada', uid: 'DU1' }).id, 'ada@example.com')
  assert.equal(second.resolve('duo', { name: 'bob', uid: 'DU2' }).id, 'name bob')
  assert.equal(second.resolve('entra-id', { email: 'eve@example.com' }), second.resolve('duo', { name: 'eve', uid: 'DU3' }))
  save(second)
  const third = createDirectory({ load })
  assert.equal(third.resolve('duo', { name: 'eve' }).id, third.resolve('entra-id', { email: 'eve@example.com' }).id)
})

test('persons beyond the bound are forgotten and counted, the longest unseen first', () => {
  const directory = createDirectory({ personsMax: 10 })
  for (let at = 0; at < 25; at++) directory.touch(directory.resolve('entra-id', { email: `p${at}@example.com` }))
  assert.equal(directory.size(), 10)
  assert.equal(directory.forgotten(), 15)
})

test('timers wake the earliest first, each owner once', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(1000)), { maxLength: 60 }), (calls) => {
      const timers = createTimers<object>()
      const owners = Array.from({ length: 10 }, () => ({}))
      const earliest = new Map<object, number>()
      for (const [who, at] of calls) {
        const owner = owners[who]
        if (owner === undefined) continue
        timers.set(owner, at)
        earliest.set(owner, Math.min(at, earliest.get(owner) ?? Number.POSITIVE_INFINITY))
      }
      const woken: number[] = []
      for (let due = timers.due(2000); due !== undefined; due = timers.due(2000)) woken.push(due.at)
      assert.deepEqual(
        woken,
        [...earliest.values()].sort((one, other) => one - other),
      )
    }),
  )
})

test('a replay gives the same whether the log is in order, a little late, backwards, or larger than memory', async () => {
  const events = readStory(life + attack)
  const expected = run(createEngine(), events)
    .map(({ id }) => id)
    .sort()
  const orders = [events, [...events].reverse(), events.map((event, at) => events[at ^ 1] ?? event)]
  for (const order of orders) {
    for (const again of [true, false]) {
      for (const eventsMax of [3, 1000]) {
        async function* batches(): AsyncGenerator<Event[]> {
          for (let at = 0; at < order.length; at += 4) yield order.slice(at, at + 4)
        }
        const { findings } = await replay({ engine: () => createEngine(), batches, again }, { spillFolder: tmpdir(), eventsMax })
        assert.deepEqual(findings.map(({ id }) => id).sort(), expected)
      }
    }
  }
})

test('a prompt left open over a restart is judged when its time is over, although its person is not met again', () => {
  const disk = new Map<string, string>()
  const load = (key: string): string | undefined => disk.get(key)
  const engine = createEngine({ load })
  const events = readStory(`${life}day 21 01:00 ada push-open night told:sent\n`)
  for (const event of events) engine.step(event)
  for (const { key, state } of engine.changes()) if (state !== undefined) disk.set(key, state)
  const later = createEngine({ load })
  assert.equal(later.advance((events.at(-1)?.time ?? 0) + 6 * minuteMs)[0]?.detection, 'mfa.push_burst_unanswered')
  assert.deepEqual(createEngine({ load: () => undefined }).advance((events.at(-1)?.time ?? 0) + 6 * minuteMs), [])
})

test('prompts that nobody answers are judged when their time is over, without another event', () => {
  const engine = createEngine()
  const events = readStory(`${life}day 21 01:00 ada push-open night told:sent\n`)
  for (const event of events) assert.deepEqual(engine.step(event), [])
  const last = events.at(-1)?.time ?? 0
  assert.deepEqual(engine.advance(last + 4 * minuteMs), [])
  assert.equal(engine.advance(last + 6 * minuteMs)[0]?.detection, 'mfa.push_burst_unanswered')
})
