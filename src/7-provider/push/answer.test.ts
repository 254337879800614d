/** Answers of phones: what is signed counts and nothing else, and what a phone is confirmed by. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import test from 'node:test'
import fc from 'fast-check'
import { minuteMs } from '../../0-event/time.ts'
import { visitor } from '../provider.contract.ts'
import type { AnswerPayload } from '../wire.ts'
import { challengeOf, signed, testPasskey, testPhone } from './phone.contract.ts'
import { numberOf, type PushWorld, pushWorld } from './push.contract.ts'

async function world(context: { after(end: () => Promise<void>): void }): Promise<PushWorld> {
  const made = await pushWorld()
  context.after(() => made.provider.end())
  return made
}

const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

test('T3, T4: what is signed for another prompt, with another number, decision or context, or by another key, changes nothing', async (context) => {
  const made = await world(context)
  const { push, phone, provider } = made
  const { number, challenge } = await made.sent()
  const prompt = await made.shown()
  const right = phone.payload(prompt, 'approve', number)
  const row = await phone.row()
  const good = await signed(right, phone.key, phone.id)
  const [header = '', body = '', signature = ''] = good.split('.')
  const coded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const refused: Readonly<Record<string, string>> = {
    'a decision put in': `${header}.${coded({ ...right, decision: 'deny', number: undefined })}.${signature}`,
    'a number put in': `${header}.${coded({ ...right, number: '99' })}.${signature}`,
    'a context put in': `${header}.${coded({ ...right, context: 'x' })}.${signature}`,
    'no signature': `${coded({ alg: 'none', typ: 'tocsin-answer+jwt', kid: phone.id })}.${body}.`,
    'another algorithm': `${coded({ alg: 'HS256', typ: 'tocsin-answer+jwt', kid: phone.id })}.${body}.${signature}`,
    'another key': await signed(right, other, phone.id),
    'a key in the header': await signed(right, other, phone.id, { jwk: { kty: 'EC' } }),
    'a header besides': await signed(right, phone.key, phone.id, { jku: 'https://mallory.example' }),
    'another type': await signed(right, phone.key, phone.id, { typ: 'dpop+jwt' }),
    "another phone's name": await signed(right, phone.key, 'another'),
    'another context, signed': await signed({ ...right, context: 'x' }, phone.key, phone.id),
    'another device': await signed({ ...right, device: 'another' }, phone.key, phone.id),
    'another account': await signed({ ...right, account: 'another' }, phone.key, phone.id),
    'something besides': await signed({ ...right, also: 1 }, phone.key, phone.id),
    'a number with a no': await signed({ ...right, decision: 'deny' }, phone.key, phone.id),
    'a yes without a number': await signed({ ...right, number: undefined }, phone.key, phone.id),
    'too far ahead': await signed({ ...right, exp: right.exp + 120 }, phone.key, phone.id),
    'too long ago': await signed({ ...right, exp: right.exp - 240 }, phone.key, phone.id),
    'no whole seconds': await signed({ ...right, exp: right.exp - 0.5 }, phone.key, phone.id),
    'a version to come': await signed({ ...right, v: 2 }, phone.key, phone.id),
    'a very long one': `${good}${'A'.repeat(5000)}`,
    'no JSON': await signed('approve', phone.key, phone.id),
  }
  for (const [what, answer] of Object.entries(refused)) {
    assert.equal((await push.answer(row, { answer }, {})).outcome, 'refused', what)
  }
  const elsewhere = await signed({ ...right, challenge: 'another' }, phone.key, phone.id)
  assert.equal((await push.answer(row, { answer: elsewhere }, {})).outcome, 'gone')
  assert.equal(await push.outcome(challenge, 'a browser of Ada'), 'pending')
  assert.equal((await phone.row()).failures, 0, 'none of these is a try')
  assert.deepEqual(await push.answer(row, { answer: good }, {}), { outcome: 'approved' })
  assert.deepEqual(provider.faults, [])
})

test('strangers send what they like: refused or gone, and nothing is thrown', async (context) => {
  const made = await world(context)
  await made.sent()
  const row = await made.phone.row()
  const prompt = await made.shown()
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    fc.tuple(fc.base64String(), fc.base64String(), fc.base64String()).map((parts) => parts.join('.')),
  )
  await fc.assert(
    fc.asyncProperty(anything, fc.anything(), async (answer, assertion) => {
      assert.equal((await made.push.answer(row, { answer, assertion }, {})).outcome, 'refused')
    }),
    { numRuns: 100 },
  )
  const payload = made.phone.payload(prompt, 'approve', '1')
  const changed = fc.record({ member: fc.constantFrom(...(Object.keys(payload) as (keyof AnswerPayload)[])), value: fc.anything() })
  await fc.assert(
    fc.asyncProperty(changed, async ({ member, value }) => {
      fc.pre(value !== payload[member] && !(member === 'challenge' && typeof value === 'string') && member !== 'number' && member !== 'exp')
      const json = JSON.stringify({ ...payload, [member]: value }, (_, each) => (typeof each === 'bigint' ? String(each) : each))
      const answer = await signed(JSON.parse(json), made.phone.key, made.phone.id)
      assert.equal((await made.push.answer(row, { answer }, {})).outcome, 'refused')
    }),
    { numRuns: 100 },
  )
  assert.equal(await made.pendings(), 1)
})

test("T5: another person's phone, a suspended, a removed and a changed one are refused; a disabled account's too", async (context) => {
  const made = await world(context)
  const { push, phone, provider, ada } = made
  const { records } = provider.parts.identity
  const { number } = await made.sent()
  const prompt = await made.shown()
  const bob = await testPhone(provider.parts, await provider.account('bob@example.com'))
  const forAda = { ...bob.payload(prompt, 'approve', number), account: ada.id }
  const claimed = await signed(forAda, bob.key, bob.id)
  assert.equal((await push.answer(await bob.row(), { answer: claimed }, {})).outcome, 'refused', "Bob's, that says it is Ada's")
  const posed = await signed({ ...forAda, device: phone.id }, bob.key, phone.id)
  assert.equal((await push.answer(await phone.row(), { answer: posed }, {})).outcome, 'refused', "Bob's key under the name of Ada's phone")
  assert.equal(
    (await push.answer(await bob.row(), await bob.answer(prompt, 'approve', number), {})).outcome,
    'gone',
    "Ada's prompt, asked of Bob",
  )
  assert.equal(await push.current(await bob.row(), { quiet: true }), undefined)

  const right = await phone.answer(prompt, 'approve', number)
  const row = await phone.row()
  const set = (changes: { readonly state?: 'active' | 'suspended'; readonly data?: string }) =>
    records.updateTable('method').set(changes).where('id', '=', phone.id).execute()
  await set({ state: 'suspended' })
  assert.equal((await push.answer(row, right, {})).outcome, 'refused')
  assert.equal(await push.current(await phone.row(), { quiet: true }), undefined)
  await set({ state: 'active', data: `${row.data} ` })
  assert.equal((await push.answer(row, right, {})).outcome, 'refused')
  await set({ data: row.data })
  await records.updateTable('account').set({ state: 'disabled' }).where('id', '=', ada.id).execute()
  assert.equal((await push.answer(row, right, {})).outcome, 'refused')
  assert.equal((await made.ask({ browserSecret: 'x' })).state, 'no-phone')
  await records.updateTable('account').set({ state: 'active' }).where('id', '=', ada.id).execute()
  await records.deleteFrom('method').where('id', '=', phone.id).execute()
  assert.equal((await push.answer(row, right, {})).outcome, 'refused')
  assert.equal((await made.ask({ browserSecret: 'x' })).state, 'no-phone')
})

test('a phone with a passkey approves only with it, over this very answer, by its user, once; a no needs none', async (context) => {
  const made = await world(context)
  const { push, provider, ada } = made
  const passkey = testPasskey()
  const phone = await testPhone(provider.parts, ada, { confirming: passkey })
  const { number, challenge } = await made.sent()
  const prompt = (await push.current(await phone.row(), { quiet: false })) ?? assert.fail('nothing is shown')
  assert.deepEqual(prompt.confirming, { credential: passkey.id, rpId: 'id.example.com' })
  const { answer } = await phone.answer(prompt, 'approve', number)
  const over = challengeOf(answer)
  const wrong: Readonly<Record<string, unknown>> = {
    none: undefined,
    'over another answer': passkey.assertion(challengeOf((await phone.answer(prompt, 'approve', '00')).answer)),
    'without its user': passkey.assertion(over, { flags: 0x01 }),
    'of another site': passkey.assertion(over, { origin: 'https://id.example.org' }),
    "of another's passkey": testPasskey().assertion(over),
    'no object': 'assertion',
  }
  for (const [what, assertion] of Object.entries(wrong)) {
    assert.equal((await push.answer(await phone.row(), { answer, assertion }, {})).outcome, 'refused', what)
  }
  const assertion = passkey.assertion(over, { counter: 7 })
  assert.deepEqual(await push.answer(await phone.row(), { answer, assertion }, {}), { outcome: 'approved' })
  const proof = await push.collect(challenge, 'a browser of Ada')
  assert.deepEqual(typeof proof === 'object' && [proof.amr, proof.multi, proof.method], [['pop', 'user'], true, phone.id])

  provider.later(minuteMs)
  const next = await made.sent()
  const again = (await push.current(await phone.row(), { quiet: false })) ?? assert.fail('nothing is shown')
  const second = await phone.answer(again, 'approve', next.number)
  const old = { ...second, assertion: passkey.assertion(challengeOf(second.answer), { counter: 7 }) }
  assert.equal((await push.answer(await phone.row(), old, {})).outcome, 'refused', 'a copy of the passkey counts from where it was')
  assert.deepEqual(await push.answer(await phone.row(), await phone.answer(again, 'deny'), {}), { outcome: 'denied' })
})

test('a hundred wrong numbers in a row, however spread, disable the phone and are told', async (context) => {
  const made = await world(context)
  const { push, phone, provider } = made
  await provider.parts.identity.records.updateTable('method').set({ failures: 98 }).where('id', '=', phone.id).execute()
  for (const familiar of [true, false]) {
    await made.sent({ familiar })
    await push.answer(await phone.row(), await phone.answer(await made.shown(), 'approve', 'x'), visitor().src)
  }
  const { failures, state } = await phone.row()
  assert.deepEqual([failures, state], [100, 'disabled'])
  assert.equal(provider.told.filter((each) => each.kind === 'method' && each.what === 'disabled').length, 1)
  assert.equal((await made.ask({ browserSecret: 'x' })).state, 'no-phone')
})

test('T103: a drill cannot be approved by any answer, nor collected; a help-desk check can be approved, not collected', async (context) => {
  const made = await world(context)
  const { push, phone, provider } = made
  const drill = await made.sent({ kind: 'drill', protocol: 'drill' })
  const number = await numberOf(provider, drill.challenge)
  assert.equal(number, drill.number)
  assert.deepEqual(await push.answer(await phone.row(), await phone.answer(await made.shown(), 'approve', number), {}), {
    outcome: 'wrong',
  })
  assert.equal(await push.outcome(drill.challenge, 'a browser of Ada'), 'wrong-number')
  assert.equal(await push.collect(drill.challenge, 'a browser of Ada'), 'wrong-number')
  await provider.parts.identity.records.updateTable('challenge').set({ state: 'approved' }).where('id', '=', drill.challenge).execute()
  assert.equal(await push.collect(drill.challenge, 'a browser of Ada'), 'unknown', 'not even where the records were changed')

  provider.later(minuteMs)
  const desk = await made.sent({ kind: 'help-desk', protocol: 'account' })
  assert.deepEqual(await push.answer(await phone.row(), await phone.answer(await made.shown(), 'approve', desk.number), {}), {
    outcome: 'approved',
  })
  assert.equal(await push.outcome(desk.challenge, 'a browser of Ada'), 'approved')
  assert.equal(await push.collect(desk.challenge, 'a browser of Ada'), 'unknown')
})

test('T103: whatever phones answer to drills, none is ever approved', async (context) => {
  const made = await world(context)
  const decision = fc.constantFrom('approve' as const, 'deny' as const, 'mistyped' as const, 'report' as const)
  await fc.assert(
    fc.asyncProperty(decision, fc.boolean(), async (decided, isRight) => {
      const account = await made.provider.account(`${made.provider.parts.chance.bytes(8).toString('hex')}@example.com`)
      const phone = await testPhone(made.provider.parts, account)
      const { challenge, number } = await made.sent({ account, kind: 'drill' })
      const prompt = (await made.push.current(await phone.row(), { quiet: false })) ?? assert.fail('nothing is shown')
      const typed = decided === 'approve' ? (isRight ? number : '?') : undefined
      await made.push.answer(await phone.row(), await phone.answer(prompt, decided, typed), {})
      const outcome = await made.push.outcome(challenge, 'a browser of Ada')
      assert.ok(['denied', 'mistyped', 'reported', 'wrong-number'].includes(outcome), outcome)
      assert.equal(typeof (await made.push.collect(challenge, 'a browser of Ada')), 'string')
    }),
    { numRuns: 40 },
  )
  assert.equal(made.results().includes('approved'), false)
})
