/** From summed log-odds to a chance that can be taken at its word; the table was fitted by `test/bench/calibrate.ts` on simulated organisations. */

/**
 * `node test/bench/calibrate.ts --rounds 3`: fitted on seeds 101 to 103, measured on 201 to 203 (docs/risk.md).
 * Log-odds and the chance there, both rising. Between two the chance's log-odds are drawn as a line; beyond the ends it stays.
 */
export const table: readonly (readonly [number, number])[] = [
  [-16.81, 0.0000134],
  [-15.39, 0.00125],
  [-14.84, 0.00153],
  [-13.19, 0.00199],
  [-12.47, 0.00207],
  [-11.38, 0.00339],
  [-8.68, 0.00375],
  [-5.15, 0.0109],
  [-4.36, 0.0412],
  [-3.67, 0.052],
  [-2.46, 0.191],
  [-0.51, 0.544],
  [1.75, 0.793],
  [3.85, 0.936],
  [5.48, 0.958],
  [7.05, 0.99],
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
