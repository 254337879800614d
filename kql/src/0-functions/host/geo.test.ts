/** Geography, by the examples of the documentation. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { called } from './called.ts'
import { geoFunctions } from './geo.ts'

const call = called(geoFunctions)

/** As many digits as the documentation writes and the arithmetic can promise. */
function isNear(found: unknown, expected: number): void {
  assert.ok(typeof found === 'number' && Math.abs(found - expected) <= Math.abs(expected) * 1e-10, `${found} is not ${expected}`)
}

const park = [
  [-73.9495, 40.7969],
  [-73.95807266235352, 40.80068603561921],
  [-73.98201942443848, 40.76825672305777],
  [-73.97317886352539, 40.76455136505513],
  [-73.9495, 40.7969],
]
const across = [
  [-73.94262313842773, 40.775991804565585],
  [-73.98107528686523, 40.791849155467695],
  [-73.99600982666016, 40.77092185281977],
  [-73.96150588989258, 40.75609977566361],
  [-73.94262313842773, 40.775991804565585],
]
const centralPark = { type: 'Polygon', coordinates: [park] }
const both = { type: 'MultiPolygon', coordinates: [[park], [across]] }

// geo-distance-2points-function.md, geo-point-in-circle-function.md
test('distances between points', () => {
  isNear(call('geo_distance_2points', -122.407628, 47.578557, -118.275287, 34.019056), 1546754.35197381)
  assert.equal(call('geo_distance_2points', 300, 1, 1, 1), null)
  assert.equal(call('geo_point_in_circle', -122.143564, 47.535677, -122.100896, 47.527351, 3500), true)
  assert.equal(call('geo_point_in_circle', -122.137575, 47.630683, -122.100896, 47.527351, 3500), false)
})

// geo-azimuth-function.md
test('the way to a point, clockwise from north', () => {
  isNear(call('geo_azimuth', 5, 10, 10, -40), 3.05459939796449)
  assert.equal(call('geo_azimuth', 5, 10, 5, 10), null)
  isNear(call('geo_azimuth', 0, 0, -1, 0), 1.5 * Math.PI)
})

// geo-distance-point-to-line-function.md, geo-distance-point-to-polygon-function.md
test('distances to lines and polygons', () => {
  const road =
    '-115.115385 36.229195,-115.136995 36.200366,-115.140252 36.192470,-115.143558 36.188523,-115.144076 36.181954,-115.154662 36.174483,-115.166431 36.176388,-115.183289 36.175007,-115.192612 36.176736,-115.202485 36.173439,-115.225355 36.174365'
  const coordinates = road.split(',').map((pair) => pair.split(' ').map(Number))
  isNear(call('geo_distance_point_to_line', -115.199625, 36.210419, { type: 'LineString', coordinates }), 3797.88887253334)
  assert.equal(call('geo_distance_point_to_line', 1, 1, { type: 'LineString' }), null)
  isNear(call('geo_distance_point_to_polygon', -73.9839, 40.7705, centralPark), 259.940756070596)
  assert.equal(call('geo_distance_point_to_polygon', -73.965, 40.782, centralPark), 0)
  assert.equal(call('geo_distance_point_to_polygon', 500, 1, centralPark), null)
})

// geo-line-length-function.md, geo-line-centroid-function.md
test('lengths and middles of lines', () => {
  const line = {
    type: 'LineString',
    coordinates: [
      [-73.95807266235352, 40.800426144169315],
      [-73.94966125488281, 40.79691751000055],
      [-73.97317886352539, 40.764486356930334],
    ],
  }
  isNear(call('geo_line_length', line), 4922.48016992081)
  isNear(call('geo_line_length', { type: 'MultiLineString', coordinates: [line.coordinates, line.coordinates] }), 4922.48016992081)
  assert.equal(call('geo_line_length', { type: 'LineString', coordinates: [[1, 1]] }), null)
  const short = {
    type: 'LineString',
    coordinates: [
      [-73.95796, 40.80042],
      [-73.97317, 40.764486],
    ],
  }
  const { coordinates } = call('geo_line_centroid', short) as { coordinates: readonly number[] }
  isNear(coordinates[0], -73.965567057230942)
  isNear(coordinates[1], 40.782453249627416)
})

// geo-polygon-area-function.md, geo-polygon-perimeter-function.md
test('areas and perimeters; polygons that overlap count once', () => {
  isNear(call('geo_polygon_area', centralPark), 3475207.28346606)
  isNear(call('geo_polygon_area', both), 10889971.5343487)
  isNear(call('geo_polygon_perimeter', both), 15943.5384578745)
  isNear(call('geo_polygon_area', { type: 'MultiPolygon', coordinates: [[park], [park]] }), 3475207.28346606)
  const flat = {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [10, 10],
        [10, 10],
        [0, 0],
      ],
    ],
  }
  assert.equal(call('geo_polygon_area', flat), null)
  assert.equal(call('geo_polygon_perimeter', flat), null)
})

// geo-point-in-polygon-function.md: Manhattan with a hole where Central Park is.
test('a hole is outside', () => {
  const manhattan =
    '-73.92597198486328 40.87821814104651,-73.94691467285156 40.85069618625578,-73.94691467285156 40.841865966890786,-74.01008605957031 40.7519385984599,-74.01866912841797 40.704586878965245,-74.01214599609375 40.699901911003046,-73.99772644042969 40.70875101828792,-73.97747039794922 40.71083299030839,-73.97026062011719 40.7290474687069,-73.97506713867186 40.734510840309376,-73.970947265625 40.74543623770158,-73.94210815429688 40.77586181063573,-73.9434814453125 40.78080140115127,-73.92974853515625 40.79691751000055,-73.93077850341797 40.804454347291006,-73.93489837646484 40.80965166748853,-73.93524169921875 40.837190668541105,-73.92288208007812 40.85770758108904,-73.9101791381836 40.871728144624974,-73.92597198486328 40.87821814104651'
  const hole =
    '-73.95824432373047 40.80071852197889,-73.98206233978271 40.76815921628347,-73.97309303283691 40.76422632379533,-73.94914627075195 40.796949998204596,-73.95824432373047 40.80071852197889'
  const coordinates = [manhattan, hole].map((ring) => ring.split(',').map((pair) => pair.split(' ').map(Number)))
  const isIn = (longitude: number, latitude: number): unknown =>
    call('geo_point_in_polygon', longitude, latitude, { type: 'Polygon', coordinates })
  assert.equal(isIn(-73.985654, 40.748487), true)
  assert.equal(isIn(-73.963249, 40.779525), false)
  assert.equal(isIn(-73.874367, 40.777356), false)
})

const degrees = (most: number): fc.Arbitrary<number> => fc.double({ min: -most, max: most, noNaN: true })

test('a box round the date line holds what is in it, whichever way round it is written', () => {
  const box = [
    [170, -20],
    [-170, -20],
    [-170, 20],
    [170, 20],
    [170, -20],
  ]
  fc.assert(
    fc.property(degrees(180), degrees(90), fc.boolean(), (longitude, latitude, isTurned) => {
      fc.pre(Math.abs(Math.abs(longitude) - 170) > 0.001 && Math.abs(Math.abs(latitude) - 20) > 1)
      const coordinates = [isTurned ? box.toReversed() : box]
      const expected = Math.abs(longitude) > 170 && Math.abs(latitude) < 20
      assert.equal(call('geo_point_in_polygon', longitude, latitude, { type: 'Polygon', coordinates }), expected)
    }),
  )
})

test('distance is the same both ways and at most half way round', () => {
  fc.assert(
    fc.property(degrees(180), degrees(90), degrees(180), degrees(90), (x1, y1, x2, y2) => {
      const [there, back] = [call('geo_distance_2points', x1, y1, x2, y2), call('geo_distance_2points', x2, y2, x1, y1)]
      assert.ok(typeof there === 'number' && typeof back === 'number')
      assert.ok(Math.abs(there - back) < 1e-6 && there <= 6371010 * Math.PI + 1e-6)
    }),
  )
})
