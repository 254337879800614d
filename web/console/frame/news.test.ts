/** What is said aloud, and what is not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IncidentView } from '../../../src/8-server/wire.ts'
import { type Known, news } from './news.ts'

const incident = (stage: IncidentView['stage'], state: 'open' | 'closed' = 'open'): IncidentView => ({
  id: 'i',
  stage,
  state,
  person: { id: 'p', name: 'ada@example.com' },
  title: '',
  level: 'high',
  firstTime: 0,
  lastTime: 0,
  findings: [],
  detections: [],
  prompts: { sent: 0, refused: 0, unanswered: 0, approved: 0 },
  addresses: [],
  apps: [],
  sources: [],
  campaign: undefined,
  simulated: false,
  detectedTime: 0,
  subject: { kind: 'person', key: 'p' },
  victims: [],
  victimCount: 0,
  enteredCount: 0,
  phase: 'prompt',
  techniques: [],
  mergedInto: undefined,
  name: 'p',
  status: 'new',
  assignedTo: undefined,
  classification: 'unknown',
  determination: 'unknown',
  workedTime: undefined,
  reopenedTime: undefined,
  closedBy: undefined,
})

test('a new incident is a notice, letting the attacker in an alarm, and each is said once', () => {
  const known = new Map<string, Known>()
  const kinds = (['asked', 'asked', 'refused', 'approved', 'approved'] as const).map((stage) => news(known, incident(stage), false)?.kind)
  assert.deepEqual(kinds, ['notice', undefined, undefined, 'alarm', undefined])
})

test('what was there before the page is not news', () => {
  const known = new Map<string, Known>()
  assert.equal(news(known, incident('refused'), true), undefined)
  assert.equal(news(known, incident('refused'), false), undefined)
  assert.equal(news(known, incident('approved'), false)?.kind, 'alarm')
})

test('an approval at a low level does not ring', () => {
  assert.equal(news(new Map(), { ...incident('approved'), level: 'low' }, false)?.kind, 'notice')
})

test('a closed incident is not news', () => {
  assert.equal(news(new Map(), incident('approved', 'closed'), false), undefined)
})
