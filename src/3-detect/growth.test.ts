/** An attacker who invents everything: names, addresses, browsers, sessions, apps, devices, telephones. What is held stays within its bounds. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readStory, storyStart } from '../../test/story.ts'
import type { Event } from '../0-event/event.ts'
import { dayMs } from '../0-event/time.ts'
import { createEngine } from './engine.ts'

const rounds = 60_000

/** The n-th invention; every fifth name exists. */
function invented(n: number): Event {
  const name = n % 5 === 0 ? `user${n % 500}@example.com` : `x${n}@example.com`
  const ip =
    n % 2 === 0 ? `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}` : `2001:db8:${(n & 65_535).toString(16)}:${(n >> 4).toString(16)}::1`
  const common = {
    id: `entra-id:attack-${n}`,
    source: 'entra-id',
    time: storyStart + 21 * dayMs + n * 100,
    user: { name, email: name },
    src: { ip, asn: n, userAgent: `agent ${n}`, os: `os ${n}`, browser: `browser ${n}`, deviceId: `device ${n}`, country: 'NL' },
    app: { uid: `app ${n}`, name: `app ${n}` },
    flow: `flow ${n}`,
    session: `session ${n}`,
  } as const
  switch (n % 6) {
    case 0:
      return { ...common, kind: 'password', outcome: 'unknown_user' }
    case 1:
      return { ...common, kind: 'password', outcome: 'wrong' }
    case 2:
      return { ...common, kind: 'sign_in', outcome: 'success', interactive: true, proof: 'single' }
    case 3:
      return { ...common, kind: 'prompt', factor: 'sms', outcome: 'open', told: 'sent', target: `+1555${n}` }
    case 4:
      return { ...common, kind: 'enrolment', what: 'added', factor: 'sms', methodKey: `phone:+1555${n}` }
    default:
      return {
        ...common,
        kind: 'change',
        what: 'consent_granted',
        outcome: 'success',
        operation: `rule ${n}`,
        detail: { scopes: ['Mail.Read'] },
      }
  }
}

test('whoever invents everything fills no more than the bounds, and the honest are still known', () => {
  const engine = createEngine()
  const life = readStory('home = 198.51.100.7 AS3320 DE Windows/Edge\nday 1..20 08:10 ada signs-in home')
  for (const event of life) engine.step(event)
  const before = process.memoryUsage().heapUsed
  for (let n = 0; n < rounds; n++) engine.step(invented(n))
  const { noted, sources, persons } = engine.counts()
  // Each table's bound stands in docs/detections.md; together they hold no more than this, whatever comes.
  assert.ok(noted < 400_000 && sources < 200_000, `${noted} notes and ${sources} sources`)
  assert.ok(persons <= rounds, `${persons} persons`)
  const perEvent = (process.memoryUsage().heapUsed - before) / rounds
  assert.ok(perEvent < 20_000, `${Math.round(perEvent)} bytes for each invented event`)
  const night = readStory(
    'night = 203.0.113.9 AS9009 NG Linux/Firefox\nday 22 01:00 ada push-denied night\nday 22 01:02 ada push-denied night',
  )
  const found = night.flatMap((event) => engine.step(event))
  assert.ok(
    found.some(
      ({ detection, level, person }) => detection === 'mfa.push_burst_denied' && level === 'high' && person.name === 'ada@example.com',
    ),
  )
})

test('one person attacked in every way there is stays small, in memory and on disk', () => {
  const disk = new Map<string, string>()
  const engine = createEngine({ load: (key) => disk.get(key) })
  const victim = { name: 'ada@example.com', email: 'ada@example.com' }
  const save = (): number => {
    let bytes = 0
    for (const { key, state } of engine.changes()) {
      bytes += key.length + (state?.length ?? 0)
      if (state === undefined) disk.delete(key)
      else disk.set(key, state)
    }
    return bytes
  }
  for (const event of readStory('home = 198.51.100.7 AS3320 DE Windows/Edge\nday 1..20 08:10 ada signs-in home')) engine.step(event)
  save()
  let most = 0
  let written = 0
  const sizes: number[] = []
  for (let n = 0; n < 12_000; n++) {
    engine.step({ ...invented(n), user: victim })
    if (n % 200 !== 199) continue
    written = Math.max(written, save())
    most = Math.max(most, disk.get('person ada@example.com')?.length ?? 0)
    sizes.push(disk.size)
  }
  assert.equal(engine.counts().persons, 1)
  // Sixty-four prompts with their events, and a finding with fifty events for each detection that speaks of the person.
  assert.ok(most > 10_000 && most < 1_000_000, `${most} bytes for the person`)
  assert.ok(written < 4_000_000, `${written} bytes in one saving`)
  const grown = (sizes.at(-1) ?? 0) - (sizes.at(-11) ?? 0)
  assert.ok(grown < 10 * 200 * 12, `${grown} keys more for 2,000 events`)
})
