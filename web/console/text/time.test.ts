/** Instants in words. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ago, lasted } from './time.ts'

test('how long ago, in the largest unit that fits', () => {
  const now = 1_700_000_000_000
  assert.equal(ago(now - 20_000, now), 'just now')
  assert.equal(ago(now - 125_000, now), '2 min. ago')
  assert.equal(ago(now - 3 * 3_600_000, now), '3 hr. ago')
  assert.equal(ago(now + 2 * 86_400_000, now), 'in 2 days')
})

test('how long something went on', () => {
  assert.equal(lasted(45_000), '45 s')
  assert.equal(lasted(12 * 60_000), '12 min')
  assert.equal(lasted(185 * 60_000), '3 h 05 min')
  assert.equal(lasted(4 * 86_400_000), '4 days')
})
