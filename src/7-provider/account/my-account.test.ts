/** What a person changes of their own account: with a fresh proof, and told to them. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { hourMs, minuteMs, secondMs } from '../../0-event/time.ts'
import { checkCode } from '../methods/check-code.ts'
import { softwareAuthenticator } from '../methods/software-authenticator.contract.ts'
import { addMethod, addPasskey, addPhone, addTotp, codeAt } from '../sign-in/sign-in.contract.ts'
import { accountWorld, why } from './account.contract.ts'
import type { Actor, Outcome } from './change.ts'

const password = 'correct horse battery'

test('T29: every change of methods wants a proof of two factors not older than five minutes', async (context) => {
  const { account, mine, signIn, later, parts, methods } = await accountWorld(context)
  const ada = await account('ada', { password })
  const phone = await addPhone(parts, ada)
  await addTotp(parts, ada)
  const weak = await signIn(ada, { acr: 'aal1' })
  const fresh = await signIn(ada)
  const changes: readonly ((actor: Actor) => Promise<Outcome<object>>)[] = [
    (actor) => mine.passkeyOptions(actor),
    (actor) => mine.addPasskey(actor, {}, ''),
    (actor) => mine.offerTotp(actor),
    (actor) => mine.confirmTotp(actor, 'offer', '000000', ''),
    (actor) => mine.makeRecoveryCodes(actor),
    (actor) => mine.remove(actor, phone),
    (actor) => mine.resume(actor, phone),
    (actor) => mine.changePassword(actor, password, 'a wholly new pass phrase'),
    (actor) => mine.lift(actor),
  ]
  for (const change of changes) assert.equal(why(await change(weak)), 'step-up')
  later(5 * minuteMs)
  const before = await methods()
  for (const change of changes) assert.equal(why(await change(fresh)), 'step-up')
  assert.deepEqual(await methods(), before)
  const again = await signIn(ada)
  later(5 * minuteMs - 1)
  assert.equal(why(await mine.remove(again, phone)), 'done')
})

test('a session that an access pass opened adds methods and does nothing else', async (context) => {
  const { account, mine, signIn, parts } = await accountWorld(context)
  const ada = await account('ada', { password })
  const totp = await addMethod(parts, ada, 'totp')
  await addPhone(parts, ada)
  const pass = await signIn(ada, { acr: 'aal1', enrolOnly: true })
  const refused = [
    await mine.remove(pass, totp),
    await mine.rename(pass, totp, 'mine'),
    await mine.suspend(pass, totp),
    await mine.resume(pass, totp),
    await mine.changePassword(pass, password, 'a wholly new pass phrase'),
    await mine.lift(pass),
    await mine.removeBrowser(pass, 'a browser'),
  ]
  assert.deepEqual(
    refused.map(why),
    refused.map(() => 'add-only'),
  )
  assert.deepEqual(await mine.history(pass), [])
  assert.equal(why(await mine.passkeyOptions(pass)), 'done')
  assert.equal(why(await mine.offerTotp(pass)), 'done')
})

test('T28, T41: a passkey is added once an offer, in the session that was offered it, in time, and never twice over all people', async (context) => {
  const { account, mine, signIn, later, told, notices, methods } = await accountWorld(context)
  const ada = await account('ada')
  const bea = await account('bea')
  const actor = await signIn(ada)
  const device = softwareAuthenticator()
  const offered = await mine.passkeyOptions(actor)
  assert.ok(offered.ok)
  const credential = device.create(offered.options)
  assert.equal(why(await mine.addPasskey(await signIn(ada), credential, '')), 'refused', "another of the person's browsers")
  assert.equal(why(await mine.addPasskey(await signIn(bea), credential, '')), 'refused', "another person's")
  const both = await Promise.all([1, 2].map(() => mine.addPasskey(actor, credential, ' My\u0000 key ')))
  assert.deepEqual(both.map(why).sort(), ['done', 'refused'])
  assert.equal((await methods())[0]?.name, 'My key')
  assert.deepEqual(
    notices.sent.map(({ account: to, kind, values }) => [
      to,
      kind,
      values['method'],
      values['methodId'] === (both[0]?.ok ? both[0].id : undefined),
    ]),
    [[ada.id, 'method-added', 'My key', true]],
  )
  assert.deepEqual(
    told.map((one) => (one.kind === 'method' ? `${one.what} ${one.method.kind}` : one.kind)),
    ['added passkey'],
  )
  const late = await mine.passkeyOptions(actor)
  assert.ok(late.ok)
  later(10 * minuteMs)
  const after = await signIn(ada)
  assert.equal(
    why(await mine.addPasskey({ ...after, session: { ...after.session, id: actor.session.id } }, device.create(late.options), '')),
    'refused',
  )
  const other = await signIn(bea)
  const beas = await mine.passkeyOptions(other)
  assert.ok(beas.ok)
  const [key = ''] = (await methods()).map((row) => row.key)
  const stolen = device.create(beas.options)
  assert.equal(why(await mine.addPasskey(other, { ...stolen, id: key, rawId: key }, '')), 'refused')
  assert.equal((await methods()).length, 1)
})

test('a passkey of another person is refused, though the browser vouches for it', async (context) => {
  const { account, mine, signIn, parts, methods } = await accountWorld(context)
  const ada = await account('ada')
  const bea = await account('bea')
  const device = await addPasskey(parts, ada)
  const actor = await signIn(bea)
  const offered = await mine.passkeyOptions(actor)
  assert.ok(offered.ok)
  const made = device.create(offered.options)
  // The credential id of the new key is put into ada's row: as if both had drawn the same.
  await parts.identity.records
    .updateTable('method')
    .set({ key: String(made['id']) })
    .where('account_id', '=', ada.id)
    .execute()
  const added = await mine.addPasskey(actor, made, '')
  assert.ok(!added.ok)
  assert.match(added.say, /registered already/)
  assert.equal((await methods()).length, 1)
})

test('T31: the secret of an app is shown once, sealed in the database, and counts after one right code', async (context) => {
  const { account, mine, signIn, parts, methods, later } = await accountWorld(context)
  const ada = await account('ada')
  const actor = await signIn(ada)
  const offered = await mine.offerTotp(actor)
  assert.ok(offered.ok)
  const copy = async (): Promise<string> =>
    JSON.stringify([await methods(), await parts.identity.records.selectFrom('enrolment').selectAll().execute()])
  assert.ok(!(await copy()).includes(offered.secret))
  assert.ok(offered.uri.includes(offered.secret))
  const wrong = await mine.confirmTotp(actor, offered.offer, '000000', '')
  assert.deepEqual([why(wrong), wrong.again], ['refused', true])
  assert.equal((await methods()).length, 0)
  assert.equal(why(await mine.confirmTotp(await signIn(ada), offered.offer, codeAt(offered.secret, parts.clock()), '')), 'refused')
  assert.equal(why(await mine.confirmTotp(actor, offered.offer, codeAt(offered.secret, parts.clock()), 'Aegis')), 'done')
  assert.ok(!(await copy()).includes(offered.secret))
  assert.equal(
    why(await mine.confirmTotp(actor, offered.offer, codeAt(offered.secret, parts.clock()), '')),
    'refused',
    'the offer is taken',
  )
  const used = await checkCode(parts, ada.id, 'totp', codeAt(offered.secret, parts.clock()), 'familiar')
  assert.equal(used.result, 'used', 'the code that confirmed it does not sign in')
  later(30 * secondMs)
  assert.equal((await checkCode(parts, ada.id, 'totp', codeAt(offered.secret, parts.clock()), 'familiar')).result, 'right')
})

test('T37: recovery codes have 120 bits, are kept as hashes, and a new set ends the old', async (context) => {
  const { account, mine, signIn, parts, methods } = await accountWorld(context)
  const ada = await account('ada')
  const actor = await signIn(ada)
  assert.equal(why(await mine.makeRecoveryCodes(actor)), 'refused', 'nothing to recover yet')
  await addPhone(parts, ada)
  const first = await mine.makeRecoveryCodes(actor)
  const second = await mine.makeRecoveryCodes(actor)
  assert.ok(first.ok && second.ok)
  assert.equal(new Set([...first.codes, ...second.codes]).size, 20)
  for (const code of first.codes) assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
  const kept = JSON.stringify(await methods())
  for (const code of second.codes) assert.ok(!kept.includes(code) && !kept.includes(code.replaceAll('-', '')))
  const use = async (code = '') => (await checkCode(parts, ada.id, 'recovery-code', code, 'familiar')).result
  assert.equal(await use(first.codes[0]), 'wrong')
  const tried = await Promise.all([1, 2, 3].map(() => use(second.codes[0])))
  assert.deepEqual(tried.sort(), ['right', 'wrong', 'wrong'])
  assert.equal((await mine.overview(actor))?.methods.find(({ kind }) => kind === 'recovery-code')?.left, 9)
})

test('the last way to sign in stays until there is another', async (context) => {
  const { account, mine, signIn, parts, notices } = await accountWorld(context)
  const ada = await account('ada')
  const phone = await addPhone(parts, ada)
  await addMethod(parts, ada, 'recovery-code', { data: '{"left":["x"]}' })
  const spent = await addMethod(parts, ada, 'totp', { state: 'disabled' })
  const actor = await signIn(ada)
  const refused = await mine.remove(actor, phone)
  assert.ok(!refused.ok)
  assert.match(refused.say, /only way/)
  assert.equal(why(await mine.remove(actor, spent)), 'done')
  const totp = await addMethod(parts, ada, 'totp')
  const bea = await account('bea')
  assert.equal(why(await mine.remove(await signIn(bea), phone)), 'refused', "another's")
  const both = await Promise.all([mine.remove(actor, phone), mine.remove(actor, totp)])
  assert.deepEqual(both.map(why).sort(), ['done', 'refused'], 'not both at once')
  assert.deepEqual([...new Set(notices.sent.map(({ kind }) => kind))], ['method-removed'])
})

test('a lost phone is suspended at once, comes back only after a fresh proof; one that wrong codes disabled does not', async (context) => {
  const { account, mine, signIn, parts, later, told } = await accountWorld(context)
  const ada = await account('ada')
  const phone = await addPhone(parts, ada)
  const spent = await addMethod(parts, ada, 'totp', { state: 'disabled' })
  const actor = await signIn(ada)
  later(20 * minuteMs)
  assert.equal(why(await mine.suspend(actor, phone)), 'done')
  assert.equal(why(await mine.resume(actor, phone)), 'step-up')
  const fresh = await signIn(ada)
  assert.equal(why(await mine.resume(fresh, spent)), 'refused')
  assert.equal(why(await mine.resume(fresh, phone)), 'done')
  assert.equal(why(await mine.rename(fresh, phone, '\u202EPhone of mine')), 'done')
  assert.deepEqual(
    told.map((one) => (one.kind === 'method' ? `${one.what} ${one.method.name}` : one.kind)),
    ['suspended Pixel 9', 'resumed Pixel 9', 'renamed Phone of mine'],
  )
})

test('T39: a new password leaves the methods as they are, needs the old one, and ends all other sessions', async (context) => {
  const { account, mine, signIn, parts, methods, sessions, notices } = await accountWorld(context)
  const ada = await account('ada', { password })
  await addTotp(parts, ada)
  const before = await methods()
  const actor = await signIn(ada)
  const other = await signIn(ada)
  assert.equal(why(await mine.changePassword(actor, 'wrong', 'a new phrase')), 'refused')
  assert.equal(why(await mine.changePassword(actor, password, 'short')), 'refused')
  assert.equal(why(await mine.changePassword(actor, password, password)), 'refused')
  assert.equal(why(await mine.changePassword(actor, password, 'new ones!')), 'done', 'eight are enough where a second method is asked for')
  assert.deepEqual(await methods(), before)
  assert.ok((await sessions.look(actor.secret)) !== undefined)
  assert.equal(await sessions.look(other.secret), undefined)
  assert.deepEqual(
    notices.sent.map(({ kind }) => kind),
    ['password-changed'],
  )
  for (let count = 0; count < 12; count++) await mine.changePassword(actor, 'wrong', 'a new phrase')
  const waits = await mine.changePassword(actor, 'new ones!', 'a new phrase')
  assert.match(waits.ok ? '' : waits.say, /Too many/)
})

test('the account page shows methods, browsers and sessions, and what may be done', async (context) => {
  const { account, mine, signIn, parts, later, sessions } = await accountWorld(context)
  const ada = await account('ada', { password })
  await addPasskey(parts, ada)
  const actor = await signIn(ada)
  const other = await signIn(ada)
  const seen = await mine.overview(actor)
  assert.deepEqual(
    seen?.methods.map(({ kind, deviceBound }) => [kind, deviceBound]),
    [['passkey', true]],
  )
  assert.deepEqual(
    [seen?.sessions.length, seen?.sessions.filter(({ isThis }) => isThis).length, seen?.add, seen?.change],
    [2, 1, 'yes', 'yes'],
  )
  assert.ok(!JSON.stringify(seen).includes(actor.secret))
  assert.equal(why(await mine.endSession(actor, other.session.id)), 'done')
  assert.equal(why(await mine.endSession(actor, other.session.id)), 'refused')
  assert.equal(await sessions.look(other.secret), undefined)
  later(hourMs)
  assert.equal(await sessions.look(actor.secret), undefined)
})

test('an access pass sets a first password and never changes one', async (context) => {
  const { account, mine, signIn } = await accountWorld(context)
  const pass = { acr: 'aal1', amr: ['otp'], enrolOnly: true }
  const ada = await account('ada')
  const visit = await signIn(ada, pass)
  assert.equal(why(await mine.changePassword(visit, '', 'short')), 'refused')
  assert.equal(why(await mine.changePassword(visit, '', 'seven lanterns over water')), 'done')
  assert.equal(why(await mine.changePassword(visit, 'seven lanterns over water', 'another lantern over water')), 'add-only')
})

test('who came in by a passkey may have forgotten the password; who came in by a prompt is asked for it', async (context) => {
  const { account, mine, signIn } = await accountWorld(context)
  const ada = await account('ada', { password })
  const prompted = await signIn(ada, { acr: 'aal2', amr: ['mfa', 'pop', 'pwd'] })
  assert.equal(why(await mine.changePassword(prompted, '', 'seven lanterns over water')), 'refused')
  const keyed = await signIn(ada, { acr: 'phr', amr: ['mfa', 'swk', 'user'] })
  assert.equal((await mine.overview(keyed))?.asksOldPassword, false)
  assert.equal(why(await mine.changePassword(keyed, '', 'seven lanterns over water')), 'done')
})

test('T26: a phone that was silenced is not let ring again by who came in over it', async (context) => {
  const { account, mine, signIn } = await accountWorld(context)
  const ada = await account('ada', { password })
  assert.equal(why(await mine.lift(await signIn(ada, { amr: ['mfa', 'pop', 'pwd'] }))), 'refused')
  assert.equal(why(await mine.lift(await signIn(ada, { amr: ['mfa', 'otp', 'pwd'] }))), 'done')
})

test('a session without a fresh proof stops a lost phone, and takes no passkey or code away', async (context) => {
  const { account, parts, mine, signIn, later, methods } = await accountWorld(context)
  const ada = await account('ada', { password })
  const phone = await addPhone(parts, ada)
  await addTotp(parts, ada)
  const totp = (await methods()).find(({ kind }) => kind === 'totp')?.id ?? assert.fail()
  const old = await signIn(ada)
  later(6 * minuteMs)
  assert.equal(why(await mine.suspend(old, totp)), 'step-up')
  assert.equal(why(await mine.suspend(old, phone)), 'done')
})
