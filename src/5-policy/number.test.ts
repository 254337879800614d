/** The chances of a guess, as the page on the prompt prints them. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { guessChance } from './number.ts'

const page = readFileSync('docs/prompt.md', 'utf8')

for (const length of [2, 3, 6] as const) {
  test(`the odds of ${length} digits stand on the page as they are computed`, () => {
    const row = new RegExp(`^\\| ${length} digits \\| 1/[\\d,]+ \\| (.+) \\|$`, 'm').exec(page)?.[1] ?? ''
    const printed = row.split(' | ').map((cell) => Number.parseFloat(cell) / 100)
    const computed = [1, 2, 3, 5, 10, 100].map((prompts) => 1 - (1 - guessChance(length)) ** prompts)
    assert.equal(printed.length, computed.length)
    for (const [at, chance] of computed.entries()) assert.ok(Math.abs(chance / (printed[at] ?? 0) - 1) < 0.03, `${at}: ${chance}`)
  })
}
