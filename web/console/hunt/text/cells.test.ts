/** Values as text, and the answers they come in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cellText, numberOf, spanMs } from './cells.ts'
import { parseReply } from './reply.ts'

test('times stand in UTC without zeros that say nothing', () => {
  assert.equal(cellText('2026-11-24T12:11:01.1230000Z', 'datetime'), '2026-11-24T12:11:01.123Z')
  assert.equal(cellText('2026-11-24T12:10:00.0000000Z', 'datetime'), '2026-11-24T12:10:00Z')
  assert.equal(cellText('2026-11-24T12:10:00Z', 'datetime'), '2026-11-24T12:10:00Z')
  assert.equal(cellText('2026-11-24T12:11:01.1230000Z', 'string'), '2026-11-24T12:11:01.1230000Z')
})

test('a null is empty, a dynamic is JSON, numbers are as they are', () => {
  assert.equal(cellText(null, 'int'), '')
  assert.equal(cellText(false, 'bool'), 'false')
  assert.equal(cellText({ a: [1, null] }, 'dynamic'), '{"a":[1,null]}')
  assert.equal(cellText(9223372036854775807n, 'long'), '9223372036854775807')
})

test('whole numbers keep all their digits', () => {
  const text = '{"rows":[[9223372036854775807,-9223372036854775808,12,1.2345678901234567,"1234567890123456789"]]}'
  assert.deepEqual(parseReply(text), {
    rows: [[9223372036854775807n, -9223372036854775808n, 12, 1.2345678901234567, '1234567890123456789']],
  })
  assert.deepEqual(parseReply('{"a":1}'), { a: 1 })
})

test('spans and numbers become numbers', () => {
  assert.equal(spanMs('00:00:01.5000000'), 1500)
  assert.equal(spanMs('-1.02:03:04'), -93_784_000)
  assert.ok(Number.isNaN(spanMs('x')))
  assert.equal(numberOf('-Infinity'), Number.NEGATIVE_INFINITY)
  assert.ok(Number.isNaN(numberOf(null)))
  assert.equal(numberOf(3n), 3)
})
