/** The world's land as it is drawn here: one projection for all maps, and the outline of every country in it. */
import { geoNaturalEarth1, geoPath } from 'd3-geo'
import { countries } from './atlas.ts'
import { worldHeight, worldWidth } from './view.ts'

export const projection = geoNaturalEarth1().fitExtent(
  [
    [4, 4],
    [worldWidth - 4, worldHeight - 4],
  ],
  { type: 'Sphere' },
)
export const draw = geoPath(projection)
export const land = countries.map((country) => ({ name: country.properties.name, path: draw(country) ?? '' }))
