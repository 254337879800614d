/** From summed log-odds to a chance that can be taken at its word; the table was fitted by `test/bench/calibrate.ts` on simulated organisations. */

/**
 * `node test/bench/calibrate.ts --rounds 3`: fitted on seeds 1 to 3, measured on 106 to 108 (docs/risk.md).
 * Log-odds and the chance there, both rising. Between two the chance's log-odds are drawn as a line; beyond the ends it stays.
 */
export const table: readonly (readonly [number, number])[] = [
  [-18.24, 0.0000176],
  [-15.96, 0.000157],
  [-13.9, 0.00181],
  [-10.91, 0.00209],
  [-8.31, 0.00551],
  [-5.7, 0.00717],
  [-4.12, 0.063],
  [-2.96, 0.131],
  [-1.62, 0.32],
  [0.26, 0.644],
  [1.85, 0.79],
  [3.07, 0.903],
  [4.32, 0.949],
  [5.83, 0.951],
  [7.02, 0.953],
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
