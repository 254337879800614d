/** Everything at once: every attack and look-alike, spread over the people and days of one organisation. */
import type { Scenario } from '../scenario.ts'

export const all = (parts: readonly Scenario[]): Scenario => ({
  name: 'all',
  title: 'Every attack, spread over people and days',
  story: 'The mix that the evaluation uses: each attack and each look-alike happens several times, to different people on different days.',
  source: 'The scenarios it is made of.',
  parts,
})
