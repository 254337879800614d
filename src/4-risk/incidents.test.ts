/** Findings become incidents: one a person and attack, campaigns over persons, the same after a restart. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { readStory, storyStart } from '../../test/story.ts'
import { createEngine } from '../3-detect/engine.ts'
import type { Finding } from '../3-detect/finding.ts'
import type { Incident } from './incident.ts'
import { createIncidents } from './incidents.ts'

const places = `home = 198.51.100.7 AS3320 DE Windows/Edge
bobs = 198.51.100.8 AS3320 DE Windows/Edge
night = 203.0.113.9 AS9009 NL Linux/Firefox
day 1..20 08:10 ada signs-in home
day 1..20 08:20 bob signs-in bobs
`

function findingsOf(story: string): Finding[] {
  const engine = createEngine()
  const events = readStory(places + story)
  return [...events.flatMap((event) => engine.step(event)), ...engine.advance((events.at(-1)?.time ?? 0) + 3_600_000)]
}

function grouped(story: string, grouping = createIncidents()): Incident[] {
  const incidents = new Map<string, Incident>()
  for (const finding of findingsOf(story)) for (const incident of grouping.add(finding)) incidents.set(incident.id, incident)
  return [...incidents.values()]
}

const storm = `day 21 01:00 ada push-denied night
day 21 01:02 duo/ada push-unanswered night
day 21 01:04 ada push-approved night flow:z
`

test('several findings about one attack are one incident, whose title says what became of it', () => {
  const [incident, ...others] = grouped(storm)
  assert.deepEqual(others, [])
  assert.equal(incident?.title, 'ada@example.com was sent 3 prompts: 1 refused, 1 unanswered, 1 approved, and somebody was let in')
  assert.equal(incident?.stage, 'approved')
  assert.equal(incident?.level, 'high')
  assert.deepEqual(incident?.prompts, { sent: 3, refused: 1, unanswered: 1, approved: 1 })
  assert.deepEqual(incident?.sources, ['entra-id', 'duo'])
  assert.deepEqual(incident?.addresses, ['203.0.113.9'])
  assert.ok(incident !== undefined && incident.firstTime < incident.lastTime)
})

test('two days later is another incident', () => {
  const incidents = grouped(`day 21 01:00 ada push-denied night\nday 24 01:00 ada push-denied night\n`)
  assert.equal(incidents.length, 2)
})

test('two persons asked from one address are a campaign', () => {
  const incidents = grouped('day 21 01:00 ada push-denied night\nday 21 01:10 bob push-denied night\n')
  assert.equal(incidents.length, 2)
  assert.equal(new Set(incidents.map(({ campaign }) => campaign)).size, 1)
  assert.ok(incidents[0]?.campaign !== undefined)
})

test('a person’s own trouble joins no campaign', () => {
  assert.equal(grouped('day 21 01:00 ada push-denied night\n')[0]?.campaign, undefined)
})

test('a report makes the stage', () => {
  assert.equal(grouped('day 21 01:00 ada push-fraud night\n')[0]?.stage, 'reported')
})

test('after a restart a finding joins the incident that was kept', () => {
  const story = 'day 21 01:00 ada push-denied night\n'
  const before = grouped(story)
  const found = findingsOf(story)
  const grouping = createIncidents({ load: (ids) => found.filter(({ id }) => ids.includes(id)) })
  grouping.restore(before)
  const after = grouped('day 21 01:00 ada push-denied night\nday 21 01:02 ada push-denied night\n', grouping)
  assert.deepEqual(new Set(after.map(({ id }) => id)), new Set(before.map(({ id }) => id)))
  assert.equal(after[0]?.prompts.refused, 2)
})

const ruled = (detection: `rule.${string}`, name: string, more: Partial<Finding> = {}): Finding => ({
  id: `${detection} ${name}`,
  detection,
  title: 'Signed in over IMAP',
  why: 'It did.',
  level: 'medium',
  score: 0.6,
  technique: [],
  riskEventType: 'generic',
  person: { id: `${name}@example.com`, name: `${name}@example.com` },
  others: [],
  time: storyStart + 21 * 86_400_000,
  detectedTime: storyStart + 21 * 86_400_000,
  updatedTime: storyStart + 21 * 86_400_000,
  src: { ip: '203.0.113.9' },
  app: { name: 'Mail' },
  flow: undefined,
  events: [],
  followed: [],
  promptsBefore: 0,
  simulated: false,
  rule: { name: 'r', severity: 'Medium', tactics: [], customDetails: {}, entities: [], results: 1, from: 0, to: 1, makesIncident: true },
  ...more,
})

test('what only a rule noticed says so, and becomes more when prompts come', () => {
  const grouping = createIncidents()
  const [noticed] = grouping.add(ruled('rule.a', 'ada'))
  assert.deepEqual([noticed?.title, noticed?.stage], ['ada@example.com: Signed in over IMAP', 'noticed'])
  assert.deepEqual([noticed?.addresses, noticed?.apps], [['203.0.113.9'], ['Mail']])
  const after = grouped(storm, grouping).at(-1)
  assert.deepEqual([after?.id, after?.stage], [noticed?.id, 'approved'])
  assert.match(after?.title ?? '', /^ada@example\.com was sent 3 prompts/)
})

test('one rule ties what it finds at one address, two rules do not', () => {
  const grouping = createIncidents()
  grouping.add(ruled('rule.a', 'ada'))
  assert.equal(grouping.add(ruled('rule.b', 'bob')).at(-1)?.campaign, undefined)
  assert.notEqual(grouping.add(ruled('rule.a', 'eve')).at(-1)?.campaign, undefined)
})
