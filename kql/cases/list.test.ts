/** The page that lists what works says what is so. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { page, unexplained, written } from '../list.ts'

test('docs/kql.md is what node kql/list.ts writes', () => {
  const text = readFileSync(page, 'utf8')
  assert.equal(text, written(text))
})

test('whatever has no translation has a word why', () => {
  assert.deepEqual(unexplained(), [])
})
