/** However the bytes arrive, the same lines come out. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { lineCutter } from './lines.ts'

test('any cut of the same bytes gives the same lines', () => {
  const text = '{"type":"hello"}\n\n{"type":"prompt","id":"ü€😀"}\n{"type":"over","id":"x"}\n'
  const bytes = new TextEncoder().encode(text)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 8 }), (at) => {
      const cuts = [0, ...at.sort((one, other) => one - other), bytes.length]
      const cut = lineCutter()
      const lines = cuts.slice(1).flatMap((end, nth) => cut(bytes.slice(cuts[nth], end)))
      assert.deepEqual(
        lines,
        text.split('\n').filter((line) => line !== ''),
      )
    }),
  )
})

test('a line without an end is refused, not kept', () => {
  const cut = lineCutter()
  assert.throws(() => cut(new Uint8Array(10_001).fill(97)), /without an end/)
})
