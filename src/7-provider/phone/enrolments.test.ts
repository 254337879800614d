/** Adding a phone: the code once, the words on both screens, the alarm when a second phone has the code. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { minuteMs } from '../../0-event/time.ts'
import { visitor } from '../provider.contract.ts'
import { readPhoneData } from '../push/phone-data.ts'
import { deviceName, deviceNameMax } from './device-name.ts'
import type { Offered } from './enrolments.ts'
import { phonesMax } from './offers.ts'
import { type PhoneWorld, phoneWorld } from './phone-world.contract.ts'
import { wordList, wordsOf } from './words.ts'

const browser = 'the browser that offers'

async function world(context: { after(end: () => Promise<void>): void }): Promise<PhoneWorld> {
  const made = await phoneWorld()
  context.after(made.provider.end)
  return made
}

const codeOf = (offered: Offered): string => (offered.state === 'offered' ? offered.code : assert.fail('not offered'))
const refusals = ({ provider }: PhoneWorld) => provider.told.filter((one) => one.kind === 'method' && one.what === 'refused')

test('a phone is added: the same words on both screens, and it counts only after they were compared', async (context) => {
  const w = await world(context)
  const phone = w.softwarePhone({ name: 'Pixel 9' })
  const claimed = await phone.enrol(codeOf(await w.enrolments.offer(w.ada, browser)))
  const view = await w.enrolments.look(browser)
  assert.equal(view.state, 'claimed')
  assert.deepEqual(view.state === 'claimed' && [view.phone, view.words], ['Pixel 9', claimed.words])
  assert.equal(claimed.account.id, w.ada.id)
  assert.deepEqual((await phone.send('GET', '/enrolments/state')).body, { state: 'claimed' })
  const request = { method: 'GET', path: '/authenticator/api/status' }
  assert.equal(await w.proofs.anyPhone(phone.proof('GET', '/status'), request), undefined, 'no phone yet')

  assert.deepEqual(await w.enrolments.confirm(browser, true, visitor()), { state: 'confirmed', phone: 'Pixel 9', method: claimed.id })
  assert.equal((await w.proofs.phone(phone.proof('GET', '/status'), request))?.method.id, claimed.id)
  assert.deepEqual((await phone.send('GET', '/enrolments/state')).body, { state: 'confirmed' })
  assert.deepEqual(
    w.provider.told.map((one) => one.kind === 'method' && [one.what, one.method.name]),
    [['added', 'Pixel 9']],
  )
  assert.deepEqual(
    w.notices.map(({ to, kind, values }) => [to, kind, values['methodId']]),
    [['ada@example.com', 'method-added', claimed.id]],
  )
})

test('T28: a code is good once: a second phone gets nothing, the first is not added, and the person is told', async (context) => {
  const w = await world(context)
  const code = codeOf(await w.enrolments.offer(w.ada, browser))
  const first = w.softwarePhone({ name: 'first' })
  await first.enrol(code)
  await assert.rejects(w.softwarePhone({ name: 'second' }).enrol(code), /410/)
  assert.deepEqual(await w.enrolments.look(browser), { state: 'refused', why: 'second-phone' })
  assert.deepEqual((await first.send('GET', '/enrolments/state')).body, { state: 'refused' })
  assert.deepEqual(await w.enrolments.confirm(browser, true, visitor()), { state: 'refused', why: 'second-phone' })
  assert.equal((await w.provider.parts.identity.records.selectFrom('method').select('id').execute()).length, 0)
  assert.equal(refusals(w).length, 1)
  assert.deepEqual(
    w.notices.map(({ kind }) => kind),
    ['phone-refused'],
  )
})

test('T28: a code that was photographed and used after all is done adds nothing and is told once', async (context) => {
  const w = await world(context)
  const code = codeOf(await w.enrolments.offer(w.ada, browser))
  const phone = w.softwarePhone()
  await phone.enrol(code)
  await w.enrolments.confirm(browser, true, visitor())
  for (let nth = 0; nth < 3; nth++) await assert.rejects(w.softwarePhone().enrol(code), /410/)
  assert.equal(refusals(w).length, 1)
  assert.deepEqual((await phone.send('GET', '/enrolments/state')).body, { state: 'confirmed' }, 'the right phone stays')
})

test('T28: an expired code is gone, and so is a claim that nobody confirmed in time', async (context) => {
  const w = await world(context)
  const late = codeOf(await w.enrolments.offer(w.ada, browser))
  w.provider.later(10 * minuteMs)
  await assert.rejects(w.softwarePhone().enrol(late), /410/)
  assert.deepEqual(await w.enrolments.look(browser), { state: 'expired' })
  const phone = w.softwarePhone()
  await phone.enrol(codeOf(await w.enrolments.offer(w.ada, browser)))
  w.provider.later(10 * minuteMs)
  assert.deepEqual(await w.enrolments.confirm(browser, true, visitor()), { state: 'expired' })
  assert.deepEqual((await phone.send('GET', '/enrolments/state')).body, { state: 'refused' })
  w.provider.later(11 * minuteMs)
  assert.equal(await w.enrolments.sweep(), 2)
  assert.equal((await phone.send('GET', '/enrolments/state')).status, 401)
})

test('T28: of two phones at the same moment at most one has the offer, and then none keeps it', async (context) => {
  const w = await world(context)
  const code = codeOf(await w.enrolments.offer(w.ada, browser))
  const phones = Array.from({ length: 8 }, () => w.softwarePhone())
  const claims = await Promise.allSettled(phones.map((phone) => phone.enrol(code)))
  assert.equal(claims.filter(({ status }) => status === 'fulfilled').length, 1)
  assert.deepEqual(await w.enrolments.look(browser), { state: 'refused', why: 'second-phone' })
  assert.equal(refusals(w).length, 1)
})

test('only the browser that made the offer sees it and can confirm it', async (context) => {
  const w = await world(context)
  const phone = w.softwarePhone()
  await phone.enrol(codeOf(await w.enrolments.offer(w.ada, browser)))
  assert.deepEqual(await w.enrolments.look('another browser'), { state: 'none' })
  assert.deepEqual(await w.enrolments.confirm('another browser', true, visitor()), { state: 'none' })
  assert.deepEqual((await phone.send('GET', '/enrolments/state')).body, { state: 'claimed' })
})

test('words that differ end the offer and raise an alarm; giving up an offer nobody took does not', async (context) => {
  const w = await world(context)
  await w.enrolments.offer(w.ada, browser)
  assert.deepEqual(await w.enrolments.confirm(browser, false, visitor()), { state: 'none' })
  assert.equal(refusals(w).length, 0)
  const phone = w.softwarePhone()
  await phone.enrol(codeOf(await w.enrolments.offer(w.ada, browser)))
  assert.deepEqual(await w.enrolments.confirm(browser, false, visitor()), { state: 'refused', why: 'words' })
  assert.equal(refusals(w).length, 1)
  assert.deepEqual((await phone.send('GET', '/enrolments/state')).body, { state: 'refused' })
})

test('a phone whose answer was lost on the way may ask again; a key that is a phone already may not be added to another person', async (context) => {
  const w = await world(context)
  const phone = w.softwarePhone()
  const code = codeOf(await w.enrolments.offer(w.ada, browser))
  const first = await phone.enrol(code)
  assert.deepEqual((await phone.enrol(code)).words, first.words)
  await w.enrolments.confirm(browser, true, visitor())
  const bob = await w.provider.account('bob@example.com')
  await assert.rejects(phone.enrol(codeOf(await w.enrolments.offer(bob, 'browser of Bob'))), /410/)
})

test('a person has a bounded number of phones, and few open offers', async (context) => {
  const w = await world(context)
  for (let nth = 0; nth < phonesMax - 1; nth++) await w.added(w.ada)
  const codes: string[] = []
  for (let nth = 0; nth < 4; nth++) codes.push(codeOf(await w.enrolments.offer(w.ada, `browser ${nth}`)))
  await assert.rejects(w.softwarePhone().enrol(codes[0] ?? ''), /410/, 'the oldest offer ended')
  const [last, late] = [w.softwarePhone(), w.softwarePhone()]
  await last.enrol(codes[1] ?? '')
  await late.enrol(codes[2] ?? '')
  assert.equal((await w.enrolments.confirm('browser 1', true, visitor())).state, 'confirmed')
  assert.deepEqual(await w.enrolments.confirm('browser 2', true, visitor()), { state: 'refused', why: 'too-many' })
  assert.deepEqual(await w.enrolments.offer(w.ada, browser), { state: 'too-many' })
})

test('a passkey that confirms answers is kept with the phone, before or after the words, and once', async (context) => {
  const w = await world(context)
  const phone = await w.added(w.ada, { confirms: true })
  const { data } = await w.provider.parts.identity.records.selectFrom('method').select('data').executeTakeFirstOrThrow()
  assert.match(readPhoneData(data).confirming?.id ?? '', /^[\w-]{22}$/)
  const again = await phone.send('POST', '/confirming', { credential: {} })
  assert.equal(again.status, 422)
  const options = JSON.parse(phone.claimed?.confirming ?? '') as { authenticatorSelection: object }
  assert.deepEqual(options.authenticatorSelection, {
    authenticatorAttachment: 'platform',
    residentKey: 'discouraged',
    userVerification: 'required',
    requireResidentKey: false,
  })
})

test('an account that was disabled meanwhile gets no phone', async (context) => {
  const w = await world(context)
  const code = codeOf(await w.enrolments.offer(w.ada, browser))
  await w.provider.parts.identity.records.updateTable('account').set({ state: 'disabled' }).execute()
  await assert.rejects(w.softwarePhone().enrol(code), /410/)
})

test('there are 256 words, all different, and four of them are 32 bits of the key and the code', () => {
  assert.equal(new Set(wordList).size, 256)
  assert.ok(wordList.every((word) => /^[a-z]{3,9}$/.test(word)))
  assert.notDeepEqual(wordsOf('thumbprint', 'code'), wordsOf('thumbprint', 'other'))
  assert.notDeepEqual(wordsOf('thumbprint', 'code'), wordsOf('other', 'code'))
  const seen = new Set(Array.from({ length: 3000 }, (_, nth) => wordsOf(String(nth), 'code')[0]))
  assert.equal(seen.size, 256, 'every word comes up')
})

test('T49: whatever a phone calls itself, what is kept is short, on one line and has nothing hidden in it', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'grapheme' })), (given) => {
      const kept = deviceName(given)
      assert.ok(kept.length > 0 && Array.from(kept).length <= deviceNameMax)
      assert.doesNotMatch(kept, /[\p{C}\p{Zl}\p{Zp}]|\p{M}{4}/u)
      assert.equal(deviceName(kept), kept)
    }),
  )
  assert.equal(deviceName('Pixel\u202e9\u0000 \r\n phone'), 'Pixel 9 phone')
})
