/** Which query of a text is meant. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { queriesOf, queryAt } from './queries.ts'

const texts = (text: string): string[] => queriesOf(text).map((query) => query.text)

test('a blank line parts queries, with spaces on it too', () => {
  assert.deepEqual(texts('A\n| take 1\n\nB | count\n  \t\n\nC'), ['A\n| take 1', 'B | count', 'C'])
  assert.deepEqual(texts('A\r\n\r\nB\r\n'), ['A', 'B'])
  assert.deepEqual(texts('\n\n'), [])
})

test('what is not finished goes on behind a blank line', () => {
  assert.deepEqual(texts('let a = 1;\n\nA | where x == a'), ['let a = 1;\n\nA | where x == a'])
  assert.deepEqual(texts('A\n\n| take 1'), ['A\n\n| take 1'])
  assert.deepEqual(texts('union (A\n\n), B'), ['union (A\n\n), B'])
  assert.deepEqual(texts('// Who\n\nA'), ['// Who\n\nA'])
  assert.deepEqual(texts('A // (not open;\n\nB'), ['A // (not open;', 'B'])
  assert.deepEqual(texts('A | where x == "("\n\nB'), ['A | where x == "("', 'B'])
  assert.deepEqual(texts('A\n\n// only words'), ['A'])
})

test('the one under the cursor is meant, on a blank line the one above', () => {
  const text = '\nA\n| take 1\n\nB'
  assert.equal(queryAt(text, 0)?.text, 'A\n| take 1')
  assert.equal(queryAt(text, 4)?.text, 'A\n| take 1')
  assert.equal(queryAt(text, 12)?.text, 'A\n| take 1')
  assert.equal(queryAt(text, 13)?.text, 'B')
  assert.equal(queryAt('  ', 1), undefined)
})

test('parts are pieces of the text, in order', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '|', ';', ' ', '\n', '(', ')', '"', "'", '/', '`', '\\') }), (text) => {
      let before = 0
      for (const { start, end, text: own } of queriesOf(text)) {
        assert.ok(start >= before && end > start)
        assert.equal(own, text.slice(start, end))
        before = end
      }
    }),
  )
})
