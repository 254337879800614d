/** Places by address: the shipped countries, what a log says itself, and files that are none. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { located, openLocate, shippedCountries, withPlace } from './locate.ts'

const locate = openLocate([shippedCountries()])

test('a public address has a country, a private one has none', () => {
  assert.equal(locate.place('8.8.8.8').country, 'US')
  assert.deepEqual(locate.place('10.0.0.1'), {})
  assert.deepEqual(locate.place('not an address'), {})
})

test('what the log says itself stands', () => {
  assert.equal(located({ ip: '8.8.8.8', country: 'DE' }, locate).country, 'DE')
  assert.equal(located({ ip: '8.8.8.8', country: undefined, city: 'Here' }, locate).country, 'US')
  assert.equal(located({ ip: '8.8.8.8', country: undefined, city: 'Here' }, locate).city, 'Here')
})

test('an event without a source stays the same object', () => {
  const event = { id: 'duo:1', source: 'duo', time: 0, user: { uid: 'u' }, kind: 'report', what: 'fraud' } as const
  assert.equal(withPlace(event, locate), event)
})

test('a file that is no database is named', () => {
  assert.throws(() => openLocate(['package.json']), /package\.json is no readable MaxMind database/)
  assert.throws(() => openLocate(['missing.mmdb']), /missing\.mmdb is no readable/)
})
