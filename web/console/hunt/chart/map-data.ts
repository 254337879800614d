/** The points of a map: longitude and latitude in degrees, and what is counted there by name. */
import type { HuntCell, HuntColumn, HuntTable } from '../../../../src/8-server/hunting/wire.ts'
import { cellText, isNumeric, numberOf } from '../text/cells.ts'

export interface MapPoint {
  readonly longitude: number
  readonly latitude: number
  readonly total: number
  /** For each of the names. */
  readonly parts: readonly number[]
}

export interface MapPoints {
  readonly names: readonly string[]
  readonly points: readonly MapPoint[]
  /** Points that are not drawn. */
  readonly left: number
}

const pointsMax = 2000
/** At the bound the rest is drawn as one. */
const namesMax = 10

type Place = readonly [longitude: number, latitude: number]
type At = (row: readonly HuntCell[]) => Place | undefined

/** https://learn.microsoft.com/kusto/query/visualization-scatterchart: longitude before latitude, or a GeoJSON point. Undefined where there is neither. */
export function mapPoints({ columns, rows, render }: HuntTable): MapPoints | undefined {
  const found = placesOf(columns, render?.properties ?? {})
  if (found === undefined) return undefined
  const rest = columns.map((_, at) => at).filter((at) => !found.used.includes(at))
  const value = rest.find((at) => isNumeric(columns[at]?.type ?? 'string'))
  const name = rest.find((at) => columns[at]?.type === 'string')
  const names = new Map<string, number>()
  const points = new Map<string, { readonly place: Place; readonly parts: number[] }>()
  for (const row of rows) {
    const place = found.at(row)
    const count = value === undefined ? 1 : numberOf(row[value])
    if (place === undefined || Number.isNaN(count)) continue
    const part = partOf(name === undefined ? '' : cellText(row[name], 'string'), names)
    const point = points.get(place.join()) ?? { place, parts: [] }
    points.set(place.join(), point)
    point.parts[part] = (point.parts[part] ?? 0) + count
  }
  const drawn = [...points.values()].slice(0, pointsMax).map(({ place: [longitude, latitude], parts }) => {
    const whole = Array.from(names, (_, at) => parts[at] ?? 0)
    return { longitude, latitude, total: whole.reduce((sum, one) => sum + one, 0), parts: whole }
  })
  return { names: [...names.keys()], points: drawn, left: Math.max(0, points.size - pointsMax) }
}

function partOf(name: string, names: Map<string, number>): number {
  const known = names.get(name)
  if (known !== undefined) return known
  const kept = names.size < namesMax - 1 ? name : 'others'
  if (!names.has(kept)) names.set(kept, names.size)
  return names.get(kept) ?? 0
}

function placesOf(
  columns: readonly HuntColumn[],
  given: Readonly<Record<string, string>>,
): { at: At; used: readonly number[] } | undefined {
  const named = (name: string | undefined): number => columns.findIndex((column) => column.name === name?.trim())
  const numbers = columns.flatMap(({ type }, at) => (isNumeric(type) ? [at] : []))
  const longitude = named(given['xcolumn']) === -1 ? (numbers[0] ?? -1) : named(given['xcolumn'])
  const latitude = named(given['ycolumns']) === -1 ? (numbers[1] ?? -1) : named(given['ycolumns'])
  const dynamic = columns.findIndex(({ type }) => type === 'dynamic')
  if (dynamic !== -1 && numbers.length < 3) return { at: (row) => geoPoint(row[dynamic]), used: [dynamic] }
  if (longitude === -1 || latitude === -1) return undefined
  return { at: (row) => within(numberOf(row[longitude]), numberOf(row[latitude])), used: [longitude, latitude] }
}

function geoPoint(cell: HuntCell | undefined): Place | undefined {
  const coordinates: unknown = typeof cell === 'object' && cell !== null && 'coordinates' in cell ? cell['coordinates'] : undefined
  if (!Array.isArray(coordinates)) return undefined
  const [longitude, latitude]: readonly unknown[] = coordinates
  return within(Number(longitude), Number(latitude))
}

const within = (longitude: number, latitude: number): Place | undefined =>
  Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90 ? [longitude, latitude] : undefined
