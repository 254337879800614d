/** Which call is being written. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCall, signatureOf } from './open-call.ts'

test('the innermost call that is open, and the parameter at the cursor', () => {
  assert.deepEqual(openCall('T | where bin(a, '), { at: 10, parameter: 1 })
  assert.deepEqual(openCall('T | where bin(datetime_diff("a,(b", x'), { at: 14, parameter: 1 })
  assert.deepEqual(openCall('strcat(f(1, 2), [3, 4], '), { at: 0, parameter: 2 })
  assert.equal(openCall('T | where (a == '), undefined)
  assert.equal(openCall('bin(a, 1) | where x == '), undefined)
  assert.equal(openCall('T | where x in '), undefined)
})

test('a signature and its parameters, from the words of a hover', () => {
  assert.deepEqual(signatureOf('```\nbin(value, roundTo)\n```\nRounds down.'), {
    label: 'bin(value, roundTo)',
    parameters: ['value', 'roundTo'],
  })
  assert.deepEqual(signatureOf('f(a: (x: int, y), [b])')?.parameters, ['a: (x: int, y)', '[b]'])
  assert.equal(signatureOf('a column'), undefined)
})
