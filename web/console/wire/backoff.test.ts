/** The waits grow, stay bounded and differ. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { longestWaitMs, waitMs } from './backoff.ts'

test('waits double to a bound', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 60].map((failed) => waitMs(failed, 0)),
    [1000, 2000, 4000, 8000, 16_000, longestWaitMs, longestWaitMs],
  )
})

test('chance takes away up to a third', () => {
  assert.equal(waitMs(2, 0.99), 1340)
})
