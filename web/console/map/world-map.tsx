/** The places on a map of the world, drawn here as SVG so that nobody outside learns who signs in from where. */
import type { MultiLineString } from 'geojson'
import { countryPoint } from './atlas.ts'
import { draw, land, projection } from './land.ts'
import { Marker } from './marker.tsx'
import type { Place } from './places.ts'
import { viewOf, worldWidth } from './view.ts'
import classes from './world-map.module.css'

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
