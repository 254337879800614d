/** Geohash cells: https://learn.microsoft.com/kusto/query/geo-point-to-geohash-function and its neighbours. */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'
import { isPlace, pointJson, polygonJson } from './geo-shapes.ts'

const digits = '0123456789bcdefghjkmnpqrstuvwxyz'

/** Row and column of a cell, counted from the south-west, in a grid of `2 ** bits` of each. */
interface Cell {
  readonly column: bigint
  readonly row: bigint
  readonly columnBits: number
  readonly rowBits: number
}

const bitsFor = (length: number): { columnBits: number; rowBits: number } => ({
  columnBits: Math.ceil((length * 5) / 2),
  rowBits: Math.floor((length * 5) / 2),
})

/** Which of `2 ** bits` equal parts from `low` on holds the value; the end belongs to the last part. */
function partOf(value: number, low: number, width: number, bits: number): bigint {
  let [part, from, length] = [0n, low, width]
  for (let i = 0; i < bits; i++) {
    length /= 2
    const isUpper = value >= from + length
    if (isUpper) from += length
    part = part * 2n + (isUpper ? 1n : 0n)
  }
  return part
}

function textOf({ column, row, columnBits, rowBits }: Cell): string {
  let code = 0n
  for (let i = 0; i < columnBits + rowBits; i++) {
    const bit = i % 2 === 0 ? column >> BigInt(columnBits - 1 - i / 2) : row >> BigInt(rowBits - 1 - (i - 1) / 2)
    code = code * 2n + (bit & 1n)
  }
  const length = (columnBits + rowBits) / 5
  return Array.from({ length }, (_, i) => digits[Number((code >> BigInt(5 * (length - 1 - i))) & 31n)]).join('')
}

/** Lengths from 1 to 18; capital letters are no digits. */
function cellOf(text: string): Cell | undefined {
  if (text.length < 1 || text.length > 18) return undefined
  let [column, row, isColumn] = [0n, 0n, true]
  for (const letter of text) {
    const value = digits.indexOf(letter)
    if (value < 0) return undefined
    for (let bit = 4; bit >= 0; bit--) {
      const one = BigInt((value >> bit) & 1)
      if (isColumn) column = column * 2n + one
      else row = row * 2n + one
      isColumn = !isColumn
    }
  }
  return { column, row, ...bitsFor(text.length) }
}

function fromPoint(longitude: number | null, latitude: number | null, accuracy: bigint | null): string {
  const length = Number(accuracy ?? 5n)
  if (longitude === null || latitude === null || !isPlace(longitude, latitude) || length < 1 || length > 18) return ''
  const { columnBits, rowBits } = bitsFor(length)
  return textOf({
    column: partOf(longitude, -180, 360, columnBits),
    row: partOf(latitude, -90, 180, rowBits),
    columnBits,
    rowBits,
  })
}

function boundsOf({ column, row, columnBits, rowBits }: Cell): { west: number; south: number; width: number; height: number } {
  const [width, height] = [360 / 2 ** columnBits, 180 / 2 ** rowBits]
  return { west: -180 + Number(column) * width, south: -90 + Number(row) * height, width, height }
}

function centre(text: string): HostValue {
  const cell = cellOf(text)
  if (cell === undefined) return null
  const { west, south, width, height } = boundsOf(cell)
  return pointJson([west + width / 2, south + height / 2])
}

function polygon(text: string): HostValue {
  const cell = cellOf(text)
  if (cell === undefined) return null
  const { west, south, width, height } = boundsOf(cell)
  const [east, north] = [west + width, south + height]
  return polygonJson([
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ])
}

/** East and north; in the order of the documentation's example. */
const steps = [
  [-1n, -1n],
  [-1n, 1n],
  [1n, -1n],
  [0n, 1n],
  [-1n, 0n],
  [1n, 1n],
  [1n, 0n],
  [0n, -1n],
] as const

/** Round the earth from east to west; beyond a pole there is none. */
function neighbors(text: string): HostValue {
  const cell = cellOf(text)
  if (cell === undefined) return null
  const [columns, rows] = [1n << BigInt(cell.columnBits), 1n << BigInt(cell.rowBits)]
  const found = steps
    .map(([east, north]) => ({ ...cell, column: (cell.column + east + columns) % columns, row: cell.row + north }))
    .filter(({ row }) => row >= 0n && row < rows)
    .map(textOf)
  return [...new Set(found)].filter((one) => one !== text)
}

export const geohashFunctions: readonly HostFunction[] = [
  hostFunction('kql_geo_point_to_geohash', ['real', 'real', 'long'], 'string', fromPoint, true),
  hostFunction('kql_geo_geohash_to_central_point', ['string'], 'json', centre),
  hostFunction('kql_geo_geohash_to_polygon', ['string'], 'json', polygon),
  hostFunction('kql_geo_geohash_neighbors', ['string'], 'json', neighbors),
]
