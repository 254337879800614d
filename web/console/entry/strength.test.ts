/** The strength hint. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strength } from './strength.ts'

test('short, repeated, named and obvious passwords are weak; long ones are strong', () => {
  const score = (password: string) => strength(password, 'ada').score
  assert.deepEqual(
    ['', 'short', 'aaaaaaaaaaaaaaaa', 'my-name-is-ada-x', 'Password-2026-x!', 'gravel moth fjor', 'gravel moth fjord tin'].map(score),
    [0, 1, 1, 1, 2, 3, 4],
  )
})
