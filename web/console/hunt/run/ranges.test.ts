/** Spans of time. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundsOf } from './ranges.ts'

test('spans end now, custom ones where they say, in UTC', () => {
  const now = Date.UTC(2026, 10, 24, 12)
  assert.deepEqual(boundsOf({ name: 'all', from: '', to: '' }, now), {})
  assert.deepEqual(boundsOf({ name: 'day', from: '', to: '' }, now), { from: Date.UTC(2026, 10, 23, 12) })
  assert.deepEqual(boundsOf({ name: 'custom', from: '2026-11-01T00:00', to: '' }, now), { from: Date.UTC(2026, 10, 1) })
  assert.deepEqual(boundsOf({ name: 'custom', from: '', to: '2026-11-01T00:30' }, now), { to: Date.UTC(2026, 10, 1, 0, 30) })
})
