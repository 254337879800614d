/** The countries of the world (Natural Earth, by world-atlas) and a point in each, for logs that tell only the country. */
import { geoArea, geoCentroid } from 'd3-geo'
import type { Feature, MultiPolygon, Polygon } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import atlas from 'world-atlas/countries-110m.json'
import { countryText } from '../text/place.ts'

type World = Topology<{ readonly countries: GeometryCollection<{ readonly name: string }>; readonly land: GeometryCollection }>
type Country = Feature<Polygon | MultiPolygon, { readonly name: string }>

const world = atlas as unknown as World
export const countries = feature(world, world.objects.countries).features as readonly Country[]

/** Where Natural Earth writes a name in another way than the browser's own list. */
const otherNames: Readonly<Record<string, string>> = {
  US: 'United States of America',
  CD: 'Dem. Rep. Congo',
  CG: 'Congo',
  DO: 'Dominican Rep.',
  CF: 'Central African Rep.',
  CI: "Côte d'Ivoire",
  GQ: 'Eq. Guinea',
  SZ: 'eSwatini',
  PS: 'Palestine',
  MM: 'Myanmar',
  TR: 'Turkey',
  SB: 'Solomon Is.',
  BA: 'Bosnia and Herz.',
  MK: 'Macedonia',
  TT: 'Trinidad and Tobago',
  SS: 'S. Sudan',
  EH: 'W. Sahara',
  FK: 'Falkland Is.',
}

/** Longitude and latitude of countries too small for this atlas that logs name all the same. */
const small: Readonly<Record<string, readonly [number, number]>> = {
  AD: [1.6, 42.5],
  BB: [-59.5, 13.2],
  BH: [50.6, 26],
  BM: [-64.8, 32.3],
  CV: [-23.6, 15.1],
  GG: [-2.6, 49.5],
  GI: [-5.3, 36.1],
  HK: [114.2, 22.3],
  IM: [-4.5, 54.2],
  JE: [-2.1, 49.2],
  KY: [-81.2, 19.3],
  LI: [9.5, 47.2],
  MC: [7.4, 43.7],
  MO: [113.5, 22.2],
  MT: [14.4, 35.9],
  MU: [57.6, -20.3],
  MV: [73.5, 4.2],
  RE: [55.5, -21.1],
  SC: [55.5, -4.7],
  SG: [103.8, 1.35],
  SM: [12.5, 43.9],
  VG: [-64.6, 18.4],
}

/** A point in the largest piece of a country; undefined where the atlas does not know it. */
export function countryPoint(code: string): readonly [number, number] | undefined {
  const name = otherNames[code] ?? countryText(code)
  const found = countries.find(({ properties }) => properties.name === name)
  return found === undefined ? small[code] : geoCentroid(largest(found))
}

/** France's middle would lie in the Atlantic if its overseas parts counted. */
function largest({ geometry }: Country): Polygon {
  if (geometry.type === 'Polygon') return geometry
  const pieces = geometry.coordinates.map((coordinates): Polygon => ({ type: 'Polygon', coordinates }))
  return pieces.reduce((best, piece) => (geoArea(piece) > geoArea(best) ? piece : best), pieces[0] ?? { type: 'Polygon', coordinates: [] })
}
