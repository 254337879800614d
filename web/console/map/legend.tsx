/** What the shapes on the map mean. */
import classes from './legend.module.css'
import { Shape } from './marker.tsx'
import { type Role, roleText } from './places.ts'

export function Legend({ roles }: { readonly roles: readonly Role[] }) {
  return (
    <ul className={classes['legend']}>
      {roles.map((role) => (
        <li key={role}>
          <svg width="16" height="16" viewBox="-19 -19 38 38" aria-hidden="true">
            <Shape role={role} />
          </svg>
          {roleText[role]}
        </li>
      ))}
    </ul>
  )
}
