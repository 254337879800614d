/** Results as files. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HuntTable } from '../../../../src/8-server/hunting/wire.ts'
import { csvPieces, jsonPieces } from './export.ts'

const table: HuntTable = {
  isCut: false,
  columns: [
    { name: 'n', type: 'long' },
    { name: 'who, what', type: 'string' },
    { name: 'd', type: 'dynamic' },
  ],
  rows: [
    [-5, '=HYPERLINK("x")', { a: '"' }],
    [9007199254740993n, 'two\nlines', null],
  ],
}

test('CSV quotes what needs it, in the order shown, and runs nothing in a spreadsheet', () => {
  assert.equal(
    [...csvPieces(table, Uint32Array.of(1, 0))].join(''),
    'n,"who, what",d\r\n9007199254740993,"two\nlines",\r\n-5,"\'=HYPERLINK(""x"")","{""a"":""\\""""}"\r\n',
  )
})

test('JSON keeps values as they are', () => {
  const text = [...jsonPieces(table, Uint32Array.of(0, 1))].join('')
  assert.match(text, /"n":9007199254740993,/)
  assert.deepEqual((JSON.parse(text) as unknown[])[0], { n: -5, 'who, what': '=HYPERLINK("x")', d: { a: '"' } })
  assert.deepEqual(JSON.parse([...jsonPieces({ ...table, rows: [] }, new Uint32Array())].join('')), [])
})
