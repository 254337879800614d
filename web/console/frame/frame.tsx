/** What surrounds every page: the bar, the state of things, the page itself, and what floats above it. */
import { Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { DropAnywhere } from '../upload/drop-anywhere.tsx'
import { UploadDock } from '../upload/upload-dock.tsx'
import { Bar } from './bar.tsx'
import { Credits } from './credits.tsx'
import classes from './frame.module.css'
import { Help } from './help.tsx'
import { Live } from './live.tsx'
import { Nav } from './nav.tsx'
import { SimulatedBand } from './simulated-band.tsx'
import { StatusStrip } from './status-strip.tsx'

export function Frame() {
  const main = useRef<HTMLElement>(null)
  useFocusOnNewPage(main)
  return (
    <div className={classes['frame']}>
      <button type="button" className={classes['skip']} onClick={() => main.current?.focus()}>
        Skip to the page
      </button>
      <Bar>
        <Nav />
      </Bar>
      <StatusStrip />
      <SimulatedBand />
      <main id="main" ref={main} tabIndex={-1} className={classes['main']}>
        <Outlet />
      </main>
      <Credits />
      <UploadDock />
      <DropAnywhere />
      <Help />
      <Live />
    </div>
  )
}

/** A new page takes the focus, so that the keyboard and screen readers start there. */
function useFocusOnNewPage(main: React.RefObject<HTMLElement | null>): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const first = useRef(true)
  useEffect(() => {
    if (path === undefined) return
    if (!first.current) main.current?.focus({ preventScroll: true })
    first.current = false
  }, [path, main])
}
