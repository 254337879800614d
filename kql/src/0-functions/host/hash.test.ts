/** Hashes, by the documentation's values. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { called } from './called.ts'
import { hashFunctions } from './hash.ts'

const call = called(hashFunctions)

// hash-function.md, hash-combine-function.md
test('texts and moments have the hashes of the documentation', () => {
  assert.equal(call('hash_of_text', 'World'), 1846988464401551951n)
  assert.equal(call('hash_of_text', 'Hello'), 753694413698530628n)
  const ticksOf2015 = 635556672000000000n
  assert.equal(call('hash_of_long', ticksOf2015), 1380966698541616202n)
})

test('the remainder is never below zero', () => {
  assert.equal(call('hash_modulo', 1846988464401551951n, 100n), 51n)
  assert.equal(call('hash_modulo', -1n, 10n), 5n)
  assert.equal(call('hash_modulo', 5n, 0n), null)
})

test('combining tells the order', () => {
  const [a, b] = [753694413698530628n, 1846988464401551951n]
  assert.notEqual(call('hash_of_two', a, b), call('hash_of_two', b, a))
  assert.notEqual(call('hash_of_two', a, b), call('hash_of_two', a, b + 1n))
})
