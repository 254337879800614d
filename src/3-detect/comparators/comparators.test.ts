/** Runs the proof beside each comparator: lines of prompts, and the times at which the rule fires. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { block, parseCases } from '../../../test/cases.ts'
import { readStory, tellDay } from '../../../test/story.ts'
import type { Event, Factor, PromptEvent, PromptOutcome } from '../../0-event/event.ts'
import type { Comparator } from '../comparator.ts'
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
      const story = block(one, 'story')
      const fired = story === undefined ? firedAt(comparator, block(one, 'events') ?? '') : told(comparator, readStory(story))
      assert.deepEqual(
        fired,
        (block(one, 'alarms') ?? '').split('\n').filter((line) => line !== ''),
      )
    })
  }
}

const namesMax = 3

/** `day 0 09:14`, and of a rule over the whole log the names, or how many there are. */
function told(comparator: Comparator, events: readonly Event[]): readonly string[] {
  if (comparator.scope === 'account') {
    const step = comparator.fresh()
    return events.filter(step).map(({ time }) => tellDay(time))
  }
  const step = comparator.fresh()
  return events.flatMap((event) => {
    const names = step(event)?.persons
    if (names === undefined) return []
    return [`${tellDay(event.time)} ${names.length > namesMax ? `${names.length} names` : names.join(', ')}`]
  })
}

function firedAt(comparator: Comparator, lines: string): readonly (string | undefined)[] {
  if (comparator.scope === 'tenant') throw new TypeError(`${comparator.name} counts over everybody: its proof is a story`)
  const step = comparator.fresh()
  return lines
    .split('\n')
    .filter((line) => step(eventOf(line)))
    .map((line) => line.split(' ')[0])
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
