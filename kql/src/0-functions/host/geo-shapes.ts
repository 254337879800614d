/** GeoJSON points, lines and polygons as points of the unit sphere; what is no valid shape is undefined. */

export type Point = readonly [x: number, y: number, z: number]

/** Without the closing point; the inside lies to the left of its edges. */
export interface Loop {
  readonly points: readonly Point[]
  /** On the unit sphere. */
  readonly area: number
}

export interface Polygon {
  readonly shell: Loop
  readonly holes: readonly Loop[]
}

/** Of the sphere that distances are measured on, as the S2 library has it. */
export const earthRadius = 6371010

export const isPlace = (longitude: number, latitude: number): boolean =>
  longitude >= -180 && longitude <= 180 && latitude >= -90 && latitude <= 90

export function pointOf(longitude: number, latitude: number): Point {
  const [east, north] = [(longitude * Math.PI) / 180, (latitude * Math.PI) / 180]
  return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)]
}

export const placeOf = ([x, y, z]: Point): [longitude: number, latitude: number] => [
  (Math.atan2(y, x) * 180) / Math.PI,
  (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI,
]

export const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
export const cross = (a: Point, b: Point): Point => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
export const sum = (a: Point, b: Point): Point => [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
export const times = (a: Point, by: number): Point => [a[0] * by, a[1] * by, a[2] * by]
export const size = (a: Point): number => Math.hypot(a[0], a[1], a[2])

/** Above zero where `c` lies to the left of the way from `a` to `b`. Differences first, for near points. */
export const side = (a: Point, b: Point, c: Point): number => dot(a, cross(minus(b, a), minus(c, a)))

/** In radians, exact for near points too. */
export const angle = (a: Point, b: Point): number => Math.atan2(size(cross(minus(b, a), sum(a, b))) / 2, dot(a, b))

function points(coordinates: unknown): Point[] | undefined {
  if (!Array.isArray(coordinates)) return undefined
  const found: Point[] = []
  for (const pair of coordinates) {
    const [longitude, latitude] = Array.isArray(pair) ? (pair as unknown[]) : []
    if (typeof longitude !== 'number' || typeof latitude !== 'number' || !isPlace(longitude, latitude)) return undefined
    found.push(pointOf(longitude, latitude))
  }
  return found
}

const isSame = (a: Point | undefined, b: Point | undefined): boolean =>
  a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1] && a[2] === b[2]

/** Signed, between -2π and 2π: above zero where the points go round it to the left. */
function areaLeftOf(ring: readonly Point[]): number {
  const [first] = ring
  let area = 0
  if (first !== undefined)
    for (let i = 1; i + 1 < ring.length; i++) {
      const [b, c] = [ring[i] ?? first, ring[i + 1] ?? first]
      area += 2 * Math.atan2(side(first, b, c), 1 + dot(first, b) + dot(b, c) + dot(first, c))
    }
  return area
}

/** Either way round: the smaller part of the sphere is meant. */
function loop(coordinates: unknown): Loop | undefined {
  const all = points(coordinates)
  if (all === undefined || all.length < 4 || !isSame(all[0], all.at(-1))) return undefined
  const ring = all.slice(0, -1)
  if (new Set(ring.map(String)).size < ring.length) return undefined
  const area = areaLeftOf(ring)
  const isLeft = area > 0 === Math.abs(area) <= 2 * Math.PI
  const smaller = Math.abs(area) <= 2 * Math.PI ? Math.abs(area) : 4 * Math.PI - Math.abs(area)
  return { points: isLeft ? ring : ring.reverse(), area: smaller }
}

function polygon(coordinates: unknown): Polygon | undefined {
  if (!Array.isArray(coordinates)) return undefined
  const [shell, ...holes] = coordinates.map(loop)
  if (shell === undefined || holes.includes(undefined)) return undefined
  return { shell, holes: holes.filter((one) => one !== undefined) }
}

function line(coordinates: unknown): Point[] | undefined {
  const all = points(coordinates)
  return all === undefined || all.length < 2 ? undefined : all
}

function shapes<Shape>(json: unknown, type: string, read: (coordinates: unknown) => Shape | undefined): readonly Shape[] | undefined {
  if (typeof json !== 'object' || json === null) return undefined
  const { type: given, coordinates } = json as { readonly type?: unknown; readonly coordinates?: unknown }
  const parts = given === type ? [coordinates] : given === `Multi${type}` && Array.isArray(coordinates) ? (coordinates as unknown[]) : []
  const found = parts.map(read)
  return found.length === 0 || found.includes(undefined) ? undefined : found.filter((one) => one !== undefined)
}

/** The same object is read once. */
function once<Shape>(read: (json: unknown) => Shape): (json: unknown) => Shape {
  const known = new WeakMap<object, { readonly shape: Shape }>()
  return (json) => {
    if (typeof json !== 'object' || json === null) return read(json)
    const before = known.get(json)
    if (before !== undefined) return before.shape
    const shape = read(json)
    known.set(json, { shape })
    return shape
  }
}

/** A Polygon or MultiPolygon. */
export const polygonsOf = once((json) => shapes(json, 'Polygon', polygon))

/** A LineString or MultiLineString. */
export const linesOf = once((json) => shapes(json, 'LineString', line))

export const pointJson = (place: readonly [number, number]): { type: string; coordinates: readonly number[] } => ({
  type: 'Point',
  coordinates: place,
})

export const polygonJson = (ring: readonly (readonly number[])[]): { type: string; coordinates: readonly unknown[] } => ({
  type: 'Polygon',
  coordinates: [ring],
})
