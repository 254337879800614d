/** What the pages before the console have in common: the mark, what Tocsin is for, and a card. */
import type { ReactNode } from 'react'
import { useWindowTitle } from '../frame/page.tsx'
import { Bell } from '../look/bell.tsx'
import classes from './door.module.css'

export function Door({ title, lead, children }: { readonly title: string; readonly lead: ReactNode; readonly children?: ReactNode }) {
  useWindowTitle(title)
  return (
    <main className={classes['door']}>
      <p className={classes['mark']}>
        <Bell size={44} />
        <span>
          <strong>Tocsin</strong>
          hears who is being worn down by sign-in prompts
        </span>
      </p>
      <div className={classes['card']}>
        <h1>{title}</h1>
        <p className={classes['lead']}>{lead}</p>
        {children}
      </div>
    </main>
  )
}
