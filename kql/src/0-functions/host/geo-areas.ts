/** What lies inside polygons on the sphere, and the boundary of several taken together. */
import { angle, cross, dot, type Loop, type Point, type Polygon, side, size, sum, times } from './geo-shapes.ts'

export type Edge = readonly [from: Point, to: Point]

export const edges = (points: readonly Point[], isClosed: boolean): Edge[] =>
  points.flatMap((point, i): Edge[] => {
    const next = points[i + 1] ?? (isClosed ? points[0] : undefined)
    return next === undefined ? [] : [[point, next]]
  })

/** The common point of two edges where they cross; a corner on a line belongs to the line's left. */
function crossing([a, b]: Edge, [c, d]: Edge): Point | undefined {
  if (side(a, b, c) >= 0 === side(a, b, d) >= 0 || side(c, d, a) >= 0 === side(c, d, b) >= 0) return undefined
  const line = cross(cross(a, b), cross(c, d))
  const point = dot(line, sum(a, b)) > 0 ? line : times(line, -1)
  const length = size(point)
  return length === 0 || dot(point, sum(a, b)) <= 0 || dot(point, sum(c, d)) <= 0 ? undefined : times(point, 1 / length)
}

function middleOf([a, b]: Edge): Point {
  const middle = sum(a, b)
  return times(middle, 1 / size(middle))
}

/** Below this a point is taken to lie on an edge. */
const nearly = 1e-15

/** Walks from the point to the middle of an edge and counts the edges crossed on the way: left of that edge is inside. */
function isInLoop(point: Point, { points }: Loop): boolean {
  const all = edges(points, true)
  const goal = all.find(([a, b]) => Math.abs(side(a, b, point)) > nearly)
  if (goal === undefined) return false
  const way: Edge = [point, middleOf(goal)]
  const crossed = all.filter((edge) => edge !== goal && crossing(way, edge) !== undefined).length
  return side(goal[0], goal[1], point) > 0 === (crossed % 2 === 0)
}

export const isInside = (point: Point, { shell, holes }: Polygon): boolean =>
  isInLoop(point, shell) && !holes.some((hole) => isInLoop(point, hole))

/** All edges, with the inside to their left. */
const around = ({ shell, holes }: Polygon): Edge[] => [
  ...edges(shell.points, true),
  ...holes.flatMap((hole) => edges(hole.points, true).map(([a, b]): Edge => [b, a])),
]

function cutAt(edge: Edge, others: readonly Edge[]): Edge[] {
  const cuts = others.map((other) => crossing(edge, other)).filter((point) => point !== undefined)
  const inOrder = cuts.sort((p, q) => angle(edge[0], p) - angle(edge[0], q))
  return edges([edge[0], ...inOrder, edge[1]], false)
}

const nameOf = ([a, b]: Edge): string => `${a} ${b}`

/** The edges around all polygons together: pieces inside another go, an edge that two share stays once or, where they lie on either side of it, goes. */
export function outline(polygons: readonly Polygon[]): readonly Edge[] {
  const all = polygons.map((polygon) => {
    const own = around(polygon)
    return { polygon, own, names: new Set(own.map(nameOf)) }
  })
  const kept = all.flatMap((one) => {
    const others = all.filter((other) => other !== one)
    return one.own.flatMap((edge) => {
      if (others.some(({ names }) => names.has(nameOf([edge[1], edge[0]])))) return []
      const away = others.filter(({ names }) => !names.has(nameOf(edge)))
      const pieces =
        others.length === 0
          ? [edge]
          : cutAt(
              edge,
              away.flatMap(({ own }) => own),
            )
      return pieces.filter((piece) => !away.some(({ polygon }) => isInside(middleOf(piece), polygon)))
    })
  })
  return [...new Map(kept.map((edge) => [nameOf(edge), edge])).values()]
}

/** On the unit sphere: triangles from one point to every edge, those that run the other way taken off. */
export function areaWithin(boundary: readonly Edge[]): number {
  const from = boundary[0]?.[0]
  if (from === undefined) return 0
  return boundary.reduce((so, [a, b]) => so + 2 * Math.atan2(side(from, a, b), 1 + dot(from, a) + dot(a, b) + dot(from, b)), 0)
}
