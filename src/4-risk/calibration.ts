/** From summed log-odds to a chance that can be taken at its word; the table was fitted by `test/bench/calibrate.ts` on simulated organisations. */

/** Log-odds and the chance there, both rising. Between two the chance's log-odds are drawn as a line; beyond the ends it stays. */
export const table: readonly (readonly [number, number])[] = [
  [-12, 0.0001],
  [-4, 0.018],
  [0, 0.5],
  [4, 0.982],
]

const logit = (chance: number): number => Math.log(chance / (1 - chance))

export function calibrated(logOdds: number): number {
  const above = table.findIndex(([at]) => at >= logOdds)
  const [lastAt, last] = table.at(-1) ?? [0, 0]
  if (above === -1) return logOdds > lastAt ? last : 0
  const [at, chance] = table[above] ?? [0, 0]
  const [before, low] = table[above - 1] ?? [at, chance]
  if (at === before) return chance
  const share = (logOdds - before) / (at - before)
  return 1 / (1 + Math.exp(-(logit(low) + share * (logit(chance) - logit(low)))))
}
