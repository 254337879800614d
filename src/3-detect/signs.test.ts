/** What is usual outlives a restart, is not taught by the attacker, and costs little. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Endpoint, SignInEvent } from '../0-event/event.ts'
import { dayMs, hourMs } from '../0-event/time.ts'
import { createEngine } from './engine.ts'
import { newPerson, type PersonState } from './person.ts'
import { createSigns, type Judged, strangeWords } from './signs.ts'

const share = 0.02
const home = (nth: number): Endpoint => ({
  ip: `198.51.100.${nth}`,
  asn: 3320,
  country: 'DE',
  os: 'Windows',
  browser: 'Edge',
  deviceId: `laptop-${nth}`,
})
const server: Endpoint = { ip: '203.0.113.9', asn: 9009, country: 'NL', os: 'Linux', browser: 'Firefox', deviceId: 'other' }
const people = (count: number): PersonState[] => Array.from({ length: count }, (_, nth) => newPerson(`p${nth}`, { uid: `p${nth}` }))
const told = (judged: Judged | undefined): unknown => ({ ...judged, strange: judged?.strange.map(strangeWords) })

test('a restart changes no judgement', () => {
  const store = new Map<string, string>()
  const load = (key: string): string | undefined => store.get(key)
  const signs = createSigns(load)
  const staff = people(40)
  for (let round = 0; round < 30; round++)
    for (const [nth, person] of staff.entries())
      signs.learn?.(person, round % 9 === 0 ? { ...home(nth), ip: `192.0.2.${round + nth}` } : home(nth), round)
  for (const { key, state } of signs.changes()) if (state !== undefined) store.set(key, state)
  assert.deepEqual(signs.changes(), [])
  const again = createSigns(load)
  for (const [nth, person] of staff.entries()) {
    const restored = JSON.parse(JSON.stringify(person)) as PersonState
    for (const src of [home(nth), server, home(nth + 1)])
      assert.deepEqual(told(again.judge(restored, src, share)), told(signs.judge(person, src, share)))
  }
})

test('the line is the tenant’s own once it has sign-ins enough, and a stranger lies above it', () => {
  const signs = createSigns(undefined)
  const staff = people(30)
  const [first] = staff
  assert.ok(first !== undefined)
  for (let round = 0; round < 20; round++) for (const [nth, person] of staff.entries()) signs.learn?.(person, home(nth), round)
  const own = signs.judge(first, home(0), share)
  const strange = signs.judge(first, server, share)
  assert.ok(own !== undefined && strange !== undefined)
  assert.ok(own.isTenantKnown && own.risk <= own.line && own.strange.length === 0)
  assert.ok(strange.risk > strange.line)
  assert.ok(strangeWords(strange.strange[0] ?? { name: '', ratio: 0, isNew: true, levels: [] }).includes('new to everybody'))
})

test('whoever comes in beside a refused prompt does not become usual', () => {
  const engine = createEngine()
  const signIn = (id: string, time: number, src: Endpoint): SignInEvent => ({
    id,
    kind: 'sign_in',
    source: 'entra-id',
    outcome: 'success',
    interactive: true,
    time,
    user: { uid: 'ada' },
    src,
    flow: id,
  })
  for (let day = 0; day < 10; day++) engine.step(signIn(`home${day}`, day * dayMs, home(1)))
  const refused = { ...signIn('refused', 10 * dayMs, server), kind: 'prompt', factor: 'push', outcome: 'denied', told: 'both' } as const
  engine.step(refused)
  engine.step(signIn('in', 10 * dayMs + hourMs / 2, server))
  engine.step(signIn('home', 11 * dayMs, home(1)))
  const later = engine.step(signIn('in again', 19 * dayMs, server)).find(({ detection }) => detection === 'rba.unfamiliar')
  assert.match(later?.why ?? '', /^Unlike the 1\d sign-ins before: .*new to everybody/)
})
