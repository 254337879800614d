/** Counts what comes from one place in a minute, in memory: it saves this node work, and decides about nobody's sign-in. */

export interface Tries {
  /** How many were counted in the present minute. */
  has(key: string): boolean
  /** Counts one; false where that was one too many. */
  count(key: string): boolean
}

const windowMs = 60_000
/** Places remembered at once; at the bound the one seen first is forgotten, so an attacker with many addresses gains tries and takes no memory. */
const keysMax = 10_000

/** `perMinute`: so many are let through. `clock` in milliseconds. */
export function createTries(perMinute: number, clock: () => number): Tries {
  const counts = new Map<string, { readonly since: number; readonly count: number }>()
  const current = (key: string) => {
    const known = counts.get(key)
    return known !== undefined && clock() - known.since < windowMs ? known : { since: clock(), count: 0 }
  }
  return {
    has: (key) => current(key).count < perMinute,
    count: (key) => {
      const { since, count } = current(key)
      counts.delete(key)
      const [first] = counts.size >= keysMax ? counts.keys() : []
      if (first !== undefined) counts.delete(first)
      counts.set(key, { since, count: count + 1 })
      return count < perMinute
    },
  }
}
