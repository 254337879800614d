/** How what was given ends: signing out, revocation, ended sessions, changed keys, removed applications; and what survives a restart. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { dayMs } from '../../0-event/time.ts'
import { createDirectory } from '../directory/directory.ts'
import { testNotices } from '../sign-in/sign-in.contract.ts'
import { authorize, begin, checkIdToken, type HandClient, post, redeem, refresh, signIn, tokensOf } from './hand.contract.ts'
import { browser, callback, type TestOidc, testOidc } from './oidc.contract.ts'
import { keyTimes } from './times.ts'

const offline = { scope: 'openid offline_access', prompt: 'consent' }

async function setting(changes: Parameters<TestOidc['client']>[0] = {}, options: Parameters<typeof testOidc>[0] = {}) {
  const world = await testOidc(options)
  const account = await world.test.account('ada@example.com')
  world.sits({ account })
  const { id, secret } = await world.client({ firstParty: true, ...changes })
  const client: HandClient = { issuer: world.issuer, id, secret, redirect: callback }
  return { world, account, client, chrome: browser(world.origin) }
}

const userinfo = async ({ issuer }: HandClient, token: string): Promise<number> =>
  (await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${token}` } })).status

const xsrfOf = (page: string): string => /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? ''

test('7.4: an application signs a person out: what hangs on the session ends, other applications are told, and our own session is over', async (t) => {
  const signedOut: string[] = []
  const options = { oidc: { signedOut: async (request: { url?: string | undefined }) => void signedOut.push(request.url ?? '') } }
  const { world, client, chrome, account } = await setting(
    { backchannelLogoutUri: 'https://app.example.com/signed-out', postLogoutRedirectUris: ['https://app.example.com/bye'] },
    options,
  )
  t.after(world.end)
  const { tokens, claims } = await signIn(client, chrome)
  const end = `${client.issuer}/session/end?id_token_hint=${tokens.id_token}&post_logout_redirect_uri=${encodeURIComponent('https://app.example.com/bye')}&state=s1`
  const page = await chrome.open(end)
  const text = await page.text()
  assert.match(text, /Sign out\?/)
  assert.match(page.headers.get('content-security-policy') ?? '', /form-action 'self' https:\/\/app\.example\.com/)
  const forged = await chrome.open(`${client.issuer}/session/end/confirm`, {
    method: 'POST',
    body: new URLSearchParams({ xsrf: 'x', logout: 'yes' }),
  })
  assert.equal(forged.status, 400)
  const { left } = await chrome.follow(`${client.issuer}/session/end/confirm`, {
    method: 'POST',
    body: new URLSearchParams({ xsrf: xsrfOf(text), logout: 'yes' }),
  })
  assert.equal(left?.href, 'https://app.example.com/bye?state=s1')
  assert.equal(await userinfo(client, tokens.access_token), 401)
  assert.equal(signedOut.length, 1)
  const [sent] = world.sentOut
  assert.equal(sent?.url, 'https://app.example.com/signed-out')
  const logout = decodeJwt(new URLSearchParams(sent?.body).get('logout_token') ?? '')
  assert.deepEqual([logout.sub, logout.aud, logout['sid']], [account.id, client.id, claims['sid']])
  assert.ok(logout['events'])
  assert.equal((await authorize(client, chrome, begin(client, { prompt: 'none' }))).get('error'), 'login_required')
})

test('a refresh token for the time when nobody is there outlives a sign-out, as its scope says', async (t) => {
  const { world, client, chrome } = await setting()
  t.after(world.end)
  const { tokens } = await signIn(client, chrome, offline)
  const page = await (await chrome.open(`${client.issuer}/session/end?id_token_hint=${tokens.id_token}`)).text()
  await chrome.follow(`${client.issuer}/session/end/confirm`, {
    method: 'POST',
    body: new URLSearchParams({ xsrf: xsrfOf(page), logout: 'yes' }),
  })
  tokensOf(await refresh(client, tokens.refresh_token ?? ''))
})

test('7.4: after signing out nobody is sent to an address that is not registered', async (t) => {
  const { world, client, chrome } = await setting()
  t.after(world.end)
  const { tokens } = await signIn(client, chrome)
  const page = await chrome.open(
    `${client.issuer}/session/end?id_token_hint=${tokens.id_token}&post_logout_redirect_uri=https://evil.example/`,
  )
  assert.equal(page.status, 400)
})

test('T85: when all sessions of a person end, so does all that applications hold, and they are told', async (t) => {
  const { world, client, chrome, account } = await setting({ backchannelLogoutUri: 'https://app.example.com/signed-out' })
  t.after(world.end)
  const other = await world.test.account('bob@example.com')
  const { tokens } = await signIn(client, chrome, offline)
  world.sits({ account: other })
  const bob = await signIn(client, browser(world.origin), offline)
  await world.oidc.endAccount(account)
  assert.equal((await refresh(client, tokens.refresh_token ?? '')).body['error'], 'invalid_grant')
  assert.equal(await userinfo(client, tokens.access_token), 401)
  assert.equal(world.sentOut.length, 1)
  tokensOf(await refresh(client, bob.tokens.refresh_token ?? ''))
  assert.equal((await authorize(client, chrome, begin(client, { prompt: 'none' }))).get('error'), 'login_required')
})

test('T85: when all other sessions of a person end, what applications hold ends and they are told; the browser that stays comes back by itself', async (t) => {
  const { world, client, chrome, account } = await setting({ backchannelLogoutUri: 'https://app.example.com/signed-out' })
  t.after(world.end)
  const { tokens } = await signIn(client, chrome, offline)
  await world.oidc.endOthers(account)
  assert.equal((await refresh(client, tokens.refresh_token ?? '')).body['error'], 'invalid_grant')
  assert.equal(await userinfo(client, tokens.access_token), 401)
  assert.equal(world.sentOut.length, 1)
  world.sits(undefined)
  await signIn(client, chrome, { prompt: 'none' })
})

test('T85: applications are told when an administrator disables or removes an account', async (t) => {
  const { world, client, chrome, account } = await setting({ backchannelLogoutUri: 'https://app.example.com/signed-out' })
  t.after(world.end)
  const { parts } = world.test
  const ended = world.oidc.endAccount
  const directory = createDirectory({ ...parts, notices: testNotices(), ended, lift: async () => {} })
  const { tokens } = await signIn(client, chrome, offline)
  await directory.change(account.id, { state: 'disabled' }, 'grace')
  assert.equal(world.sentOut.length, 1, 'disabled')
  await directory.change(account.id, { state: 'active' }, 'grace')
  assert.equal((await refresh(client, tokens.refresh_token ?? '')).body['error'], 'invalid_grant')
  assert.equal((await authorize(client, chrome, begin(client, { prompt: 'none' }))).get('error'), 'login_required')
  await signIn(client, browser(world.origin), offline)
  await directory.remove(account.id, 'grace')
  assert.equal(world.sentOut.length, 2, 'removed')
})

test('a session of ours that ended is none for applications either', async (t) => {
  let session: { account: string } | undefined
  const { world, client, chrome, account } = await setting(
    {},
    {
      oidc: {
        session: async () =>
          session === undefined
            ? undefined
            : {
                account: { id: session.account, name: '', displayName: '' },
                acr: 'aal2',
                amr: ['otp', 'pwd'],
                authTime: Date.now() - 1000,
                enrolOnly: false,
              },
      },
    },
  )
  t.after(world.end)
  await signIn(client, chrome)
  session = { account: account.id }
  world.sits(undefined)
  await signIn(client, chrome, { prompt: 'none' })
  session = undefined
  assert.equal((await authorize(client, chrome, begin(client, { prompt: 'none' }))).get('error'), 'login_required')
  // In another browser with a session of ours nobody is asked, unless it is too weak or too old for what is wanted.
  session = { account: account.id }
  const edge = browser(world.origin)
  const { claims } = await signIn(client, edge)
  assert.deepEqual([claims.sub, claims['acr']], [account.id, 'aal2'])
  for (const extra of [{ acr_values: 'phr' }, { max_age: '0' }, { prompt: 'login' }]) {
    const { left } = await edge.follow(begin(client, extra).url)
    assert.equal(left, undefined, JSON.stringify(extra))
  }
})

test('7.4: revocation ends a token and its family, and tells nothing of others', async (t) => {
  const { world, client, chrome } = await setting()
  t.after(world.end)
  const { tokens } = await signIn(client, chrome, offline)
  const thief: HandClient = { ...client, ...(await world.client()) }
  assert.equal((await post(thief, '/token/revocation', { token: tokens.refresh_token })).status, 200)
  const renewed = tokensOf(await refresh(client, tokens.refresh_token ?? ''))
  assert.equal((await post(client, '/token/revocation', { token: 'no-such-token' })).status, 200)
  assert.equal((await post(client, '/token/revocation', { token: renewed.refresh_token })).status, 200)
  assert.equal((await refresh(client, renewed.refresh_token ?? '')).body['error'], 'invalid_grant')
  assert.equal(await userinfo(client, renewed.access_token), 401)
  assert.deepEqual(
    world.test.told.flatMap((told) => (told.kind === 'token' ? [told.what] : [])),
    ['refreshed', 'revoked'],
  )
})

test('7.4: introspection tells an application of its own tokens, an API of those for it, and others that there is nothing', async (t) => {
  const api = 'https://api.example.com/'
  const { world, client, chrome } = await setting({ resources: [{ id: api, scopes: ['read'] }] })
  t.after(world.end)
  const { tokens } = await signIn(client, chrome, offline)
  const own = await post(client, '/token/introspection', { token: tokens.access_token })
  assert.deepEqual([own.body['active'], own.body['acr'], typeof own.body['auth_time']], [true, 'aal2', 'number'])
  const other: HandClient = { ...client, ...(await world.client()) }
  assert.deepEqual((await post(other, '/token/introspection', { token: tokens.access_token })).body, { active: false })
  assert.deepEqual((await post(other, '/token/introspection', { token: tokens.refresh_token })).body, { active: false })
  assert.equal((await post({ ...client, secret: 'wrong' }, '/token/introspection', { token: tokens.access_token })).status, 401)
})

test('7.4, RFC 9068: a token for an API is a JWT that says how and when the person signed in; for an API that is not named there is none', async (t) => {
  const api = 'https://api.example.com/'
  const { world, client, chrome } = await setting({ resources: [{ id: api, scopes: ['read', 'write'] }] })
  t.after(world.end)
  const { tokens } = await signIn(client, chrome, { scope: 'openid read offline_access', prompt: 'consent', resource: api })
  const payload = await (async () => {
    const header = decodeProtectedHeader(tokens.access_token)
    assert.deepEqual([header.typ, header.alg], ['at+jwt', 'ES256'])
    return decodeJwt(tokens.access_token)
  })()
  assert.deepEqual([payload.aud, payload['scope'], payload['acr'], payload['client_id']], [api, 'read', 'aal2', client.id])
  assert.equal(payload['auth_time'], Math.floor(Date.now() / 1000))
  assert.ok((payload.exp ?? 0) - (payload.iat ?? 0) <= 600)
  const renewed = tokensOf(await refresh(client, tokens.refresh_token ?? ''))
  assert.equal(decodeJwt(renewed.access_token)['acr'], 'aal2')
  const elsewhere = await authorize(client, chrome, begin(client, { resource: 'https://other.example.com/' }))
  assert.equal(elsewhere.get('error'), 'invalid_target')
})

test('sessions, codes and refresh tokens survive a restart', async (t) => {
  const { world, client, chrome } = await setting()
  t.after(world.end)
  const { tokens } = await signIn(client, chrome, offline)
  const begun = begin(client, { prompt: 'none' })
  const code = (await authorize(client, chrome, begun)).get('code') ?? ''
  await world.restart()
  tokensOf(await redeem(client, code, begun.verifier))
  tokensOf(await refresh(client, tokens.refresh_token ?? ''))
  world.sits(undefined)
  await signIn(client, chrome, { prompt: 'none' })
})

const kidsOf = async (issuer: string): Promise<string[]> =>
  ((await (await fetch(`${issuer}/jwks`)).json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)

test('keys change in time: published before they sign and after, on every node, and old tokens stay good', async (t) => {
  const { world, client, chrome, account } = await setting()
  t.after(world.end)
  const second = await world.node()
  const first = await signIn(client, chrome)
  const before = await kidsOf(world.issuer)
  assert.equal(before.length, 2)
  world.later(keyTimes.currentMs - keyTimes.leadMs)
  await second.oidc.sweep()
  await second.oidc.sweep()
  const announced = await kidsOf(world.issuer)
  assert.equal(announced.length, 4)
  world.sits({ account })
  const during = await signIn(client, browser(world.origin))
  assert.ok(before.includes(decodeProtectedHeader(during.tokens.id_token ?? '').kid ?? ''))
  world.later(keyTimes.leadMs)
  await Promise.all([world.oidc.sweep(), second.oidc.sweep()])
  world.later(keyTimes.seenMs)
  const after = await signIn(client, browser(world.origin))
  const kid = decodeProtectedHeader(after.tokens.id_token ?? '').kid ?? ''
  assert.ok(announced.includes(kid) && !before.includes(kid))
  assert.deepEqual((await kidsOf(world.issuer)).sort(), announced.sort())
  // As a hint, an old one is still known for what it is.
  const hinted = await chrome.open(`${client.issuer}/session/end?id_token_hint=${first.tokens.id_token}`)
  assert.equal(hinted.status, 200)
  world.later(keyTimes.retiredMs)
  await world.oidc.sweep()
  world.later(keyTimes.seenMs)
  assert.equal((await kidsOf(world.issuer)).length, 2)
})

test('keys can be changed at once; nodes that begin together make one set', async (t) => {
  const { world, client, chrome } = await setting()
  t.after(world.end)
  const nodes = await Promise.all([world.node(), world.node(), world.node()])
  assert.equal((await kidsOf(world.issuer)).length, 2)
  const { tokens } = await signIn(client, chrome)
  await nodes[0]?.oidc.rotateKeys()
  world.later(keyTimes.seenMs)
  const again = await signIn(client, chrome)
  assert.notEqual(decodeProtectedHeader(again.tokens.id_token ?? '').kid, decodeProtectedHeader(tokens.id_token ?? '').kid)
  await checkIdToken(client, tokens.id_token)
  assert.equal((await kidsOf(world.issuer)).length, 4)
})

test('a secret that was changed, or an application that was removed, is noticed by other nodes within seconds', async (t) => {
  const { world, client, chrome } = await setting()
  t.after(world.end)
  const second = await world.node()
  const { tokens } = await signIn(client, chrome, offline)
  const rotated = await second.oidc.clients.rotate(client.id, 'test')
  world.later(3000)
  assert.equal((await refresh(client, tokens.refresh_token ?? '')).status, 401)
  const renewed = tokensOf(await refresh({ ...client, secret: rotated?.secret ?? '' }, tokens.refresh_token ?? ''))
  await second.oidc.removeClient(client.id)
  world.later(3000)
  assert.equal((await refresh({ ...client, secret: rotated?.secret ?? '' }, renewed.refresh_token ?? '')).status, 401)
  assert.equal((await chrome.follow(begin(client).url)).response.status, 400)
  const left = await world.test.parts.identity.records
    .selectFrom('oidc_item')
    .select('model')
    .where('body', 'like', `%${client.id}%`)
    .execute()
  assert.deepEqual(
    left.filter(({ model }) => model !== 'Session'),
    [],
  )
})

test('nothing in the records is as good as a token, a code, a cookie or a secret', async (t) => {
  const { world, client, chrome } = await setting()
  t.after(world.end)
  const { tokens, code } = await signIn(client, chrome, offline)
  await chrome.open(begin(client, { prompt: 'login' }).url)
  const rows = await world.test.parts.identity.records.selectFrom('oidc_item').selectAll().execute()
  const clients = await world.test.parts.identity.records.selectFrom('client').selectAll().execute()
  const keys = await world.test.parts.identity.records.selectFrom('signing_key').selectAll().execute()
  const all = JSON.stringify([rows, clients, keys])
  const cookies = [...chrome.cookies].filter(([name]) => !name.includes('.sig')).flatMap(([, value]) => value.split('.'))
  assert.ok(cookies.length >= 3)
  for (const secret of [tokens.access_token, tokens.refresh_token ?? '', code, client.secret, ...cookies])
    assert.ok(!all.includes(secret), secret)
  assert.ok(!all.includes('"d":'))
})

test('7.4: a session lasts a day at most and an hour unused', async (t) => {
  const { world, client, chrome, account } = await setting()
  t.after(world.end)
  await signIn(client, chrome)
  world.sits(undefined)
  for (let hours = 0; hours < 24; hours += 0.75) {
    const answer = await authorize(client, chrome, begin(client, { prompt: 'none' }))
    assert.ok(answer.get('code'), `after ${hours} hours`)
    world.later(0.75 * 3_600_000)
  }
  assert.equal((await authorize(client, chrome, begin(client, { prompt: 'none' }))).get('error'), 'login_required')
  world.sits({ account })
  await signIn(client, chrome)
  world.later(dayMs / 24)
  assert.equal((await authorize(client, chrome, begin(client, { prompt: 'none' }))).get('error'), 'login_required')
})
