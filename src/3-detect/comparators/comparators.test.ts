/** Runs the proof beside each comparator: lines of prompts, and the times at which the rule fires. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { block, parseCases } from '../../../test/cases.ts'
import type { Factor, PromptEvent, PromptOutcome } from '../../0-event/event.ts'
import { comparators } from './index.ts'

const proofOf = (name: string): string => fileURLToPath(new URL(`${name}.md`, import.meta.url))

test('every comparator has its proof and says where it is published', () => {
  for (const { name, published, condition } of comparators) {
    assert.ok(existsSync(proofOf(name)), name)
    assert.match(published, /\w+\/[\w-]+/, name)
    assert.ok(condition.length > 10, name)
  }
})

for (const comparator of comparators) {
  for (const one of parseCases(readFileSync(proofOf(comparator.name), 'utf8'))) {
    test(`${comparator.name}: ${one.name}`, () => {
      const step = comparator.fresh()
      const fired = (block(one, 'events') ?? '').split('\n').filter((line) => step(eventOf(line)))
      assert.deepEqual(
        fired.map((line) => line.split(' ')[0]),
        (block(one, 'alarms') ?? '').split('\n').filter((line) => line !== ''),
      )
    })
  }
}

/** `01:30 push denied 198.51.100.7`: minute and second, factor, what became of it, and the address where it is not the usual one. */
function eventOf(line: string): PromptEvent {
  const [clock = '', factor = '', word = '', ip = '203.0.113.9'] = line.split(' ')
  const [minute = '', second = ''] = clock.split(':')
  const told = word === 'sent' ? 'sent' : word.startsWith('answer-') ? 'answer' : 'both'
  return {
    kind: 'prompt',
    id: line,
    source: 'okta',
    time: (Number(minute) * 60 + Number(second)) * 1000,
    user: { name: 'ada@example.com' },
    src: { ip },
    factor: factor as Factor,
    outcome: word === 'sent' ? 'open' : (word.replace('answer-', '') as PromptOutcome),
    told,
  }
}
