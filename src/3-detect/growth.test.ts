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
