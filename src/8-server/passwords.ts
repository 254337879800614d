/** Hashes passwords with Argon2id, a few at once because each takes 19 MB. */
import { hash, verify } from '@node-rs/argon2'
import { normalPassword } from '../7-provider/methods/password.ts'
import { problem } from './problem.ts'

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
    hash: (password) => turn(() => hash(normalPassword(password), cost)),
    verify: (kept, password) =>
      turn(async () => {
        decoy ??= hash('nobody has this password', cost)
        const matches = await verify(kept ?? (await decoy), normalPassword(password))
        return matches && kept !== undefined
      }),
  }
}

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
