/** OpenID Connect over the true HTTP frame and the true sign-in pages, as openid-client goes through it. */
import assert from 'node:assert/strict'
import { mock, type TestContext, test } from 'node:test'
import * as openid from 'openid-client'
import { newRecoveryCodes } from '../7-provider/methods/recovery-code.ts'
import { type ClientSettings, clientDefaults } from '../7-provider/oidc/clients.ts'
import { testOrigin, testStart } from '../7-provider/provider.contract.ts'
import { addMethod } from '../7-provider/sign-in/sign-in.contract.ts'
import { openOidc } from './oidc.ts'
import { newToken } from './secrets.ts'
import { addTotp, codeNow } from './signing-in/methods.contract.ts'
import { type PageWorld, pageWorld, type TestBrowser, testBrowser } from './signing-in/world.contract.ts'

const password = 'gravel moth fjord tin'
const redirect = 'https://app.example.com/callback'
const issuer = `${testOrigin}/oidc`

async function world(context: TestContext, changes: Partial<ClientSettings> = {}) {
  mock.timers.enable({ apis: ['Date'], now: testStart })
  const made = await pageWorld()
  context.after(async () => {
    await made.end()
    mock.timers.reset()
  })
  const { parts, push, sessions } = made.provider
  const config = { publicUrl: testOrigin } as Parameters<typeof openOidc>[0]['config']
  Object.assign(made.provider, await openOidc({ config, parts, push, sessions, place: () => ({ country: 'NL' }) }))
  const { oidc } = made.provider
  const kept = await oidc.clients.add(
    { ...clientDefaults, name: 'Payroll', redirectUris: [redirect], firstParty: true, ...changes },
    'test',
  )
  if ('problems' in kept) throw new Error(kept.problems.join(' '))
  const ada = await made.test.account('ada@example.com', { password })
  const secret = await addTotp(parts, ada)
  const client = await openid.discovery(new URL(issuer), kept.view.id, kept.secret, undefined, { [openid.customFetch]: injected(made) })
  // What the library sends later goes the same way.
  client[openid.customFetch] = injected(made)
  const later = (ms: number): void => {
    made.test.later(ms)
    mock.timers.tick(ms)
  }
  return { ...made, oidc, ada, client, browser: testBrowser(made.app), code: () => codeNow(secret, parts.clock()), later }
}

/** fetch that ends in our own server. */
const injected =
  ({ app }: PageWorld): openid.CustomFetch =>
  async (url, { method, headers, body }) => {
    const { pathname, search, host } = new URL(url)
    const answer = await app.inject({
      method: method as 'GET' | 'POST',
      url: pathname + search,
      headers: { host, ...headers },
      ...(body === undefined || body === null ? {} : { payload: body instanceof URLSearchParams ? body.toString() : String(body) }),
    })
    const told = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as [string, string])
    return new Response(answer.body, { status: answer.statusCode, headers: told })
  }

async function begin(client: openid.Configuration, extra: Record<string, string> = {}) {
  const verifier = openid.randomPKCECodeVerifier()
  const checks = { pkceCodeVerifier: verifier, expectedState: openid.randomState(), expectedNonce: openid.randomNonce() }
  const url = openid.buildAuthorizationUrl(client, {
    redirect_uri: redirect,
    scope: 'openid profile',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...extra,
  })
  return { checks, path: url.pathname + url.search }
}

/** From the first page to the way back to the application. */
async function typed(browser: TestBrowser, path: string, code: string, name = 'ada@example.com'): Promise<URL> {
  const first = await browser.open(path)
  assert.equal(first.statusCode, 200, first.body)
  assert.match(first.body, /Payroll/)
  await browser.go('name', { name })
  await browser.go('password', { password })
  await browser.go('choose', { offer: 'totp' })
  const done = await browser.go('code', { code })
  const onward = /content="0;url=([^"]+)"/.exec(done.body)?.[1]
  assert.ok(onward, done.body)
  return leftTo(await browser.open(onward))
}

function leftTo(answer: { readonly statusCode: number; readonly headers: Record<string, unknown>; readonly body: string }): URL {
  assert.equal(answer.statusCode, 303, answer.body)
  return new URL(String(answer.headers['location']))
}

test('a developer signs a person in with a usual library, by the true pages', async (context) => {
  const { client, browser, code, ada, test: told } = await world(context)
  const { checks, path } = await begin(client)
  const left = await typed(browser, path, code())
  const tokens = await openid.authorizationCodeGrant(client, left, checks)
  const claims = tokens.claims()
  assert.deepEqual([claims?.sub, claims?.['acr'], claims?.['amr']], [ada.id, 'aal2', ['mfa', 'otp', 'pwd']])
  const info = await openid.fetchUserInfo(client, tokens.access_token, ada.id)
  assert.equal(info.preferred_username, 'ada@example.com')
  assert.deepEqual(
    told.told.flatMap((one) => (one.kind === 'sign_in' ? [[one.result, one.app?.name]] : [])),
    [['success', 'Payroll']],
  )
})

test('a second application needs no page; a stronger sign-in does, and what is too weak never comes back', async (context) => {
  const { client, browser, code, later, oidc } = await world(context)
  await typed(browser, (await begin(client)).path, code())
  const again = leftTo(await browser.open((await begin(client)).path))
  assert.ok(again.searchParams.get('code'))
  const kept = await oidc.clients.add({ ...clientDefaults, name: 'Payroll 2', redirectUris: [redirect], firstParty: true }, 'test')
  assert.ok('view' in kept)
  const other = (await begin(client)).path.replace(client.clientMetadata().client_id, kept.view.id)
  assert.ok(leftTo(await browser.open(other)).searchParams.get('code'))
  later(30_000)
  const stronger = await browser.open((await begin(client, { acr_values: 'phr' })).path)
  assert.equal(stronger.statusCode, 200)
  await browser.go('name', { name: 'ada@example.com' })
  const ways = await browser.go('password', { password })
  assert.doesNotMatch(ways.body, /value="totp"/, 'T32: what cannot reach it is not offered')
})

test('signing out by an application ends the session of our own pages, and the other way round', async (context) => {
  const { client, browser, code, later, provider, ada } = await world(context)
  const { checks, path } = await begin(client)
  const tokens = await openid.authorizationCodeGrant(client, await typed(browser, path, code()), checks)
  assert.match((await browser.open('/account')).body, /<h1>Your account<\/h1>/)
  const end = openid.buildEndSessionUrl(client, { id_token_hint: tokens.id_token ?? '' })
  const page = await browser.get(end.pathname + end.search)
  assert.match(page.body, /Sign out\?/)
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const out = await browser.post('/oidc/session/end/confirm', { xsrf, logout: 'yes' })
  assert.equal(out.statusCode, 303)
  assert.doesNotMatch((await browser.open('/account')).body, /<h1>Your account<\/h1>/)
  later(31_000)
  const second = await begin(client)
  const renewed = await openid.authorizationCodeGrant(client, await typed(browser, second.path, code()), second.checks)
  await provider.sessions.end({ account: ada, why: 'A test.', by: 'test' })
  await assert.rejects(openid.fetchUserInfo(client, renewed.access_token, ada.id))
  assert.equal(leftTo(await browser.open((await begin(client, { prompt: 'none' })).path)).searchParams.get('error'), 'login_required')
})

test('"all other browsers" means what applications hold as well; the browser that stays needs no page', async (context) => {
  const { client, browser, code, later, app, provider, ada } = await world(context)
  const { checks, path } = await begin(client, { scope: 'openid offline_access', prompt: 'consent' })
  const tokens = await openid.authorizationCodeGrant(client, await typed(browser, path, code()), checks)
  later(31_000)
  const own = testBrowser(app)
  await typed(own, (await begin(client)).path, code())
  const session = (await provider.sessions.list(ada.id))[0]
  assert.ok(session !== undefined)
  await provider.sessions.end({ account: ada, except: session.id, why: 'The password was changed.' })
  await assert.rejects(openid.refreshTokenGrant(client, tokens.refresh_token ?? ''))
  assert.ok(leftTo(await own.open((await begin(client, { prompt: 'none' })).path)).searchParams.get('code'))
  const thief = leftTo(await browser.open((await begin(client, { prompt: 'none' })).path))
  assert.equal(thief.searchParams.get('error'), 'login_required')
})

test('T38: a recovery code, asked for by an application where somebody was signed in before, leads on to it and ends the rest', async (context) => {
  const { client, browser, code, app, ada, provider, later } = await world(context)
  const elsewhere = testBrowser(app)
  const first = await begin(client, { scope: 'openid offline_access', prompt: 'consent' })
  const tokens = await openid.authorizationCodeGrant(client, await typed(elsewhere, first.path, code()), first.checks)
  const { codes, data } = newRecoveryCodes(provider.parts.chance)
  await addMethod(provider.parts, ada, 'recovery-code', { data: JSON.stringify(data) })
  for (const [nth, one] of codes.slice(0, 2).entries()) {
    later(2000)
    const { checks, path } = await begin(client, nth === 0 ? {} : { prompt: 'login' })
    await browser.open(path)
    await browser.go('name', { name: 'ada@example.com' })
    await browser.go('password', { password })
    await browser.go('choose', { offer: 'recovery-code' })
    const done = await browser.go('code', { code: one })
    const onward = /content="0;url=([^"]+)"/.exec(done.body)?.[1]
    assert.ok(onward, done.body)
    const got = await openid.authorizationCodeGrant(client, leftTo(await browser.open(onward)), checks)
    assert.equal((await openid.fetchUserInfo(client, got.access_token, ada.id)).sub, ada.id)
  }
  assert.equal((await provider.sessions.list(ada.id)).length, 1)
  await assert.rejects(openid.refreshTokenGrant(client, tokens.refresh_token ?? ''))
})

test('T17: a sign-in opens what it was begun for, and what the phone showed, however its cookie is carried around', async (context) => {
  const { client, browser, code } = await world(context)
  await browser.open((await begin(client)).path)
  const [name = ''] = [...browser.cookies.keys()].filter((one) => one.startsWith('__Host-tocsin_signin_'))
  const uid = browser.cookies.get('__Host-tocsin_begun') ?? ''
  const base = `/signin/${uid}`
  await browser.open('/signin')
  await browser.go('name', { name: 'ada@example.com' })
  await browser.go('password', { password })
  await browser.go('choose', { offer: 'totp' })
  await browser.send('code', { code: code() })
  browser.cookies.set(name, browser.cookies.get('__Host-tocsin_signin') ?? '')
  const carried = await browser.get(`${base}/continue`)
  assert.equal(carried.statusCode, 404)
  assert.match(carried.body, /This sign-in is over/)
  assert.doesNotMatch((await browser.open('/account')).body, /<h1>Your account<\/h1>/)
})

test('refresh, introspection and revocation as the library does them', async (context) => {
  const { client, browser, code } = await world(context)
  const { checks, path } = await begin(client, { scope: 'openid offline_access', prompt: 'consent' })
  const tokens = await openid.authorizationCodeGrant(client, await typed(browser, path, code()), checks)
  const renewed = await openid.refreshTokenGrant(client, tokens.refresh_token ?? '')
  assert.equal((await openid.tokenIntrospection(client, renewed.access_token)).active, true)
  await openid.tokenRevocation(client, renewed.refresh_token ?? '')
  assert.equal((await openid.tokenIntrospection(client, renewed.access_token)).active, false)
  await assert.rejects(
    openid.refreshTokenGrant(client, renewed.refresh_token ?? ''),
    /invalid_grant|OAUTH_RESPONSE_BODY_ERROR|error in the response/,
  )
})

test('T45: answers under /oidc carry our headers, are for our name alone, and their pages may do nothing', async (context) => {
  const { app, browser, client } = await world(context)
  const wrong = await app.inject({ url: '/oidc/.well-known/openid-configuration', headers: { host: 'evil.example' } })
  assert.equal(wrong.statusCode, 421)
  const page = await browser.get('/oidc/auth?client_id=<script>alert(1)</script>', { accept: 'text/html' })
  assert.equal(page.statusCode, 400)
  assert.doesNotMatch(page.body, /<script/)
  assert.match(String(page.headers['content-security-policy']), /^default-src 'none';.*script-src 'none';.*frame-ancestors 'none'/)
  for (const [name, value] of Object.entries({
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  }))
    assert.match(String(page.headers[name]), new RegExp(value), name)
  assert.ok(page.headers['strict-transport-security'])
  const began = await browser.get((await begin(client)).path)
  const cookies = [began.headers['set-cookie']].flat().map(String)
  assert.ok(cookies.some((cookie) => cookie.startsWith('__Host-tocsin_begun=')))
  for (const cookie of cookies) assert.match(cookie, /; secure/i)
  for (const cookie of cookies) assert.match(cookie, /; samesite=lax/i)
  for (const cookie of cookies) assert.match(cookie, /; httponly/i)
  const lied = await app.inject({
    url: '/oidc/.well-known/openid-configuration',
    headers: { host: 'id.example.com', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
  })
  assert.equal((lied.json() as { token_endpoint: string }).token_endpoint, `${issuer}/token`)
})

test('T47: another site’s page can neither use a browser’s session nor learn from the token endpoint', async (context) => {
  const { app, client } = await world(context)
  const headers = { host: 'id.example.com', origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' }
  const refused = await app.inject({
    method: 'POST',
    url: '/oidc/token',
    headers,
    payload: `grant_type=refresh_token&refresh_token=x&client_id=${client.clientMetadata().client_id}`,
  })
  assert.notEqual(refused.statusCode, 200)
  assert.equal(refused.headers['access-control-allow-origin'], undefined)
  const out = await app.inject({ method: 'POST', url: '/oidc/session/end/confirm', headers, payload: 'logout=yes&xsrf=x' })
  assert.equal(out.statusCode, 400)
})

test('a token or session of the console opens nothing here, and a Basic header is no mistake', async (context) => {
  const { app } = await world(context)
  const answer = await app.inject({
    method: 'POST',
    url: '/oidc/token',
    headers: { host: 'id.example.com', authorization: `Bearer ${newToken()}`, 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'grant_type=authorization_code&code=x',
  })
  assert.deepEqual([answer.statusCode, (answer.json() as { error: string }).error], [400, 'invalid_request'])
})

test('T56: a body without end is not read', async (context) => {
  const { app } = await world(context)
  const headers = { host: 'id.example.com', 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await app.inject({ method: 'POST', url: '/oidc/token', headers, payload: `grant_type=${'x'.repeat(100_000)}` })
  assert.ok(answer.statusCode >= 400)
})
