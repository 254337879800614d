/** A change of settings tried on a story: what would be gone, new, or of another level. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { readStory } from '../../test/story.ts'
import { createEngine } from './engine.ts'
import { createWhatIf } from './what-if.ts'

const events = readStory(`home = 198.51.100.7 AS3320 DE Windows/Edge
next-door = 198.51.100.200 AS3320 DE Windows/Edge
day 1..20 08:10 ada signs-in home
day 12 09:00 ada push-denied next-door
day 12 09:02 ada push-denied next-door
day 21 09:00 ada push-denied next-door
day 21 09:02 ada push-denied next-door
`)

const tried = (settings: Record<string, Record<string, number>>, days = 8) => {
  const whatIf = createWhatIf(createEngine(), createEngine({ settings }), days)
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

test('a window over both storms finds both, and counts what lies in it', () => {
  const [all, last] = [tried({}, 30), tried({})]
  const counts = (told: typeof all) => told.detections.find(({ detection }) => detection === 'mfa.push_burst_denied')?.before.findings
  assert.deepEqual([counts(all), counts(last)], [2, 1])
  assert.equal(all.events, events.length)
  assert.ok(last.events < events.length)
  assert.equal(last.to, events.at(-1)?.time)
})

test('a lower bound is heard more, and says how many are louder', () => {
  const [before, after] = [{ 'mfa.push_burst_denied': { deniedMin: 5, againMin: 5, dayMin: 5 } }, {}]
  const whatIf = createWhatIf(createEngine({ settings: before }), createEngine({ settings: after }), 8)
  for (const event of events) whatIf.step(event)
  const { totals, added } = whatIf.difference()
  assert.deepEqual(
    added.map(({ detection }) => detection),
    ['mfa.push_burst_denied'],
  )
  assert.deepEqual(totals, { gone: 0, added: 1, louder: 0, quieter: 0 })
})

test('no event at all is no difference', () => {
  const { events: none, totals } = createWhatIf(createEngine(), createEngine(), 30).difference()
  assert.deepEqual({ none, totals }, { none: 0, totals: { gone: 0, added: 0, louder: 0, quieter: 0 } })
})
