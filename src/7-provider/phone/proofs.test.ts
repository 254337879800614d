/** Proofs of phones: each for one request, made now, used once, by the key that is known; everything else is one refusal. */
import assert from 'node:assert/strict'
import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto'
import test from 'node:test'
import fc from 'fast-check'
import { minuteMs, secondMs } from '../../0-event/time.ts'
import { testOrigin } from '../provider.contract.ts'
import { type PhoneWorld, phoneWorld } from './phone-world.contract.ts'
import { sweepUsed } from './proofs.ts'
import { createSoftwareKey } from './software-key.contract.ts'
import type { SoftwarePhone } from './software-phone.contract.ts'

const at = { method: 'POST', path: '/authenticator/api/answer' } as const
const body = Buffer.from('{"answer":"x"}')

async function withPhone(context: {
  after(end: () => Promise<void>): void
}): Promise<{ w: PhoneWorld; phone: SoftwarePhone; kid: string }> {
  const w = await phoneWorld()
  context.after(w.provider.end)
  const phone = await w.added(w.ada)
  return { w, phone, kid: phone.claimed?.id ?? '' }
}

const text64 = (text: string): string => Buffer.from(text).toString('base64url')
const claimsFor = ({ now }: PhoneWorld) => ({
  htm: at.method,
  htu: testOrigin + at.path,
  iat: now() / 1000,
  jti: 'abcdefghijklmnopqrstuv',
  bh: createHash('sha256').update(body).digest('base64url'),
})

test('a proof is good for its request, once', async (context) => {
  const { w, phone, kid } = await withPhone(context)
  const proof = phone.proof('POST', '/answer', body.toString())
  assert.equal((await w.proofs.phone(proof, { ...at, body }))?.method.id, kid)
  assert.equal(await w.proofs.phone(proof, { ...at, body }), undefined, 'used')
})

test('a proof used by many requests at the same moment is good for one of them', async (context) => {
  const { w, phone } = await withPhone(context)
  const proof = phone.proof('POST', '/answer', body.toString())
  const found = await Promise.all(Array.from({ length: 20 }, () => w.proofs.phone(proof, { ...at, body })))
  assert.equal(found.filter((one) => one !== undefined).length, 1)
})

test('a proof for another method, address, origin or body is none, and a query is no part of it', async (context) => {
  const { w, phone } = await withPhone(context)
  const proof = (change: Readonly<Record<string, unknown>> = {}) => phone.proof('POST', '/answer', body.toString(), change)
  const ask = (change: object, given = proof()) => w.proofs.phone(given, { ...at, body, ...change })
  assert.equal(await ask({ method: 'PUT' }), undefined)
  assert.equal(await ask({ path: '/authenticator/api/remove' }), undefined)
  assert.equal(await ask({ body: Buffer.from('{"answer":"y"}') }), undefined)
  assert.equal(await ask({ body: undefined }), undefined)
  assert.equal(await ask({}, proof({ bh: undefined })), undefined)
  assert.equal(await ask({}, proof({ htu: `https://evil.example${at.path}` })), undefined)
  assert.equal(await ask({}, proof({ htu: `http://id.example.com${at.path}` })), undefined)
  assert.notEqual(await ask({ path: `${at.path}?id=1#x` }), undefined)
  assert.notEqual(await ask({}, proof({ htu: `HTTPS://ID.example.com:443${at.path}?id=1` })), undefined)
})

test('a proof of more than a minute ago, or ahead, is none; what was seen is forgotten only after that', async (context) => {
  const { w, phone } = await withPhone(context)
  const from = (ms: number) => phone.proof('POST', '/answer', body.toString(), { iat: (w.now() + ms) / 1000 })
  for (const ms of [-minuteMs - 1000, minuteMs + 1000]) assert.equal(await w.proofs.phone(from(ms), { ...at, body }), undefined)
  for (const ms of [-minuteMs, minuteMs]) assert.notEqual(await w.proofs.phone(from(ms), { ...at, body }), undefined)
  const early = from(minuteMs)
  assert.notEqual(await w.proofs.phone(early, { ...at, body }), undefined)
  w.provider.later(2 * minuteMs - 5 * secondMs)
  await sweepUsed(w.provider.parts.identity)
  assert.equal(await w.proofs.phone(early, { ...at, body }), undefined, 'still remembered while it would be fresh')
  w.provider.later(2 * minuteMs)
  assert.ok((await sweepUsed(w.provider.parts.identity)) > 0)
  for (const iat of ['1', null, Number.NaN, {}]) {
    assert.equal(await w.proofs.phone(phone.proof('POST', '/answer', body.toString(), { iat }), { ...at, body }), undefined)
  }
})

test('a proof needs 96 random bits', async (context) => {
  const { w, phone } = await withPhone(context)
  for (const jti of [undefined, '', 'short', 'a'.repeat(101), 7, "'; drop table used; --"]) {
    assert.equal(await w.proofs.phone(phone.proof('POST', '/answer', body.toString(), { jti }), { ...at, body }), undefined, String(jti))
  }
})

test('T5: a phone that was suspended, disabled or removed, or whose account was disabled, is not known', async (context) => {
  const { w, phone, kid } = await withPhone(context)
  const { records } = w.provider.parts.identity
  const known = () => w.proofs.phone(phone.proof('POST', '/answer', body.toString()), { ...at, body })
  assert.notEqual(await known(), undefined)
  for (const state of ['suspended', 'disabled'] as const) {
    await records.updateTable('method').set({ state }).where('id', '=', kid).execute()
    assert.equal(await known(), undefined)
    assert.equal((await w.proofs.anyPhone(phone.proof('POST', '/answer', body.toString()), { ...at, body }))?.method.state, state)
  }
  await records.updateTable('method').set({ state: 'active' }).execute()
  await records.updateTable('account').set({ state: 'disabled' }).execute()
  assert.equal(await known(), undefined)
  await records.updateTable('account').set({ state: 'active' }).execute()
  await records.deleteFrom('method').execute()
  assert.equal(await known(), undefined)
})

test("T5: another phone's key does not sign for this one", async (context) => {
  const { w, kid } = await withPhone(context)
  const bob = await w.provider.account('bob@example.com')
  await w.added(bob)
  const token = createSoftwareKey().sign({ typ: 'dpop+jwt', alg: 'ES256', kid }, claimsFor(w))
  assert.equal(await w.proofs.phone(token, { ...at, body }), undefined)
})

test('T59: JWT confusion: every trick is refused by its header alone', async (context) => {
  const { w, phone, kid } = await withPhone(context)
  const claims = text64(JSON.stringify(claimsFor(w)))
  const head = (header: object | string): string => text64(typeof header === 'string' ? header : JSON.stringify(header))
  const jwk = { ...phone.key, alg: 'ES256' }
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const publicPem = `${phone.key.x}${phone.key.y}`
  const hmac = (signed: string, key: string) => `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
  const unsigned = (header: object | string) => `${head(header)}.${claims}`
  const good = { typ: 'dpop+jwt', alg: 'ES256', kid }
  const signer = createSoftwareKey()
  const nested = text64(phone.proof('POST', '/answer', body.toString()))
  const rs = unsigned({ ...good, alg: 'RS256' })
  const tokens: Readonly<Record<string, unknown>> = {
    none: `${unsigned({ ...good, alg: 'none' })}.`,
    'none with a signature': `${unsigned({ ...good, alg: 'none' })}.AAAA`,
    'HS256 with the public key': hmac(unsigned({ ...good, alg: 'HS256' }), publicPem),
    'HS256 with the JWK': hmac(unsigned({ ...good, alg: 'HS256' }), JSON.stringify(phone.key)),
    RS256: `${rs}.${sign('sha256', Buffer.from(rs), rsa.privateKey).toString('base64url')}`,
    'embedded jwk': signer.sign({ ...good, jwk: signer.jwk }, claimsFor(w)),
    'embedded jwk without kid': signer.sign({ typ: 'dpop+jwt', alg: 'ES256', jwk: signer.jwk }, claimsFor(w)),
    jku: signer.sign({ ...good, jku: 'https://evil.example/jwks' }, claimsFor(w)),
    x5u: signer.sign({ ...good, x5u: 'https://evil.example/x5u' }, claimsFor(w)),
    crit: signer.sign({ ...good, crit: ['exp'] }, claimsFor(w)),
    'b64 false': signer.sign({ ...good, b64: false, crit: ['b64'] }, claimsFor(w)),
    'kid twice': `${head(`{"typ":"dpop+jwt","alg":"ES256","kid":"other","kid":"${kid}"}`)}.${claims}.AAAA`,
    'kid as a path': signer.sign({ ...good, kid: '../../etc/passwd' }, claimsFor(w)),
    'kid as SQL': signer.sign({ ...good, kid: "x' or '1'='1" }, claimsFor(w)),
    'kid as a list': signer.sign({ ...good, kid: [kid] }, claimsFor(w)),
    'kid of the prototype': signer.sign({ ...good, kid: '__proto__' }, claimsFor(w)),
    'another type': signer.sign({ ...good, typ: 'JWT' }, claimsFor(w)),
    'a nested JWT': `${head({ ...good, cty: 'JWT' })}.${nested}.AAAA`,
    'five segments': `${unsigned(good)}.a.b.c`,
    '1 MB': `${unsigned(good)}.${'A'.repeat(1 << 20)}`,
    empty: '',
    absent: undefined,
    'a list': [phone.proof('POST', '/answer', body.toString())],
  }
  for (const [name, token] of Object.entries(tokens)) {
    assert.equal(await w.proofs.phone(token, { ...at, body }), undefined, name)
    assert.equal(await w.proofs.claim(token, { ...at, body }, jwk, 'hash'), false, `${name} as a claim`)
  }
})

test("T59: the phone's own signature does not save a header with more in it, nor the same header twice", async (context) => {
  const { w } = await withPhone(context)
  // A phone whose private key we hold signs what a confused library might accept.
  const key = createSoftwareKey()
  const { records } = w.provider.parts.identity
  const kid = 'known-phone'
  const data = JSON.stringify({ jwk: key.jwk, thumbprint: 'its thumbprint' })
  const row = await records.selectFrom('method').selectAll().executeTakeFirstOrThrow()
  await records
    .insertInto('method')
    .values({ ...row, id: kid, key: 'its thumbprint', data })
    .execute()
  const good = { typ: 'dpop+jwt', alg: 'ES256', kid }
  const ask = (header: object, jti: string) => w.proofs.phone(key.sign(header, { ...claimsFor(w), jti }), { ...at, body })
  assert.notEqual(await ask(good, 'aaaaaaaaaaaaaaaaaaaaa1'), undefined, 'the signature is good')
  for (const more of [
    { jwk: key.jwk },
    { jku: 'https://id.example.com' },
    { x5c: [] },
    { crit: [] },
    { b64: true },
    { cty: 'JWT' },
    { zip: 'DEF' },
  ]) {
    assert.equal(await ask({ ...good, ...more }, `bbbbbbbbbbbbbbbbbbbbb${Object.keys(more)}`), undefined, JSON.stringify(more))
  }
})

test('T59: no bytes of a stranger make the check throw', async (context) => {
  const { w, phone } = await withPhone(context)
  const [head = '', claims = '', signature = ''] = phone.proof('POST', '/answer', body.toString()).split('.')
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(0, 1, 2),
      fc.nat(1000),
      fc.integer({ min: 0, max: 127 }),
      fc.string({ maxLength: 20 }),
      async (part, where, code, more) => {
        const parts = [head, claims, signature]
        const text = parts[part] ?? ''
        const spot = where % text.length
        parts[part] = text.slice(0, spot) + String.fromCharCode(code) + text.slice(spot + 1) + more
        const changed = parts.join('.')
        if (changed === `${head}.${claims}.${signature}` || sameBytes(parts, [head, claims, signature])) return
        assert.equal(await w.proofs.phone(changed, { ...at, body }), undefined)
      },
    ),
    { numRuns: 100 },
  )
})

/** The last character of base64url may stand for the same bytes. */
const sameBytes = (one: readonly string[], other: readonly string[]): boolean =>
  one.every((part, nth) => Buffer.from(part, 'base64url').equals(Buffer.from(other[nth] ?? '', 'base64url')))
