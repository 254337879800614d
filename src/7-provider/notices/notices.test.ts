/** Notices: to every address, with the change or not at all, sent once by whoever claims them, later where it fails, given up at last. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { dayMs, hourMs, minuteMs } from '../../0-event/time.ts'
import { noticeKinds } from '../notices.ts'
import { type TestProvider, testOrigin, testProvider } from '../provider.contract.ts'
import { hashOf } from '../secret.ts'
import { createDelivery, type Mail } from './deliver.ts'
import { noticesOf } from './notice-view.ts'
import { createNotices, mailsPerHourMax } from './queue.ts'
import { noticeText } from './words.ts'

async function open(context: TestContext): Promise<TestProvider> {
  const provider = await testProvider()
  context.after(() => provider.end())
  return provider
}

const two = { emails: JSON.stringify(['ada@example.com', 'home@example.org']) }

test('a notice goes to every address, says what, when and where, and has a link for "not me" that is kept as a hash', async (context) => {
  const { parts, account } = await open(context)
  const ada = await account('ada@example.com', two)
  await createNotices(parts).notify(ada, 'method-added', { method: 'Blue key', methodId: 'm1', place: 'Utrecht, NL', by: 'grace' })
  const mails: Mail[] = []
  const { deliver } = createDelivery(parts, async (mail) => void mails.push(mail))
  assert.deepEqual(await deliver(), { sent: 2, failed: 0 })
  assert.deepEqual(await deliver(), { sent: 0, failed: 0 })
  assert.deepEqual(mails.map(({ to }) => to).sort(), ['ada@example.com', 'home@example.org'])
  const [mail] = mails
  for (const part of ['"Blue key"', '2026-01-05 09:00 UTC', 'Where: Utrecht, NL', 'Done by: grace', 'ada@example.com', testOrigin])
    assert.ok(mail?.text.includes(part), part)
  const secret = new RegExp(`${testOrigin}/account/not-me#([\\w-]{43})`).exec(mail?.text ?? '')?.[1] ?? ''
  const links = await parts.identity.records.selectFrom('repudiation').selectAll().execute()
  assert.deepEqual(
    links.map(({ id_hash, what, used }) => [id_hash, JSON.parse(what), used]),
    [[hashOf(secret), { kind: 'method-added', method: 'Blue key', methodId: 'm1' }, null]],
  )
  const kept = JSON.stringify(await parts.identity.records.selectFrom('notice').selectAll().execute())
  assert.ok(!kept.includes(secret) && !kept.includes('v1.'), 'once sent, the link is gone')
  const seen = await noticesOf(parts.identity.records, ada.id)
  assert.ok(seen.length === 2 && seen.every(({ sent, error }) => sent !== undefined && error === undefined))
})

test('before it is sent, the link is sealed', async (context) => {
  const { parts, account } = await open(context)
  const ada = await account('ada@example.com')
  await createNotices(parts).notify(ada, 'password-changed', {})
  const [row] = await parts.identity.records.selectFrom('notice').selectAll().execute()
  assert.doesNotMatch(row?.body ?? '', /not-me/)
  assert.match(row?.body ?? '', /"link":"v1\./)
})

test('within a transaction that is undone there is no notice', async (context) => {
  const { parts, account } = await open(context)
  const ada = await account('ada@example.com')
  const undone = parts.identity.transaction(async (records) => {
    await createNotices(parts).notify(ada, 'password-changed', {}, records)
    throw new Error('undone')
  })
  await assert.rejects(undone, /undone/)
  assert.equal((await noticesOf(parts.identity.records, ada.id)).length, 0)
})

test('two nodes never send one notice twice', async (context) => {
  const { parts, account } = await open(context)
  const mails: Mail[] = []
  const slow = async (mail: Mail): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    mails.push(mail)
  }
  for (let n = 0; n < 10; n++) await createNotices(parts).notify(await account(`p${n}@example.com`), 'password-changed', {})
  const nodes = [createDelivery(parts, slow), createDelivery(parts, slow), createDelivery(parts, slow)]
  const sent = await Promise.all(nodes.map(({ deliver }) => deliver()))
  assert.equal(
    sent.reduce((sum, each) => sum + each.sent, 0),
    10,
  )
  assert.equal(new Set(mails.map(({ to }) => to)).size, 10)
  assert.equal(mails.length, 10)
})

test('a mail server that is away: later and later, then given up and told; what a dead node claimed is sent by another', async (context) => {
  const { parts, account, later, faults } = await open(context)
  const ada = await account('ada@example.com')
  await createNotices(parts).notify(ada, 'password-changed', {})
  let tries = 0
  const { deliver } = createDelivery(parts, async () => {
    tries++
    throw new Error('421 busy')
  })
  assert.deepEqual(await deliver(), { sent: 0, failed: 1 })
  assert.deepEqual(await deliver(), { sent: 0, failed: 0 }, 'not before its time')
  later(minuteMs)
  await deliver()
  later(minuteMs)
  await deliver()
  assert.equal(tries, 2, 'the second wait is two minutes')
  for (let n = 0; n < 20; n++) {
    later(hourMs)
    await deliver()
  }
  assert.equal(tries, 8)
  assert.equal(faults.length, 1)
  assert.match(faults[0] ?? '', /given up: 421 busy/)
  assert.match((await noticesOf(parts.identity.records, ada.id))[0]?.error ?? '', /421 busy/)

  await createNotices(parts).notify(ada, 'method-removed', {})
  const dead = createDelivery(parts, () => new Promise(() => {}))
  void dead.deliver()
  await new Promise((resolve) => setImmediate(resolve))
  const mails: Mail[] = []
  const other = createDelivery(parts, async (mail) => void mails.push(mail))
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.equal((await other.deliver()).sent, 0)
  later(6 * minuteMs)
  assert.equal((await other.deliver()).sent, 1)
})

test('without mail it is told once, and the notices stand in the history; they are not sent when mail comes one day', async (context) => {
  const { parts, account, faults, later } = await open(context)
  const ada = await account('ada@example.com')
  const none = createDelivery(parts, undefined)
  await none.deliver()
  assert.deepEqual(faults, [])
  await createNotices(parts).notify(ada, 'password-changed', {})
  await none.deliver()
  await createNotices(parts).notify(ada, 'method-added', {})
  await none.deliver()
  assert.equal(faults.length, 1)
  assert.match(faults[0] ?? '', /No mail is set up/)
  assert.equal((await noticesOf(parts.identity.records, ada.id)).length, 2)
  later(dayMs)
  assert.equal((await createDelivery(parts, async () => {}).deliver()).sent, 0)
})

test('nobody is buried in mails: beyond twenty of a kind in an hour they stand in the history only; a person without address is passed over', async (context) => {
  const { parts, account, later } = await open(context)
  const ada = await account('ada@example.com')
  const notices = createNotices(parts)
  for (let n = 0; n < mailsPerHourMax + 5; n++) await notices.notify(ada, 'prompts-suppressed', {})
  await notices.notify(ada, 'method-added', {})
  let sent = 0
  const { deliver } = createDelivery(parts, async () => void sent++)
  for (let n = 0; n < 3; n++) await deliver()
  assert.equal(sent, mailsPerHourMax + 1)
  later(hourMs + 1)
  await notices.notify(ada, 'prompts-suppressed', {})
  await deliver()
  assert.equal(sent, mailsPerHourMax + 2)
  const bob = await account('bob', { emails: '[]', email: null })
  await notices.notify(bob, 'method-added', {})
  assert.equal((await deliver()).sent, 0)
  assert.match((await noticesOf(parts.identity.records, bob.id))[0]?.error ?? '', /no e-mail address/)
})

const anything = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0x2000, max: 0x206f }), fc.integer({ min: 0, max: 0xffff })), {
    maxLength: 300,
  })
  .map((codes) => String.fromCharCode(...codes))

test('T49: whatever is in a name, a place or a browser, a notice keeps its lines and its subject is one', () => {
  fc.assert(
    fc.property(fc.constantFrom(...noticeKinds), anything, anything, anything, (kind, method, browser, name) => {
      const facts = { kind, organisation: name, origin: testOrigin, name, time: 0, link: `${testOrigin}/account/not-me#x` }
      const hostile = noticeText({ ...facts, values: { method, browser } })
      const plain = noticeText({ ...facts, organisation: 'O', name: 'n', values: { method: 'm', browser: 'b' } })
      assert.doesNotMatch(hostile.subject, /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
      assert.doesNotMatch(hostile.text.replaceAll('\n', ''), /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
      const lines = hostile.text.split('\n').length
      assert.ok(lines <= plain.text.split('\n').length && lines >= plain.text.split('\n').length - 1)
    }),
  )
})
