/** What was told before is known: up to the bound, over restarts, and whatever else was told meanwhile. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { TokenEvent } from '../0-event/event.ts'
import { createHashes } from './hashes.ts'
import { createRecently } from './recently.ts'

const event = (id: string, what: TokenEvent['what'] = 'refreshed'): TokenEvent => ({
  id,
  kind: 'token',
  what,
  source: 'okta',
  time: 0,
  user: { uid: 'u' },
})

test('numbers are held as a set holds them, however often it grows', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), { maxLength: 3000 }), (values) => {
      const hashes = createHashes(5000)
      for (const value of values) hashes.add(value)
      assert.equal(hashes.size(), new Set(values).size)
      assert.ok(values.every((value) => hashes.has(value)))
      assert.ok(!hashes.has(Number.MAX_SAFE_INTEGER + 1))
    }),
    { numRuns: 50 },
  )
  const full = createHashes(1)
  full.add(7)
  assert.throws(() => full.add(8), /More than 1/)
})

test('the same again is known, and something else about the same record is news', () => {
  const recently = createRecently(undefined)
  assert.equal(recently.isRepeated(event('okta:1')), false)
  assert.equal(recently.isRepeated(event('okta:1')), true)
  assert.equal(recently.isRepeated(event('okta:1', 'reused')), false)
  assert.deepEqual(recently.changes(), [])
})

test('the newest 65,536 to 131,072 are known, over a restart at any moment; a saving writes what grew', () => {
  const disk = new Map<string, string>()
  const load = (key: string): string | undefined => disk.get(key)
  const save = (from: ReturnType<typeof createRecently>): number => {
    const changes = from.changes()
    for (const { key, state } of changes) if (state !== undefined) disk.set(key, state)
    return changes.length
  }
  let recently = createRecently(load)
  const tell = (from: number, to: number): void => {
    for (let at = from; at < to; at++) assert.equal(recently.isRepeated(event(`okta:${at}`)), false)
  }
  let told = 0
  for (const more of [1, 511, 1, 60_000, 20_000, 100_000, 37]) {
    tell(told, told + more)
    told += more
    save(recently)
    recently = createRecently(load)
    for (const back of [1, Math.min(told, 2), Math.min(told, 600), Math.min(told, 65_536)])
      assert.equal(recently.isRepeated(event(`okta:${told - back}`)), true, `${back} before ${told}`)
    assert.deepEqual(recently.changes(), [])
  }
  assert.ok(recently.size() <= 131_072)
  assert.ok(disk.size <= 257, `${disk.size} keys on disk`)
  tell(told, told + 100)
  assert.ok(save(recently) <= 3)
})
