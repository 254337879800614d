/** Sign-in risk: the table rises, the reasons can be read, what is known of the person, source and proof moves it the right way. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readStory, storyStart } from '../../test/story.ts'
import type { Event } from '../0-event/event.ts'
import { dayMs } from '../0-event/time.ts'
import { createEngine } from '../3-detect/engine.ts'
import { calibrated, table } from './calibration.ts'
import { signInRisk } from './sign-in-risk.ts'
import { assessUser } from './user-risk.ts'

test('the table rises, and so does what is read from it', () => {
  for (const [nth, [at, chance]] of table.entries()) {
    const before = table[nth - 1]
    assert.ok(before === undefined || (before[0] < at && before[1] < chance))
    assert.ok(Math.abs(calibrated(at) - chance) < 1e-9)
  }
  fc.assert(
    fc.property(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: -50, max: 50, noNaN: true }), (one, other) => {
      const [low, high] = [calibrated(Math.min(one, other)), calibrated(Math.max(one, other))]
      assert.ok(low <= high + 1e-12 && low > 0 && high < 1)
    }),
  )
})

const engine = createEngine()
for (const event of readStory(`home = 198.51.100.7 AS3320 DE Windows/Edge
night = 203.0.113.9 AS9009 RU Linux/Firefox
day 1..20 08:10 ada signs-in home
day 21 01:00 bob push-denied night
day 21 01:01 bob push-denied night`))
  engine.step(event)

const attempt = (user: string, src: Event['src']): Event => ({
  id: 'asked',
  source: 'okta',
  time: storyStart + 21 * dayMs + 2 * 3_600_000,
  user: { email: user, name: user },
  src,
  kind: 'sign_in',
  outcome: 'interrupted',
  interactive: true,
})
const home = { ip: '198.51.100.7', asn: 3320, country: 'DE', os: 'Windows', browser: 'Edge' }
const night = { ip: '203.0.113.9', asn: 9009, country: 'RU', os: 'Linux', browser: 'Firefox' }
const calm = assessUser([], 0)
const ask = (user: string, src: Event['src'], beside: object = {}) =>
  signInRisk(engine.look(attempt(user, src)), { userRisk: calm, ...beside })

test('from home there is next to no risk; from where an attacker was seen there is much', () => {
  assert.equal(ask('ada@example.com', home).level, 'none')
  const strange = ask('ada@example.com', night)
  assert.ok(strange.score > 20 * ask('ada@example.com', home).score)
  assert.deepEqual(
    strange.contributions.map(({ because }) => because).filter((words) => words.endsWith('never seen')),
    ['an address never seen', 'a device never seen', 'a country never seen', 'a network never seen'],
  )
})

test('a passkey, a managed device, an old protocol and the risk of the person each move it their way', () => {
  const plain = ask('ada@example.com', night).score
  assert.ok(ask('ada@example.com', night, { factor: 'passkey' }).score < plain)
  assert.ok(ask('ada@example.com', night, { managed: true }).score < plain)
  assert.ok(ask('ada@example.com', night, { legacy: true }).score > plain)
  const compromised = assessUser([{ kind: 'word', id: 'w', time: 0, says: 'compromised', by: 'ada', reason: '' }], 1)
  assert.ok(ask('ada@example.com', night, { userRisk: compromised }).score > plain)
})

test('asking changes nothing', () => {
  const before = JSON.stringify([engine.counts(), ask('ada@example.com', night)])
  for (let nth = 0; nth < 50; nth++) ask(`nobody${nth}@example.com`, night)
  assert.equal(JSON.stringify([engine.counts(), ask('ada@example.com', night)]), before)
})

test('what was lacking is said', () => {
  const { lacking } = ask('cy@example.com', { country: 'DE' })
  assert.ok(lacking.includes('no address was given') && lacking.includes('no earlier sign-in of this person is known'), lacking.join('; '))
})
