/** What is not a message of ours is none, whatever it is. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { readMessage } from './message.ts'

test('a message is read, and only what it should hold is kept', () => {
  assert.deepEqual(readMessage('{"v":1,"id":"a-1","kid":"k_2","number":"42"}'), { v: 1, id: 'a-1', kid: 'k_2' })
})

test('anything else is nothing, and nothing throws', () => {
  for (const text of [
    undefined,
    '',
    'null',
    '[]',
    '{}',
    '{"v":2,"id":"a","kid":"k"}',
    '{"v":1,"id":1,"kid":"k"}',
    '{"v":1,"id":"a/../b","kid":"k"}',
  ])
    assert.equal(readMessage(text), undefined)
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => readMessage(text) === undefined))
})
