/** Signing in with the true prompt and a true phone, in races, on both databases. */
import assert from 'node:assert/strict'
import test, { after, before, type TestContext } from 'node:test'
import { minuteMs, secondMs } from '../../0-event/time.ts'
import { openIdentityPostgres } from '../../2-store/identity/open-postgres.ts'
import { hasPostgres, startPostgres, type TestPostgres } from '../../2-store/identity/postgres.contract.ts'
import { checkCode } from '../methods/check-code.ts'
import { softwareBrowserKey } from '../methods/software-authenticator.contract.ts'
import { type TestOptions, testProvider, visitor } from '../provider.contract.ts'
import { createPush } from '../push/create-push.ts'
import { testPhone } from '../push/phone.contract.ts'
import { createPersonSessions } from '../sessions.ts'
import { accountPurpose, addPasskey, addRecoveryCodes, addTotp, openBrowser, payroll, testNotices } from './sign-in.contract.ts'
import { createSignIns } from './sign-ins.ts'

const password = 'correct horse battery'
const stranger = visitor('203.0.113.66')

function together(database: string, open?: TestOptions['open']): void {
  const start = async (context: TestContext) => {
    const provider = await testProvider({ open })
    context.after(provider.end)
    const push = createPush(provider.parts)
    // PostgreSQL's own clock is only near the one that is moved by hand: away from where a code's half minute begins.
    provider.later(10 * secondMs)
    const ada = await provider.account('ada', { password })
    return { ...provider, push, ada, signIns: createSignIns(provider.parts, push, testNotices()) }
  }

  test(`${database}: the number goes from the page to the phone, and the token says what happened`, async (context) => {
    const { parts, push, ada, signIns, told } = await start(context)
    const phone = await testPhone(parts, ada)
    const browser = await openBrowser(signIns, payroll)
    await browser.password('ada', password)
    const view = await browser.act({ do: 'choose', offer: 'push' })
    assert.ok(view.step === 'push')
    assert.match(view.number, /^\d{6}$/)
    const prompt = await push.current(await phone.row(), { quiet: false })
    assert.ok(prompt !== undefined)
    assert.ok(!JSON.stringify(prompt).includes(view.number))
    const answered = await push.answer(await phone.row(), await phone.answer(prompt, 'approve', view.number), {})
    assert.equal(answered.outcome, 'approved')
    const secret = browser.secret()
    const waits = await Promise.all(Array.from({ length: 4 }, () => signIns.act(secret, { do: 'wait' }, visitor())))
    const fresh = waits.flatMap(({ secret: changed }) => (changed === undefined ? [] : [changed]))
    assert.equal(fresh.length, 1, 'T19: collected once')
    const finished = await Promise.all(Array.from({ length: 4 }, () => signIns.finish(fresh[0] ?? '', visitor())))
    const done = finished.filter((one) => one !== undefined)
    assert.deepEqual([done.length, done[0]?.acr, done[0]?.amr], [1, 'aal2', ['mfa', 'pop', 'pwd']])
    assert.deepEqual(
      told.filter(({ kind }) => kind === 'sign_in').map((one) => ('result' in one ? one.result : '')),
      ['success'],
    )
  })

  test(`${database}: T24: bombed until the phone is quiet, the person gets in by push from their own browser, and by passkey`, async (context) => {
    const { parts, push, ada, signIns, later } = await start(context)
    const phone = await testPhone(parts, ada)
    const passkey = await addPasskey(parts, ada)
    const key = softwareBrowserKey()
    const own = await openBrowser(signIns, accountPurpose, { key })
    await own.passkey(passkey)
    await own.finish()
    const steps: string[] = []
    for (let count = 0; count < 6; count++) {
      const attacker = await openBrowser(signIns, payroll, { visitor: stranger })
      await attacker.password('ada', password)
      const view = await attacker.act({ do: 'choose', offer: 'push' })
      steps.push(view.step === 'method' ? (view.withheld?.why ?? view.step) : view.step)
      const prompt = await push.current(await phone.row(), { quiet: false })
      if (prompt !== undefined) await push.answer(await phone.row(), await phone.answer(prompt, 'deny'), {})
      await attacker.act({ do: 'wait' })
      later(90_000)
    }
    assert.deepEqual(steps, ['push', 'push', 'suppressed', 'suppressed', 'suppressed', 'suppressed'])
    const familiar = await openBrowser(signIns, payroll, { key })
    await familiar.password('ada', password)
    assert.equal((await familiar.act({ do: 'choose', offer: 'push' })).step, 'push')
    await familiar.act({ do: 'cancel' })
    const strange = await openBrowser(signIns, payroll, { visitor: stranger })
    assert.equal((await strange.passkey(passkey)).step, 'done')
  })

  test(`${database}: many at once: a code, a recovery code, a challenge and a session count once; guesses are counted each`, async (context) => {
    const { parts, ada, signIns } = await start(context)
    const code = await addTotp(parts, ada)
    const [recovery = ''] = await addRecoveryCodes(parts, ada)
    const right = async (factor: 'totp' | 'recovery-code', typed: string): Promise<number> => {
      const browsers = await Promise.all(
        Array.from({ length: 6 }, async () => {
          const browser = await openBrowser(signIns, payroll)
          await browser.password('ada', password)
          await browser.act({ do: 'choose', offer: factor })
          return browser
        }),
      )
      const views = await Promise.all(browsers.map((browser) => browser.act({ do: 'code', code: typed })))
      return views.filter(({ step }) => step === 'done').length
    }
    assert.ok((await right('totp', code())) === 1)
    assert.equal(await right('recovery-code', recovery), 1)
    const passkey = await addPasskey(parts, ada)
    const browser = await openBrowser(signIns)
    const page = browser.view()
    assert.ok(page.step === 'name')
    const credential = passkey.get(page.passkey)
    const acts = await Promise.all(Array.from({ length: 5 }, () => signIns.act(browser.secret(), { do: 'passkey', credential }, visitor())))
    assert.equal(acts.filter(({ secret }) => secret !== undefined).length, 1)
    const guesses = await Promise.all(Array.from({ length: 20 }, () => checkCode(parts, ada.id, 'totp', '000000', 'familiar')))
    assert.equal(guesses.filter(({ result }) => result === 'wrong').length, 5)
  })

  test(`${database}: wrong passwords, sessions and their ends`, async (context) => {
    const { parts, ada, signIns, later } = await start(context)
    const tries = await Promise.all(
      Array.from({ length: 25 }, async () => {
        const browser = await openBrowser(signIns, payroll, { visitor: stranger })
        const view = await browser.password('ada', 'a guess')
        return view.step === 'password' ? view.problem : view.step
      }),
    )
    assert.equal(tries.filter((problem) => problem === 'wrong').length, 10)
    assert.equal(tries.filter((problem) => problem === 'too-many').length, 15)
    const sessions = createPersonSessions(parts)
    const heard: number[] = []
    sessions.onEnd(async ({ sessions: ended }) => {
      heard.push(ended.length)
    })
    const passkey = await addPasskey(parts, ada)
    for (let count = 0; count < 3; count++) {
      const browser = await openBrowser(signIns, accountPurpose, { key: softwareBrowserKey() })
      await browser.passkey(passkey)
      const signedIn = await browser.finish()
      assert.ok(signedIn?.device !== undefined)
      const { secret } = await sessions.begin(signedIn, visitor())
      assert.equal((await sessions.look(secret))?.device, signedIn.device)
    }
    const both = await Promise.all([1, 2].map(() => sessions.end({ account: ada, why: 'reported' })))
    assert.deepEqual(both.sort(), [0, 3])
    assert.ok(heard.includes(3))
    later(11 * minuteMs)
    assert.equal(await signIns.sweep(), 25)
    assert.equal((await parts.identity.records.selectFrom('sign_in').select('id_hash').execute()).length, 0)
  })
}

together('SQLite')

if (hasPostgres()) {
  let postgres: TestPostgres | undefined
  before(async () => {
    postgres = await startPostgres()
  })
  after(() => postgres?.stop())
  together('PostgreSQL', async (clock) => {
    const url = (await postgres?.database()) ?? assert.fail('PostgreSQL has not started.')
    return openIdentityPostgres(url, { clockShiftMs: () => clock() - Date.now() })
  })
}
