/** Moves between screens: by the address, so that the phone's back button works. */
import { useSyncExternalStore } from 'react'
import { type Route, readRoute, writeRoute } from './route.ts'

export function go(route: Route): void {
  if (location.hash !== writeRoute(route)) location.hash = writeRoute(route)
}

/** Without a way back to the screen that is left: it is over. */
export function goInstead(route: Route): void {
  history.replaceState(null, '', location.pathname + writeRoute(route))
  dispatchEvent(new HashChangeEvent('hashchange'))
}

const subscribe = (changed: () => void): (() => void) => {
  addEventListener('hashchange', changed)
  return () => removeEventListener('hashchange', changed)
}

export const useHash = (): string => useSyncExternalStore(subscribe, () => location.hash)

export const currentRoute = (): Route => readRoute(location.hash)
