/** Where rows and columns lie. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { columnsIn, edgesOf, heightOf, rowAt, topOf } from './window.ts'

const rows = {
  count: 10,
  rowPx: 30,
  opened: [
    { at: 2, height: 100 },
    { at: 5, height: 50 },
  ],
}

test('opened rows push down what is below them', () => {
  assert.equal(topOf(rows, 2), 60)
  assert.equal(topOf(rows, 3), 190)
  assert.equal(topOf(rows, 6), 330)
  assert.equal(heightOf(rows), 450)
  assert.equal(rowAt(rows, 89), 2)
  assert.equal(rowAt(rows, 150), 2)
  assert.equal(rowAt(rows, 190), 3)
  assert.equal(rowAt(rows, 9999), 9)
  assert.equal(rowAt({ count: 0, rowPx: 30, opened: [] }, 5), 0)
})

test('the row at its own top is itself', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(49), fc.integer({ min: 1, max: 400 })), { maxLength: 8 }), fc.nat(49), (given, at) => {
      const opened = [...new Map(given)].map(([place, height]) => ({ at: place, height })).sort((one, other) => one.at - other.at)
      const all = { count: 50, rowPx: 28, opened }
      assert.equal(rowAt(all, topOf(all, at)), at)
    }),
  )
})

test('columns in sight', () => {
  const edges = edgesOf([100, 50, 200])
  assert.deepEqual(edges, [0, 100, 150, 350])
  assert.deepEqual(columnsIn(edges, 0, 100), [0, 1])
  assert.deepEqual(columnsIn(edges, 100, 151), [1, 3])
  assert.deepEqual(columnsIn(edges, 340, 900), [2, 3])
  assert.deepEqual(columnsIn(edgesOf([]), 0, 900), [0, 0])
})
