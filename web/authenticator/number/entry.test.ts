/** Whatever is pressed, the number stays digits of at most the length that was asked. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { asciiDigit, type EntryStep, emptyEntry, enter, isComplete } from './entry.ts'

const typed = (length: number, keys: string) =>
  [...keys].reduce((entry, key) => enter(entry, key === '<' ? { kind: 'back' } : { kind: 'digit', digit: key }), emptyEntry(length))

test('digits are taken up to the length, and no further', () => {
  assert.deepEqual(typed(2, '071'), { digits: '07', length: 2 })
  assert.equal(isComplete(typed(2, '0')), false)
  assert.equal(isComplete(typed(6, '000000')), true)
})

test('back takes the last, clear all, another length starts anew', () => {
  assert.equal(typed(6, '12<<<3').digits, '3')
  assert.equal(enter(typed(3, '12'), { kind: 'clear' }).digits, '')
  assert.deepEqual(enter(typed(3, '12'), { kind: 'length', length: 6 }), { digits: '', length: 6 })
  assert.deepEqual(enter(typed(3, '12'), { kind: 'length', length: 3 }), { digits: '12', length: 3 })
})

test('digits of other scripts are the same digits; letters and signs are none', () => {
  assert.deepEqual(['٣', '۳', '३', '３', '3'].map(asciiDigit), ['3', '3', '3', '3', '3'])
  assert.deepEqual(['', 'a', '12', '²', '-', '\u202e'].map(asciiDigit), Array(6).fill(undefined))
})

test('any sequence of steps keeps it so', () => {
  const step: fc.Arbitrary<EntryStep> = fc.oneof(
    fc.record({ kind: fc.constant('digit' as const), digit: fc.string({ unit: 'grapheme', maxLength: 2 }) }),
    fc.record({ kind: fc.constantFrom('back' as const, 'clear' as const) }),
    fc.record({ kind: fc.constant('length' as const), length: fc.constantFrom(2, 3, 6) }),
  )
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const end = steps.reduce(enter, emptyEntry(2))
      return /^\d*$/.test(end.digits) && end.digits.length <= end.length
    }),
  )
})
