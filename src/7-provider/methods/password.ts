/** Passwords: which are good enough, and whether one is right. */
import type { PasswordHashes } from '../parts.ts'

/** NIST SP 800-63B-4 §3.1.1.2: 15 where the password stands alone, 8 where a second factor is always asked; long ones accepted; no rules about kinds of characters. */
export const passwordMin = { alone: 15, withSecond: 8 } as const
export const passwordMax = 256

/** The same password typed on two keyboards can arrive as different characters. */
export const normalPassword = (password: string): string => password.normalize('NFKC')

/** Why a new password is not accepted, as a sentence; undefined where it is. `name`: the person's, which is guessed first. */
export function weakness(password: string, name: string, min: number = passwordMin.alone): string | undefined {
  const normal = normalPassword(password)
  const length = [...normal].length
  if (length < min) return `Use at least ${min} characters; a few words in a row are easy to remember.`
  if (length > passwordMax) return `Use at most ${passwordMax} characters.`
  const plain = normal.toLowerCase()
  if (new Set(plain).size < 6) return 'Use more different characters; the same few repeated are guessed first.'
  const own = [name.toLowerCase(), ...name.toLowerCase().split(/[^\p{L}\p{N}]+/u), 'tocsin', 'password'].filter(({ length }) => length >= 3)
  const rest = own.reduce((left, word) => left.replaceAll(word, ''), plain)
  if (rest.length < Math.min(min, 8) && rest.length < plain.length)
    return 'Use words other than your name, the name of this product and "password".'
  return undefined
}

export type PasswordResult = 'right' | 'wrong' | 'busy'

/** Takes as long for an unknown name (`kept` undefined) as for a known one. `busy`: too many sign in at this moment. */
export async function checkPassword(hashes: PasswordHashes, kept: string | undefined, password: string): Promise<PasswordResult> {
  const normal = normalPassword(password)
  // What is too long was never accepted; it is not cut short, and it costs as much as every other.
  const isPossible = [...normal].length <= passwordMax
  try {
    const right = await hashes.verify(isPossible ? kept : undefined, isPossible ? normal : normal.slice(0, passwordMax))
    return right && isPossible ? 'right' : 'wrong'
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'busy') return 'busy'
    throw error
  }
}
