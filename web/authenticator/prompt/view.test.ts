/** However uncertain the place is, the circle is seen whole, and its size is true where it can be. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { mapHeight, mapView, mapWidth } from './view.ts'

test('a city is shown in its part of the world, with a circle that can be seen', () => {
  const { acrossKm, radius } = mapView(20)
  assert.equal(acrossKm, 1800)
  assert.equal(radius, 7)
})

test('a circle larger than the least is true to scale', () => {
  const { acrossKm, radius } = mapView(200)
  assert.ok(Math.abs(radius - (200 / acrossKm) * mapWidth) < 1e-9)
})

test('up to 2,500 km the circle fits in the map', () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 2500, noNaN: true }), (km) => mapView(km).radius <= mapHeight / 2))
})
