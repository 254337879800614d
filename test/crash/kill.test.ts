/** The store survives being killed: a short run of what `node test/crash/kill.ts 100` does a hundred times. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killOften } from './kill.ts'

test('whatever a killed process was promised is in the store exactly once', { timeout: 300_000 }, async () => {
  const killed = await killOften({ rounds: 8, seed: 7 })
  assert.ok(killed.promised > 100 && killed.files > 0, JSON.stringify(killed))
})
