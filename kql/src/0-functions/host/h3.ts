/** H3 cells: https://learn.microsoft.com/kusto/query/geo-point-to-h3cell-function and its neighbours. */
import {
  cellToBoundary,
  cellToChildren,
  cellToLatLng,
  cellToParent,
  getResolution,
  gridDisk,
  gridDiskDistances,
  isValidCell,
  latLngToCell,
} from 'h3-js'
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'
import { isPlace, pointJson, polygonJson } from './geo-shapes.ts'

const isCell = (cell: string): boolean => /^[0-9a-f]{15}$/.test(cell) && isValidCell(cell)

const levelOf = (cell: string): bigint | null => (isCell(cell) ? BigInt(getResolution(cell)) : null)

/** Resolutions from 0 to 15, 6 where none is given. */
function fromPoint(longitude: number | null, latitude: number | null, resolution: bigint | null): string {
  const level = Number(resolution ?? 6n)
  if (longitude === null || latitude === null || !isPlace(longitude, latitude) || level < 0 || level > 15) return ''
  return latLngToCell(latitude, longitude, level)
}

function centre(cell: string): HostValue {
  if (!isCell(cell)) return null
  const [latitude, longitude] = cellToLatLng(cell)
  return pointJson([longitude, latitude])
}

const polygon = (cell: string): HostValue => (isCell(cell) ? polygonJson(cellToBoundary(cell, true)) : null)

/** The cell one level up, or at the level asked for. */
function parent(cell: string | null, resolution: bigint | null): string {
  if (cell === null || !isCell(cell)) return ''
  const level = resolution === null ? getResolution(cell) - 1 : Number(resolution)
  return level < 0 || level > getResolution(cell) ? '' : cellToParent(cell, level)
}

/** The documentation's bound: 16,807 cells. */
const levelsDownMax = 5

function children(cell: string | null, resolution: bigint | null): HostValue {
  if (cell === null || !isCell(cell)) return null
  const own = getResolution(cell)
  const level = resolution === null ? own + 1 : Number(resolution)
  return level < own || level > 15 || level - own > levelsDownMax ? null : cellToChildren(cell, level)
}

const neighbors = (cell: string): HostValue => (isCell(cell) ? gridDisk(cell, 1).filter((one) => one !== cell) : null)

/** The documentation's bound. */
const distanceMax = 142n

function rings(cell: string, distance: bigint): HostValue {
  if (!isCell(cell) || distance < 0n || distance > distanceMax) return null
  return gridDiskDistances(cell, Number(distance))
}

export const h3Functions: readonly HostFunction[] = [
  hostFunction('kql_geo_point_to_h3cell', ['real', 'real', 'long'], 'string', fromPoint, true),
  hostFunction('kql_geo_h3cell_to_central_point', ['string'], 'json', centre),
  hostFunction('kql_geo_h3cell_to_polygon', ['string'], 'json', polygon),
  hostFunction('kql_geo_h3cell_parent', ['string', 'long'], 'string', parent, true),
  hostFunction('kql_geo_h3cell_children', ['string', 'long'], 'json', children, true),
  hostFunction('kql_geo_h3cell_level', ['string'], 'long', levelOf),
  hostFunction('kql_geo_h3cell_neighbors', ['string'], 'json', neighbors),
  hostFunction('kql_geo_h3cell_rings', ['string', 'long'], 'json', rings),
]
