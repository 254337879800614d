/** A value that several parts of the page watch. */
import { useSyncExternalStore } from 'react'

export interface Watched<T> {
  get(): T
  set(next: T): void
  /** A hook: the value, and a new rendering whenever it is another. */
  use(): T
}

export function watched<T>(first: T): Watched<T> {
  let value = first
  const listeners = new Set<() => void>()
  const get = (): T => value
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    get,
    set(next) {
      value = next
      for (const listener of listeners) listener()
    },
    use: () => useSyncExternalStore(subscribe, get),
  }
}
