/** Counting tries: per place, per minute, in bounded memory. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { createTries } from './tries.ts'

test('so many a minute are let through, each place by itself', () => {
  let now = 0
  const tries = createTries(2, () => now)
  assert.deepEqual([tries.count('a'), tries.count('a'), tries.count('a'), tries.has('a'), tries.has('b')], [true, true, false, false, true])
  now = 60_000
  assert.deepEqual([tries.has('a'), tries.count('a')], [true, true])
})

test('T55: beyond the bound the place seen first is forgotten, and no memory grows', () => {
  const tries = createTries(1, () => 0)
  tries.count('first')
  assert.equal(tries.has('first'), false)
  for (let nth = 0; nth < 10_000; nth++) tries.count(`other ${nth}`)
  assert.equal(tries.has('first'), true)
  assert.equal(tries.has('other 9999'), false)
})
