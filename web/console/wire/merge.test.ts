/** The live list stays in order, without doubles, whatever the feed tells. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { IncidentPage, IncidentView } from '../../../src/8-server/wire.ts'
import { mergeIncident, newestFirst, withoutIncidents } from './merge.ts'

const incident = (id: string, firstTime: number, more: Partial<IncidentView> = {}): IncidentView => ({
  id,
  firstTime,
  lastTime: firstTime,
  person: { id: 'p', name: 'ada@example.com' },
  title: '',
  level: 'high',
  stage: 'asked',
  findings: [],
  detections: [],
  prompts: { sent: 1, refused: 0, unanswered: 0, approved: 0 },
  addresses: [],
  apps: [],
  sources: [],
  campaign: undefined,
  simulated: false,
  state: 'open',
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
  ...more,
})
const page = (next: number | undefined, ...incidents: IncidentView[]): IncidentPage => ({ next, incidents })
const ids = (pages: readonly IncidentPage[]) => pages.map((each) => each.incidents.map(({ id }) => id).join(''))

test('a new incident goes on top, one of the past between its neighbours', () => {
  const pages = [page(20, incident('c', 30), incident('b', 20)), page(undefined, incident('a', 10))]
  assert.deepEqual(ids(mergeIncident(pages, incident('d', 40), 'open', 'low')), ['dcb', 'a'])
  assert.deepEqual(ids(mergeIncident(pages, incident('x', 15), 'open', 'low')), ['cb', 'xa'])
})

test('what is older than the pages read is left to the next read', () => {
  assert.deepEqual(ids(mergeIncident([page(20, incident('b', 20))], incident('a', 10), 'open', 'low')), ['b'])
})

test('an incident that was closed leaves the open ones and stays among all', () => {
  const pages = [page(undefined, incident('a', 10))]
  const closed = incident('a', 10, { state: 'closed' })
  assert.deepEqual(ids(mergeIncident(pages, closed, 'open', 'low')), [''])
  assert.deepEqual(ids(mergeIncident(pages, closed, 'all', 'low')), ['a'])
})

test('the level filter is a lower bound', () => {
  const pages = [page(undefined)]
  assert.deepEqual(ids(mergeIncident(pages, incident('a', 1, { level: 'medium' }), 'open', 'high')), [''])
  assert.deepEqual(ids(mergeIncident(pages, incident('a', 1, { level: 'medium' }), 'open', 'medium')), ['a'])
})

test('removed incidents go', () => {
  assert.deepEqual(ids(withoutIncidents([page(undefined, incident('b', 2), incident('a', 1))], ['b'])), ['a'])
})

test('whatever is told, the list holds what was told last of each, newest first', () => {
  const told = fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), firstTime: fc.nat(9) }), { maxLength: 30 })
  fc.assert(
    fc.property(told, (messages) => {
      const told = messages.map(({ id, firstTime }) => incident(id, firstTime))
      const [only] = told.reduce<readonly IncidentPage[]>((pages, each) => mergeIncident(pages, each, 'open', 'low'), [page(undefined)])
      const wanted = [...new Map(told.map((each) => [each.id, each])).values()].sort(newestFirst)
      assert.deepEqual(
        only?.incidents.map(({ id }) => id),
        wanted.map(({ id }) => id),
      )
    }),
  )
})
