/** The places on a map of the world, drawn here as SVG so that nobody outside learns who signs in from where. */
import { geoNaturalEarth1, geoPath } from 'd3-geo'
import type { MultiLineString } from 'geojson'
import { countries, countryPoint } from './atlas.ts'
import { Marker } from './marker.tsx'
import type { Place } from './places.ts'
import { viewOf, worldHeight, worldWidth } from './view.ts'
import classes from './world-map.module.css'

const projection = geoNaturalEarth1().fitExtent(
  [
    [4, 4],
    [worldWidth - 4, worldHeight - 4],
  ],
  { type: 'Sphere' },
)
const draw = geoPath(projection)
const land = countries.map((country) => ({ name: country.properties.name, path: draw(country) ?? '' }))

export function WorldMap({ places, label }: { readonly places: readonly Place[]; readonly label: string }) {
  const placed = places.flatMap((place) => {
    const exact = place.position
    const at = exact ?? (place.country === undefined ? undefined : countryPoint(place.country))
    const point = at === undefined ? null : projection([at[0], at[1]])
    return at === undefined || point === null ? [] : [{ place, at, point, exact: exact !== undefined }]
  })
  const view = viewOf(placed.map(({ point }) => point))
  const home = placed.find(({ place }) => place.role === 'usual') ?? placed.find(({ place }) => place.role === 'answered')
  const ways: MultiLineString = {
    type: 'MultiLineString',
    coordinates: placed.flatMap(({ place, at }) => (home !== undefined && place.role === 'asked' ? [[[...home.at], [...at]]] : [])),
  }
  // Markers keep their size on the screen however near the view is.
  const scale = view.width / worldWidth
  return (
    <svg className={classes['map']} viewBox={`${view.x} ${view.y} ${view.width} ${view.height}`} role="img" aria-label={label}>
      <g className={classes['land']}>
        {land.map(({ name, path }) => (
          <path key={name} d={path} />
        ))}
      </g>
      <path className={classes['way']} d={draw(ways) ?? ''} />
      {placed.map(({ place, point, exact }) => (
        <Marker key={place.key} role={place.role} x={point[0]} y={point[1]} scale={scale} exact={exact} title={place.label} />
      ))}
    </svg>
  )
}
