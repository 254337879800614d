/** Which part of the world to show, so that all places are well inside and none fills the frame. */

export interface View {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const worldWidth = 960
export const worldHeight = 480
/** A quarter of the world's width is as near as this coarse atlas looks well. */
const widthMin = worldWidth / 4
const pad = 1.5

/** `points` in the world's own units; the whole world where there are none. */
export function viewOf(points: readonly (readonly [number, number])[]): View {
  if (points.length === 0) return { x: 0, y: 0, width: worldWidth, height: worldHeight }
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const ratio = worldWidth / worldHeight
  const width = Math.min(worldWidth, Math.max(widthMin, (right - left) * pad, (bottom - top) * pad * ratio))
  const height = width / ratio
  return {
    x: within((left + right) / 2 - width / 2, 0, worldWidth - width),
    y: within((top + bottom) / 2 - height / 2, 0, worldHeight - height),
    width,
    height,
  }
}

const within = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))
