/** Answers count only when the person can have seen what they answer: half a second after it was drawn, in a window that has the focus (T45, T46). */
import { useEffect, useState } from 'react'

const armMs = 500

/** False for half a second after the first drawing and after each return of the focus, and as long as there is none. */
export function useArmed(): boolean {
  const [isArmed, setArmed] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const disarm = (): void => {
      clearTimeout(timer)
      setArmed(false)
    }
    const arm = (): void => {
      disarm()
      // The time runs from the next drawing: a busy phone may show the page late.
      requestAnimationFrame(() => {
        timer = setTimeout(() => setArmed(document.hasFocus() && !document.hidden), armMs)
      })
    }
    const looked = (): void => (document.hidden ? disarm() : arm())
    arm()
    addEventListener('focus', arm)
    addEventListener('blur', disarm)
    document.addEventListener('visibilitychange', looked)
    return () => {
      clearTimeout(timer)
      removeEventListener('focus', arm)
      removeEventListener('blur', disarm)
      document.removeEventListener('visibilitychange', looked)
    }
  }, [])
  return isArmed
}
