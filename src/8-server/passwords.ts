/** Administrators' passwords: which are good enough, and their hashing, of which few run at once because each takes 19 MB. */
import { hash, verify } from '@node-rs/argon2'
import { problem } from './problem.ts'

/** NIST SP 800-63B-4 §3.1.1.2: 15 where the password is the only factor; long ones accepted; no rules about kinds of characters. */
const passwordMin = 15
const passwordMax = 256

/** OWASP's parameters: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Hashes at once, and how many may wait; more are told to come again. */
const runningMax = 2
const waitingMax = 20

export interface Passwords {
  /** For storing. */
  hash(password: string): Promise<string>
  /** Takes as long where there is nothing to compare with, so that nobody learns which names exist. */
  verify(kept: string | undefined, password: string): Promise<boolean>
}

export function createPasswords(): Passwords {
  const turn = turns()
  let decoy: Promise<string> | undefined
  return {
    hash: (password) => turn(() => hash(normal(password), cost)),
    verify: (kept, password) =>
      turn(async () => {
        decoy ??= hash('nobody has this password', cost)
        const matches = await verify(kept ?? (await decoy), normal(password))
        return matches && kept !== undefined
      }),
  }
}

/** Why a new password is not accepted, or undefined where it is. */
export function weakness(password: string, name: string): string | undefined {
  const length = [...normal(password)].length
  if (length < passwordMin) return `Use at least ${passwordMin} characters; a few words in a row are easy to remember.`
  if (length > passwordMax) return `Use at most ${passwordMax} characters.`
  const plain = normal(password).toLowerCase()
  if (new Set(plain).size < 6) return 'Use more different characters; the same few repeated are guessed first.'
  if (plain.replaceAll(name.toLowerCase(), '').replaceAll('tocsin', '').replaceAll('password', '').length < 8) {
    return 'Use words other than your name, the name of this product and "password".'
  }
  return undefined
}

/** The same password typed on two keyboards can arrive as different characters. */
const normal = (password: string): string => password.normalize('NFKC')

function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= runningMax) {
      if (waiting.length >= waitingMax) throw problem(503, 'busy', 'Too many people are signing in at this moment. Try again.', 2)
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}
