/** Runs the case beside each scenario (what its attack consists of with seed 1), and checks that labels and records tell the same story. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { block, parseCases } from '../../../test/cases.ts'
import { minuteMs } from '../../0-event/time.ts'
import { firstDay, type PlayOptions, type Scenario } from '../scenario.ts'
import { attacksOf } from '../simulate.ts'
import type { Attack } from '../simulate-attack.ts'
import { scenarioNamed, scenarios } from './index.ts'

const small: PlayOptions = { seed: 1, users: 150, days: 20, start: firstDay, attacks: 1 }
const proofOf = (name: string): string => fileURLToPath(new URL(`${name}.md`, import.meta.url))

for (const scenario of scenarios) {
  test(`${scenario.name}: with seed 1 the attack is the one on its page`, () => {
    const page = readFileSync(proofOf(scenario.name), 'utf8')
    const told = summary(scenario)
    // The block is computed, so it may be written anew; the story above it is not.
    if (process.env['UPDATE'] === '1')
      writeFileSync(
        proofOf(scenario.name),
        page.replace(/```attack\n[\s\S]*?```/, () => `\`\`\`attack\n${told}\n\`\`\``),
      )
    const [one] = parseCases(readFileSync(proofOf(scenario.name), 'utf8'))
    assert.ok(one, 'the page has a case')
    assert.equal(block(one, 'attack'), told)
  })
}

test('names are unique, and a scenario is found by its name', () => {
  const names = scenarios.map(({ name }) => name)
  assert.deepEqual(names, [...new Set(names)])
  assert.equal(scenarioNamed('spray')?.name, 'spray')
  assert.equal(scenarioNamed('nothing'), undefined)
})

test('nobody fits into an organisation that is too small, and it says so', () => {
  const callBombing = scenarioNamed('call-bombing')
  assert.ok(callBombing)
  assert.throws(() => attacksOf(callBombing, { ...small, users: 1 }), /nobody of 1 people fits/)
})

function summary(scenario: Scenario): string {
  const attacks = attacksOf(scenario, small)
  const prompts = attacks.flatMap(({ happenings }) => happenings).flatMap((one) => (one.kind === 'sign-in' ? one.prompts : []))
  const labels = attacks.flatMap((attack) => attack.labels)
  if (prompts.length === 0) return 'prompts: 0'
  const outcomes = new Map<string, number>()
  for (const { outcome } of prompts) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  const counts = [...outcomes].sort(([one], [other]) => (one < other ? -1 : 1)).map(([outcome, count]) => `${count} ${outcome}`)
  return [
    `prompts: ${prompts.length}`,
    `answers: ${counts.join(', ')}`,
    `minutes: ${spanOf(attacks)}`,
    `labels: ${labels.length === 0 ? 'none' : `${labels.length}, ${[...new Set(labels.map(({ kind }) => kind))].join(' and ')}`}`,
    `approved: ${labels.filter(({ approvedTime }) => approvedTime !== undefined).length}`,
  ].join('\n')
}

/** From the first prompt to the last, of one attack; the longest where there are several. */
function spanOf(attacks: readonly Attack[]): number {
  const spans = attacks.map(({ happenings }) => {
    const sent = happenings.flatMap((one) => (one.kind === 'sign-in' ? one.prompts : [])).map((prompt) => prompt.sent)
    return sent.length === 0 ? 0 : Math.max(...sent) - Math.min(...sent)
  })
  return Math.round(Math.max(...spans) / minuteMs)
}
