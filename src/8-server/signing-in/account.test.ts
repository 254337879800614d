/** The pages of one's own account over HTTP, and the sign-in for an application: what a session may, and what nothing else may. */
import assert from 'node:assert/strict'
import { after, type TestContext, test } from 'node:test'
import { keepActivities } from '../../7-provider/activities.ts'
import { issueAccessPass } from '../../7-provider/methods/access-pass.ts'
import { repudiation } from '../../7-provider/notices/repudiation.ts'
import { createSoftwarePhone } from '../../7-provider/phone/software-phone.contract.ts'
import { testOrigin } from '../../7-provider/provider.contract.ts'
import type { Interactions } from './interactions.ts'
import { addTotp, codeNow } from './methods.contract.ts'
import { pageWorld, type TestBrowser, testBrowser, type WorldOptions } from './world.contract.ts'

const password = 'gravel moth fjord tin'

const shared = await pageWorld()
let people = 0
after(() => shared.end())

/** One server for all that want nothing special of it; a person and a browser of each test's own. */
async function world(context: TestContext, options?: WorldOptions) {
  const made = options === undefined ? shared : await pageWorld(options)
  if (options !== undefined) context.after(() => made.end())
  const ada = await made.test.account(`ada${people++}@example.com`, { password })
  const secret = await addTotp(made.test.parts, ada)
  return { ...made, ada, secret, browser: testBrowser(made.app) }
}

type World = Awaited<ReturnType<typeof world>>

/** Each code counts once, so the next sign-in is half a minute later. */
async function signIn({ test, ada, secret }: World, browser: TestBrowser, start = '/signin') {
  test.later(60_000)
  await browser.open(start)
  await browser.go('name', { name: ada.name })
  await browser.go('password', { password })
  await browser.go('choose', { offer: 'totp' })
  return await browser.go('code', { code: codeNow(secret, test.parts.clock()) })
}

test('without a session every page of the account leads to the sign-in, and back to where one was going', async (context) => {
  const made = await world(context)
  const { browser } = made
  for (const [path, to] of [
    ['/account', '/signin'],
    ['/account/passkey', '/signin?to=passkey'],
    ['/account/phone/state', '/signin?to=phone'],
  ] as const) {
    const answer = await browser.get(path)
    assert.deepEqual([answer.statusCode, answer.headers.location], [303, to])
  }
  assert.match((await signIn(made, browser, '/account/app')).body, /<h1>Add an authenticator app<\/h1>/)
  assert.match((await browser.open('/signin')).body, /<h1>Your account<\/h1>/, 'whoever is signed in is not asked again')
})

test('what is asked for after the sign-in is one of our own pages, whatever the address says', async (context) => {
  const made = await world(context)
  for (const to of ['https%3A%2F%2Fevil.example', '%2F%2Fevil.example', 'constructor', '__proto__'])
    assert.match((await signIn(made, testBrowser(made.app), `/signin?to=${to}`)).body, /<h1>Your account<\/h1>/, to)
})

test('T29: changes want a proof not older than five minutes; the sign-in asks for the name again and comes back', async (context) => {
  const made = await world(context)
  const { browser, test } = made
  await signIn(made, browser)
  assert.equal((await browser.get('/account/passkey')).statusCode, 200)
  const old = browser.cookies.get('__Host-tocsin_person')
  test.later(6 * 60_000)
  for (const path of ['/account/passkey', '/account/app', '/account/password'])
    assert.match(String((await browser.get(path)).headers.location), /^\/signin\?to=\w+&anew=1$/, path)
  await browser.open('/account')
  assert.match(browser.page, /you are asked to prove again that it is you/)
  for (const action of ['offer', 'remove']) {
    const refused = await browser.send(action)
    assert.match(String(refused.headers.location), /^\/signin\?(to=phone&)?anew=1$/, action)
  }
  const again = await browser.open('/account/passkey')
  assert.match(again.body, new RegExp(`value="${made.ada.name}"`))
  assert.match((await signIn(made, browser, '/account/passkey')).body, /<h1>Add a passkey<\/h1>/)
  assert.notEqual(browser.cookies.get('__Host-tocsin_person'), old, 'T18')
})

test('T47: forms of the account want the session’s token and our own origin', async (context) => {
  const made = await world(context)
  const { browser, app, ada, test } = made
  await signIn(made, browser)
  const token = /name="token" value="([^"]*)"/.exec(browser.page)?.[1] ?? ''
  const id = /name="method" value="([^"]*)"/.exec(browser.page)?.[1] ?? ''
  const fields = { do: 'remove', method: id, token }
  for (const path of [
    '/account',
    '/account/passkey',
    '/account/app',
    '/account/codes',
    '/account/password',
    '/account/phone',
    '/account/not-me',
  ])
    assert.equal((await browser.post(path, fields, { origin: 'https://evil.example' })).statusCode, 403, path)
  for (const path of ['/account', '/account/passkey', '/account/app', '/account/codes', '/account/password', '/account/phone'])
    assert.equal((await browser.post(path, { ...fields, token: 'x' })).statusCode, 403, path)
  const other = testBrowser(app)
  await signIn(made, other)
  assert.equal((await other.post('/account', fields)).statusCode, 403, 'the token of another session')
  const kept = await test.parts.identity.records.selectFrom('method').selectAll().where('account_id', '=', ada.id).execute()
  assert.equal(kept.length, 1)
})

test('the last way to sign in stays, and the page says why; names are escaped', async (context) => {
  const made = await world(context)
  const { browser } = made
  await signIn(made, browser)
  assert.match((await browser.go('rename', { name: '<img src=x onerror=alert(1)>' })).body, /It has its new name/)
  assert.match(browser.page, /&lt;img src=x onerror=alert\(1\)&gt;/)
  assert.doesNotMatch(browser.page, /<img/)
  const refused = await browser.go('remove')
  assert.match(refused.body, /<div class="notice problem" role="alert">/)
  assert.match(refused.body, /onerror=alert/)
})

test('an authenticator app is added by a code of it; its key is shown once and not again after a wrong code (T31)', async (context) => {
  const made = await world(context)
  const { browser, test } = made
  await signIn(made, browser)
  const shown = await browser.get('/account/app')
  assert.equal(shown.headers['cache-control'], 'no-store')
  const key = /id="key">([A-Z2-7 ]+)</.exec(shown.body)?.[1]?.replaceAll(' ', '') ?? ''
  const offer = /name="offer" value="([^"]*)"/.exec(shown.body)?.[1] ?? ''
  assert.match(shown.body, /<svg class="qr" role="img" aria-label="[^"]+"/)
  const wrong = await browser.go('/account/app', { offer, code: '000000', name: 'Old tablet' })
  assert.match(wrong.body, /That code is not right/)
  assert.doesNotMatch(wrong.body, new RegExp(`${key}|<svg class="qr"`))
  const added = await browser.go('/account/app', { offer, code: codeNow(key, test.parts.clock()), name: 'Old tablet' })
  assert.match(added.body, /Your authenticator app is added/)
  assert.match(added.body, /<bdi>Old tablet<\/bdi>/)
})

test('recovery codes are shown once, and a password is changed by who knows the old one', async (context) => {
  const made = await world(context)
  const { browser } = made
  await signIn(made, browser)
  await browser.open('/account/codes')
  const codes = [...(await browser.go('/account/codes')).body.matchAll(/<li>([\w-]{10,})<\/li>/g)]
  assert.equal(codes.length, 10)
  assert.doesNotMatch((await browser.open('/account/codes')).body, /<li>[\w-]{10,}<\/li>/)
  await browser.open('/account/password')
  const next = 'walnut saddle piano frost'
  assert.match((await browser.go('/account/password', { old: password, new: next, again: 'other' })).body, /are not the same/)
  assert.match((await browser.go('/account/password', { old: 'wrong', new: next, again: next })).body, /old password is not right/)
  assert.match((await browser.go('/account/password', { old: password, new: 'short', again: 'short' })).body, /at least/)
  assert.match((await browser.go('/account/password', { old: password, new: next, again: next })).body, /Your password is changed/)
})

test('a phone is added by the code, the four words and a click in this browser; a second phone spoils it', async (context) => {
  const made = await world(context)
  const { browser, app, test, provider } = made
  await signIn(made, browser)
  const phoneOf = (name: string) =>
    createSoftwarePhone(
      async (_, __, ___, body = '{}') => {
        const request = { method: 'POST', path: '/authenticator/api/enrolments/claim', body: Buffer.from(body) }
        const claim = await provider.authenticator.enrolments.claim(JSON.parse(body), request, { src: {}, userAgent: '' })
        return claim.state === 'claimed' ? { status: 200, body: claim.claimed } : { status: 410, body: claim }
      },
      { origin: testOrigin, name, clock: test.parts.clock },
    )
  await browser.open('/account/phone')
  const offered = await browser.go('offer')
  const code = /href="https:\/\/id\.example\.com\/authenticator#enrol=([\w-]{22})"/.exec(offered.body)?.[1] ?? ''
  assert.deepEqual((await browser.get('/account/phone/state')).json(), { step: 'offered' })
  const claimed = await phoneOf('<b>Fairphone</b>').enrol(code)
  assert.deepEqual((await browser.get('/account/phone/state')).json(), { step: 'claimed' })
  const words = await browser.open('/account/phone')
  assert.match(words.body, new RegExp(claimed.words.map((word) => `<li>${word}</li>`).join('')))
  assert.match(words.body, /&lt;b&gt;Fairphone/)
  const stranger = testBrowser(app)
  await signIn(made, stranger)
  assert.match(
    (await stranger.open('/account/phone')).body,
    /<h1>Add a phone<\/h1>/,
    'another browser of the same person sees nothing of it',
  )
  assert.match((await browser.go('same')).body, /<h1>Your phone is added<\/h1>/)
  assert.match((await browser.open('/account')).body, /Phone <bdi>/)

  const second = await browser.go('offer')
  const again = /authenticator#enrol=([\w-]{22})/.exec(second.body)?.[1] ?? ''
  await phoneOf('One').enrol(again)
  await assert.rejects(phoneOf('Two').enrol(again))
  assert.match((await browser.open('/account/phone')).body, /A second phone tried to use the same code/)
})

test('an access pass opens the page where a way to sign in is added, and nothing more', async (context) => {
  const { browser, test, app } = await world(context)
  const nora = await test.account('nora@example.com')
  const pass = await issueAccessPass(test.parts, nora, 'root')
  await browser.open('/signin')
  await browser.go('name', { name: 'nora@example.com' })
  await browser.go('choose', { offer: 'access-pass' })
  const first = await browser.go('code', { code: pass?.code ?? '' })
  assert.match(first.body, /Add a passkey – the best way/)
  assert.doesNotMatch(first.body, /What happened lately|Where you are signed in/)
  assert.match((await browser.open('/account/passkey')).body, /data-create="\{&quot;/)
  const again = testBrowser(app)
  await again.open('/signin')
  await again.go('name', { name: 'nora@example.com' })
  await again.go('choose', { offer: 'access-pass' })
  assert.doesNotMatch((await again.go('code', { code: pass?.code ?? '' })).body, /Your account<\/h1>/)
})

test('“this was not me” silences the phone and ends all other browsers; signing out ends this one', async (context) => {
  const made = await world(context)
  const { browser, app, test, ada } = made
  const other = testBrowser(app)
  await signIn(made, other)
  await signIn(made, browser)
  await keepActivities(test.parts.identity, test.told)
  const seen = await browser.open('/account')
  assert.match(seen.body, /This was not me/)
  assert.match((await browser.go('not-me')).body, /Thank you\. Your phone is silent/)
  assert.match(browser.page, /Prompts to your phone are held back/)
  assert.equal((await other.get('/account')).headers.location, '/signin')
  const cookie = browser.cookies.get('__Host-tocsin_person') ?? ''
  assert.match((await browser.go('sign-out')).body, /You are signed out/)
  assert.equal(browser.cookies.size, 0)
  browser.cookies.set('__Host-tocsin_person', cookie)
  assert.equal((await browser.get('/account')).headers.location, '/signin')
  assert.equal(
    (await test.parts.identity.records.selectFrom('person_session').selectAll().where('account_id', '=', ada.id).execute()).length,
    0,
  )
})

test('the link of a notice does nothing when looked at, and works once when somebody says so', async (context) => {
  const { browser, test, ada } = await world(context)
  const { parts } = test
  const link = await repudiation(parts, parts.identity.records, ada.id, { kind: 'method-added', method: 'Passkey' }, parts.clock())
  const { pathname, hash } = new URL(link)
  assert.match((await browser.open(pathname)).body, /Was that not you\?/)
  assert.match((await browser.post(pathname, { secret: hash })).body, /Thank you\. It is stopped/)
  assert.equal((await browser.post(pathname, { secret: hash })).statusCode, 410)
})

/** OpenID Connect as far as the pages see it. */
function standIn(wants: 'sign-in' | 'consent'): { readonly interactions: Interactions; readonly done: string[] } {
  const done: string[] = []
  const app = { id: 'payroll', name: 'Pay <roll>' }
  const away = 'https://payroll.example.net/callback?code=1'
  return {
    done,
    interactions: {
      purposeOf: async (_, __, uid) => (uid === 'interaction-one' ? { kind: 'oidc', uid, app, anew: false } : undefined),
      finish: async (_, reply, uid, { account }) => {
        done.push(`${uid} ${account.name}`)
        await reply.redirect(away, 303)
      },
      refuse: async (_, reply) => {
        done.push('refused')
        await reply.redirect(away, 303)
      },
      consent: async (_, __, uid) =>
        wants === 'consent' && uid === 'interaction-one'
          ? { app, host: 'payroll.example.net', person: 'ada@example.com', wants: ['Your name & address'] }
          : undefined,
      consented: async (_, reply) => {
        done.push('agreed')
        await reply.redirect(away, 303)
      },
    },
  }
}

test('for an application: the last form is answered by a page, and only a link from it leaves for the application', async (context) => {
  const { interactions, done } = standIn('sign-in')
  const made = await world(context, { interactions })
  const { browser } = made
  assert.equal((await browser.get('/signin/interaction-two')).statusCode, 404)
  const onward = await signIn(made, browser, '/signin/interaction-one')
  assert.equal(onward.statusCode, 200)
  assert.match(onward.body, /<meta http-equiv="refresh" content="0;url=\/signin\/interaction-one\/continue">/)
  assert.match(onward.body, /Pay &lt;roll&gt;/)
  const left = await browser.get('/signin/interaction-one/continue')
  assert.deepEqual([left.statusCode, left.headers.location], [303, 'https://payroll.example.net/callback?code=1'])
  assert.deepEqual(done, [`interaction-one ${made.ada.name}`])
  assert.equal((await browser.get('/signin/interaction-one/continue')).headers.location, '/signin/interaction-one', 'once')
  assert.equal(done.length, 1)
})

test('two tabs with two applications do not end each other’s sign-in; stopping leads back to the application', async (context) => {
  const { interactions, done } = standIn('sign-in')
  const { browser, ada } = await world(context, { interactions })
  await browser.open('/signin/interaction-one')
  await browser.open('/signin')
  assert.equal(browser.cookies.size, 2)
  await browser.open('/signin/interaction-one')
  await browser.go('name', { name: ada.name })
  await browser.go('password', { password })
  assert.match((await browser.go('cancel')).body, /href="\/signin\/interaction-one\/refuse">Back to the application/)
  assert.equal((await browser.get('/signin/interaction-one/refuse')).statusCode, 303)
  assert.deepEqual(done, ['refused'])
})

test('consent is given by the form alone; a link to where it leads gives nothing', async (context) => {
  const { interactions, done } = standIn('consent')
  const { browser } = await world(context, { interactions })
  const asked = await browser.get('/signin/interaction-one')
  assert.match(asked.body, /<h1>Let <bdi>Pay &lt;roll&gt;<\/bdi> in\?<\/h1>/)
  assert.match(asked.body, /Your name &amp; address/)
  assert.equal((await browser.get('/signin/interaction-one/agreed')).headers.location, '/signin/interaction-one')
  assert.equal((await browser.post('/signin/interaction-one', { do: 'agree', token: 'x' })).statusCode, 403)
  assert.deepEqual(done, [])
  await browser.open('/signin/interaction-one')
  assert.match((await browser.send('agree')).body, /url=\/signin\/interaction-one\/agreed/)
  assert.equal((await browser.get('/signin/interaction-one/agreed')).statusCode, 303)
  assert.deepEqual(done, ['agreed'])
})
