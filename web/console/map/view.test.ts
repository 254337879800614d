/** The part of the world that is shown. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { viewOf, worldHeight, worldWidth } from './view.ts'

test('all points are inside the view, and the view inside the world', () => {
  const point = fc.tuple(fc.double({ min: 0, max: worldWidth, noNaN: true }), fc.double({ min: 0, max: worldHeight, noNaN: true }))
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 12 }), (points) => {
      const { x, y, width, height } = viewOf(points)
      assert.ok(x >= 0 && y >= 0 && x + width <= worldWidth + 1e-6 && y + height <= worldHeight + 1e-6)
      for (const [px, py] of points) assert.ok(px >= x - 1e-6 && px <= x + width + 1e-6 && py >= y - 1e-6 && py <= y + height + 1e-6)
    }),
  )
})
