/** The list's places. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IncidentView } from '../../../src/8-server/wire.ts'
import { layOut } from './lay-out.ts'

const none: ReadonlySet<string> = new Set()
const incident = (id: string, campaign?: string): IncidentView => ({
  id,
  campaign,
  person: { id, name: id },
  title: '',
  level: 'low',
  stage: 'asked',
  firstTime: 0,
  lastTime: 0,
  findings: [],
  detections: [],
  prompts: { sent: 0, refused: 0, unanswered: 0, approved: 0 },
  addresses: [],
  apps: [],
  sources: [],
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
})

test('incidents of one attacker stand together, under a heading, where the newest of them is', () => {
  const { rows, end } = layOut([incident('a'), incident('b', 'c1'), incident('c'), incident('d', 'c1')], none)
  assert.deepEqual(
    rows.map(({ id, at }) => [id, at.rows, at.headings]),
    [
      ['a', 0, 0],
      ['campaign c1', 1, 0],
      ['b', 1, 1],
      ['d', 2, 1],
      ['c', 3, 1],
    ],
  )
  assert.deepEqual(end, { rows: 4, headings: 1 })
})

test('a campaign of which one incident is shown needs no heading', () => {
  assert.deepEqual(
    layOut([incident('a', 'c1')], none).rows.map(({ kind }) => kind),
    ['incident'],
  )
})

test('a large campaign is folded: the worst of it is shown, and how many more there are', () => {
  const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => incident(id, 'c1'))
  const letIn: IncidentView = { ...incident('e', 'c1'), stage: 'approved', level: 'high' }
  const incidents = many.map((each) => (each.id === 'e' ? letIn : each))
  const folded = layOut(incidents, none)
  assert.deepEqual(
    folded.rows.map(({ id }) => id),
    ['campaign c1', 'e', 'a', 'b', 'more c1'],
  )
  assert.deepEqual(folded.end, { rows: 3, headings: 2 })
  assert.equal(layOut(incidents, new Set(['c1'])).rows.length, 7)
})
