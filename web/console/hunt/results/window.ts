/** Where rows and columns of a large table lie, so that only those in sight are drawn. */

/** A row that was opened, by its place in the order shown, and how high what it shows is. */
export interface Opened {
  readonly at: number
  readonly height: number
}

export interface Rows {
  readonly count: number
  readonly rowPx: number
  /** By place. */
  readonly opened: readonly Opened[]
}

export const topOf = ({ rowPx, opened }: Rows, at: number): number =>
  at * rowPx + opened.reduce((sum, one) => sum + (one.at < at ? one.height : 0), 0)

export const heightOf = (rows: Rows): number => topOf(rows, rows.count)

/** The row at a height, or the row whose opened part is there. */
export function rowAt(rows: Rows, y: number): number {
  let above = 0
  for (const { at, height } of rows.opened) {
    const below = (at + 1) * rows.rowPx + above
    if (y < below) break
    if (y < below + height) return at
    above += height
  }
  return Math.min(Math.max(0, rows.count - 1), Math.max(0, Math.floor((y - above) / rows.rowPx)))
}

/** Left edges of columns of these widths, and behind the last the width of all. */
export function edgesOf(widths: readonly number[]): readonly number[] {
  const edges = [0]
  for (const width of widths) edges.push((edges.at(-1) ?? 0) + width)
  return edges
}

/** The first column in sight, and the one behind the last. */
export function columnsIn(edges: readonly number[], left: number, right: number): readonly [from: number, to: number] {
  const count = edges.length - 1
  let from = 0
  while (from < count - 1 && (edges[from + 1] ?? 0) <= left) from++
  let to = from
  while (to < count && (edges[to] ?? 0) < right) to++
  return [from, to]
}
