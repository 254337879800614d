/** Instants in every form providers write, and that the quick way agrees with the platform's. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseTime } from './time.ts'

test('forms that are read', () => {
  const time = Date.UTC(2026, 10, 2, 13, 4, 11)
  for (const text of [
    '2026-11-02T13:04:11Z',
    '2026-11-02T13:04:11+00:00',
    '2026-11-02T13:04:11.0001234Z',
    '2026-11-02T15:04:11+02:00',
    '2026-11-02T13:04:11',
    '2026-11-02 13:04:11',
    '2026-11-02 13:04:11 UTC',
    '11/2/2026 1:04:11 PM',
    '11/2/2026, 1:04:11.000 PM',
  ]) {
    assert.equal(parseTime(text), time, text)
  }
  assert.equal(parseTime('2026-11-30T13:04:11.5Z'), Date.UTC(2026, 10, 30, 13, 4, 11, 500))
})

test('what is no time', () => {
  for (const text of [
    '',
    'soon',
    '2026-13-01T00:00:00Z',
    '2026-11-02T24:30:00Z',
    '2026-11-02T00:60:00Z',
    '2026-11-0aT00:00:00Z',
    '2026-11-02T00:00:00.Z',
    '13/13/2026 1:00 PM',
  ]) {
    assert.equal(parseTime(text), undefined, text)
  }
})

test('the usual form is read as the platform reads it, whatever its fraction', () => {
  const instants = fc.date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
  fc.assert(
    fc.property(instants, fc.stringMatching(/^(\.\d{1,9})?$/), fc.constantFrom('Z', '+00:00'), (instant, fraction, zone) => {
      const text = `${instant.toISOString().slice(0, 19)}${fraction}${zone}`
      assert.equal(parseTime(text), Date.parse(text), text)
    }),
  )
})
