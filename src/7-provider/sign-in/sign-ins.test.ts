/** Signing in, step by step: what is asked of whom, and what a stranger learns from it. */
import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { minuteMs } from '../../0-event/time.ts'
import type { Activity } from '../activity.ts'
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
  const notices = testNotices()
  return { ...provider, push, notices, signIns: createSignIns(provider.parts, push, notices) }
}

const kinds = (told: readonly Activity[]): string[] => told.map((one) => ('result' in one ? `${one.kind} ${one.result}` : one.kind))
const offers = (view: SignInView) => (view.step === 'method' || view.step === 'push' || view.step === 'code' ? view.offers : [])
const problem = (view: SignInView) => ('problem' in view ? view.problem : undefined)

test('password and then a code: done, once, with what happened in acr and amr (T34)', async (context) => {
  const { parts, account, signIns, told, push } = await start(context)
  const ada = await account('ada@example.com', { password: 'correct horse battery' })
  const code = await addTotp(parts, ada)
  const browser = await openBrowser(signIns, payroll)
  const asked = await browser.password('Ada@Example.com ', 'correct horse battery')
  assert.deepEqual([asked.step, offers(asked)], ['method', ['totp']])
  assert.equal(await browser.finish(), undefined)
  await browser.act({ do: 'choose', offer: 'totp' })
  assert.equal((await browser.act({ do: 'code', code: code() })).step, 'done')
  const signedIn = await browser.finish()
  assert.deepEqual([signedIn?.acr, signedIn?.amr, signedIn?.enrolOnly], ['aal2', ['mfa', 'otp', 'pwd'], false])
  assert.equal(signedIn?.account.id, ada.id)
  assert.equal(await browser.finish(), undefined, 'only once')
  assert.deepEqual(kinds(told), ['password right', 'code right', 'sign_in success'])
  assert.equal(new Set(told.map(({ flow }) => flow)).size, 1)
  assert.deepEqual(push.succeededFor, [ada.id])
})

test('a passkey alone is enough at any step, and says whether its key stays on its device (T34)', async (context) => {
  const { parts, account, signIns } = await start(context)
  const ada = await account('ada', { password: 'correct horse battery' })
  const bound = await addPasskey(parts, ada)
  const synced = await addPasskey(parts, ada, softwareAuthenticator({ synced: true }))
  for (const [authenticator, acr, key] of [
    [bound, 'phrh', 'hwk'],
    [synced, 'phr', 'swk'],
  ] as const) {
    for (const steps of ['none', 'name', 'password', 'method']) {
      const browser = await openBrowser(signIns)
      if (steps === 'name') await browser.act({ do: 'name', name: 'ada' })
      if (steps === 'password') await browser.password('ada', 'wrong')
      if (steps === 'method') await browser.password('ada', 'correct horse battery')
      assert.equal((await browser.passkey(authenticator)).step, 'done', steps)
      const signedIn = await browser.finish()
      assert.equal(signedIn?.acr, acr)
      assert.deepEqual(signedIn?.amr, steps === 'method' ? [key, 'mfa', 'pwd', 'user'].sort() : [key, 'mfa', 'user'].sort())
    }
  }
})

test('T18: the cookie changes whenever more is proved, and the old one is worth nothing', async (context) => {
  const { parts, account, signIns } = await start(context)
  const ada = await account('ada', { password: 'correct horse battery' })
  const code = await addTotp(parts, ada)
  const browser = await openBrowser(signIns)
  await browser.password('ada', 'wrong')
  assert.equal(browser.former.length, 0)
  await browser.act({ do: 'password', password: 'correct horse battery' })
  await browser.act({ do: 'choose', offer: 'totp' })
  await browser.act({ do: 'code', code: code() })
  assert.equal(browser.former.length, 2)
  for (const old of browser.former) {
    assert.deepEqual(await signIns.look(old), { step: 'over', why: 'unknown' })
    assert.equal(await signIns.finish(old, visitor()), undefined)
  }
  assert.equal((await browser.finish())?.account.id, ada.id)
})

test('push: only after the password, with its number, and the outcome only for this browser (T19, T25, T33)', async (context) => {
  const { parts, account, signIns, push } = await start(context)
  const ada = await account('ada', { password: 'correct horse battery' })
  await addPhone(parts, ada)
  const browser = await openBrowser(signIns)
  await browser.act({ do: 'name', name: 'ada' })
  for (const offer of ['push', 'quiet-push'] as const) assert.equal((await browser.act({ do: 'choose', offer })).step, 'password')
  for (let tries = 0; tries < 12; tries++) await browser.act({ do: 'password', password: `guess ${tries}` })
  await browser.act({ do: 'choose', offer: 'push' })
  await browser.act({ do: 'wait' })
  assert.equal(push.asks.length, 0, 'T25: no prompt without the right password')
  const right = await openBrowser(signIns, accountPurpose, { visitor: visitor('203.0.113.99') })
  assert.equal(problem(await right.password('ada', 'correct horse battery')), 'too-many')
})

test('push: number shown, approved, collected once', async (context) => {
  const { parts, account, signIns, push } = await start(context)
  const ada = await account('ada', { password: 'correct horse battery' })
  await addPhone(parts, ada)
  const browser = await openBrowser(signIns)
  await browser.password('ada', 'correct horse battery')
  const waiting = await browser.act({ do: 'choose', offer: 'push' })
  assert.ok(waiting.step === 'push')
  assert.equal(waiting.number, '739214')
  const kept = await parts.identity.records.selectFrom('sign_in').selectAll().execute()
  assert.ok(!JSON.stringify(kept).includes('739214'), 'a copy of the database does not tell the number')
  assert.equal((await browser.act({ do: 'choose', offer: 'push' })).step, 'push')
  assert.equal(push.asks.length, 1, 'asking again costs no second prompt')
  assert.equal((await browser.act({ do: 'wait' })).step, 'push')
  push.ends('approved')
  assert.equal((await browser.act({ do: 'wait' })).step, 'done')
  const signedIn = await browser.finish()
  assert.deepEqual([signedIn?.acr, signedIn?.amr], ['aal2', ['mfa', 'pop', 'pwd']])
})

test('every way a prompt can end is said, and leads back to the choice', async (context) => {
  const { parts, account, signIns, push } = await start(context)
  const ada = await account('ada', { password: 'correct horse battery' })
  await addPhone(parts, ada)
  await addTotp(parts, ada)
  const browser = await openBrowser(signIns)
  await browser.password('ada', 'correct horse battery')
  for (const outcome of ['denied', 'reported', 'mistyped', 'wrong-number', 'unanswered'] as const) {
    await browser.act({ do: 'choose', offer: 'push' })
    push.ends(outcome)
    const view = await browser.act({ do: 'wait' })
    assert.deepEqual([view.step, problem(view)], ['method', outcome])
  }
  await browser.act({ do: 'choose', offer: 'push' })
  const code = await browser.act({ do: 'choose', offer: 'totp' })
  assert.deepEqual([code.step, push.cancelled], ['code', ['challenge-5']])
})

test('what the prompt budget holds back is said, with what is left', async (context) => {
  const { parts, account, signIns, push, weighs } = await start(context)
  const ada = await account('ada', { password: 'correct horse battery' })
  await addPhone(parts, ada)
  const until = parts.clock() + 5 * minuteMs
  push.answers({ state: 'withheld', why: 'budget', until, quiet: true })
  const browser = await openBrowser(signIns)
  await browser.password('ada', 'correct horse battery')
  const held = await browser.act({ do: 'choose', offer: 'push' })
  assert.ok(held.step === 'method')
  assert.deepEqual([held.withheld, held.offers], [{ why: 'budget', until }, ['quiet-push']])
  push.suppresses([{ lane: 'unfamiliar', until, why: 'two denials' }])
  const next = await openBrowser(signIns)
  const suppressed = await next.password('ada', 'correct horse battery')
  assert.ok(suppressed.step === 'method')
  assert.deepEqual([suppressed.withheld, suppressed.offers], [{ why: 'suppressed', until }, ['quiet-push']])
  weighs({ level: 'high', unusual: [] })
  const risky = await openBrowser(signIns)
  const nothing = await risky.password('ada', 'correct horse battery')
  assert.ok(nothing.step === 'method')
  assert.deepEqual([nothing.withheld, nothing.offers], [{ why: 'high-risk' }, []])
  await risky.act({ do: 'choose', offer: 'quiet-push' })
  assert.equal(push.asks.length, 0)
})

test('recovery codes: each once, the person is told, and a new set ends the old', async (context) => {
  const { parts, account, signIns, notices } = await start(context)
  const ada = await account('ada', { password: 'correct horse battery' })
  const [first = '', second = ''] = await addRecoveryCodes(parts, ada)
  const use = async (code: string): Promise<SignInView> => {
    const browser = await openBrowser(signIns)
    await browser.password('ada', 'correct horse battery')
    await browser.act({ do: 'choose', offer: 'recovery-code' })
    return await browser.act({ do: 'code', code })
  }
  assert.equal((await use(first.toLowerCase().replaceAll('-', ' '))).step, 'done')
  assert.equal(problem(await use(first)), 'wrong-code')
  assert.equal((await use(second)).step, 'done')
  assert.deepEqual(
    notices.sent.map(({ kind }) => kind),
    ['recovery-code-used', 'recovery-code-used'],
  )
})

test('an attempt that ends after the password was right is told as interrupted', async (context) => {
  const { parts, account, signIns, told, later, push } = await start(context)
  const ada = await account('ada', { password: 'correct horse battery' })
  await addPhone(parts, ada)
  const browser = await openBrowser(signIns)
  await browser.password('ada', 'correct horse battery')
  await browser.act({ do: 'choose', offer: 'push' })
  const named = await openBrowser(signIns)
  await named.act({ do: 'name', name: 'ada' })
  later(10 * minuteMs)
  assert.deepEqual(browser.view().step, 'push')
  assert.deepEqual(await signIns.look(browser.secret()), { step: 'over', why: 'expired' })
  assert.equal(await signIns.sweep(), 2)
  assert.deepEqual(kinds(told), ['password right', 'sign_in interrupted'])
  assert.deepEqual(push.cancelled, ['challenge-0'])
  const again = await openBrowser(signIns)
  await again.password('ada', 'correct horse battery')
  assert.equal((await again.act({ do: 'cancel' })).step, 'over')
  assert.deepEqual(kinds(told).slice(2), ['password right', 'sign_in interrupted'])
})

test('a browser is familiar by its key alone, and remembered after two factors', async (context) => {
  const { parts, account, signIns, told, push } = await start(context)
  const ada = await account('ada', { password: 'correct horse battery' })
  const bea = await account('bea', { password: 'another horse battery' })
  const code = await addTotp(parts, ada)
  await addPhone(parts, bea)
  await addPhone(parts, ada)
  const key = softwareBrowserKey()
  const first = await openBrowser(signIns, accountPurpose, { key })
  await first.password('ada', 'correct horse battery')
  await first.act({ do: 'choose', offer: 'totp' })
  await first.act({ do: 'code', code: code() })
  const signedIn = await first.finish()
  assert.ok(signedIn?.device !== undefined)
  const known = await openBrowser(signIns, accountPurpose, { key })
  await known.password('ada', 'correct horse battery')
  await known.act({ do: 'choose', offer: 'push' })
  const others = await openBrowser(signIns, accountPurpose, { key })
  await others.password('bea', 'another horse battery')
  await others.act({ do: 'choose', offer: 'push' })
  const bare = await openBrowser(signIns, accountPurpose)
  await bare.password('ada', 'correct horse battery')
  await bare.act({ do: 'choose', offer: 'push' })
  assert.deepEqual(
    push.asks.map(({ familiar }) => familiar),
    [true, false, false],
  )
  assert.equal(told.filter((one) => one.kind === 'sign_in' && one.browserKnown).length, 0)
})
