/** One page: its heading, which also names the window, and what is under it. */
import { type ReactNode, useEffect } from 'react'
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

export function useWindowTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Tocsin`
  }, [title])
}
