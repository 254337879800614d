/** Points of a result on the world, drawn from shipped data; a point's size is its count, its slices are the names there. */
import { useComputedColorScheme } from '@mantine/core'
import { land, projection } from '../../map/land.ts'
import { viewOf, worldWidth } from '../../map/view.ts'
import { clean } from '../../text/clean.ts'
import type { MapPoint, MapPoints } from './map-data.ts'
import classes from './map-view.module.css'
import { palette } from './palette.ts'

interface MapViewProps {
  readonly data: MapPoints
  readonly isPie: boolean
  readonly label: string
}

const radius = { least: 5, most: 22 } as const

export function MapView({ data, isPie, label }: MapViewProps) {
  const colours = palette(useComputedColorScheme('light') === 'dark')
  const most = Math.max(...data.points.map(({ total }) => total), 1)
  const placed = data.points.flatMap((point) => {
    const at = projection([point.longitude, point.latitude])
    return at === null ? [] : [{ point, at }]
  })
  const view = viewOf(placed.map(({ at }) => at))
  const scale = view.width / worldWidth
  // Small ones last, so that none is hidden.
  const drawn = placed.toSorted((one, other) => other.point.total - one.point.total)
  return (
    <figure className={classes['figure']}>
      <svg className={classes['map']} viewBox={`${view.x} ${view.y} ${view.width} ${view.height}`} role="img" aria-label={label}>
        <g className={classes['land']}>
          {land.map(({ name, path }) => (
            <path key={name} d={path} />
          ))}
        </g>
        {drawn.map(({ point, at: [x, y] }) => {
          const size = isPie ? radius.least + (radius.most - radius.least) * Math.sqrt(Math.max(0, point.total) / most) : radius.least
          return (
            <g key={`${point.longitude} ${point.latitude}`} transform={`translate(${x} ${y}) scale(${scale})`}>
              <title>{titleOf(point, data.names)}</title>
              <Spot point={point} size={size} colours={colours} />
            </g>
          )
        })}
      </svg>
      <figcaption className={classes['legend']}>
        {data.names.length > 1 &&
          data.names.map((name, at) => (
            <span key={name}>
              <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
                <circle r="6" fill={colours[at % colours.length]} />
              </svg>
              {clean(name, 60) || '(empty)'}
            </span>
          ))}
        {data.left > 0 && <span>{data.left} more places are not drawn.</span>}
      </figcaption>
    </figure>
  )
}

function Spot({ point, size, colours }: { readonly point: MapPoint; readonly size: number; readonly colours: readonly string[] }) {
  const slices = slicesOf(point, size)
  if (slices.length < 2) return <circle r={size} fill={colours[(slices[0]?.at ?? 0) % colours.length]} className={classes['spot']} />
  return slices.map(({ at, path }) => <path key={at} d={path} fill={colours[at % colours.length]} className={classes['spot']} />)
}

/** Slices begin at noon and go with the clock. */
function slicesOf({ parts, total }: MapPoint, size: number): { at: number; path: string }[] {
  let sum = 0
  const corner = (share: number): string => `${size * Math.sin(share * 2 * Math.PI)} ${-size * Math.cos(share * 2 * Math.PI)}`
  return parts.flatMap((part, at) => {
    if (part <= 0) return []
    const from = sum / total
    sum += part
    return [{ at, path: `M0 0L${corner(from)}A${size} ${size} 0 ${part / total > 0.5 ? 1 : 0} 1 ${corner(sum / total)}Z` }]
  })
}

const titleOf = ({ total, parts, longitude, latitude }: MapPoint, names: readonly string[]): string =>
  [
    `${total} at ${latitude.toFixed(2)}, ${longitude.toFixed(2)}`,
    ...names.flatMap((name, at) => (name !== '' && (parts[at] ?? 0) > 0 ? [`${clean(name, 60)}: ${parts[at]}`] : [])),
  ].join('\n')
