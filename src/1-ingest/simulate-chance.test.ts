/** Chance is fair enough, repeatable, and independent between forks; the queue gives back in order. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { chanceOf } from './simulate-chance.ts'
import { createQueue } from './simulate-queue.ts'

test('the same path gives the same stream, however much was drawn beside it', () => {
  const one = chanceOf(5)
  const before = one.fork('person', 3).uuid()
  for (let nth = 0; nth < 100; nth++) one.next()
  assert.equal(one.fork('person', 3).uuid(), before)
  assert.notEqual(one.fork('person', 4).uuid(), before)
  assert.match(before, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('a thousand near seeds draw evenly from ten', () => {
  const counts = new Array<number>(10).fill(0)
  for (let seed = 0; seed < 10_000; seed++) {
    const drawn = chanceOf(seed).whole(0, 9)
    counts[drawn] = (counts[drawn] ?? 0) + 1
  }
  // Chi-square with 9 degrees of freedom exceeds 27.9 once in a thousand.
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
  assert.ok(chiSquare < 27.9, `${chiSquare}`)
})

test('means come out as asked', () => {
  const chance = chanceOf('means')
  const mean = (draw: () => number): number => Array.from({ length: 20_000 }, draw).reduce((sum, one) => sum + one, 0) / 20_000
  assert.ok(Math.abs(mean(() => chance.poisson(1.8)) - 1.8) < 0.05)
  assert.ok(Math.abs(mean(() => chance.exponential(40)) - 40) < 1.5)
  assert.ok(Math.abs(mean(() => chance.normal(10, 3)) - 10) < 0.1)
  assert.ok(Math.abs(mean(() => Number(chance.yes(0.0435))) - 0.0435) < 0.006)
  assert.ok(Math.abs(mean(() => Number(chance.weighted({ a: 3, b: 1 }) === 'b')) - 0.25) < 0.015)
})

test('draws stay within their bounds', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: -1000, max: 1000 }), fc.nat(1000), (seed, low, width) => {
      const chance = chanceOf(seed)
      const drawn = chance.whole(low, low + width)
      assert.ok(Number.isInteger(drawn) && drawn >= low && drawn <= low + width)
      assert.equal(chance.hex(37).length, 37)
      assert.deepEqual(chance.shuffled([1, 2, 3, 4]).sort(), [1, 2, 3, 4])
    }),
  )
})

test('the queue gives back what was put in, by time, and of equal times first in first out', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.nat(60), (times, until) => {
      const queue = createQueue<string>()
      const entries = times.map((time, nth) => `${String(time).padStart(3, '0')} ${String(nth).padStart(4, '0')}`)
      for (const entry of entries) queue.add(Number(entry.slice(0, 3)), entry)
      const first = [...queue.before(until)]
      assert.ok(first.every((entry) => Number(entry.slice(0, 3)) < until))
      assert.deepEqual([...first, ...queue.before(Number.POSITIVE_INFINITY)], entries.toSorted())
      assert.equal(queue.size(), 0)
    }),
  )
})
