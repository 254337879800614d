/** Single keys that do something on a page; silent while somebody types, and they can be turned off (WCAG 2.1.4). */
import { useEffect, useRef } from 'react'
import { watched } from '../wire/watched.ts'

const stored = 'tocsin-keys'
const on = watched(localStorage.getItem(stored) !== 'off')

export const useKeysOn = on.use

export function turnKeys(next: boolean): void {
  localStorage.setItem(stored, next ? 'on' : 'off')
  on.set(next)
}

const typing = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog[open]'

/** `keys` by the name of the key (`j`, `/`, `Escape`); a handler answers `false` to leave the key to the browser. */
export function useKeys(keys: Readonly<Record<string, (event: KeyboardEvent) => unknown>>): void {
  const current = useRef(keys)
  useEffect(() => {
    current.current = keys
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !on.get()) return
      if (event.target instanceof Element && event.target.closest(typing) !== null) return
      const handler = Object.hasOwn(current.current, event.key) ? current.current[event.key] : undefined
      if (handler !== undefined && handler(event) !== false) event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
