/** Takes the reader to an element of the page, gliding only for those who like motion, and gives it the focus. */
export function goTo(id: string): void {
  const element = document.getElementById(id)
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  element?.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' })
  element?.focus({ preventScroll: true })
}
