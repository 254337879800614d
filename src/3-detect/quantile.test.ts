/** The tenant's line: right by order, whatever the scores, after halving, merging and saving. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { chanceOf } from '../1-ingest/simulate-chance.ts'
import { addScore, mergeScores, newScores, riskAbove, type Scores } from './quantile.ts'

/** A line lies at most one step above the true quantile. */
const step = Math.exp(0.5) * 1.000_001

const from = (risks: readonly number[], history: number): Scores => {
  const scores = newScores()
  for (const risk of risks) addScore(scores, history, risk)
  return scores
}

test('at most the asked share lies above the line, and the line is no further than a step from the true one', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -30, max: 10, noNaN: true }), { minLength: 100, maxLength: 400 }), (logs) => {
      const risks = logs.map(Math.exp)
      const line = riskAbove(from(risks, 12), 12, 0.05)
      assert.ok(line !== undefined)
      const allowed = Math.floor(risks.length * 0.05)
      assert.ok(risks.filter((risk) => risk > line).length <= allowed)
      const sorted = risks.toSorted((one, other) => other - one)
      assert.ok(line <= (sorted[allowed] ?? 0) * step)
    }),
  )
})

test('histories have lines of their own, short ones and few sign-ins have none', () => {
  const scores = from(Array<number>(1000).fill(0.5), 5)
  for (let nth = 0; nth < 1000; nth++) addScore(scores, 40, 0.001)
  addScore(scores, 100, 1)
  assert.ok((riskAbove(scores, 3, 0.01) ?? 0) > 0.5)
  assert.ok((riskAbove(scores, 21, 0.01) ?? 1) < 0.002)
  assert.equal(riskAbove(scores, 2, 0.01), undefined)
  assert.equal(riskAbove(scores, 100, 0.01), undefined)
  assert.equal(riskAbove(scores, 5, 0.001), undefined)
})

test('what is no risk is not counted; what is out of range counts at the end', () => {
  const scores = from([...Array<number>(50).fill(Number.NaN), ...Array<number>(50).fill(-1), ...Array<number>(50).fill(0)], 12)
  assert.equal(riskAbove(scores, 12, 0.2), undefined)
  for (let nth = 0; nth < 100; nth++) addScore(scores, 12, nth < 50 ? Number.POSITIVE_INFINITY : Number.MIN_VALUE)
  assert.ok((riskAbove(scores, 12, 0.2) ?? 0) > 100_000)
})

test('half a million sign-ins: counts stay bounded, and the last year outweighs the one before', () => {
  const chance = chanceOf('scores')
  const scores = newScores()
  for (let nth = 0; nth < 500_000; nth++) addScore(scores, 60, Math.exp(chance.normal(nth < 250_000 ? 0 : -10, 1)))
  assert.ok(JSON.stringify(scores).length < 4000)
  const line = riskAbove(scores, 60, 0.5) ?? 1
  assert.ok(line < Math.exp(-7), `${line}`)
})

test('two halves merge to the whole, also through JSON', () => {
  const chance = chanceOf('halves')
  const risks = Array.from({ length: 2000 }, () => Math.exp(chance.normal(-8, 3)))
  const half = JSON.parse(JSON.stringify(from(risks.slice(0, 700), 30))) as Scores
  assert.deepEqual(mergeScores(half, from(risks.slice(700), 30)), from(risks, 30))
})
