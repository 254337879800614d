/** Whether somebody is at the list just now: the pointer moved over it a moment ago, or it is scrolled. */
import { type RefObject, useEffect, useState } from 'react'

const lingerMs = 4000
const scrolledPx = 120

export function useEngaged(list: RefObject<HTMLElement | null>): boolean {
  const [pointed, setPointed] = useState(false)
  const [scrolled, setScrolled] = useState(false)

  useEffect(() => {
    const element = list.current
    let timer: number | undefined
    const leave = (): void => setPointed(false)
    const move = (): void => {
      window.clearTimeout(timer)
      timer = window.setTimeout(leave, lingerMs)
      setPointed(true)
    }
    const scroll = (): void => setScrolled(window.scrollY > scrolledPx)
    element?.addEventListener('pointermove', move, { passive: true })
    element?.addEventListener('pointerleave', leave)
    window.addEventListener('scroll', scroll, { passive: true })
    return () => {
      window.clearTimeout(timer)
      element?.removeEventListener('pointermove', move)
      element?.removeEventListener('pointerleave', leave)
      window.removeEventListener('scroll', scroll)
    }
  }, [list])
  return pointed || scrolled
}
