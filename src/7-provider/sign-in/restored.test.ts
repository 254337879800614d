/** A backup is restored: what had expired meanwhile is over, and what was used after the backup is said plainly. */
import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test, { type TestContext } from 'node:test'
import { minuteMs, secondMs } from '../../0-event/time.ts'
import type { Identity } from '../../2-store/identity/identity.ts'
import { openIdentitySqlite } from '../../2-store/identity/open-sqlite.ts'
import { issueAccessPass } from '../methods/access-pass.ts'
import type { ProviderParts } from '../parts.ts'
import { createEnrolments } from '../phone/enrolments.ts'
import { createProofs } from '../phone/proofs.ts'
import { createSoftwarePhone } from '../phone/software-phone.contract.ts'
import { testOrigin, testProvider, visitor } from '../provider.contract.ts'
import { createPush } from '../push/create-push.ts'
import { type TestPhone, testPhone } from '../push/phone.contract.ts'
import { askOf } from '../push/push.contract.ts'
import { createPersonSessions } from '../sessions.ts'
import type { ClaimAsked } from '../wire.ts'
import { addRecoveryCodes, addTotp, openBrowser, testNotices } from './sign-in.contract.ts'
import { createSignIns } from './sign-ins.ts'

const password = 'correct horse battery'

/** The provider on these records; the same keys, clock and people. */
function on(parts: ProviderParts, identity: Identity) {
  const all: ProviderParts = { ...parts, identity }
  const push = createPush(all)
  const sessions = createPersonSessions(all)
  const needs = { push, notices: testNotices(), sessions }
  return {
    parts: all,
    push,
    sessions,
    signIns: createSignIns(all, push, testNotices()),
    enrolments: createEnrolments(all, needs, createProofs(all)),
  }
}

type Provider = ReturnType<typeof on>

async function start(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-restored-'))
  const path = join(folder, 'people.sqlite')
  const provider = await testProvider({ open: async (clock) => openIdentitySqlite(path, clock) })
  const opened: Identity[] = []
  context.after(async () => {
    for (const identity of opened) await identity.close()
    await provider.end()
    rmSync(folder, { recursive: true })
  })
  const ada = await provider.account('ada@example.com', { password })
  const backup = join(folder, 'backup.sqlite')
  return {
    ...provider,
    ...on(provider.parts, provider.parts.identity),
    ada,
    backUp: () => {
      const database = new DatabaseSync(path)
      database.exec(`vacuum into '${backup}'`)
      database.close()
    },
    restore: (): Provider => {
      // The backup itself stays as it is.
      const copy = join(folder, `restored-${opened.length}.sqlite`)
      copyFileSync(backup, copy)
      const identity = openIdentitySqlite(copy, provider.parts.clock)
      opened.push(identity)
      return on(provider.parts, identity)
    },
  }
}

const rowOf = ({ parts }: Provider, phone: TestPhone) =>
  parts.identity.records.selectFrom('method').selectAll().where('id', '=', phone.id).executeTakeFirstOrThrow()

async function byCode({ signIns }: Provider, offer: 'totp' | 'recovery-code', code: string): Promise<string> {
  const browser = await openBrowser(signIns)
  await browser.password('ada@example.com', password)
  await browser.act({ do: 'choose', offer })
  return (await browser.act({ do: 'code', code })).step
}

async function byPass({ signIns }: Provider, code: string): Promise<string> {
  const browser = await openBrowser(signIns)
  await browser.act({ do: 'name', name: 'ada@example.com' })
  await browser.act({ do: 'choose', offer: 'access-pass' })
  const view = await browser.act({ do: 'code', code })
  return 'problem' in view && view.problem !== undefined ? view.problem : view.step
}

async function claim({ enrolments, parts }: Provider, code: string): Promise<boolean> {
  const phone = createSoftwarePhone(
    async (method, path, _headers, body = '') => {
      const claimed = await enrolments.claim(JSON.parse(body) as ClaimAsked, { method, path, body: Buffer.from(body) }, visitor())
      return claimed.state === 'claimed' ? { status: 200, body: claimed.claimed } : { status: 410, body: undefined }
    },
    { origin: testOrigin, clock: parts.clock },
  )
  return await phone.enrol(code).then(
    () => true,
    () => false,
  )
}

test('T105: in a restored backup a prompt, its signed answer, an approval, an offer, a sign-in and a session that ended meanwhile are over', async (context) => {
  const made = await start(context)
  const { ada, parts } = made
  const bob = await made.account('bob@example.com')
  const phone = await testPhone(parts, ada)
  const bobs = await testPhone(parts, bob)
  const secret = 'a browser of Ada'
  const asked = await made.push.ask(askOf(ada, { browserSecret: secret }))
  const bobAsked = await made.push.ask(askOf(bob, { browserSecret: secret }))
  if (asked.state !== 'sent' || bobAsked.state !== 'sent') return assert.fail('not sent')
  const shown = (await made.push.current(await phone.row(), { quiet: false })) ?? assert.fail('nothing is shown')
  const answer = await phone.answer(shown, 'approve', asked.number)
  const bobShown = (await made.push.current(await bobs.row(), { quiet: false })) ?? assert.fail('nothing is shown')
  assert.equal((await made.push.answer(await bobs.row(), await bobs.answer(bobShown, 'approve', bobAsked.number), {})).outcome, 'approved')
  const offer = await made.enrolments.offer(ada, 'browser')
  const browser = await openBrowser(made.signIns)
  await browser.act({ do: 'name', name: ada.name })
  const begun = {
    account: ada,
    acr: 'aal2',
    amr: ['pop'],
    authTime: parts.clock(),
    proofs: [],
    purpose: browserPurpose,
    flow: 'f',
    enrolOnly: false,
  }
  const session = await made.sessions.begin(begun, visitor())
  assert.notEqual(await made.sessions.look(session.secret), undefined)
  made.backUp()

  made.later(parts.settings.sessionMs)
  const restored = made.restore()
  assert.equal(await restored.push.outcome(asked.challenge, secret), 'unanswered')
  assert.deepEqual(await restored.push.answer(await rowOf(restored, phone), answer, {}), {
    outcome: 'refused',
    why: "The answer is out of date, or the phone's clock is wrong. Set the clock to automatic and try again.",
  })
  const fresh = await phone.answer(shown, 'approve', asked.number)
  assert.deepEqual(await restored.push.answer(await rowOf(restored, phone), fresh, {}), { outcome: 'gone' })
  assert.equal(await restored.push.collect(asked.challenge, secret), 'unanswered')
  assert.equal(await restored.push.collect(bobAsked.challenge, secret), 'unknown')
  assert.equal(await claim(restored, offer.state === 'offered' ? offer.code : ''), false)
  assert.deepEqual(await restored.signIns.look(browser.secret()), { step: 'over', why: 'expired' })
  assert.equal(await restored.sessions.look(session.secret), undefined)
})

const browserPurpose = { kind: 'account', app: { id: 'account', name: 'Your account' }, anew: false } as const

test('T105: a code of an app that was used after the backup is not good in the restored one a minute later; within its minute it is', async (context) => {
  const made = await start(context)
  const code = (await addTotp(made.parts, made.ada))()
  made.backUp()
  assert.equal(await byCode(made, 'totp', code), 'done')
  assert.equal(await byCode(made, 'totp', code), 'code', 'good once')
  // Nothing in the backup can know; what protects is that a backup is never restored within the minute.
  assert.equal(await byCode(made.restore(), 'totp', code), 'done')
  made.later(minuteMs)
  assert.equal(await byCode(made.restore(), 'totp', code), 'code')
})

test('T105: not promised: a recovery code or an access pass used after the backup is good again once it is restored, the pass until its hour is over', async (context) => {
  const made = await start(context)
  const [code = ''] = await addRecoveryCodes(made.parts, made.ada)
  const pass = (await issueAccessPass(made.parts, made.ada, 'olga'))?.code ?? assert.fail('no pass')
  made.backUp()
  assert.equal(await byCode(made, 'recovery-code', code), 'done')
  assert.equal(await byCode(made, 'recovery-code', code), 'code')
  assert.equal(await byPass(made, pass), 'done')
  assert.equal(await byPass(made, pass), 'used-code')
  made.later(30 * minuteMs)
  const restored = made.restore()
  assert.equal(await byCode(restored, 'recovery-code', code), 'done', 'administrators have to renew recovery codes after a restore')
  assert.equal(await byPass(restored, pass), 'done', 'and passes within an hour of being given')
  made.later(30 * minuteMs + secondMs)
  assert.equal(await byPass(made.restore(), pass), 'expired-code')
})
