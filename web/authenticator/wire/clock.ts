/** The server's clock as far as the phone can tell: phones are often minutes off, and proofs must not be. */

/** A difference below this is the answer's own way here. */
const noticeMs = 5000
let aheadMs = 0

export const serverNow = (): number => Date.now() + aheadMs

/** Learns from an answer's `date` header; true where the phone's clock was noticeably off from what was believed. */
export function learnClock(date: string | null): boolean {
  const told = date === null ? Number.NaN : Date.parse(date)
  if (Number.isNaN(told) || Math.abs(told - serverNow()) < noticeMs) return false
  aheadMs = told - Date.now()
  return true
}
