/** Silence is told against what is usual at that hour, lateness and wrong clocks as they are; a restart forgets nothing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayMs, hourMs, minuteMs } from '../0-event/time.ts'
import { createSourceTimes, type SourceTimes } from './source-times.ts'

/** A Monday. */
const start = Date.UTC(2026, 0, 5)

function world(kept?: string) {
  let now = start
  const times = createSourceTimes(() => now, kept)
  return {
    times,
    at: (time: number): void => {
      now = time
    },
    /** Records every so often in working hours, told so much later. */
    work: (fromDay: number, toDay: number, everyMs: number, lateMs = 0): void => {
      for (let day = fromDay; day < toDay; day++)
        for (let time = start + day * dayMs + 8 * hourMs; time < start + day * dayMs + 18 * hourMs; time += everyMs) {
          now = time
          times.hear('okta', now - lateMs)
        }
    },
  }
}

const only = (times: SourceTimes) => {
  const [one, ...more] = times.status()
  assert.ok(one !== undefined && more.length === 0)
  return one
}

test('a provider is silent when far more would be usual at this hour, and not at night', () => {
  const { times, at, work } = world()
  work(0, 4, minuteMs)
  const today = start + 4 * dayMs
  at(today + 7 * hourMs)
  assert.equal(only(times).silentSince, undefined)
  work(4, 5, minuteMs)
  at(today + 18 * hourMs + 14 * minuteMs)
  assert.equal(only(times).silentSince, undefined)
  at(today + 34 * hourMs)
  assert.equal(only(times).silentSince, undefined)
  at(today + 3 * dayMs + 8 * hourMs + 20 * minuteMs)
  const { silentSince, usualGapMs } = only(times)
  assert.equal(silentSince, today + 18 * hourMs - minuteMs)
  assert.equal(usualGapMs, minuteMs)
})

test('one that is fetched every half hour is silent after hours, and one of which nothing is known never', () => {
  const { times, at, work } = world()
  work(0, 3, 30 * minuteMs)
  const day = start + 3 * dayMs
  at(day + 10 * hourMs)
  times.hear('okta', day + 10 * hourMs)
  at(day + 13 * hourMs)
  assert.equal(only(times).silentSince, undefined)
  at(day + 16 * hourMs)
  assert.equal(only(times).silentSince, day + 10 * hourMs)
  const fresh = world()
  fresh.times.hear('duo', start)
  fresh.at(start + 5 * dayMs)
  assert.equal(only(fresh.times).silentSince, undefined)
})

test('silence does not become usual, and what is known outlives a restart', () => {
  const { times, at, work } = world()
  work(0, 4, minuteMs)
  at(start + 4 * dayMs + 17 * hourMs)
  times.hear('okta', start + 4 * dayMs + 17 * hourMs)
  const kept = times.changed()
  assert.equal(times.changed(), undefined)
  const again = world(kept)
  again.at(start + 7 * dayMs + 8 * hourMs)
  again.times.hear('okta', start + 7 * dayMs + 8 * hourMs)
  again.at(start + 7 * dayMs + 9 * hourMs)
  assert.deepEqual(
    { ...only(again.times), lastTime: 0 },
    {
      source: 'okta',
      lastTime: 0,
      lastArrival: start + 7 * dayMs + 8 * hourMs,
      usualGapMs: minuteMs,
      lateMs: 0,
      aheadMs: 0,
      silentSince: start + 7 * dayMs + 8 * hourMs,
    },
  )
})

test('a late log and a clock that is ahead are told, the clock until an hour after it was set right', () => {
  const { times, at, work } = world()
  work(0, 1, minuteMs, 2 * hourMs)
  assert.equal(only(times).lateMs, 2 * hourMs)
  at(start + dayMs)
  times.hear('okta', start + dayMs + 10 * minuteMs)
  times.hear('okta', start + dayMs + 3 * minuteMs)
  assert.equal(only(times).aheadMs, 10 * minuteMs)
  at(start + dayMs + 30 * minuteMs)
  times.hear('okta', start + dayMs + 30 * minuteMs)
  assert.equal(only(times).aheadMs, 10 * minuteMs)
  at(start + dayMs + 61 * minuteMs)
  assert.equal(only(times).aheadMs, 0)
})

test('our own clock set back is lived with', () => {
  const { times, at } = world()
  times.hear('okta', start)
  at(start - dayMs)
  times.hear('okta', start - dayMs)
  assert.equal(only(times).lastArrival, start - dayMs)
})
