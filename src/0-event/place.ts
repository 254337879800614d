/** Distances on the Earth. */
import type { Endpoint } from './event.ts'

const earthRadiusKm = 6371

/** Great-circle distance in kilometres (haversine), or undefined where a place is not known. */
export function kilometres(one: Endpoint, other: Endpoint): number | undefined {
  if (one.latitude === undefined || one.longitude === undefined || other.latitude === undefined || other.longitude === undefined)
    return undefined
  const radians = (degrees: number): number => (degrees * Math.PI) / 180
  const north = Math.sin(radians(other.latitude - one.latitude) / 2) ** 2
  const east = Math.sin(radians(other.longitude - one.longitude) / 2) ** 2
  const share = north + Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * east
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(share)))
}
