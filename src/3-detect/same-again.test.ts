/** The whole catalogue over every kind of attack: a restart at any moment, a second replay, and another order of the files change nothing. */
import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import fc from 'fast-check'
import { roundOf } from '../../test/bench/evaluate-rounds.ts'
import type { Event } from '../0-event/event.ts'
import { minuteMs } from '../0-event/time.ts'
import { createEngine } from './engine.ts'
import type { Finding } from './finding.ts'
import { replay } from './replay.ts'

const { inOrder, events: logged, privileged } = roundOf('all', { users: 120, days: 14, attacks: 1, seed: 8 }, 0)
const options = { privileged: new Set(privileged) }

/** What was said, in the order it was said, with a restart before each of these events. */
function told(events: readonly Event[], cuts: readonly number[]): string[] {
  const disk = new Map<string, string>()
  const load = (key: string): string | undefined => disk.get(key)
  const start = () => createEngine({ ...options, load })
  let engine = start()
  const said: string[] = []
  const keep = (findings: readonly Finding[]): void => {
    for (const finding of findings) said.push(JSON.stringify(finding))
  }
  for (const [at, event] of events.entries()) {
    if (cuts.includes(at)) {
      for (const { key, state } of engine.changes()) state === undefined ? disk.delete(key) : disk.set(key, state)
      engine = start()
    }
    keep(engine.step(event))
  }
  keep(engine.advance((events.at(-1)?.time ?? 0) + 10 * minuteMs))
  return said
}

test('restarts at any moments change no byte of what is said', () => {
  const expected = told(inOrder, [])
  assert.ok(new Set(expected.map((text) => (JSON.parse(text) as Finding).detection)).size > 40)
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(inOrder.length - 1), { minLength: 20, maxLength: 20 }), (cuts) => {
      const said = told(inOrder, cuts)
      for (const [at, text] of expected.entries()) assert.equal(said[at], text)
      assert.equal(said.length, expected.length)
    }),
    { numRuns: 3, endOnFailure: true },
  )
})

/** Files of their own for each source, read one batch after the other with up to so many of its batches between. */
function interleaved(chance: () => number): Event[][] {
  const files = [...Map.groupBy(logged, ({ event }) => event.source).values()]
  const at = files.map(() => 0)
  const batches: Event[][] = []
  for (let reached = logged[0]?.logged ?? 0; files.some((file, nth) => (at[nth] ?? 0) < file.length); reached += 5 * minuteMs) {
    for (const nth of files.map((_, index) => index).sort(() => chance() - 0.5)) {
      const file = files[nth] ?? []
      const from = at[nth] ?? 0
      let to = from
      const until = reached + chance() * 5 * minuteMs
      while (to < file.length && (file[to]?.logged ?? 0) <= until) to++
      at[nth] = to
      if (to > from) batches.push(file.slice(from, to).map(({ event }) => event))
    }
  }
  return batches
}

async function replayed(batches: readonly (readonly Event[])[]): Promise<string[]> {
  async function* again(): AsyncGenerator<readonly Event[]> {
    yield* batches
  }
  const { findings } = await replay({ engine: () => createEngine(options), batches: again, again: true }, { spillFolder: tmpdir() })
  return findings.map((finding) => JSON.stringify(finding))
}

test('a month replayed twice, and with its files read in another order, is the same to the byte', async () => {
  let state = 1
  const chance = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (state >>> 0) / 2 ** 32
  }
  const whole = [logged.map(({ event }) => event)]
  const expected = await replayed(whole)
  assert.ok(expected.length > 100)
  assert.deepEqual(await replayed(whole), expected)
  for (let round = 0; round < 3; round++) {
    const found = await replayed(interleaved(chance))
    for (const [at, text] of expected.entries()) assert.equal(found[at], text)
    assert.equal(found.length, expected.length)
  }
})
