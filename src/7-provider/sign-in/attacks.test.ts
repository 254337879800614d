/** Signing in under attack: strangers with and without the password, and what they can learn, break or use up. */
import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { hourMs, minuteMs } from '../../0-event/time.ts'
import { issueAccessPass } from '../methods/access-pass.ts'
import { softwareAuthenticator, softwareBrowserKey } from '../methods/software-authenticator.contract.ts'
import { type TestOptions, testProvider, visitor } from '../provider.contract.ts'
import type { SignInView } from '../sign-in-view.ts'
import {
  accountPurpose,
  addPasskey,
  addPhone,
  addRecoveryCodes,
  addTotp,
  openBrowser,
  payroll,
  testNotices,
  testPush,
} from './sign-in.contract.ts'
import { createSignIns } from './sign-ins.ts'

async function start(context: TestContext, options: TestOptions = {}) {
  const provider = await testProvider(options)
  context.after(provider.end)
  const push = testPush()
  const verified: (string | undefined)[] = []
  const parts = {
    ...provider.parts,
    passwords: {
      hash: provider.parts.passwords.hash,
      verify: async (kept: string | undefined, password: string) => {
        verified.push(kept)
        return kept === `fast:${password}`
      },
    },
  }
  return { ...provider, parts, push, verified, signIns: createSignIns(parts, push, testNotices()) }
}

const password = 'correct horse battery'
const stranger = visitor('203.0.113.66')
const problem = (view: SignInView) => ('problem' in view ? view.problem : undefined)
const offers = (view: SignInView) => (view.step === 'method' || view.step === 'code' ? view.offers : undefined)

/** What a stranger sees, without what is random in it. */
const seen = (view: SignInView): unknown =>
  JSON.parse(JSON.stringify(view, (key, value: unknown) => (key === 'passkey' || key === 'nonce' || key === 'name' ? typeof value : value)))

test('T52: unknown, known, disabled and without a second method: the same views and the same work', async (context) => {
  const { parts, account, signIns, verified } = await start(context)
  const ada = await account('ada', { password })
  await addTotp(parts, ada)
  await addPhone(parts, ada)
  await account('bare', { password })
  await account('gone', { password, state: 'disabled' })
  await account('passkeys-only')
  const shown: unknown[] = []
  for (const name of ['nobody', 'ada', 'bare', 'gone', 'passkeys-only']) {
    const browser = await openBrowser(signIns, payroll, { visitor: visitor(`198.51.100.${name.length}`) })
    const views = [await browser.act({ do: 'name', name }), await browser.act({ do: 'password', password: 'a wrong password' })]
    views.push(await browser.act({ do: 'choose', offer: 'totp' }), await browser.act({ do: 'choose', offer: 'push' }))
    views.push(await browser.act({ do: 'choose', offer: 'access-pass' }), await browser.act({ do: 'code', code: '0000-0000-0000-0000' }))
    views.push(await browser.act({ do: 'back' }), await browser.act({ do: 'wait' }))
    for (let count = 0; count < 12; count++) views.push(await browser.act({ do: 'password', password: 'another' }))
    shown.push(views.map(seen))
  }
  for (const one of shown.slice(1)) assert.deepEqual(one, shown[0])
  assert.equal(verified.length % 5, 0)
  assert.ok(
    verified.slice(0, verified.length / 5).every((kept) => kept === undefined),
    'a decoy is verified for a name nobody has',
  )
})

test('T52: the right password of a disabled account reads as wrong; methods are shown only after the right one of an active account', async (context) => {
  const { parts, account, signIns, told } = await start(context)
  const gone = await account('gone', { password, state: 'disabled' })
  await addTotp(parts, gone)
  const browser = await openBrowser(signIns)
  const view = await browser.password('gone', password)
  assert.deepEqual([view.step, problem(view), offers(view)], ['password', 'wrong', undefined])
  assert.ok(told.some((one) => one.kind === 'password' && one.result === 'disabled'))
})

test('a password typed as a name is masked before it is told', async (context) => {
  const { signIns, told } = await start(context)
  await (await openBrowser(signIns)).password('Tr0ub4dor and 3', password)
  await (await openBrowser(signIns)).password('adaa@example.com', password)
  assert.deepEqual(
    told.map(({ account }) => [account.id, account.name]),
    [
      ['', '(masked)'],
      ['', 'adaa@example.com'],
    ],
  )
  assert.ok(!JSON.stringify(told).includes(password))
})

test('T24: a stranger with the password bombs a hundred times; the person still gets in by passkey, by code, and by push from their own browser', async (context) => {
  const { parts, account, signIns, push, later } = await start(context)
  const ada = await account('ada', { password })
  const code = await addTotp(parts, ada)
  await addPhone(parts, ada)
  const key = softwareBrowserKey()
  const passkey = await addPasskey(parts, ada)
  const own = await openBrowser(signIns, accountPurpose, { key })
  assert.equal((await own.passkey(passkey)).step, 'done')
  assert.ok((await own.finish())?.device !== undefined)
  for (let count = 0; count < 100; count++) {
    const attacker = await openBrowser(signIns, payroll, { visitor: stranger })
    await attacker.password('ada', count % 2 === 0 ? password : 'a guess')
    await attacker.act({ do: 'choose', offer: 'push' })
    await attacker.act({ do: 'choose', offer: 'totp' })
    await attacker.act({ do: 'code', code: '000000' })
  }
  push.suppresses([{ lane: 'unfamiliar', until: parts.clock() + hourMs, why: 'bombed' }])
  later(1)
  const byPasskey = await openBrowser(signIns, payroll)
  assert.equal((await byPasskey.passkey(passkey)).step, 'done')
  const byCode = await openBrowser(signIns, payroll, { key })
  await byCode.password('ada', password)
  await byCode.act({ do: 'choose', offer: 'totp' })
  assert.equal((await byCode.act({ do: 'code', code: code() })).step, 'done')
  const byPush = await openBrowser(signIns, payroll, { key })
  assert.ok(offers(await byPush.password('ada', password))?.includes('push'))
  assert.equal((await byPush.act({ do: 'choose', offer: 'push' })).step, 'push')
})

test('T25: without the right password no prompt is ever sent, whatever is tried', async (context) => {
  const { parts, account, signIns, push } = await start(context)
  const ada = await account('ada', { password })
  await addPhone(parts, ada)
  for (let count = 0; count < 20; count++) {
    const attacker = await openBrowser(signIns, payroll, { visitor: stranger })
    for (const offer of ['push', 'quiet-push'] as const) await attacker.act({ do: 'choose', offer })
    await attacker.password('ada', `guess ${count}`)
    for (const offer of ['push', 'quiet-push', 'totp'] as const) await attacker.act({ do: 'choose', offer })
    await attacker.act({ do: 'wait' })
    await attacker.act({ do: 'passkey', credential: softwareAuthenticator() })
  }
  assert.equal(push.asks.length, 0)
})

test('T26: neither success of another method nor a new attempt or address resets what was counted', async (context) => {
  const { parts, account, signIns } = await start(context)
  const ada = await account('ada', { password })
  await addTotp(parts, ada)
  const [recovery = ''] = await addRecoveryCodes(parts, ada)
  const tryCode = async (code: string, ip: string): Promise<SignInView> => {
    const browser = await openBrowser(signIns, payroll, { visitor: visitor(ip) })
    await browser.password('ada', password)
    await browser.act({ do: 'choose', offer: 'totp' })
    return await browser.act({ do: 'code', code })
  }
  for (let count = 0; count < 5; count++) assert.equal(problem(await tryCode('000000', `203.0.113.${count}`)), 'wrong-code')
  const other = await openBrowser(signIns, payroll, { visitor: stranger })
  await other.password('ada', password)
  await other.act({ do: 'choose', offer: 'recovery-code' })
  assert.equal((await other.act({ do: 'code', code: recovery })).step, 'done')
  await other.finish()
  assert.equal(problem(await tryCode('000000', '203.0.113.200')), 'too-many')
})

test('T30, T32: nothing the page could send makes a weaker method enough', async (context) => {
  const { parts, account, signIns, push } = await start(context)
  const ada = await account('ada', { password })
  const code = await addTotp(parts, ada)
  await addPhone(parts, ada)
  const bound = await addPasskey(parts, ada)
  const synced = await addPasskey(parts, ada, softwareAuthenticator({ synced: true }))
  const browser = await openBrowser(signIns, { ...payroll, acr: 'phrh' })
  assert.deepEqual(offers(await browser.password('ada', password)), ['passkey'])
  for (const offer of ['push', 'quiet-push', 'totp', 'recovery-code', 'access-pass'] as const)
    assert.equal((await browser.act({ do: 'choose', offer })).step, 'method')
  assert.equal((await browser.act({ do: 'code', code: code() })).step, 'method')
  assert.equal(push.asks.length, 0)
  const refused = await browser.passkey(synced)
  assert.deepEqual([refused.step, problem(refused)], ['method', 'acr-not-reached'])
  assert.equal((await browser.passkey(bound)).step, 'done')
  assert.equal((await browser.finish())?.acr, 'phrh')
})

test('T30: no second method: the password opens nothing, an access pass opens the page where one is added, once, for an hour', async (context) => {
  const { parts, account, signIns, later } = await start(context)
  const ada = await account('ada', { password })
  const nothing = await openBrowser(signIns)
  assert.equal((await nothing.password('ada', password)).step, 'no-method')
  assert.equal(await nothing.finish(), undefined)
  const pass = await issueAccessPass(parts, ada, 'root')
  assert.ok(pass !== undefined)
  const forApp = await openBrowser(signIns, payroll)
  await forApp.act({ do: 'name', name: 'ada' })
  await forApp.act({ do: 'choose', offer: 'access-pass' })
  assert.equal((await forApp.act({ do: 'code', code: pass.code })).step, 'no-method', 'not for an application, and not spent on it')
  const use = async (code: string) => {
    const browser = await openBrowser(signIns)
    await browser.act({ do: 'name', name: 'ada' })
    await browser.act({ do: 'choose', offer: 'access-pass' })
    return { view: await browser.act({ do: 'code', code }), browser }
  }
  assert.equal(problem((await use('0000-0000-0000-0000')).view), 'wrong-code')
  const used = await use(pass.code.toLowerCase())
  assert.equal(used.view.step, 'done')
  const signedIn = await used.browser.finish()
  assert.deepEqual([signedIn?.acr, signedIn?.enrolOnly, signedIn?.amr], ['aal1', true, ['otp']])
  assert.equal(problem((await use(pass.code)).view), 'used-code')
  const late = await issueAccessPass(parts, ada, 'root', 99 * hourMs)
  later(hourMs)
  assert.equal(problem((await use(late?.code ?? '')).view), 'expired-code')
})

test('T41: a passkey works for its own person, once a challenge, and not for another whose password was typed', async (context) => {
  const { parts, account, signIns } = await start(context)
  const ada = await account('ada', { password })
  const bea = await account('bea', { password: 'another battery' })
  await addTotp(parts, bea)
  const hers = await addPasskey(parts, ada)
  const browser = await openBrowser(signIns)
  const view = await browser.password('bea', 'another battery')
  assert.ok(view.step === 'method')
  assert.equal(problem(await browser.passkey(hers)), 'passkey-failed')
  const other = await openBrowser(signIns)
  const page = other.view()
  assert.ok(page.step === 'name')
  const answer = hers.get(page.passkey)
  const thief = await openBrowser(signIns)
  assert.equal(problem(await thief.act({ do: 'passkey', credential: answer })), 'passkey-failed', 'made for another attempt')
  await parts.identity.records.updateTable('method').set({ state: 'suspended' }).where('account_id', '=', ada.id).execute()
  assert.equal(problem(await other.act({ do: 'passkey', credential: answer })), 'passkey-failed')
  await parts.identity.records.updateTable('method').set({ state: 'active' }).where('account_id', '=', ada.id).execute()
  assert.equal(problem(await other.act({ do: 'passkey', credential: answer })), 'passkey-failed', 'its challenge is spent')
  assert.equal((await other.passkey(hers)).step, 'done')
})

test('a browser proof is good for one nonce, one algorithm and one type, and a copied cookie makes nothing familiar', async (context) => {
  const { parts, account, signIns, push } = await start(context)
  const ada = await account('ada', { password })
  await addPhone(parts, ada)
  const key = softwareBrowserKey()
  const passkey = await addPasskey(parts, ada)
  const own = await openBrowser(signIns, accountPurpose, { key })
  await own.passkey(passkey)
  await own.finish()
  const first = await openBrowser(signIns)
  const page = first.view()
  assert.ok(page.step === 'name')
  const proof = key.proof(page.nonce)
  const proofs = [
    '',
    'a.b.c',
    key.proof('another nonce'),
    key.proof(page.nonce, { typ: 'JWT' }),
    key.proof(page.nonce, { alg: 'none' }),
    `${proof}x`.repeat(99),
  ]
  for (const wrong of proofs) {
    const browser = await openBrowser(signIns)
    await browser.act({ do: 'device', proof: wrong })
    await browser.password('ada', password)
    await browser.act({ do: 'choose', offer: 'push' })
  }
  const replayed = await openBrowser(signIns)
  await replayed.act({ do: 'device', proof })
  await replayed.password('ada', password)
  await replayed.act({ do: 'choose', offer: 'push' })
  assert.ok(push.asks.every(({ familiar }) => !familiar))
})

test('what the detections cannot say in time counts as not known, and is no reason to fail', async (context) => {
  const { parts, account, faults, push } = await start(context)
  const ada = await account('ada', { password })
  await addPhone(parts, ada)
  const failing = createSignIns({ ...parts, weigh: async () => Promise.reject(new Error('no answer')) }, push, testNotices())
  const browser = await openBrowser(failing)
  await browser.password('ada', password)
  await browser.act({ do: 'choose', offer: 'push' })
  assert.deepEqual([push.asks[0]?.weighed.level, faults.length], ['unknown', 1])
})

test('the same form sent twice at once gives one outcome, and attempts beyond the bound go where nothing is proved', async (context) => {
  const { parts, account, signIns, later } = await start(context)
  const ada = await account('ada', { password })
  const code = await addTotp(parts, ada)
  const browser = await openBrowser(signIns)
  await browser.password('ada', password)
  await browser.act({ do: 'choose', offer: 'totp' })
  const secret = browser.secret()
  const both = await Promise.all([1, 2].map(() => signIns.act(secret, { do: 'code', code: code() }, visitor())))
  assert.equal(both.filter(({ secret: fresh }) => fresh !== undefined).length, 1)
  const [done] = both.flatMap(({ secret: fresh }) => (fresh === undefined ? [] : [fresh]))
  const finished = await Promise.all([1, 2, 3].map(() => signIns.finish(done ?? '', visitor())))
  assert.equal(finished.filter((one) => one !== undefined).length, 1)
  later(11 * minuteMs)
  assert.equal(await signIns.finish(done ?? '', visitor()), undefined)
})

test('after a hundred wrong codes the app is switched off, and the person is told', async (context) => {
  const { parts, account, push, told, later } = await start(context)
  const ada = await account('ada', { password })
  await addTotp(parts, ada)
  await parts.identity.records.updateTable('method').set({ failures: 99 }).execute()
  const notices = testNotices()
  const browser = await openBrowser(createSignIns(parts, push, notices))
  await browser.password('ada', password)
  await browser.act({ do: 'choose', offer: 'totp' })
  later(1)
  assert.equal(problem(await browser.act({ do: 'code', code: '12345' })), 'wrong-code')
  assert.deepEqual(
    [notices.sent.map(({ kind }) => kind), told.flatMap((one) => (one.kind === 'method' ? [one.what] : []))],
    [['method-disabled'], ['disabled']],
  )
  assert.deepEqual([(await browser.act({ do: 'back' })).step, browser.view().step], ['no-method', 'no-method'])
})
