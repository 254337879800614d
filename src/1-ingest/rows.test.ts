/** Separated values: the cells that csv-parse gives, in any pieces, and one row lost where a quote is missing, not the rest. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { rowSplitter } from './rows.ts'

function split(text: string, separator = ',', sizes: readonly number[] = [1000]) {
  const rows: (readonly string[])[] = []
  const refused: string[] = []
  const splitter = rowSplitter(separator, {
    row: (cells) => void rows.push(cells),
    refused: (why, _, number) => void refused.push(`${number} ${why}`),
  })
  const bytes = Buffer.from(text)
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1
    splitter.push(bytes.subarray(at, at + size))
    at += size
  }
  splitter.end()
  return { rows, refused }
}

const cell = fc.oneof(
  fc.constantFrom('', 'a', 'ä€', '"', 'a "b" c', 'line\nfeed', 'line\r\nfeed', ',', ';', "=cmd|' /C calc'!A0", '{"a":[1,2]}'),
  fc.string({ maxLength: 12 }),
)

test('gives the cells that csv-parse gives, whatever the separator and the pieces', () => {
  const table = fc
    .integer({ min: 2, max: 5 })
    .chain((columns) => fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 8 }))
  fc.assert(
    fc.property(
      table,
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (rows, separator, end, isEnded, sizes) => {
        const quoted = (text: string) => (/["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text)
        const text = rows.map((row) => row.map(quoted).join(separator)).join(end) + (isEnded ? end : '')
        const expected = parse(text, { delimiter: separator, record_delimiter: end })
        assert.deepEqual(split(text, separator, sizes), { rows: expected, refused: [] })
      },
    ),
    { numRuns: 500 },
  )
})

test('any text comes to an end, the same in any pieces', () => {
  const part = fc.constantFrom('"', ',', '\n', '\r\n', 'a', '""', 'sep=,', ' ')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (parts, sizes) => {
      assert.deepEqual(split(parts.join(''), ',', sizes), split(parts.join('')))
    }),
    { numRuns: 1000 },
  )
})

test('a missing quote costs its line', () => {
  const { rows, refused } = split('a,b\n1,2\n"3,4\n5,6\n7,8\n')
  assert.deepEqual(rows, [
    ['a', 'b'],
    ['1', '2'],
    ['5', '6'],
    ['7', '8'],
  ])
  assert.deepEqual(refused, ['3 a quote opens in this row and is never closed'])
})

test('a missing quote in a large file is noticed within four megabytes', () => {
  const row = `${'x'.repeat(1000)},y\n`
  const { rows, refused } = split(`a,b\n"lost,1\n${row.repeat(6000)}`, ',', [65_536])
  assert.equal(rows.length, 6001)
  assert.equal(refused.length, 1)
})

test('empty lines and the separator hint of spreadsheets are no rows; empty cells too many are forgiven', () => {
  assert.deepEqual(split('sep=,\r\n\r\na,b\r\n1,2,,\r\n\r\n').rows, [
    ['a', 'b'],
    ['1', '2', '', ''],
  ])
})
