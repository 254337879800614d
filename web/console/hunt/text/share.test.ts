/** Queries in links. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { packed, unpacked } from './share.ts'

test('a text comes back from its letters, which an address may hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      const letters = await packed(text)
      assert.match(letters, /^[\w-]*$/)
      assert.equal(await unpacked(letters), text.toWellFormed())
    }),
    { numRuns: 30 },
  )
})

test('what is no packed text, or unfolds to too much, is undefined', async () => {
  assert.equal(await unpacked('%%%'), undefined)
  assert.equal(await unpacked('abcd'), undefined)
  assert.equal(await unpacked(deflateRawSync('a'.repeat(1_000_000)).toString('base64url')), undefined)
})
