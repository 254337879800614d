/** Geohash and H3 cells, by the examples of the documentation. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { called } from './called.ts'
import { geohashFunctions } from './geohash.ts'
import { h3Functions } from './h3.ts'

const call = called([...geohashFunctions, ...h3Functions])

// geo-point-to-geohash-function.md
test('points have geohashes', () => {
  assert.equal(call('geo_point_to_geohash', 139.806115, 35.554128, 12n), 'xn76m27ty9g4')
  assert.equal(call('geo_point_to_geohash', -80.195829, 25.802215, 8n), 'dhwfz15h')
  assert.equal(call('geo_point_to_geohash', -122.303404, 47.570482), 'c23n8')
  assert.equal(call('geo_point_to_geohash', 200, 1, 8n), '')
})

// geo-geohash-to-central-point-function.md, geo-geohash-to-polygon-function.md, geo-geohash-neighbors-function.md
test('geohashes have a middle, borders and neighbours', () => {
  assert.deepEqual(call('geo_geohash_to_central_point', 'sunny'), { type: 'Point', coordinates: [42.47314453125, 23.70849609375] })
  assert.equal(call('geo_geohash_to_central_point', 'a'), null)
  const [west, south, east, north] = [-74.00390625, 40.7373046875, -73.9599609375, 40.78125]
  const ring = [west, south, east, south, east, north, west, north, west, south]
  assert.deepEqual(call('geo_geohash_to_polygon', 'dr5ru'), {
    type: 'Polygon',
    coordinates: [[0, 2, 4, 6, 8].map((i) => ring.slice(i, i + 2))],
  })
  assert.deepEqual(call('geo_geohash_neighbors', 'sunny'), 'sunnt,sunpj,sunnx,sunpn,sunnv,sunpp,sunnz,sunnw'.split(','))
})

test('the middle of a geohash has that geohash', () => {
  const place = [fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true })] as const
  fc.assert(
    fc.property(...place, fc.bigInt({ min: 1n, max: 9n }), (longitude, latitude, accuracy) => {
      const hash = call('geo_point_to_geohash', longitude, latitude, accuracy)
      const centre = call('geo_geohash_to_central_point', hash) as { readonly coordinates: readonly [number, number] }
      assert.equal(call('geo_point_to_geohash', ...centre.coordinates, accuracy), hash)
    }),
  )
})

// geo-point-to-h3cell-function.md, geo-h3cell-to-central-point-function.md, geo-h3cell-to-polygon-function.md
test('points have H3 cells', () => {
  assert.equal(call('geo_point_to_h3cell', -74.04450446039874, 40.689250859314974, 6n), '862a1072fffffff')
  assert.equal(call('geo_point_to_h3cell', 300, 1, 8n), '')
  assert.equal(call('geo_point_to_h3cell', 1, 1, 16n), '')
  const { coordinates } = call('geo_h3cell_to_central_point', '862a1072fffffff') as { readonly coordinates: readonly number[] }
  assert.deepEqual(
    coordinates.map((one) => one.toFixed(10)),
    ['-74.0160084798', '40.7041679084'],
  )
  assert.equal(call('geo_h3cell_to_polygon', '@'), null)
})

// geo-h3cell-parent-function.md, geo-h3cell-children-function.md, geo-h3cell-level-function.md
test('H3 cells have parents and children', () => {
  assert.equal(call('geo_h3cell_parent', '862a1072fffffff'), '852a1073fffffff')
  assert.equal(call('geo_h3cell_parent', '862a1072fffffff', 1n), '812a3ffffffffff')
  assert.equal(call('geo_h3cell_parent', '123'), '')
  assert.equal(call('geo_h3cell_parent', '862a1072fffffff', 15n), '')
  assert.equal((call('geo_h3cell_children', '862a1072fffffff', 9n) as readonly string[]).length, 343)
  assert.equal(call('geo_h3cell_children', call('geo_point_to_h3cell', 1, 1, 9n), 15n), null)
  assert.equal(call('geo_h3cell_level', call('geo_point_to_h3cell', 1, 1, 10n)), 10n)
})

// geo-h3cell-neighbors-function.md, geo-h3cell-rings-function.md
test('H3 cells have neighbours and rings', () => {
  const neighbors = '862a10727ffffff,862a10707ffffff,862a1070fffffff,862a10777ffffff,862a100dfffffff,862a100d7ffffff'
  assert.deepEqual(call('geo_h3cell_neighbors', '862a1072fffffff'), neighbors.split(','))
  const ring = '861f88947ffffff,861f8895fffffff,861f88867ffffff,861f8d497ffffff,861f8d4b7ffffff,861f8896fffffff'
  assert.deepEqual(call('geo_h3cell_rings', '861f8894fffffff', 1n), [['861f8894fffffff'], ring.split(',')])
  assert.equal(call('geo_h3cell_rings', '861f8894fffffff', 150n), null)
})
