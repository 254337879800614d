/** The place of a prompt on a map around it, with the circle within which it may really be. Loaded when a prompt has a place. */
import { geoAzimuthalEqualArea, geoPath } from 'd3-geo'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import atlas from 'world-atlas/countries-110m.json'
import { mapHeight, mapView, mapWidth } from './view.ts'

type World = Topology<{ readonly countries: GeometryCollection }>
const world = atlas as unknown as World
const countries = feature(world, world.objects.countries)

interface Props {
  readonly latitude: number
  readonly longitude: number
  /** 0 where the source does not say. */
  readonly accuracyKm: number
  readonly label: string
}

export default function PlaceMap({ latitude, longitude, accuracyKm, label }: Props) {
  const { scale, radius } = mapView(accuracyKm)
  const middle = [mapWidth / 2, mapHeight / 2] as const
  const projection = geoAzimuthalEqualArea()
    .rotate([-longitude, -latitude])
    .scale(scale)
    .translate([...middle])
    .clipAngle(120)
    .clipExtent([
      [-2, -2],
      [mapWidth + 2, mapHeight + 2],
    ])
  const land = geoPath(projection)(countries) ?? ''
  return (
    <svg className="map" viewBox={`0 0 ${mapWidth} ${mapHeight}`} role="img" aria-label={label}>
      <path className="land" d={land} />
      <circle className="within" cx={middle[0]} cy={middle[1]} r={radius} />
      <circle className="spot" cx={middle[0]} cy={middle[1]} r={3} />
    </svg>
  )
}
