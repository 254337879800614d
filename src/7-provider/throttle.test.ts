/** Counting wrong tries: exact in a race, bounded in number, and nobody's waits are another's. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { dayMs, hourMs, secondMs } from '../0-event/time.ts'
import { testProvider } from './provider.contract.ts'
import { namedCounts, takeAll } from './sign-in/tries.ts'
import { giveBack, passwordRule, sweepThrottles, take } from './throttle.ts'

test('T24: ten wrong passwords, then 60 s, doubling to an hour; a try is counted before it is looked at, so a hundred at once are ten', async (context) => {
  const { parts, later, end } = await testProvider()
  context.after(end)
  const { identity } = parts
  const tryOnce = () => identity.transaction(async (records) => take(records, 'key', passwordRule, await identity.now(records)))
  const all = await Promise.all(Array.from({ length: 100 }, tryOnce))
  assert.equal(all.filter(({ granted }) => granted).length, 10)
  const waits: number[] = []
  for (let count = 0; count < 8; count++) {
    const refused = await tryOnce()
    assert.ok(!refused.granted)
    waits.push((refused.until - parts.clock()) / secondMs)
    later(refused.until - parts.clock())
    assert.equal((await tryOnce()).granted, true)
  }
  assert.deepEqual(waits, [60, 120, 240, 480, 960, 1920, 3600, 3600])
  later(hourMs + dayMs)
  for (let count = 0; count < 10; count++) assert.equal((await tryOnce()).granted, true)
})

test('a right try gives back itself and nothing else', async (context) => {
  const { parts, end } = await testProvider()
  context.after(end)
  const { identity } = parts
  const tryOnce = () => identity.transaction(async (records) => take(records, 'key', passwordRule, await identity.now(records)))
  for (let count = 0; count < 9; count++) await tryOnce()
  await tryOnce()
  await identity.transaction((records) => giveBack(records, 'key'))
  assert.equal((await tryOnce()).granted, true, 'T26: the tenth was right, and is as if it had not been')
  assert.equal((await tryOnce()).granted, false)
})

test('T27: ten thousand tries from one address leave two rows a name at most and stop; what is over the bound goes, soonest forgotten first', async (context) => {
  const { parts, later, end } = await testProvider()
  context.after(end)
  const { identity } = parts
  const rows = async () => (await identity.records.selectFrom('throttle').selectAll().execute()).length
  let granted = 0
  for (let count = 0; count < 1000; count++)
    if ((await takeAll(identity, namedCounts('password', `name ${count}`, 'unfamiliar', { ip: '203.0.113.9' }))) === undefined) granted++
  assert.equal(granted, 50)
  assert.equal(await rows(), 51, 'refused by the address, no name is written down')
  await takeAll(identity, namedCounts('password', 'name 1', 'unfamiliar', { ip: '2001:db8::1' }))
  await takeAll(identity, namedCounts('password', 'name 1', 'unfamiliar', { ip: '2001:db8::2' }))
  assert.equal(await rows(), 52, 'a /64 is one address')
  await sweepThrottles(identity, 20)
  assert.equal(await rows(), 20)
  later(hourMs + dayMs)
  await sweepThrottles(identity)
  assert.equal(await rows(), 0)
})

test('names are counted alike whether anybody has them, and a familiar browser has its own count that no address closes', () => {
  const unfamiliar = namedCounts('password', ' Ada@Example.com', 'unfamiliar', { ip: '203.0.113.9' })
  assert.deepEqual(unfamiliar, namedCounts('password', 'ada@example.com', 'unfamiliar', { ip: '203.0.113.9' }))
  assert.equal(unfamiliar.length, 2)
  const familiar = namedCounts('password', 'ada@example.com', 'familiar', { ip: '203.0.113.9' })
  assert.equal(familiar.length, 1)
  assert.ok(!unfamiliar.some(({ key }) => key === familiar[0]?.key))
  assert.ok(!JSON.stringify(unfamiliar).includes('ada'), 'what was typed as a name may be a password: only its hash is kept')
})
