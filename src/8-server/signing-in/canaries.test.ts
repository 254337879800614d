/** Secrets that are marked go through whole sign-ins and through errors, and then nothing that the server wrote down holds one of them. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { sql } from 'kysely'
import { keepActivities } from '../../7-provider/activities.ts'
import { issueAccessPass } from '../../7-provider/methods/access-pass.ts'
import type { AccountNames } from '../../7-provider/parts.ts'
import { createSoftwarePhone } from '../../7-provider/phone/software-phone.contract.ts'
import { testOrigin } from '../../7-provider/provider.contract.ts'
import { testPhone } from '../../7-provider/push/phone.contract.ts'
import { addRecoveryCodes } from '../../7-provider/sign-in/sign-in.contract.ts'
import { addTotp, codeNow } from './methods.contract.ts'
import { type PageWorld, pageWorld, type TestBrowser, testBrowser } from './world.contract.ts'

const password = 'canary ocelot walnut drum'
const mistyped = 'canary ocelot walnut drumm'
const newPassword = 'canary lantern gravel poem'

/** What must be nowhere: each under a name, so that the failure does not print it. */
type Canaries = Map<string, string>

/** Codes of few figures count only where no other figure stands beside them. */
function finds(text: string, canary: string): boolean {
  if (/^\d+$/.test(canary)) return new RegExp(`(?<!\\d)${canary}(?!\\d)`).test(text)
  return text.includes(canary) || text.includes(encodeURIComponent(canary)) || text.includes(Buffer.from(canary).toString('base64url'))
}

function keepCookies(canaries: Canaries, browser: TestBrowser, when: string): void {
  for (const [name, value] of browser.cookies) canaries.set(`cookie ${name} ${when}`, value)
}

/** No password before an access pass: who has used theirs is not offered it after. */
async function known(browser: TestBrowser, name: string, typed: string | undefined): Promise<void> {
  await browser.open('/signin')
  await browser.go('name', { name })
  if (typed !== undefined) await browser.go('password', { password: typed })
}

/** A wrong password, the right one, and the number on the phone. */
async function signInByPhone({ app, test: provider, push }: PageWorld, ada: AccountNames, canaries: Canaries): Promise<TestBrowser> {
  const phone = await testPhone(provider.parts, ada)
  const browser = testBrowser(app)
  await known(browser, ada.name, mistyped)
  await browser.go('password', { password })
  keepCookies(canaries, browser, 'before the prompt')
  const waits = await browser.go('choose', { offer: 'push' })
  const number = /<span class="away">([\d ]+)<\/span>/.exec(waits.body)?.[1]?.replaceAll(' ', '') ?? assert.fail('no number')
  const shown = (await push.current(await phone.row(), { quiet: false })) ?? assert.fail('nothing is shown')
  const answer = await phone.answer(shown, 'approve', number)
  canaries.set('number', number).set('signed answer', answer.answer)
  assert.equal((await push.answer(await phone.row(), answer, {})).outcome, 'approved')
  assert.match((await browser.open('/signin')).body, /<h1>Your account<\/h1>/)
  keepCookies(canaries, browser, 'of the session')
  return browser
}

/** Codes of the app, of paper and of the help desk, each twice. */
async function signInByCodes({ app, test: { parts } }: PageWorld, ada: AccountNames, canaries: Canaries): Promise<void> {
  const totp = await addTotp(parts, ada)
  const [recovery = ''] = await addRecoveryCodes(parts, ada)
  const pass = (await issueAccessPass(parts, ada, 'olga'))?.code ?? assert.fail('no pass')
  canaries.set('TOTP secret', totp).set('recovery code as typed', recovery.replaceAll('-', '').toLowerCase())
  for (const [offer, code] of [
    ['totp', codeNow(totp, parts.clock())],
    ['recovery-code', recovery],
    ['access-pass', pass],
  ] as const) {
    canaries.set(`${offer} code`, code)
    for (const time of ['first', 'second']) {
      const browser = testBrowser(app)
      await known(browser, ada.name, offer === 'access-pass' ? undefined : newPassword)
      await browser.go('choose', { offer })
      await browser.go('code', { code })
      keepCookies(canaries, browser, `${offer}, ${time} time`)
    }
  }
}

/** A phone is added by its code, a second one tries the same code, and the password is changed. */
async function changeAccount({ app, test: provider }: PageWorld, browser: TestBrowser, canaries: Canaries): Promise<void> {
  await browser.open('/account/phone')
  const code = /#enrol=([\w-]{22})/.exec((await browser.go('offer')).body)?.[1] ?? assert.fail('no code')
  canaries.set('enrolment code', code)
  for (const name of ['One', 'Two']) {
    const phone = createSoftwarePhone(
      async (method, url, headers, payload) => {
        canaries.set(`proof of ${name}`, headers['dpop'] ?? 'no proof in the header')
        const answer = await app.inject({
          method,
          url,
          headers: { host: 'id.example.com', ...headers },
          ...(payload !== undefined && { payload }),
        })
        return { status: answer.statusCode, body: answer.statusCode === 200 ? answer.json() : undefined }
      },
      { origin: testOrigin, clock: provider.parts.clock, name },
    )
    await phone.enrol(code).catch(() => {})
  }
  await browser.open('/account/password')
  const changed = await browser.go('/account/password', { old: password, new: newPassword, again: newPassword })
  assert.match(changed.body, /Your password is changed/)
}

/** Where people and programs put secrets by mistake, and where our own parts fail with them in hand. */
async function makeErrors({ app, test: provider }: PageWorld, browser: TestBrowser, canaries: Canaries): Promise<void> {
  const code = canaries.get('enrolment code') ?? ''
  const headers = { host: 'id.example.com' }
  for (const url of [
    `/signin?password=${encodeURIComponent(password)}`,
    `/signin/${code}`,
    `/authenticator/api/prompt?id=${code}`,
    `/${code}`,
  ])
    await app.inject({ url, headers })
  for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded'])
    await app.inject({
      method: 'POST',
      url: '/signin',
      headers: { ...headers, 'content-type': type },
      payload: `{"password": "${password}`,
    })
  await app.inject({ method: 'POST', url: '/signin', headers, payload: { password, filler: 'x'.repeat(200_000) } })
  await app.inject({ url: '/signin', headers: { host: `${code}.example.com`, cookie: `__Host-tocsin_signin=${code}` } })
  // The records fail while a password and a code are in hand.
  const { records } = provider.parts.identity
  const open = testBrowser(app)
  await open.open('/signin')
  await open.go('name', { name: 'ada@example.com' })
  const typing = testBrowser(app)
  await known(typing, 'ada@example.com', newPassword)
  await typing.go('choose', { offer: 'recovery-code' })
  await sql`alter table throttle rename to gone`.execute(records)
  assert.equal((await open.send('password', { password: newPassword })).statusCode, 500)
  assert.equal((await typing.send('code', { code: canaries.get('recovery-code code') ?? '' })).statusCode, 500)
  await sql`alter table gone rename to throttle`.execute(records)
  await sql`alter table challenge rename to gone`.execute(records)
  await browser.open('/signin')
  await provider.parts.identity.records
    .updateTable('method')
    .set({ data: `{"broken": "${code}` })
    .where('kind', '=', 'push')
    .execute()
  await app.inject({ url: '/authenticator/api/prompt', headers: { ...headers, dpop: canaries.get('proof of One') ?? '' } })
  await sql`alter table gone rename to challenge`.execute(records)
  await browser.open('/account')
}

test('T102: no password, number, code, pass, cookie or proof stands in the log, the faults, the activities or the history', async (context) => {
  const lines: string[] = []
  const made = await pageWorld({ written: (line) => lines.push(line) })
  context.after(() => made.end())
  const { identity } = made.test.parts
  const canaries: Canaries = new Map([
    ['password', password],
    ['mistyped password', mistyped],
    ['new password', newPassword],
  ])
  const ada = await made.test.account('ada@example.com', { password })
  const browser = await signInByPhone(made, ada, canaries)
  await changeAccount(made, browser, canaries)
  await signInByCodes(made, ada, canaries)
  await makeErrors(made, browser, canaries)
  await keepActivities(identity, made.test.told)
  const history = await identity.records.selectFrom('activity').selectAll().execute()
  const notices = await identity.records.selectFrom('notice').select(['kind', 'error']).execute()
  const written = {
    log: lines.join(''),
    faults: made.test.faults.join('\n'),
    told: JSON.stringify(made.test.told),
    history: JSON.stringify(history),
    notices: JSON.stringify(notices),
  }
  const found = Object.entries(written).flatMap(([where, text]) =>
    [...canaries].filter(([, canary]) => finds(text, canary)).map(([what]) => `${what} in the ${where}`),
  )
  assert.deepEqual(found, [])
  // All of it happened, and was looked for where it could be.
  const kinds = new Set(made.test.told.map((each) => `${each.kind} ${'result' in each ? each.result : ''}`.trim()))
  for (const kind of ['password right', 'password wrong', 'prompt approved', 'code right', 'code used', 'sign_in success', 'method'])
    assert.ok(kinds.has(kind), `${kind} is not among ${[...kinds].join(', ')}`)
  assert.match(written.log, /no such table: (main\.)?throttle/)
  assert.ok(lines.length > 30, `${lines.length} lines`)
  assert.ok(canaries.size > 18 && [...canaries.values()].every((canary) => canary.length >= 2))
  assert.ok(finds(`${written.log}{"x":"${password}"}`, password) && finds('{"code":123456}', '123456') && !finds('1234567', '123456'))
})
