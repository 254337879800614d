/** How long to wait before asking the feed again: doubling, with a bound, and spread so that many pages do not return at once. */

const firstWaitMs = 1000
export const longestWaitMs = 30_000

/** `failed` tries so far (1 for the first); `chance` in [0, 1) takes away up to a third. */
export function waitMs(failed: number, chance: number): number {
  const full = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.max(0, failed - 1))
  return Math.round(full * (1 - chance / 3))
}
