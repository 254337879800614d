/** What may be registered, how applications prove who they are, and what they learn of people. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { exportJWK, generateKeyPair } from 'jose'
import { type ClientSettings, cleanName, clientDefaults, readClient } from './clients.ts'
import { assertion, assertionForm, authorize, begin, type HandClient, redeem, signIn, tokensOf } from './hand.contract.ts'
import { browser, callback, type TestOidc, testOidc } from './oidc.contract.ts'

const given = (changes: Partial<ClientSettings>): ClientSettings => ({
  ...clientDefaults,
  name: 'Payroll',
  redirectUris: [callback],
  ...changes,
})
const problems = (changes: Partial<ClientSettings>): readonly string[] => {
  const read = readClient(given(changes))
  return 'problems' in read ? read.problems : []
}

test('addresses to come back to are exact: https, on this machine http, on devices a scheme with a dot', () => {
  for (const good of ['https://a.example/cb?x=1', 'http://127.0.0.1:3000/cb', 'http://localhost/cb', 'http://[::1]/cb'])
    assert.deepEqual(problems({ redirectUris: [good] }), [], good)
  for (const bad of [
    'http://a.example/cb',
    'https://a.example/*',
    'https://*.a.example/cb',
    'https://a.example/cb#x',
    'https://a.example/cb#',
    'https://u:p@a.example/cb',
    'https://a.example/c b',
    'https://a.example\\@evil.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    'com.example.app:/cb',
    'ftp://a.example/',
    '/cb',
    '',
    `https://a.example/${'x'.repeat(500)}`,
    'http://127.0.0.1.evil.example/cb',
  ])
    assert.equal(problems({ redirectUris: [bad] }).length, 1, bad)
  const native = { type: 'native', auth: 'none' } as const
  assert.deepEqual(problems({ ...native, redirectUris: ['com.example.app:/cb', 'http://127.0.0.1/cb'] }), [])
  for (const bad of ['app:/cb', 'javascript:x', 'file:///cb', 'intent:x'])
    assert.equal(problems({ ...native, redirectUris: [bad] }).length, 1, bad)
})

test('T49: the name of an application is text of at most 80 characters without marks that deceive', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      const clean = cleanName(name)
      assert.ok([...clean].length <= 80)
      assert.doesNotMatch(clean, /[\p{Cc}\u202A-\u202E\u2066-\u2069\u200B]/u)
    }),
  )
  assert.equal(problems({ name: '\u202E \u0000' }).length, 1)
})

test('T49: whatever an application is registered with, it is refused with sentences or can be used', async (t) => {
  const world = await testOidc()
  t.after(world.end)
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        name: fc.string({ maxLength: 100 }),
        type: fc.constantFrom('web' as const, 'native' as const, 'spa' as const),
        auth: fc.constantFrom('client_secret_basic' as const, 'client_secret_post' as const, 'none' as const),
        redirectUris: fc.array(
          fc.oneof(
            fc.webUrl({ validSchemes: ['https', 'http'] }),
            fc.string(),
            fc.constantFrom('com.example.app:/cb', 'http://127.0.0.1/cb', 'https://a.example/'),
          ),
          { maxLength: 3 },
        ),
        postLogoutRedirectUris: fc.array(fc.webUrl({ validSchemes: ['https'] }), { maxLength: 2 }),
        pushed: fc.boolean(),
        bound: fc.boolean(),
        pairwise: fc.boolean(),
        ciba: fc.boolean(),
        device: fc.boolean(),
        refresh: fc.boolean(),
        introspects: fc.array(fc.constantFrom('https://api.example.com/', 'x'), { maxLength: 1 }),
      }),
      async (settings) => {
        const kept = await world.oidc.clients.add({ ...clientDefaults, ...settings }, 'test')
        if ('problems' in kept) return assert.ok(kept.problems.every((problem) => problem.endsWith('.')))
        const answer = await fetch(`${world.issuer}/auth?client_id=${kept.view.id}`)
        const page = await answer.text()
        assert.doesNotMatch(page, /invalid_client|server_error/, JSON.stringify(settings))
      },
    ),
    { numRuns: 60 },
  )
})

async function setting(changes: Partial<ClientSettings> = {}) {
  const world: TestOidc = await testOidc()
  const account = await world.test.account('ada@example.com')
  world.sits({ account })
  const { id, secret } = await world.client({ firstParty: true, ...changes })
  const client: HandClient = { issuer: world.issuer, id, secret, redirect: callback }
  return { world, account, client, chrome: browser(world.origin) }
}

test('7.4: a wrong secret, one by another way, or none at all lets nobody in', async (t) => {
  const { world, client, chrome } = await setting()
  t.after(world.end)
  const begun = begin(client)
  const code = (await authorize(client, chrome, begun)).get('code') ?? ''
  const tries = [
    redeem({ ...client, secret: 'wrong' }, code, begun.verifier),
    redeem({ ...client, secret: `${client.secret}x` }, code, begun.verifier),
    redeem({ ...client, secret: '' }, code, begun.verifier, { client_id: client.id }),
    redeem({ ...client, secret: '' }, code, begun.verifier, { client_id: client.id, client_secret: 'wrong' }),
  ]
  for (const answer of await Promise.all(tries)) assert.deepEqual([answer.status, answer.body['error']], [401, 'invalid_client'])
  tokensOf(await redeem(client, code, begun.verifier))
})

test('7.4, T59: an application that signs is known by its key alone: not by none, not by a secret made of its public key, not by another key, and once', async (t) => {
  const key = await generateKeyPair('ES256', { extractable: true })
  const jwk = { ...(await exportJWK(key.publicKey)), kid: 'k1' }
  const { world, client: known, chrome } = await setting({ auth: 'private_key_jwt', keys: [jwk] })
  t.after(world.end)
  const client = { ...known, secret: '' }
  const begun = begin(client)
  const code = (await authorize(client, chrome, begun)).get('code') ?? ''
  const tried = async (jwt: string): Promise<unknown> => (await redeem(client, code, begun.verifier, assertionForm(jwt))).body['error']
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const good = await assertion(client, key.privateKey, { alg: 'ES256', kid: 'k1' })
  const [, payload = '', signature = ''] = good.split('.')
  const stranger = await generateKeyPair('ES256', { extractable: true })
  const rsa = await generateKeyPair('RS256')
  const secrets = [JSON.stringify(jwk), jwk.x ?? '', Buffer.from(jwk.x ?? '', 'base64url').toString('latin1')]
  const forged = [
    `${part({ alg: 'none' })}.${payload}.`,
    `${part({ alg: 'none' })}.${payload}.${signature}`,
    `${part({ alg: 'None', kid: 'k1' })}.${payload}.`,
    `${part({ alg: 'ES256', kid: 'k1' })}.${payload}.`,
    `${part({ alg: 'ES256', kid: 'k1', b64: false, crit: ['b64'] })}.${payload}.${signature}`,
    await assertion(client, stranger.privateKey, { alg: 'ES256', kid: 'k1' }),
    await assertion(client, stranger.privateKey, { alg: 'ES256', jwk: await exportJWK(stranger.publicKey) } as { alg: string }),
    await assertion(client, stranger.privateKey, { alg: 'ES256', jku: 'https://evil.example/jwks' } as { alg: string }),
    await assertion(client, stranger.privateKey, { alg: 'ES256', kid: "k1' or '1'='1" }),
    await assertion(client, rsa.privateKey, { alg: 'RS256', kid: 'k1' }),
    ...(await Promise.all(
      secrets.map((secret) => assertion(client, new TextEncoder().encode(secret.padEnd(32)), { alg: 'HS256', kid: 'k1' })),
    )),
    `${good}x`,
    'x'.repeat(50_000),
  ]
  for (const jwt of forged) assert.match(String(await tried(jwt)), /^invalid_(client|request)$/, jwt.slice(0, 80))
  tokensOf(await redeem(client, code, begun.verifier, assertionForm(good)))
  const again = begin(client)
  const second = (await authorize(client, chrome, again)).get('code') ?? ''
  assert.equal((await redeem(client, second, again.verifier, assertionForm(good))).body['error'], 'invalid_client')
})

test('T59: keys are public and strong, and secrets are not keys', async () => {
  const weak = await exportJWK((await generateKeyPair('ES384', { extractable: true })).publicKey)
  const secret = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey)
  const jwt = { auth: 'private_key_jwt' } as const
  for (const key of [weak, secret, { kty: 'oct', k: 'c2VjcmV0' }, { kty: 'EC' }, {}])
    assert.equal(problems({ ...jwt, keys: [key] }).length, 1, JSON.stringify(key))
  assert.equal(problems({ ...jwt, keys: [] }).length, 1)
})

test('with pairwise a person has another id in each application, the same each time', async (t) => {
  const { world, client, chrome, account } = await setting({ pairwise: true })
  t.after(world.end)
  const first = await signIn(client, chrome)
  const again = await signIn(client, browser(world.origin))
  const other: HandClient = {
    ...client,
    ...(await world.client({ pairwise: true, firstParty: true, redirectUris: ['https://other.example.com/cb'] })),
    redirect: 'https://other.example.com/cb',
  }
  const elsewhere = await signIn(other, chrome)
  assert.equal(first.claims.sub, again.claims.sub)
  assert.equal(new Set([first.claims.sub, elsewhere.claims.sub, account.id]).size, 3)
})

test('groups are told to who may ask and does ask', async (t) => {
  const { world, client, chrome, account } = await setting({ groups: true })
  t.after(world.end)
  const { records } = world.test.parts.identity
  await records
    .insertInto('people_group')
    .values({ id: 'g1', name: 'Finance', name_key: 'finance', external_id: null, created: 1, updated: 1 })
    .execute()
  await records.insertInto('membership').values({ group_id: 'g1', account_id: account.id }).execute()
  assert.deepEqual((await signIn(client, chrome, { scope: 'openid groups' })).claims['groups'], ['Finance'])
  assert.equal((await signIn(client, chrome)).claims['groups'], undefined)
  const other: HandClient = { ...client, ...(await world.client({ firstParty: true })) }
  assert.equal((await authorize(other, chrome, begin(other, { scope: 'openid groups' }))).get('error'), 'invalid_scope')
  const claims = JSON.stringify({ id_token: { groups: null } })
  assert.deepEqual((await signIn(other, chrome, { claims })).claims['groups'], undefined)
})

test('people are asked what an application may know, in words, once, and the organisation’s own is not asked about', async (t) => {
  const { world, client, chrome } = await setting({ firstParty: false, name: 'Wiki <b>' })
  t.after(world.end)
  const first = await signIn(client, chrome, { scope: 'openid email offline_access', prompt: 'consent' })
  assert.ok(first.tokens.refresh_token)
  const consent = world.asked.find(({ wants }) => wants === 'consent')
  assert.ok(consent?.wants === 'consent')
  assert.deepEqual(consent.words, ['Know that it is you', 'Your e-mail address', 'Stay signed in while you are away'])
  assert.equal(consent.host, 'app.example.com')
  assert.deepEqual(
    world.test.told.flatMap((told) => (told.kind === 'consent' ? [told.scopes] : [])),
    [['openid', 'email', 'offline_access']],
  )
  const asked = (): number => world.asked.filter(({ wants }) => wants === 'consent').length
  await signIn(client, browser(world.origin), { scope: 'openid email' })
  assert.equal(asked(), 1)
  await signIn(client, browser(world.origin), { scope: 'openid profile' })
  assert.equal(asked(), 2)
  const own: HandClient = { ...client, ...(await world.client({ firstParty: true })) }
  await signIn(own, browser(world.origin), { scope: 'openid offline_access', prompt: 'consent' })
  assert.equal(asked(), 2)
})

test('an application on a device comes back to any port of its machine, and its people are asked each time', async (t) => {
  const {
    world,
    client: known,
    chrome,
  } = await setting({ type: 'native', auth: 'none', redirectUris: ['http://127.0.0.1/cb'], firstParty: false })
  t.after(world.end)
  const client = { ...known, redirect: 'http://127.0.0.1:43117/cb' }
  for (const time of [1, 2]) {
    const begun = begin(client)
    const code = (await authorize(client, chrome, begun)).get('code') ?? ''
    tokensOf(await redeem(client, code, begun.verifier, { client_id: client.id }))
    assert.equal(world.asked.filter(({ wants }) => wants === 'consent').length, time)
  }
})
