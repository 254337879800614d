/** The dark bar at the top: whose page this is, where to go, and the settings of the page itself. */

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Bell } from '../look/bell.tsx'
import { statusRead } from '../wire/reads.ts'
import { Account } from './account.tsx'
import classes from './bar.module.css'
import { HelpButton } from './help.tsx'
import { SchemeButton } from './scheme-button.tsx'

export function Bar({ children }: { readonly children: ReactNode }) {
  const open = useQuery(statusRead).data?.openIncidents ?? 0
  return (
    <header className={classes['bar']}>
      <div className={classes['inner']}>
        <Link to="/" className={classes['home']} aria-label="Tocsin, to the incidents">
          <Bell key={open} size={30} ringing={open > 0} />
          <span aria-hidden="true">Tocsin</span>
        </Link>
        {children}
        <div className={classes['tools']}>
          <HelpButton />
          <SchemeButton />
          <Account />
        </div>
      </div>
    </header>
  )
}
