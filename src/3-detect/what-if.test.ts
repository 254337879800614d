/** A change of settings tried on a story: what would be gone, new, or of another level. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { readStory, storyStart } from '../../test/story.ts'
import { dayMs } from '../0-event/time.ts'
import { createEngine } from './engine.ts'
import { createWhatIf } from './what-if.ts'

const events = readStory(`home = 198.51.100.7 AS3320 DE Windows/Edge
next-door = 198.51.100.200 AS3320 DE Windows/Edge
day 1..20 08:10 ada signs-in home
day 5 09:00 ada push-denied next-door
day 5 09:02 ada push-denied next-door
day 21 09:00 ada push-denied next-door
day 21 09:02 ada push-denied next-door
`)

const tried = (settings: Record<string, Record<string, number>>) => {
  const whatIf = createWhatIf(createEngine(), createEngine({ settings }), storyStart + 10 * dayMs)
  for (const event of events) whatIf.step(event)
  return whatIf.difference()
}

test('nothing changed is no difference, and what was before the window is not compared', () => {
  const { gone, added, moved, detections } = tried({})
  assert.deepEqual({ gone, added, moved }, { gone: [], added: [], moved: [] })
  assert.deepEqual(
    detections.filter(({ detection }) => detection === 'mfa.push_burst_denied'),
    [{ detection: 'mfa.push_burst_denied', before: { findings: 1, alarms: 1 }, after: { findings: 1, alarms: 1 } }],
  )
})

test('a higher bound loses the finding, and says which', () => {
  const { gone, added } = tried({ 'mfa.push_burst_denied': { deniedMin: 5, againMin: 5, dayMin: 5 } })
  assert.deepEqual(
    { gone: gone.map(({ detection, person, level }) => `${detection} ${person} ${level}`), added },
    { gone: ['mfa.push_burst_denied ada@example.com medium'], added: [] },
  )
})
