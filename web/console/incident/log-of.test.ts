/** Comments and changes as one list. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeText, logOf } from './log-of.ts'

test('what one did in one go stands together, comments between, oldest first', () => {
  const change = { by: 'grace', time: 2, before: '', after: 'x' }
  const log = logOf({
    comments: [{ id: 1, by: 'ada', time: 3, text: 'Called.' }],
    history: [
      { ...change, what: 'assignedTo' },
      { ...change, what: 'status', after: 'active', before: 'new' },
      { ...change, by: undefined, time: 9, what: 'status', before: 'closed', after: 'active' },
    ],
  })
  assert.deepEqual(
    log.map((entry) => (entry.kind === 'comment' ? entry.text : entry.changes.map(changeText))),
    [['Gave it to x', 'Began to work on it'], 'Called.', ['Opened it again: something new happened']],
  )
})
