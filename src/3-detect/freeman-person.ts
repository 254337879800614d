/** What one person signs in with, as counts: small, plain JSON, bounded. */

/** One person's counts. Made by `newHabits`, changed by `learnHabits` only. */
export interface Habits {
  /** Completed sign-ins learnt from. */
  count: number
  /** How many of them said each level, in the order of the model's levels. */
  told: number[]
  /** Hash and count, hash and count; the value longest unseen first. */
  seen: number[]
}

/** At the bound the value longest unseen is forgotten, and counts as never seen. A person holds about fifteen; full, the JSON takes under 900 bytes. */
export const habitsMax = 48
/** At the bound all counts are halved (a single sighting is forgotten), so that habits can change. */
export const historyMax = 1000

/** Shared, and never written to: lists are replaced. */
const none: number[] = []

export const newHabits = (): Habits => ({ count: 0, told: none, seen: none })

/** How often the person had the value. */
export function timesSeen({ seen }: Habits, value: number): number {
  for (let at = seen.length - 2; at >= 0; at -= 2) if (seen[at] === value) return seen[at + 1] ?? 0
  return 0
}

/** Learns one sign-in: the hash of each level's value, or undefined where the log did not say. */
export function learnHabits(habits: Habits, values: readonly (number | undefined)[]): void {
  if (habits.count >= historyMax) halve(habits)
  habits.count++
  habits.told = values.map((value, level) => (habits.told[level] ?? 0) + (value === undefined ? 0 : 1))
  const kept: number[] = []
  const newest: number[] = []
  for (const value of values) if (value !== undefined) newest.push(value, timesSeen(habits, value) + 1)
  for (let at = 0; at < habits.seen.length; at += 2) {
    const value = habits.seen[at] ?? 0
    if (!values.includes(value)) kept.push(value, habits.seen[at + 1] ?? 0)
  }
  habits.seen = kept.concat(newest).slice(-2 * habitsMax)
}

function halve(habits: Habits): void {
  const seen: number[] = []
  for (let at = 0; at < habits.seen.length; at += 2) {
    const count = (habits.seen[at + 1] ?? 0) >> 1
    if (count > 0) seen.push(habits.seen[at] ?? 0, count)
  }
  habits.count >>= 1
  habits.told = habits.told.map((count) => count >> 1)
  habits.seen = seen
}
