/** A place on the map: a shape for what it is, dashed around where only the country is known. */
import { clean } from '../text/clean.ts'
import type { Role } from './places.ts'
import classes from './world-map.module.css'

interface MarkerProps {
  readonly role: Role
  readonly x: number
  readonly y: number
  readonly scale: number
  readonly exact: boolean
  readonly title: string
}

/** In a box from -10 to 10. */
const shapes: Readonly<Record<Role, string>> = {
  usual: 'M-10 10V-2L0 -11 10 -2V10Z',
  asked: 'M0 -12 12 0 0 12 -12 0Z',
  answered: 'M-17 -17H17V17H-17Z',
}

export const Shape = ({ role }: { readonly role: Role }) => <path d={shapes[role]} data-role={role} className={classes['marker']} />

export function Marker({ role, x, y, scale, exact, title }: MarkerProps) {
  return (
    <g transform={`translate(${x} ${y}) scale(${scale * 1.35})`}>
      <title>{clean(title, 120)}</title>
      {!exact && <circle r="26" className={classes['about']} />}
      <Shape role={role} />
    </g>
  )
}
