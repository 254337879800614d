/** Which part of the world the map of a prompt shows, and how large the uncertainty is in it. */

/** Radius of the Earth in km, mean (IUGG). */
const earthKm = 6371
export const mapWidth = 360
export const mapHeight = 160
/** Nearer than this the coarse atlas shows nothing one knows. */
const acrossMin = 1800
/** A circle smaller than this is not seen on a phone. */
const radiusMin = 7

export interface MapView {
  /** Kilometres from the left edge to the right. */
  readonly acrossKm: number
  /** d3's scale of an azimuthal projection: pixels a radian at the middle. */
  readonly scale: number
  /** Of the circle, in the map's units; at least what can be seen. */
  readonly radius: number
}

/** The whole circle fits with as much again around it. */
export function mapView(accuracyKm: number): MapView {
  const acrossKm = Math.min(20_000, Math.max(acrossMin, accuracyKm * 2 * 2 * (mapWidth / mapHeight)))
  const perKm = mapWidth / acrossKm
  return { acrossKm, scale: perKm * earthKm, radius: Math.max(radiusMin, accuracyKm * perKm) }
}
