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

/** What the attack consists of, counted; a line that would say nothing is left out. */
function summary(scenario: Scenario): string {
  const attacks = attacksOf(scenario, small)
  const happenings = attacks.flatMap((attack) => attack.happenings)
  const signIns = happenings.flatMap((one) => (one.kind === 'sign-in' ? [one] : []))
  const changes = happenings.flatMap((one) => (one.kind === 'sign-in' ? [] : [one.what]))
  const prompts = signIns.flatMap((one) => one.prompts)
  const labels = attacks.flatMap((attack) => attack.labels)
  if (happenings.length === 0) return 'sign-ins: 0'
  const kinds = [...new Set(labels.map(({ kind }) => kind))].join(' and ')
  return [
    `sign-ins: ${counted(signIns.map(({ password, stopped }) => (stopped === undefined ? password : `stopped by ${stopped}`)))}`,
    ...(prompts.length === 0 ? [] : [`prompts: ${counted(prompts.map(({ outcome }) => outcome))}`]),
    ...(changes.length === 0 ? [] : [`changes: ${counted(changes)}`]),
    `minutes: ${spanOf(attacks)}`,
    `labels: ${labels.length === 0 ? 'none' : `${labels.length}, ${kinds}`}`,
    `approved: ${labels.filter(({ approvedTime }) => approvedTime !== undefined).length}`,
    `entered: ${labels.filter(({ inTime, kind }) => inTime !== undefined && kind !== 'spray').length}`,
  ].join('\n')
}

/** `12: 4 denied, 8 unanswered` */
function counted(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  const parts = [...counts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([word, count]) => `${count} ${word}`)
  return words.length === 0 ? '0' : `${words.length}: ${parts.join(', ')}`
}

/** From the first thing the attacker did (or the look-alike shows) to the last, of one attack; the longest where there are several. */
function spanOf(attacks: readonly Attack[]): number {
  const spans = attacks.map(({ labels, happenings }) => {
    const times =
      labels.length === 0 ? happenings.map(({ time }) => time) : labels.flatMap(({ firstTime, lastTime }) => [firstTime, lastTime])
    return Math.max(...times) - Math.min(...times)
  })
  return Math.round(Math.max(...spans) / minuteMs)
}

test('labels are whole: times in order, addresses from which the attacker came, and a way in within the times', () => {
  for (const scenario of scenarios) {
    for (const { labels, happenings } of attacksOf(scenario, { ...small, attacks: 2 })) {
      for (const label of labels) {
        assert.ok(label.firstTime <= label.lastTime, scenario.name)
        assert.ok((label.addresses ?? []).length > 0, `${scenario.name} has no addresses`)
        assert.ok(
          label.inTime === undefined || (label.inTime >= label.firstTime && label.inTime <= label.lastTime),
          `${scenario.name} in time`,
        )
        assert.ok(label.persons === undefined || label.persons.includes(label.person), scenario.name)
        const seen = new Set(happenings.map(({ place }) => place.ip))
        for (const address of label.addresses ?? []) assert.ok(seen.has(address), `${scenario.name}: ${address} is seen nowhere`)
      }
    }
  }
})
