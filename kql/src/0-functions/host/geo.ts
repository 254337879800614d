/** Distances, angles, lengths, areas and containment on the sphere: https://learn.microsoft.com/kusto/query/geospatial-grid-systems and its neighbours. */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'
import { areaWithin, type Edge, edges, isInside, outline } from './geo-areas.ts'
import {
  angle,
  cross,
  dot,
  earthRadius,
  isPlace,
  linesOf,
  type Point,
  placeOf,
  pointJson,
  pointOf,
  polygonsOf,
  side,
  size,
  sum,
  times,
} from './geo-shapes.ts'

function distance(longitude1: number, latitude1: number, longitude2: number, latitude2: number): number | null {
  if (!isPlace(longitude1, latitude1) || !isPlace(longitude2, latitude2)) return null
  return angle(pointOf(longitude1, latitude1), pointOf(longitude2, latitude2)) * earthRadius
}

function isInCircle(longitude: number, latitude: number, centreEast: number, centreNorth: number, radius: number): boolean | null {
  const metres = distance(longitude, latitude, centreEast, centreNorth)
  return metres === null || !(radius >= 0) ? null : metres <= radius
}

/** Clockwise from north, in radians from 0 to 2π; null where points are the same or opposite. */
function azimuth(longitude1: number, latitude1: number, longitude2: number, latitude2: number): number | null {
  if (!isPlace(longitude1, latitude1) || !isPlace(longitude2, latitude2)) return null
  const [from, to] = [pointOf(longitude1, latitude1), pointOf(longitude2, latitude2)]
  if (size(cross(from, to)) < 1e-15) return null
  const east = (longitude1 * Math.PI) / 180
  const eastwards = dot(to, [-Math.sin(east), Math.cos(east), 0])
  const north = (latitude1 * Math.PI) / 180
  const northwards = dot(to, [-Math.sin(north) * Math.cos(east), -Math.sin(north) * Math.sin(east), Math.cos(north)])
  return (Math.atan2(eastwards, northwards) + 2 * Math.PI) % (2 * Math.PI)
}

/** Between the shortest ways from the second point to the others, in radians, from the first clockwise. */
function turn(x1: number, y1: number, x2: number, y2: number, x3: number, y3: number): number | null {
  const [first, second] = [azimuth(x2, y2, x1, y1), azimuth(x2, y2, x3, y3)]
  return first === null || second === null ? null : (second - first + 2 * Math.PI) % (2 * Math.PI)
}

/** From a point to the shortest way from `a` to `b`, in radians. */
function toEdge(point: Point, a: Point, b: Point): number {
  const normal = cross(a, b)
  const length = size(normal)
  if (length > 0) {
    const isBetween = dot(cross(normal, a), point) > 0 && dot(cross(b, normal), point) > 0
    if (isBetween) return Math.abs(Math.asin(Math.max(-1, Math.min(1, side(a, b, point) / length))))
  }
  return Math.min(angle(point, a), angle(point, b))
}

const nearest = (point: Point, points: readonly Point[], isClosed: boolean): number =>
  edges(points, isClosed).reduce((so, [a, b]) => Math.min(so, toEdge(point, a, b)), Number.POSITIVE_INFINITY)

function toLine(longitude: number, latitude: number, json: unknown): number | null {
  const lines = linesOf(json)
  if (lines === undefined || !isPlace(longitude, latitude)) return null
  const point = pointOf(longitude, latitude)
  return Math.min(...lines.map((line) => nearest(point, line, false))) * earthRadius
}

function isInPolygon(longitude: number, latitude: number, json: unknown): boolean | null {
  const polygons = polygonsOf(json)
  if (polygons === undefined || !isPlace(longitude, latitude)) return null
  const point = pointOf(longitude, latitude)
  return polygons.some((one) => isInside(point, one))
}

function toPolygon(longitude: number, latitude: number, json: unknown): number | null {
  const polygons = polygonsOf(json)
  if (polygons === undefined || !isPlace(longitude, latitude)) return null
  const point = pointOf(longitude, latitude)
  if (polygons.some((one) => isInside(point, one))) return 0
  return Math.min(...polygons.flatMap(({ shell, holes }) => [shell, ...holes]).map((one) => nearest(point, one.points, true))) * earthRadius
}

const lengthOf = (all: readonly Edge[]): number => all.reduce((so, [a, b]) => so + angle(a, b), 0)

function area(json: unknown): number | null {
  const polygons = polygonsOf(json)
  if (polygons === undefined) return null
  const [first, ...more] = polygons
  const isOne = first !== undefined && more.length === 0
  const within = isOne ? first.holes.reduce((so, hole) => so - hole.area, first.shell.area) : areaWithin(outline(polygons))
  return within * earthRadius ** 2
}

function perimeter(json: unknown): number | null {
  const polygons = polygonsOf(json)
  return polygons === undefined ? null : lengthOf(outline(polygons)) * earthRadius
}

/** Edges of all lines; one that several share counts once. */
function lineEdges(json: unknown): readonly Edge[] | undefined {
  const all = linesOf(json)?.flatMap((line) => edges(line, false))
  return all === undefined ? undefined : [...new Map(all.map((edge) => [edge.map(String).sort().join(' '), edge])).values()]
}

function lineLength(json: unknown): number | null {
  const all = lineEdges(json)
  return all === undefined ? null : lengthOf(all) * earthRadius
}

/** The centres of mass of the edges together, brought back to the sphere. */
function lineCentroid(json: unknown): HostValue {
  const all = lineEdges(json)
  if (all === undefined) return null
  const centre = all.map(([a, b]) => times(sum(a, b), Math.tan(angle(a, b) / 2))).reduce(sum, [0, 0, 0])
  return size(centre) === 0 ? null : pointJson(placeOf(centre))
}

const place = ['real', 'real'] as const

export const geoFunctions: readonly HostFunction[] = [
  hostFunction('kql_geo_distance_2points', [...place, ...place], 'real', distance),
  hostFunction('kql_geo_point_in_circle', [...place, ...place, 'real'], 'bool', isInCircle),
  hostFunction('kql_geo_azimuth', [...place, ...place], 'real', azimuth),
  hostFunction('kql_geo_angle', [...place, ...place, ...place], 'real', turn),
  hostFunction('kql_geo_distance_point_to_line', [...place, 'json'], 'real', toLine),
  hostFunction('kql_geo_distance_point_to_polygon', [...place, 'json'], 'real', toPolygon),
  hostFunction('kql_geo_point_in_polygon', [...place, 'json'], 'bool', isInPolygon),
  hostFunction('kql_geo_line_length', ['json'], 'real', lineLength),
  hostFunction('kql_geo_line_centroid', ['json'], 'json', lineCentroid),
  hostFunction('kql_geo_polygon_area', ['json'], 'real', area),
  hostFunction('kql_geo_polygon_perimeter', ['json'], 'real', perimeter),
]
