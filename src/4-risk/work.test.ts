/** What each wish makes of an incident's work. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changed, changesOf, isVerdict, newWork, reopened, type Work, type WorkWish } from './work.ts'

const active: Work = { ...newWork, status: 'active', assignedTo: 'grace' }
const closed: Work = { ...active, status: 'closed', classification: 'falsePositive', determination: 'notMalicious' }

const table: readonly (readonly [string, Work, WorkWish, boolean, Partial<Work>])[] = [
  ['taking it makes it active', newWork, { assignedTo: 'grace' }, false, { status: 'active', assignedTo: 'grace' }],
  ['a comment makes it active', newWork, {}, true, { status: 'active' }],
  ['giving it back leaves it active', active, { assignedTo: null }, false, { status: 'active', assignedTo: undefined }],
  ['nothing asked, nothing changed', newWork, {}, false, {}],
  ['closing keeps who had it', active, { status: 'closed', classification: 'truePositive' }, false, { assignedTo: 'grace' }],
  ['taking and closing at once closes', newWork, { status: 'closed', assignedTo: 'ada' }, false, { status: 'closed' }],
  ['another classification drops the determination', closed, { classification: 'truePositive' }, false, { determination: 'unknown' }],
  ['a comment on a closed one leaves it closed', closed, {}, true, { status: 'closed', determination: 'notMalicious' }],
]

for (const [title, before, wish, isComment, expected] of table) {
  test(title, () => {
    const after = changed(before, wish, isComment)
    for (const [what, value] of Object.entries(expected)) assert.equal(after[what as keyof Work], value)
    if (Object.keys(expected).length === 0) assert.deepEqual(after, before)
  })
}

test('a change tells what it was and what it is', () => {
  assert.deepEqual(changesOf(newWork, closed), [
    { what: 'status', before: 'new', after: 'closed' },
    { what: 'assignedTo', before: '', after: 'grace' },
    { what: 'classification', before: 'unknown', after: 'falsePositive' },
    { what: 'determination', before: 'unknown', after: 'notMalicious' },
  ])
  assert.deepEqual(changesOf(closed, closed), [])
})

test('a verdict is a word about a closed incident that was not said before', () => {
  assert.equal(isVerdict(active, closed), true)
  assert.equal(isVerdict(closed, closed), false)
  assert.equal(isVerdict(closed, { ...closed, classification: 'truePositive' }), true)
  assert.equal(isVerdict(active, { ...active, status: 'closed' }), false)
  assert.equal(isVerdict(active, { ...active, classification: 'truePositive' }), false)
})

test('reopened, it is active, still somebody’s, and nothing is said of it', () => {
  assert.deepEqual(reopened(closed), { ...active, assignedTo: 'grace' })
})
