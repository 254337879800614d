/** One page: its heading, which also names the window, and what is under it. */
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { statusRead } from '../wire/reads.ts'
import classes from './page.module.css'

interface PageProps {
  readonly title: string
  /** A sentence under the heading. */
  readonly lead?: ReactNode
  /** Beside the heading. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

export function Page({ title, lead, aside, children }: PageProps) {
  useWindowTitle(title)
  return (
    <div className={classes['page']}>
      <div className={classes['head']}>
        <h1 tabIndex={-1}>{title}</h1>
        {aside}
      </div>
      {lead !== undefined && <p className={classes['lead']}>{lead}</p>}
      {children}
    </div>
  )
}

/** With the number of open incidents before it, for a tab that nobody looks at. */
export function useWindowTitle(title: string): void {
  const open = useQuery({ ...statusRead, enabled: false }).data?.openIncidents ?? 0
  useEffect(() => {
    document.title = `${open > 0 ? `(${open}) ` : ''}${title} · Tocsin`
  }, [title, open])
}
