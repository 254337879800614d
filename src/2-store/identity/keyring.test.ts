/** The sealing keys: what may be given as a list of them, the file that holds them, and what opens under which. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { addKey, openKeyFile, readKeyFile } from './key-file.ts'
import { createLiveSeals, digestSecret, newKey, parseKeys, writeKeys } from './keyring.ts'
import { openIdentitySqlite } from './open-sqlite.ts'
import { createSeals, keyIdOf, type SealingKey, sealedUnder } from './seal.ts'

let counted = 0
/** Chance that repeats itself. */
const bytes = (count: number): Buffer => createHash('sha512').update(`chance ${counted++}`).digest().subarray(0, count)
const key = (): SealingKey => newKey(bytes)

function folderOf(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-keys-'))
  context.after(() => rmSync(folder, { recursive: true }))
  return folder
}

test('keys are read as base64 or base64url, a list of JSON or words, newest first', () => {
  const keys = [key(), key(), key()]
  const ids = keys.map(({ id }) => id)
  const plain = keys.map(({ secret }) => secret.toString('base64'))
  const url = keys.map(({ secret }) => secret.toString('base64url'))
  for (const text of [plain.join(','), url.join(', '), plain.join('\n'), JSON.stringify(url), writeKeys(keys), `  ${url.join(' ')}\n`])
    assert.deepEqual(
      parseKeys(text, 'it').map(({ id }) => id),
      ids,
    )
})

test('a wrong list of keys is told by its place, and no key is shown', () => {
  const good = key().secret.toString('base64')
  const short = Buffer.alloc(31, 7).toString('base64')
  const many = Array.from({ length: 101 }, () => key().secret.toString('base64url')).join(',')
  const wrong: readonly [string, RegExp][] = [
    ['', /^TOCSIN_KEYS holds no key\./],
    ['[]', /holds no key/],
    [`${good},${short}`, /^Key 2 of TOCSIN_KEYS has 31 bytes, not 32\./],
    [`${good} not*base64`, /^Key 2 of TOCSIN_KEYS is not base64/],
    [`${good},${good.replace(/=+$/, '')}`, /holds the key [\w-]{8} twice/],
    [`["${good}"`, /is no list of keys/],
    [`[{"key":"${good}"}]`, /is no list of keys/],
    [many, /holds 101 keys, more than 100/],
    ['a'.repeat(200_000), /more than a list/],
  ]
  for (const [text, sentence] of wrong) {
    const told = (error: unknown): boolean =>
      error instanceof Error && sentence.test(error.message) && !error.message.includes(good.slice(0, 6))
    assert.throws(() => parseKeys(text, 'TOCSIN_KEYS'), told, text.slice(0, 80))
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        parseKeys(text, 'it')
      } catch (error) {
        assert.ok(error instanceof Error && error.constructor === Error)
      }
    }),
  )
})

test('the file is made once for all who start at once, for its owner only, and a new key comes first', (context) => {
  const path = join(folderOf(context), 'keys.json')
  let other: readonly SealingKey[] = []
  const first = openKeyFile(path, (count) => {
    // Another process makes the file while this one is about to.
    if (count === 32) other = openKeyFile(path, bytes)
    return bytes(count)
  })
  assert.deepEqual(first, other)
  assert.deepEqual(openKeyFile(path, bytes), first)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  const [fresh, old] = addKey(path, bytes)
  assert.equal(old?.id, first[0].id)
  assert.deepEqual(
    readKeyFile(path).map(({ id }) => id),
    [fresh.id, first[0].id],
  )
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(join(path, '..')), ['keys.json'])
})

test('a key file that everyone may read, or that is broken, is refused and left as it is', (context) => {
  const path = join(folderOf(context), 'keys.json')
  openKeyFile(path, bytes)
  chmodSync(path, 0o644)
  assert.throws(() => openKeyFile(path, bytes), /may be read by everyone.*chmod 600/)
  writeFileSync(path, '')
  chmodSync(path, 0o600)
  assert.throws(() => openKeyFile(path, bytes), /holds no key/)
  assert.equal(readFileSync(path, 'utf8'), '')
})

test('two changes of the key file at once: one is refused, and no key is lost', (context) => {
  const path = join(folderOf(context), 'keys.json')
  const [first] = openKeyFile(path, bytes)
  const within = (count: number): Buffer => {
    if (count === 32) assert.throws(() => addKey(path, bytes), /Another change of keys is under way.*remove .*keys\.json\.lock/)
    return bytes(count)
  }
  const [fresh] = addKey(path, within)
  assert.deepEqual(
    readKeyFile(path).map(({ id }) => id),
    [fresh.id, first.id],
  )
  assert.equal(existsSync(`${path}.lock`), false)
})

test('T101: what is sealed opens in its place, under its key, unchanged, and nowhere else', () => {
  const [one, other] = [key(), key()]
  const seals = createSeals([one], bytes(32), bytes)
  const place = fc.string({ maxLength: 40 })
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), place, place, fc.nat(), fc.integer({ min: 0, max: 7 }), (text, here, there, at, bit) => {
      const sealed = seals.seal(here, text)
      assert.equal(sealedUnder(sealed), one.id)
      assert.equal(seals.open(here, sealed), text)
      if (there !== here) assert.throws(() => seals.open(there, sealed), /was changed, or belongs somewhere else/)
      assert.throws(
        () => createSeals([other], bytes(32), bytes).open(here, sealed),
        new RegExp(`under the key ${one.id}, which is not at hand`),
      )
      const body = Buffer.from(sealed.split('.')[2] ?? '', 'base64url')
      body.writeUInt8(body.readUInt8(at % body.length) ^ (1 << bit), at % body.length)
      assert.throws(() => seals.open(here, `v1.${one.id}.${body.toString('base64url')}`), /was changed/)
      assert.throws(() => seals.open(here, sealed.slice(0, -4)), /was changed/)
    }),
  )
  assert.throws(() => seals.open('x', `v1.${one.id}.AAAA`), /was changed/)
})

test('the secret for digests is one for all nodes that start at once, and the same under new keys', async (context) => {
  const identity = openIdentitySqlite(join(folderOf(context), 'identity.sqlite'), () => 0)
  context.after(() => identity.close())
  const [old, fresh] = [key(), key()]
  const secrets = await Promise.all(Array.from({ length: 8 }, () => digestSecret(identity, [old], bytes)))
  assert.equal(new Set(secrets.map((secret) => secret.toString('hex'))).size, 1)
  assert.equal(secrets[0]?.length, 32)
  assert.deepEqual(await digestSecret(identity, [fresh, old], bytes), secrets[0])
  const stranger = digestSecret(identity, [fresh], bytes)
  await assert.rejects(stranger, new RegExp(`under the key ${old.id}, and this node has only ${fresh.id}\\. Give it the keys`))
})

test('seals in use follow a change of keys when they meet it, and keep what they have where the keys cannot be read', () => {
  const [old, fresh, lost] = [key(), key(), key()]
  let read = (): readonly SealingKey[] => [old]
  const secret = bytes(32)
  const seals = createLiveSeals(() => read(), secret, bytes)
  const before = seals.seal('here', 'text')
  read = () => [fresh, old]
  assert.equal(seals.isOld(before), false)
  const after = createSeals([fresh, old], secret, bytes).seal('here', 'more')
  assert.equal(seals.open('here', after), 'more')
  assert.equal(seals.isOld(before), true)
  assert.equal(sealedUnder(seals.seal('here', 'x')), fresh.id)
  assert.equal(seals.open('here', before), 'text')
  let reads = 0
  read = () => {
    reads++
    throw new Error('gone')
  }
  const foreign = createSeals([lost], secret, bytes).seal('here', 'x')
  assert.throws(() => seals.open('here', foreign), new RegExp(`under the key ${lost.id}, which is not at hand`))
  assert.equal(seals.open('here', after), 'more')
  for (let n = 2; n <= 1000; n++) assert.throws(() => seals.open('here', foreign), /not at hand/)
  assert.equal(reads, 10)
  assert.equal(keyIdOf(fresh.secret), fresh.id)
})
