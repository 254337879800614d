/** The places of an incident. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Endpoint, PromptEvent } from '../../../src/0-event/event.ts'
import type { TimelineItem } from '../../../src/8-server/wire.ts'
import { places } from './places.ts'

const prompt = (id: string, src: Endpoint, answeredFrom?: Endpoint, findings: readonly string[] = ['f']): TimelineItem => {
  const event: PromptEvent = {
    id,
    kind: 'prompt',
    source: 'duo',
    time: 0,
    user: { name: 'ada' },
    factor: 'push',
    outcome: 'denied',
    told: 'both',
    src,
    answeredFrom,
  }
  return { event, sentence: '', strange: [], findings }
}
const rotterdam: Endpoint = { ip: '192.0.2.7', city: 'Rotterdam', country: 'NL', latitude: 51.9, longitude: 4.5 }
const lagos: Endpoint = { ip: '203.0.113.9', city: 'Lagos', country: 'NG', latitude: 6.5, longitude: 3.4 }

test('prompts from one place are one place, with their addresses', () => {
  const timeline = [prompt('1', lagos, rotterdam), prompt('2', { ...lagos, ip: '203.0.113.10' }, rotterdam)]
  assert.deepEqual(
    places({ usual: [rotterdam], timeline }).map(({ role, label, events, addresses }) => [role, label, events, addresses.length]),
    [
      ['usual', 'Rotterdam, Netherlands', 0, 1],
      ['asked', 'Lagos, Nigeria', 2, 2],
      ['answered', 'Rotterdam, Netherlands', 2, 1],
    ],
  )
})

test('ordinary prompts are not part of the attack', () => {
  assert.deepEqual(places({ usual: [], timeline: [prompt('1', rotterdam, undefined, [])] }), [])
})

test('a country alone is a place, the null island is none', () => {
  const [first, second] = places({
    usual: [],
    timeline: [prompt('1', { country: 'RU' }), prompt('2', { ...lagos, latitude: 0, longitude: 0 })],
  })
  assert.equal(first?.label, 'Russia')
  assert.equal(first?.position, undefined)
  assert.equal(second?.position, undefined)
})
