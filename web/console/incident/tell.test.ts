/** What repeats is said once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PromptEvent } from '../../../src/0-event/event.ts'
import type { TimelineItem } from '../../../src/8-server/wire.ts'
import { tell } from './tell.ts'

const prompt = (ip: string, findings: readonly string[], more: Partial<PromptEvent> = {}): TimelineItem => ({
  event: {
    id: 'x',
    kind: 'prompt',
    source: 'duo',
    time: 0,
    user: {},
    src: { ip },
    factor: 'push',
    outcome: 'denied',
    told: 'both',
    target: '+31',
    ...more,
  },
  sentence: '',
  strange: ip === 'far' ? ['country'] : [],
  findings,
})

test('place, phone and strangeness are said where they change, each finding at its first event', () => {
  const said = tell([
    prompt('home', []),
    prompt('far', ['a']),
    prompt('far', ['a', 'b']),
    prompt('far', ['b'], { target: '+32' }),
    prompt('home', []),
  ])
  assert.deepEqual(
    said.map(({ place, target, strange, findings }) => [place, target, strange.length, findings.join('')]),
    [
      [true, true, 0, ''],
      [true, false, 1, 'a'],
      [false, false, 0, 'b'],
      [false, true, 0, ''],
      [true, true, 0, ''],
    ],
  )
})
