/** Browsers that are known again: by a key, of one person, for so long, and only so many. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { dayMs } from '../0-event/time.ts'
import { devicesMax, familiarDevice, keepDevice, removeDevice, shownKey } from './devices.ts'
import { softwareBrowserKey } from './methods/software-authenticator.contract.ts'
import { testProvider } from './provider.contract.ts'

async function shown(key = softwareBrowserKey()) {
  const found = await shownKey(key.proof('nonce'), 'nonce')
  assert.ok(found !== undefined)
  return found
}

test('the same key is the same browser, for its person alone, until it was not used for so long', async (context) => {
  const { parts, account, later, end } = await testProvider()
  context.after(end)
  const { identity, chance, settings } = parts
  const ada = await account('ada')
  const bea = await account('bea')
  const key = softwareBrowserKey()
  const keep = async () =>
    identity.transaction(async (records) =>
      keepDevice(records, chance, ada.id, await shown(key), 'Firefox on Linux', await identity.now(records)),
    )
  const known = async (id: string) => familiarDevice(identity.records, id, await shown(key), await identity.now(), settings.deviceMs)
  assert.equal(await known(ada.id), undefined)
  const id = await keep()
  assert.equal(await known(ada.id), id)
  assert.equal(await known(bea.id), undefined)
  later(89 * dayMs)
  assert.equal(await keep(), id, 'used again, it is the same')
  later(89 * dayMs)
  assert.equal(await known(ada.id), id)
  later(dayMs)
  assert.equal(await known(ada.id), undefined)
  assert.equal(await removeDevice(identity.records, bea.id, id), false)
  assert.equal(await removeDevice(identity.records, ada.id, id), true)
})

test('one person has so many at most: the one used longest ago is forgotten', async (context) => {
  const { parts, account, later, end } = await testProvider()
  context.after(end)
  const { identity, chance } = parts
  const ada = await account('ada')
  const ids: string[] = []
  for (let count = 0; count < devicesMax + 3; count++) {
    later(1)
    const key = await shown()
    ids.push(
      await identity.transaction(async (records) => keepDevice(records, chance, ada.id, key, 'x'.repeat(500), await identity.now(records))),
    )
  }
  const kept = await identity.records.selectFrom('device').select(['id', 'name']).orderBy('used').execute()
  assert.deepEqual(
    kept.map(({ id }) => id),
    ids.slice(3),
  )
  assert.ok(kept.every(({ name }) => name.length <= 100))
})

test('whatever a stranger sends as a proof is no key, and nothing is thrown', async () => {
  const key = softwareBrowserKey()
  const good = key.proof('nonce')
  const [head = '', body = '', signature = ''] = good.split('.')
  const { jwk } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { jwk: Record<string, unknown> }
  const headers = [
    { jwk: { ...jwk, d: jwk['x'] } },
    { jwk: { kty: 'oct', k: 'AAAA' } },
    { jwk: { ...jwk, crv: 'P-384' } },
    { jwk: undefined, jku: 'https://evil.example/keys' },
    { alg: 'HS256' },
    { alg: 'none' },
    { crit: ['b64'], b64: false },
    { typ: 'dpop+jwt' },
  ]
  for (const header of headers) assert.equal(await shownKey(key.proof('nonce', header), 'nonce'), undefined, JSON.stringify(header))
  assert.equal(await shownKey(`${head}.${body}.`, 'nonce'), undefined)
  assert.equal(await shownKey(`${head}.${body}.${signature}`, 'other'), undefined)
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        fc.tuple(fc.base64String(), fc.base64String(), fc.base64String()).map((all) => all.join('.')),
      ),
      async (text) => {
        assert.equal(await shownKey(text, 'nonce'), undefined)
      },
    ),
    { numRuns: 200, seed: 5 },
  )
})
