/** The model's scores against a plain version that counts the whole log again for every score, straight from the formula. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { chanceOf } from '../1-ingest/simulate-chance.ts'
import { type Attempt, createFreeman, type Feature, type Freeman } from './freeman.ts'
import { referenceFeatures, signInAttempt, signInFeatures } from './freeman-features.ts'
import { type Habits, habitsMax, historyMax, learnHabits, newHabits } from './freeman-person.ts'

interface Login {
  readonly user: string
  readonly values: Attempt
}

/**
 * Wiefling's closed form (das-group/rba-algorithm@28fec46), over lists; levels nobody told are cut out of the feature first, and shares are
 * bounded where a level says so.
 */
function plainRisk(log: readonly Login[], { user, values }: Login, features: readonly Feature[]): number | undefined {
  const mine = log.filter((login) => login.user === user)
  if (mine.length === 0) return undefined
  let product = 1
  features.forEach(({ levels }, f) => {
    const get = (login: Login, k: number): string | undefined => login.values[f]?.[k]
    const those = (logins: readonly Login[], k: number): string[] => {
      const told: string[] = []
      for (const { values: all } of logins) {
        const value = all[f]?.[k]
        if (value !== undefined) told.push(value)
      }
      return told
    }
    const usable = levels
      .map((_, k) => k)
      .filter((k) => values[f]?.[k] !== undefined && those(log, k).length > 0 && those(mine, k).length > 0)
    const finest = usable[0]
    if (finest === undefined) return
    const total = usable.reduce((w, k) => w + (levels[k]?.weight ?? Number.NaN), 0)
    const weight = (k: number): number => (levels[k]?.weight ?? Number.NaN) / total
    const count = (logins: readonly Login[], k: number): number => logins.filter((login) => get(login, k) === values[f]?.[k]).length
    const uniques = (logins: readonly Login[]): number =>
      levels.reduce((u, _, k) => (k > finest ? u + new Set(those(logins, k)).size : u), 1)

    const c = count(log, finest)
    const n = those(log, finest).length
    const u = uniques(log)
    const u1 = finest === 0 ? uniques(log.filter((login) => get(login, 0) === values[f]?.[0])) : 1
    const most = (k: number): number => levels[k]?.shareMax ?? 1
    const p2 = c > 0 ? Math.min(most(finest), c / n) * (1 - u / (n + u)) : 1 / (n + u)
    const p1 = c > 0 ? 1 - u1 / (c + u1) : 1 / u1
    let global = weight(finest) * p1 * p2
    for (const k of usable.slice(1)) global += weight(k) * Math.min(most(k), count(log, k) / those(log, k).length)
    let local = usable.reduce((sum, k) => sum + (weight(k) * count(mine, k)) / those(mine, k).length, 0)
    if (local === 0) local = global / 4
    product *= global / local
  })
  const users = new Set(log.map((login) => login.user)).size
  return (product * (1 / users)) / (mine.length / log.length)
}

function sameScores(features: readonly Feature[], log: readonly Login[], restoreAt: readonly number[]): number {
  const store = new Map<string, string>()
  let habits = new Map<string, Habits>()
  let model = createFreeman(features, (key) => store.get(key))
  let scored = 0
  for (const [nth, login] of log.entries()) {
    if (nth % 50 === 0) keep(model, store)
    if (restoreAt.includes(nth)) {
      keep(model, store)
      model = createFreeman(features, (key) => store.get(key))
      habits = new Map(JSON.parse(JSON.stringify([...habits])) as [string, Habits][])
    }
    const own = habits.get(login.user) ?? newHabits()
    habits.set(login.user, own)
    const risk = model.score(own, login.values)?.risk
    const plain = plainRisk(log.slice(0, nth), login, features)
    if (plain === undefined || risk === undefined) assert.equal(risk, plain)
    else {
      assert.ok(Math.abs(risk - plain) <= 1e-12 * plain, `login ${nth}: ${risk}, plainly ${plain}`)
      scored++
    }
    model.learn(own, login.values)
    assert.ok(own.seen.length < 2 * habitsMax)
  }
  return scored
}

function keep(model: Freeman, store: Map<string, string>): void {
  for (const { key, state } of model.changes()) store.set(key, state)
}

/**
 * Persons with a few values of their own and some of everybody's, the same texts at different levels and features, and some left out; within
 * the bounds, beyond which the plain version forgets nothing and the model does.
 */
function madeUp(features: readonly Feature[], logins: number, missing: number): Login[] {
  const chance = chanceOf('freeman')
  return Array.from({ length: logins }, () => {
    const user = `u${chance.whole(0, 150)}`
    const values = features.map(({ levels }) => {
      const finest = chance.yes(0.9) ? `${user} ${chance.whole(0, 2)}` : String(chance.whole(0, 5))
      return levels.map((_, k) => {
        if (chance.yes(missing)) return undefined
        if (k === 0) return finest
        return String(chance.yes(0.8) ? (finest.length + Number(finest.at(-1))) % (6 / k) : chance.whole(0, 6 / k - 1))
      })
    })
    return { user, values }
  })
}

test('every score is the reference formula’s, also after saving and restoring', () => {
  assert.ok(sameScores(referenceFeatures, madeUp(referenceFeatures, 1000, 0), [300, 999]) > 800)
})

test('the same of 3,000 sign-ins that lack levels: the plain version cuts those out first', () => {
  assert.ok(sameScores(signInFeatures, madeUp(signInFeatures, 3000, 1 / 7), [500, 1700, 2999]) > 2800)
})

test('small logs of any values', () => {
  const features: readonly Feature[] = [
    {
      name: 'one',
      levels: [
        { name: 'fine', weight: 0.7 },
        { name: 'coarse', weight: 0.3 },
      ],
    },
    { name: 'other', levels: [{ name: 'only', weight: 1 }] },
  ]
  const value = fc.option(fc.constantFrom('', 'a', 'b', 'å', '__proto__'), { nil: undefined })
  const login = fc.record({ user: fc.constantFrom('ada', 'bo', 'cy'), values: fc.tuple(fc.tuple(value, value), fc.tuple(value)) })
  fc.assert(
    fc.property(fc.array(login, { maxLength: 25 }), fc.nat(24), (log, at) => {
      sameScores(features, log, [at])
    }),
    { numRuns: 300 },
  )
})

test('nobody is scored without a history; a value never seen makes four times stranger', () => {
  const model = createFreeman(referenceFeatures)
  const ada = newHabits()
  const home: Attempt = [
    ['198.51.100.7', '3320', 'DE'],
    ['Edge on Windows', 'edge', 'windows', 'desktop'],
  ]
  assert.equal(model.score(ada, home), undefined)
  model.learn(ada, home)
  const usual = model.score(ada, home)
  const strange = model.score(ada, [['203.0.113.9', '9009', 'NL'], home[1] ?? []])
  assert.ok(usual !== undefined && strange !== undefined && usual.risk < 1)
  assert.deepEqual(
    strange.parts.map(({ name, isNew, ratio }) => [name, isNew, isNew ? ratio : 0]),
    [
      ['address', true, 4],
      ['browser', false, 0],
    ],
  )
})

test('a person’s counts stay under a kilobyte, whatever they sign in with', () => {
  const habits = newHabits()
  for (let nth = 0; nth < 3 * historyMax; nth++) learnHabits(habits, [(nth * 7_919_999) | 0, (-nth * 104_729) | 0, nth % 3, undefined, 5])
  assert.ok(habits.seen.length <= 2 * habitsMax)
  assert.ok(habits.count <= historyMax)
  assert.ok(JSON.stringify(habits).length < 1000)
  assert.equal(habits.seen.at(-2), 5)
})

test('340,000 invented values push out only what was seen once', () => {
  const model = createFreeman(signInFeatures)
  const people = Array.from({ length: 200 }, () => newHabits())
  const usual = (nth: number): Attempt =>
    signInAttempt({ ip: `198.51.100.${nth}`, asn: 3320, country: 'DE', os: 'Windows', browser: 'Edge', deviceId: `d${nth}` })
  for (let round = 0; round < 3; round++) for (const [nth, habits] of people.entries()) model.learn(habits, usual(nth))
  const before = people.map((habits, nth) =>
    model.score(habits, usual(nth))?.parts.flatMap(({ levels }) => levels.map(({ tenantShare }) => tenantShare > 0)),
  )
  const hostile = newHabits()
  for (let nth = 0; nth < 170_000; nth++) model.learn(hostile, [[`x${nth}`], [`y${nth}`]])
  assert.ok(model.size() <= 4096 * 64)
  assert.deepEqual(
    people.map((habits, nth) =>
      model.score(habits, usual(nth))?.parts.flatMap(({ levels }) => levels.map(({ tenantShare }) => tenantShare > 0)),
    ),
    before,
  )
})
