/** Turns: a few at once, some waiting, the rest sent away. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from './hunt-turns.ts'

test('lets so many begin, as many wait, sends away the others, and lets who waits go in order', async () => {
  const turns = createTurns(1, 2)
  assert.equal(await turns.take(undefined), 'go')
  const order: string[] = []
  const leaving = new AbortController()
  const first = turns.take(leaving.signal).then((what) => order.push(`first ${what}`))
  const second = turns.take(undefined).then((what) => order.push(`second ${what}`))
  assert.equal(await turns.take(undefined), 'busy')
  leaving.abort()
  turns.release()
  await Promise.all([first, second])
  assert.deepEqual(order, ['first cancelled', 'second go'])
  turns.release()
  assert.equal(await turns.take(undefined), 'go')
  assert.equal(await turns.take(AbortSignal.abort()), 'cancelled')
})
