/** A part of a page with a heading of its own. */
import { type ReactNode, useId } from 'react'
import classes from './card.module.css'

export function Card({ title, aside, children }: { readonly title: string; readonly aside?: ReactNode; readonly children: ReactNode }) {
  const heading = useId()
  return (
    <section className={`${classes['card']} ${classes['pad']}`} aria-labelledby={heading}>
      <div className={classes['head']}>
        <h2 id={heading}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}
