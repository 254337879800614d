/** The code flow as an application by hand goes through it, and every way to misuse it. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { authorize, begin, checkIdToken, type HandClient, post, prover, redeem, refresh, signIn, tokensOf } from './hand.contract.ts'
import { browser, callback, purposeOf, type TestOidc, testOidc } from './oidc.contract.ts'

async function setting(changes: Parameters<TestOidc['client']>[0] = {}, options: Parameters<typeof testOidc>[0] = {}) {
  const world = await testOidc(options)
  const account = await world.test.account('ada@example.com', { given_name: 'Ada' })
  world.sits({ account })
  const { id, secret } = await world.client({ firstParty: true, ...changes })
  const client: HandClient = { issuer: world.issuer, id, secret, redirect: callback }
  return { ...world, world, account, client, chrome: browser(world.origin) }
}

test('7.4: a person signs in, and the application learns who, how strongly and when', async (t) => {
  const { client, chrome, world, account } = await setting()
  t.after(world.end)
  const { tokens, claims } = await signIn(client, chrome)
  assert.equal(claims.sub, account.id)
  assert.equal(claims['acr'], 'aal2')
  assert.deepEqual(claims['amr'], ['mfa', 'otp', 'pwd'])
  assert.equal(claims['auth_time'], Math.floor(Date.now() / 1000))
  assert.equal(claims['name'], 'ada')
  assert.equal(claims['email'], undefined)
  assert.equal(tokens.token_type, 'Bearer')
  assert.ok(tokens.expires_in <= 600)
  assert.equal(tokens.refresh_token, undefined)
  const info = await fetch(`${client.issuer}/me`, { headers: { authorization: `Bearer ${tokens.access_token}` } })
  assert.equal(((await info.json()) as { given_name: string }).given_name, 'Ada')
})

test('the metadata tells what is there and what is not', async (t) => {
  const { world } = await setting()
  t.after(world.end)
  const told = (await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json()) as Record<string, unknown>
  assert.equal(told['issuer'], world.issuer)
  assert.equal(told['token_endpoint'], `${world.issuer}/token`)
  assert.deepEqual(told['acr_values_supported'], ['phrh', 'phr', 'aal2', 'aal1'])
  assert.deepEqual(told['response_types_supported'], ['code'])
  assert.deepEqual(told['code_challenge_methods_supported'], ['S256'])
  assert.equal(told['authorization_response_iss_parameter_supported'], true)
  assert.equal(told['registration_endpoint'], undefined)
  assert.equal(told['device_authorization_endpoint'], undefined)
  assert.ok(told['pushed_authorization_request_endpoint'])
  assert.deepEqual(told['backchannel_token_delivery_modes_supported'], ['poll'])
  assert.deepEqual(told['token_endpoint_auth_methods_supported'], ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'])
})

test('7.4: an authorization without PKCE, or with the plain method, goes nowhere', async (t) => {
  const { client, chrome, world } = await setting()
  t.after(world.end)
  const without = await authorize(client, chrome, begin(client, { code_challenge: undefined, code_challenge_method: undefined }))
  assert.equal(without.get('error'), 'invalid_request')
  const plain = await authorize(client, chrome, begin(client, { code_challenge_method: 'plain' }))
  assert.equal(plain.get('error'), 'invalid_request')
})

test('7.4: implicit and hybrid flows are refused', async (t) => {
  const { client, chrome, world } = await setting()
  t.after(world.end)
  for (const type of ['token', 'id_token', 'code id_token', 'code token', 'none']) {
    const { left, response } = await chrome.follow(begin(client, { response_type: type }).url)
    const all = new URLSearchParams(`${left?.search.slice(1) ?? ''}&${left?.hash.slice(1) ?? ''}`)
    assert.ok(
      ['unsupported_response_type', 'unauthorized_client', 'invalid_request'].includes(all.get('error') ?? ''),
      `${type}: ${left?.href} ${response.status}`,
    )
  }
})

test('7.4: an address to come back to that is not registered to the letter is not gone to', async (t) => {
  const { client, chrome, world } = await setting()
  t.after(world.end)
  for (const redirect of [
    `${callback}/`,
    `${callback}?a=1`,
    'https://app.example.com.evil.example/callback',
    'http://app.example.com/callback',
    'https://APP.example.com/Callback',
    `${callback}#x`,
  ]) {
    const { left, response } = await chrome.follow(begin(client, { redirect_uri: redirect }).url)
    assert.equal(left, undefined, redirect)
    assert.equal(response.status, 400)
  }
})

test('7.4: a code with a wrong verifier, another address or another application is refused', async (t) => {
  const { client, chrome, world } = await setting()
  t.after(world.end)
  const other = { ...client, ...(await world.client()) }
  const fresh = async () => {
    const begun = begin(client)
    return { verifier: begun.verifier, code: (await authorize(client, chrome, begun)).get('code') ?? '' }
  }
  const one = await fresh()
  const wrong = await redeem(client, one.code, 'w'.repeat(50))
  assert.deepEqual([wrong.status, wrong.body['error']], [400, 'invalid_grant'])
  const none = await redeem(client, one.code, '', { code_verifier: undefined })
  assert.equal(none.body['error'], 'invalid_grant')
  const elsewhere = await redeem(client, one.code, one.verifier, { redirect_uri: `${callback}2` })
  assert.equal(elsewhere.body['error'], 'invalid_grant')
  const stolen = await redeem(other, one.code, one.verifier)
  assert.equal(stolen.body['error'], 'invalid_grant')
  tokensOf(await redeem(client, one.code, one.verifier))
})

test('7.4: a code is good for a minute', async (t) => {
  const { client, chrome, world } = await setting()
  t.after(world.end)
  const begun = begin(client)
  const code = (await authorize(client, chrome, begun)).get('code') ?? ''
  world.later(60_000)
  assert.equal((await redeem(client, code, begun.verifier)).body['error'], 'invalid_grant')
})

test('7.4: a code that comes twice ends all that was given for it, and is told', async (t) => {
  const { client, chrome, world } = await setting()
  t.after(world.end)
  const { code, begun, tokens } = await signIn(client, chrome, { scope: 'openid offline_access', prompt: 'consent' })
  assert.equal((await redeem(client, code, begun.verifier)).body['error'], 'invalid_grant')
  const info = await fetch(`${client.issuer}/me`, { headers: { authorization: `Bearer ${tokens.access_token}` } })
  assert.equal(info.status, 401)
  assert.equal((await refresh(client, tokens.refresh_token ?? '')).body['error'], 'invalid_grant')
  assert.deepEqual(
    world.test.told.filter(({ kind }) => kind === 'token').map((told) => 'what' in told && told.what),
    ['reused'],
  )
})

test('7.4: a refresh token is good once; the second time its family ends and is told', async (t) => {
  const { client, chrome, world } = await setting()
  t.after(world.end)
  const { tokens } = await signIn(client, chrome, { scope: 'openid offline_access', prompt: 'consent' })
  const first = tokens.refresh_token ?? ''
  const renewed = tokensOf(await refresh(client, first))
  assert.notEqual(renewed.refresh_token, first)
  assert.equal((await refresh(client, first)).body['error'], 'invalid_grant')
  assert.equal((await refresh(client, renewed.refresh_token ?? '')).body['error'], 'invalid_grant')
  const info = await fetch(`${client.issuer}/me`, { headers: { authorization: `Bearer ${renewed.access_token}` } })
  assert.equal(info.status, 401)
  assert.deepEqual(
    world.test.told.filter(({ kind }) => kind === 'token').map((told) => 'what' in told && told.what),
    ['refreshed', 'reused'],
  )
})

test('a refresh token keeps what the sign-in was, and ends two weeks unused, or after 90 days, or with the account', async (t) => {
  const { client, chrome, world, account } = await setting()
  t.after(world.end)
  const { tokens, claims } = await signIn(client, chrome, { scope: 'openid offline_access', prompt: 'consent' })
  let token = tokens.refresh_token ?? ''
  for (let week = 1; week <= 12; week++) {
    world.later(7 * 86_400_000)
    const renewed = tokensOf(await refresh(client, token))
    const now = await checkIdToken(client, renewed.id_token)
    assert.deepEqual([now['auth_time'], now['acr'], now.sub], [claims['auth_time'], 'aal2', account.id])
    token = renewed.refresh_token ?? ''
  }
  world.later(7 * 86_400_000)
  assert.equal((await refresh(client, token)).body['error'], 'invalid_grant')
  world.sits({ account })
  const again = await signIn(client, browser(world.origin), { scope: 'openid offline_access', prompt: 'consent' })
  await world.test.parts.identity.records.updateTable('account').set({ state: 'disabled' }).where('id', '=', account.id).execute()
  assert.equal((await refresh(client, again.tokens.refresh_token ?? '')).body['error'], 'invalid_grant')
})

test('7.4: prompt=none signs in who is signed in, and tells login_required of who is not', async (t) => {
  const { client, chrome, world } = await setting()
  t.after(world.end)
  const strange = await authorize(client, chrome, begin(client, { prompt: 'none' }))
  assert.equal(strange.get('error'), 'login_required')
  await signIn(client, chrome)
  world.sits(undefined)
  await signIn(client, chrome, { prompt: 'none' })
})

test('7.4: max_age wants a newer sign-in where the last is older', async (t) => {
  const { client, chrome, world, account } = await setting()
  t.after(world.end)
  await signIn(client, chrome)
  world.later(30 * 60_000)
  world.sits(undefined)
  await signIn(client, chrome, { max_age: '3600' })
  const old = await authorize(client, chrome, begin(client, { max_age: '600', prompt: 'none' }))
  assert.equal(old.get('error'), 'login_required')
  world.sits({ account })
  const { claims } = await signIn(client, chrome, { max_age: '600' })
  assert.equal(claims['auth_time'], Math.floor(Date.now() / 1000))
  assert.equal(purposeOf(world.asked.at(-1))?.maxAgeMs, 600_000)
  await signIn(client, chrome, { max_age: '0' })
  // What was proved before the question is not enough for it.
  world.sits({ account, ageMs: 700_000 })
  const stale = await authorize(client, chrome, begin(client, { max_age: '600', prompt: 'login' }))
  assert.equal(stale.get('error'), 'unmet_authentication_requirements')
})

test('7.4, T34: a demanded strength is reached or the sign-in fails; what is told is what happened, in the words that were asked for', async (t) => {
  const { client, chrome, world, account } = await setting()
  t.after(world.end)
  const essential = (...values: string[]) => ({ claims: JSON.stringify({ id_token: { acr: { essential: true, values } } }) })
  const weak = await authorize(client, chrome, begin(client, essential('phr')))
  assert.equal(weak.get('error'), 'unmet_authentication_requirements')
  assert.equal(purposeOf(world.asked.at(-1))?.acr, 'phr')
  const byValues = await authorize(client, chrome, begin(client, { acr_values: 'phr' }))
  assert.equal(byValues.get('error'), 'unmet_authentication_requirements')
  const unknown = await authorize(client, chrome, begin(client, essential('urn:gold')))
  assert.equal(unknown.get('error'), 'unmet_authentication_requirements')
  world.sits({ account, acr: 'phrh', amr: ['hwk', 'mfa', 'user'] })
  assert.equal((await signIn(client, chrome, essential('phr'))).claims['acr'], 'phr')
  assert.equal((await signIn(client, chrome, essential('phr'))).claims['acr'], 'phr')
  assert.equal((await signIn(client, chrome, { acr_values: 'urn:gold' })).claims['acr'], 'phrh')
  assert.equal((await signIn(client, chrome)).claims['acr'], 'phrh')
})

test('T32: an application that always wants a strength gets it without asking', async (t) => {
  const { client, chrome, world, account } = await setting({ acr: 'phr' })
  t.after(world.end)
  assert.equal((await authorize(client, chrome, begin(client))).get('error'), 'unmet_authentication_requirements')
  world.sits({ account, acr: 'phr' })
  assert.equal((await signIn(client, chrome)).claims['acr'], 'phr')
})

test('a person who does not want to is not made to', async (t) => {
  const { client, chrome, world, account } = await setting()
  t.after(world.end)
  world.sits({ account, refuses: true })
  assert.equal((await authorize(client, chrome, begin(client))).get('error'), 'access_denied')
})

test('T17, 7.4: a sign-in begun in one browser is not finished in another', async (t) => {
  const { client, chrome, world } = await setting()
  t.after(world.end)
  const attacker = browser(world.origin)
  const begun = await attacker.open(begin(client).url)
  const page = new URL(begun.headers.get('location') ?? '', world.origin)
  const { left, response } = await chrome.follow(page.href)
  assert.deepEqual([left, response.status], [undefined, 400])
})

test('7.4: PAR takes the request beforehand, once, and some applications must use it', async (t) => {
  const { client, chrome, world } = await setting({ pushed: true })
  t.after(world.end)
  const direct = await chrome.follow(begin(client).url)
  assert.equal(direct.left?.searchParams.get('error'), 'invalid_request')
  const begun = begin(client)
  const form = Object.fromEntries(new URL(begun.url).searchParams)
  const pushed = await post(client, '/request', form)
  assert.equal(pushed.status, 201)
  const url = `${client.issuer}/auth?client_id=${client.id}&request_uri=${encodeURIComponent(String(pushed.body['request_uri']))}`
  const answer = await authorize(client, chrome, { ...begun, url })
  tokensOf(await redeem(client, answer.get('code') ?? '', begun.verifier))
  const again = await chrome.follow(url)
  assert.equal(again.left?.searchParams.get('code') ?? null, null)
})

test('7.4: with DPoP a token is of no use without its key, and a proof is good once', async (t) => {
  const { client, chrome, world } = await setting({ type: 'spa', redirectUris: [callback] })
  t.after(world.end)
  const key = await prover()
  const thief = await prover()
  const begun = begin(client, { scope: 'openid offline_access', prompt: 'consent' })
  const code = (await authorize(client, chrome, begun)).get('code') ?? ''
  const url = `${client.issuer}/token`
  const form = { client_id: client.id }
  assert.equal((await redeem(client, code, begun.verifier, form)).status, 400)
  const proof = await key.proof('POST', url)
  const tokens = tokensOf(await redeem(client, code, begun.verifier, form, { dpop: proof }))
  assert.equal(tokens.token_type, 'DPoP')
  const me = `${client.issuer}/me`
  const read = async (dpop: string, scheme = 'DPoP') =>
    (await fetch(me, { headers: { authorization: `${scheme} ${tokens.access_token}`, dpop } })).status
  const good = await key.proof('GET', me, { token: tokens.access_token })
  assert.equal(await read(good), 200)
  assert.equal(await read(good), 401)
  assert.equal(await read(await thief.proof('GET', me, { token: tokens.access_token })), 401)
  assert.equal(await read(await key.proof('POST', me, { token: tokens.access_token })), 401)
  assert.equal((await fetch(me, { headers: { authorization: `Bearer ${tokens.access_token}` } })).status, 401)
  const renew = (dpop: string) =>
    post(client, '/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, ...form }, { dpop })
  assert.equal((await renew(await thief.proof('POST', url))).status, 400)
  assert.equal((await renew(proof)).status, 400)
  tokensOf(await renew(await key.proof('POST', url)))
})
