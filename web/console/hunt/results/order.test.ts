/** Order and choice of rows. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HuntTable } from '../../../../src/8-server/hunting/wire.ts'
import { allRows, matching, ordered } from './order.ts'

const table: HuntTable = {
  isCut: false,
  columns: [
    { name: 'n', type: 'long' },
    { name: 's', type: 'string' },
    { name: 'd', type: 'dynamic' },
    { name: 't', type: 'timespan' },
  ],
  rows: [
    [10, 'b', { who: 'Ada' }, '1.00:00:00'],
    [9, 'a', null, '23:00:00'],
    [null, '', [1], null],
    [9, 'B', null, '-00:01:00'],
  ],
}
const order = (column: number, down: boolean): number[] => [...ordered(table, allRows(table), { column, down })]

test('numbers by size, text by its letters, nulls last, equals as they came', () => {
  assert.deepEqual(order(0, false), [1, 3, 0, 2])
  assert.deepEqual(order(0, true), [0, 1, 3, 2])
  assert.deepEqual(order(1, false), [3, 1, 0, 2])
  assert.deepEqual(order(3, false), [3, 1, 0, 2])
  assert.deepEqual([...ordered(table, allRows(table), undefined)], [0, 1, 2, 3])
})

test('all words must be there, in any column, also inside dynamic values', async () => {
  const { signal } = new AbortController()
  const found = async (text: string): Promise<number[]> => [...((await matching(table, text, signal)) ?? [])]
  assert.deepEqual(await found('ADA'), [0])
  assert.deepEqual(await found('9 b'), [3])
  assert.deepEqual(await found('  '), [0, 1, 2, 3])
  assert.deepEqual(await found('nobody'), [])
})
