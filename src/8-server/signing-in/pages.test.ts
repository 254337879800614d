/** The sign-in pages over HTTP: what each shows, what its forms do, and what is refused. */
import assert from 'node:assert/strict'
import { after, type TestContext, test } from 'node:test'
import { testPhone } from '../../7-provider/push/phone.contract.ts'
import { addTotp, codeNow } from './methods.contract.ts'
import { pageWorld, type TestBrowser, testBrowser, type WorldOptions } from './world.contract.ts'

const password = 'gravel moth fjord tin'

const shared = await pageWorld()
let people = 0
after(() => shared.end())

/** One server for all that want nothing special of it, because making one costs a third of a second; a person and a browser of each test's own. */
async function world(context: TestContext, options?: WorldOptions) {
  const made = options === undefined ? shared : await pageWorld(options)
  if (options !== undefined) context.after(() => made.end())
  const ada = await made.test.account(`ada${people++}@example.com`, { password })
  return { ...made, ada, name: ada.name, browser: testBrowser(made.app) }
}

async function typed(browser: TestBrowser, name: string) {
  await browser.open('/signin')
  await browser.go('name', { name })
  return await browser.go('password', { password })
}

test('name, password, code, account: by plain forms alone', async (context) => {
  const { browser, test, ada, name } = await world(context)
  const secret = await addTotp(test.parts, ada)
  const first = await browser.open('/signin')
  assert.equal(first.statusCode, 200)
  assert.match(first.body, /<h1>Sign in<\/h1>/)
  assert.match(first.body, /autocomplete="username webauthn"/)
  const asked = await browser.go('name', { name })
  assert.match(asked.body, /autocomplete="current-password webauthn"/)
  const ways = await browser.go('password', { password })
  assert.match(ways.body, /<h1>Prove it is you<\/h1>/)
  assert.match((await browser.go('choose', { offer: 'totp' })).body, /autocomplete="one-time-code"/)
  const done = await browser.go('code', { code: codeNow(secret, test.parts.clock()) })
  assert.match(done.body, /<h1>Your account<\/h1>/)
  assert.deepEqual([...browser.cookies.keys()], ['__Host-tocsin_person'])
})

test('the number stands on the page that waits, which moves on once the phone has answered', async (context) => {
  const { browser, test, ada, push, name } = await world(context)
  const phone = await testPhone(test.parts, ada)
  await typed(browser, name)
  const waits = await browser.go('choose', { offer: 'push' })
  const number =
    /<p class="number"><span aria-hidden="true">(.*?)<\/span><span class="away">/.exec(waits.body)?.[1]?.replaceAll(/<[^>]*>/g, '') ?? ''
  assert.match(number, /^\d{6}$/)
  assert.match(waits.body, new RegExp(`<span class="away">${[...number].join(' ')}</span>`))
  assert.match(waits.body, /<noscript><meta http-equiv="refresh" content="5;url=\/signin"><\/noscript>/)
  assert.deepEqual((await browser.get('/signin/state')).json(), { step: 'push', seconds: 120 })
  const shown = await push.current(await phone.row(), { quiet: false })
  assert.ok(shown !== undefined)
  assert.deepEqual(await push.answer(await phone.row(), await phone.answer(shown, 'approve', number), {}), { outcome: 'approved' })
  const before = browser.cookies.get('__Host-tocsin_signin')
  assert.deepEqual((await browser.get('/signin/state')).json(), { step: 'done' })
  assert.notEqual(browser.cookies.get('__Host-tocsin_signin'), before, 'T18: a new secret once more is proved')
  assert.match((await browser.open('/signin')).body, /<h1>Your account<\/h1>/)
})

test('a refused prompt is said as an alarm, and the next one waits: the page says why and offers what works', async (context) => {
  const { browser, test, ada, push, name } = await world(context)
  const phone = await testPhone(test.parts, ada)
  await addTotp(test.parts, ada)
  await typed(browser, name)
  for (let time = 0; time < 2; time++) {
    await browser.go('choose', { offer: 'push' })
    const shown = await push.current(await phone.row(), { quiet: false })
    assert.ok(shown !== undefined)
    await push.answer(await phone.row(), await phone.answer(shown, 'deny'), {})
    const told = await browser.open('/signin')
    assert.match(told.body, /<div class="notice alarm" role="alert"><p>The sign-in was refused on your phone/)
    test.later(90_000)
  }
  const ways = await browser.open('/signin')
  assert.match(ways.body, /We are not sending prompts to your phone right now, because somebody refused several/)
  assert.match(ways.body, /value="quiet-push"/)
  assert.match(ways.body, /value="totp"/)
  assert.doesNotMatch(ways.body, /value="push"/)
})

test('T52: a name that nobody has is led the same way, to the byte', async (context) => {
  const { app, test, ada } = await world(context)
  await test.account('off@example.com', { password, state: 'disabled' })
  const seen: string[] = []
  for (const name of [ada.name, 'nobody@example.com', 'off@example.com']) {
    const browser = testBrowser(app)
    await browser.open('/signin')
    const asked = await browser.go('name', { name })
    const wrong = await browser.go('password', { password: 'not the right one' })
    assert.match(wrong.body, /This name and password do not go together/)
    const plain = (body: string): string => body.replaceAll(name, 'NAME').replaceAll(/[\w-]{43}/g, 'RANDOM')
    seen.push(`${asked.statusCode} ${plain(asked.body)} ${wrong.statusCode} ${plain(wrong.body)}`)
  }
  assert.equal(seen[1], seen[0])
  assert.equal(seen[2], seen[0])
})

test('T45: each answer of these pages carries the headers that keep it from being framed, run or kept', async (context) => {
  const { app } = await world(context)
  const paths = [
    '/signin',
    '/signin/state',
    '/signin/continue',
    '/signin/abcdefghijkl',
    '/account',
    '/account/phone',
    '/account/not-me',
    '/signin/x.y',
  ]
  for (const url of paths) {
    const { headers } = await app.inject({ url, headers: { host: 'id.example.com' } })
    const policy = String(headers['content-security-policy'])
    assert.match(policy, /frame-ancestors 'none'/, url)
    assert.match(policy, /script-src 'self';style-src 'self'/, url)
    assert.doesNotMatch(policy, /unsafe/, url)
    assert.equal(headers['x-frame-options'], 'DENY', url)
    assert.equal(headers['cache-control'], 'no-store', url)
    assert.equal(headers['x-content-type-options'], 'nosniff', url)
    assert.match(String(headers['strict-transport-security']), /max-age=31536000/, url)
  }
})

test('pages hold no script and no style of their own: the policy would refuse them', async (context) => {
  const { browser } = await world(context)
  for (const url of ['/signin', '/account/not-me']) {
    const { body } = await browser.open(url)
    assert.doesNotMatch(body, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/i)
    assert.doesNotMatch(body, /(?:src|href)="https?:/)
  }
})

test('cookies are for this host alone, out of reach of scripts, and new where more is proved', async (context) => {
  const { browser, test, ada, name } = await world(context)
  await addTotp(test.parts, ada)
  const first = await browser.get('/signin')
  const [cookie] = first.cookies
  assert.deepEqual(
    {
      name: cookie?.name,
      httpOnly: cookie?.httpOnly,
      secure: cookie?.secure,
      sameSite: cookie?.sameSite,
      path: cookie?.path,
      maxAge: cookie?.maxAge,
    },
    { name: '__Host-tocsin_signin', httpOnly: true, secure: true, sameSite: 'Lax', path: '/', maxAge: 600 },
  )
  const before = cookie?.value
  await browser.go('name', { name })
  assert.equal(browser.cookies.get('__Host-tocsin_signin'), before)
  await browser.go('password', { password })
  assert.notEqual(browser.cookies.get('__Host-tocsin_signin'), before, 'T18')
})

test('without TLS the cookie has no prefix that browsers would refuse', async (context) => {
  const { app } = await world(context, { config: { publicUrl: 'http://localhost:8787' } })
  const { cookies } = await app.inject({ url: '/signin', headers: { host: 'localhost:8787' } })
  assert.deepEqual([cookies[0]?.name, cookies[0]?.secure], ['tocsin_signin', undefined])
})

test('T47: a form from another site, without its token, or with that of another attempt does nothing', async (context) => {
  const { app, browser, name } = await world(context)
  await browser.open('/signin')
  const foreign = await browser.post('/signin', { do: 'name', name }, { origin: 'https://evil.example' })
  assert.equal(foreign.statusCode, 403)
  assert.match(foreign.body, /This page is out of date/)
  for (const origin of ['null', 'https://id.example.com.evil.example', 'http://id.example.com:444']) {
    assert.equal((await browser.post('/signin', { do: 'name' }, { origin })).statusCode, 403, origin)
  }
  assert.equal((await browser.post('/signin', { do: 'name', name: 'x' })).statusCode, 403, 'no token')
  const other = testBrowser(app)
  await other.open('/signin')
  const token = /name="token" value="([^"]*)"/.exec(other.page)?.[1] ?? ''
  assert.equal((await browser.post('/signin', { do: 'name', name: 'x', token })).statusCode, 403, 'of another attempt')
  assert.match((await browser.open('/signin')).body, /<h1>Sign in<\/h1>/)
})

test('what no page sends is refused: other bodies, other actions, fields twice, too much', async (context) => {
  const { app, browser } = await world(context)
  await browser.open('/signin')
  const token = /name="token" value="([^"]*)"/.exec(browser.page)?.[1] ?? ''
  const cookie = `__Host-tocsin_signin=${browser.cookies.get('__Host-tocsin_signin') ?? ''}`
  const raw = (payload: string, type: string) =>
    app.inject({ method: 'POST', url: '/signin', payload, headers: { host: 'id.example.com', cookie, 'content-type': type } })
  assert.equal((await raw(JSON.stringify({ do: 'name', token }), 'application/json')).statusCode, 415)
  assert.equal((await raw(`do=name&token=${token}`, 'text/plain')).statusCode, 415)
  assert.equal((await raw(`do=everything&token=${token}`, 'application/x-www-form-urlencoded')).statusCode, 400)
  assert.equal((await raw(`do=name&token=${token}&token=${token}`, 'application/x-www-form-urlencoded')).statusCode, 403)
  assert.equal((await raw(`do=name&__proto__=x&constructor=y&token=${token}`, 'application/x-www-form-urlencoded')).statusCode, 303)
  const large = await raw(`do=name&name=${'x'.repeat(40_000)}&token=${token}`, 'application/x-www-form-urlencoded')
  assert.equal(large.statusCode, 413, 'T56')
  assert.match(large.body, /<h1>This could not be read<\/h1>/)
})

test('T49: hostile names stay text on every page', async (context) => {
  const hostile = '"><script>alert(1)</script><b \u202e onload=x'
  const { browser, test } = await world(context)
  await test.account(hostile, { password, display_name: hostile })
  await browser.open('/signin')
  const { body } = await browser.go('name', { name: hostile })
  assert.match(body, /&quot;&gt;&lt;script&gt;alert\(1\)&lt;\/script&gt;&lt;b/)
  assert.doesNotMatch(body, /<script>|<b \u202e/)
})

test('a sign-in that is over says so and leads on; an account that has nothing else is told whom to ask', async (context) => {
  const { browser, test, name } = await world(context)
  assert.match((await typed(browser, name)).body, /Ask your help desk for an access pass/)
  assert.match((await browser.go('restart')).body, /<h1>Sign in<\/h1>/)
  test.later(11 * 60_000)
  const late = await browser.go('name', { name })
  assert.match(late.body, /That took too long.*<a class="button main" href="\/signin">Start again<\/a>/s)
  assert.equal(browser.cookies.size, 0)
  assert.match((await browser.post('/signin', { do: 'name' })).body, /This sign-in is over/)
  await browser.open('/signin')
  await browser.go('name', { name })
  assert.match((await browser.go('back')).body, /<h1>Sign in<\/h1>/)
})

test('an administrator of the console signs in here like anybody: its session and tokens are not looked at', async (context) => {
  const { app } = await world(context)
  const headers = { host: 'id.example.com', authorization: 'Bearer tocsin_unknown', cookie: '__Host-tocsin_session=unknown' }
  assert.equal((await app.inject({ url: '/signin', headers })).statusCode, 200)
})

test('T55: one address looks so often a minute and no more; it is told in words', async (context) => {
  const { browser } = await world(context, {})
  await browser.open('/signin')
  for (let time = 0; time < 300; time++) assert.notEqual((await browser.post('/signin', { do: 'name' })).statusCode, 429)
  const over = await browser.post('/signin', { do: 'name' })
  assert.equal(over.statusCode, 429)
  assert.match(over.body, /<h1>Too many tries from your network<\/h1>/)
  assert.equal((await browser.get('/signin')).statusCode, 200, 'looking has its own count')
})

test('while the provider opens, and where it fails, a page says so and nothing of what is inside', async (context) => {
  const { browser, provider } = await world(context, {})
  Object.assign(provider, {
    signIns: {
      begin: async () => {
        throw new Error('secret words of the database')
      },
    },
  })
  const failed = await browser.get('/signin')
  assert.equal(failed.statusCode, 500)
  assert.match(failed.body, /Something went wrong on our side/)
  assert.doesNotMatch(failed.body, /secret words/)
})
