/** Waking phones through a real push service on this machine: what it gets, when it is asked again, and that nobody waits for it. */
import assert from 'node:assert/strict'
import type { LookupFunction } from 'node:net'
import test from 'node:test'
import { minuteMs } from '../../0-event/time.ts'
import { type PhoneWorld, phoneWorld } from '../phone/phone-world.contract.ts'
import { testOrigin } from '../provider.contract.ts'
import { askOf } from '../push/push.contract.ts'
import type { SubscriptionAsked } from '../wire.ts'
import { type Browser, createBrowser, type PushService, startPushService, vapidClaims } from './push-service.contract.ts'
import { failuresMax, subscribe } from './subscriptions.ts'
import { createWebPush, type WebPush, type WebPushOptions } from './web-push.ts'

const host = 'push.example.com'
const toHere: LookupFunction = (_, __, done) => done(null, [{ address: '127.0.0.1', family: 4 }])

interface Waking {
  readonly w: PhoneWorld
  readonly service: PushService
  readonly webPush: WebPush
  readonly browser: Browser
  readonly kid: string
  readonly subscription: SubscriptionAsked
  readonly pauses: number[]
  send(): Promise<string>
}

async function waking(context: { after(end: () => Promise<void> | void): void }, options: WebPushOptions = {}): Promise<Waking> {
  const service = await startPushService(host)
  const w = await phoneWorld({ settings: { pushHosts: [`${host}:${service.port}`] } })
  const pauses: number[] = []
  const webPush = createWebPush(w.provider.parts, {
    ca: service.certificate,
    resolve: toHere,
    isAllowed: (address) => address === '127.0.0.1',
    pause: async (ms) => void pauses.push(ms),
    ...options,
  })
  context.after(async () => {
    webPush.close()
    await service.stop()
    await w.provider.end()
  })
  const kid = (await w.added(w.ada)).claimed?.id ?? ''
  const browser = createBrowser()
  const subscription = browser.subscription(`https://${host}:${service.port}/send/secret-place`)
  assert.equal(await subscribe(w.provider.parts, kid, subscription), undefined)
  const send = async (): Promise<string> => {
    const asked = await w.push.ask(askOf(w.ada))
    if (asked.state !== 'sent') assert.fail('not sent')
    webPush.wake(asked.challenge, w.ada.id)
    return asked.challenge
  }
  return { w, service, webPush, browser, kid, subscription, pauses, send }
}

const subscriptions = ({ w }: Waking) => w.provider.parts.identity.records.selectFrom('subscription').selectAll().execute()

test('T12: the push service carries an id and nothing else, encrypted for the browser, signed by the server', async (context) => {
  const all = await waking(context)
  const challenge = await all.send()
  await all.webPush.settled()
  const [message, ...more] = all.service.received
  assert.ok(message !== undefined && more.length === 0)
  assert.deepEqual(JSON.parse(all.browser.open(message.bytes)), { v: 1, id: challenge, kid: all.kid })
  assert.equal(message.path, '/send/secret-place')
  const { headers } = message
  assert.deepEqual(
    [headers['content-encoding'], headers['urgency'], headers['topic'], headers['ttl'], headers['cookie']],
    ['aes128gcm', 'high', undefined, '120', undefined],
  )
  const audience = `https://${host}:${all.service.port}`
  const claims = await vapidClaims(headers['authorization'], audience, new Date(all.w.now()))
  assert.deepEqual(claims, { sub: testOrigin, key: await all.webPush.publicKey() })
  assert.doesNotMatch(JSON.stringify(headers) + message.bytes.toString('latin1'), /ada|Payroll/i)
  const { notices } = await all.w.provider.parts.identity.records.selectFrom('challenge').select('notices').executeTakeFirstOrThrow()
  assert.equal(Number(notices), 1)
})

test('all nodes have one VAPID key, whichever was first, and it lies sealed', async (context) => {
  const { w } = await waking(context)
  const nodes = Array.from({ length: 5 }, () => createWebPush(w.provider.parts))
  const keys = await Promise.all(nodes.map((node) => node.publicKey()))
  for (const node of nodes) node.close()
  assert.equal(new Set(keys).size, 1)
  const { value } = await w.provider.parts.identity.records
    .selectFrom('identity_setting')
    .select('value')
    .where('name', '=', 'web-push-key')
    .executeTakeFirstOrThrow()
  assert.match(value, /^v1\./)
})

test('where a phone is reached is sealed, and another phone cannot be given it', async (context) => {
  const all = await waking(context)
  const [row] = await subscriptions(all)
  assert.ok(row !== undefined)
  assert.doesNotMatch(row.sealed, /secret-place/)
  assert.throws(() => all.w.provider.parts.seals.open('subscription.sealed:another', row.sealed), /somewhere else/)
})

test('a subscription that the push service no longer knows is removed', async (context) => {
  const all = await waking(context)
  for (const status of [404, 410]) {
    await subscribe(all.w.provider.parts, all.kid, all.subscription)
    all.service.answers((_, response) => void response.writeHead(status).end())
    const challenge = await all.send()
    await all.webPush.settled()
    assert.equal((await subscriptions(all)).length, 0)
    await all.w.push.cancel(challenge, 'a browser of Ada')
    all.w.provider.later(minuteMs)
  }
})

test('a notice that fails is handed over at most three times, with pauses, and never after the prompt is over', async (context) => {
  const all = await waking(context)
  all.service.answers((_, response) => void response.writeHead(503).end())
  await all.send()
  await all.webPush.settled()
  assert.equal(all.service.received.length, 3)
  assert.deepEqual(all.pauses, [1000, 5000])
  assert.equal(Number((await subscriptions(all))[0]?.failures), 3)

  all.w.provider.later(3 * minuteMs)
  await all.w.push.sweep()
  all.w.provider.later(3 * minuteMs)
  all.service.answers((_, response) => {
    all.w.provider.later(3 * minuteMs)
    response.writeHead(503).end()
  })
  await all.send()
  await all.webPush.settled()
  assert.equal(all.service.received.length, 4, 'the prompt ended while it paused')
})

test('a push service that wants longer than the prompt lives is not asked again; one that works sets the count back', async (context) => {
  const all = await waking(context)
  all.service.answers((_, response) => void response.writeHead(429, { 'retry-after': '600' }).end())
  const challenge = await all.send()
  await all.webPush.settled()
  assert.deepEqual(all.pauses, [])
  assert.equal(Number((await subscriptions(all))[0]?.failures), 1)
  await all.w.push.cancel(challenge, 'a browser of Ada')
  all.w.provider.later(2 * minuteMs)
  all.service.answers((_, response) => void response.writeHead(201).end())
  await all.send()
  await all.webPush.settled()
  assert.equal(Number((await subscriptions(all))[0]?.failures), 0)
})

test('a subscription that fails again and again is dropped at its bound', async (context) => {
  const all = await waking(context)
  const { records } = all.w.provider.parts.identity
  await records
    .updateTable('subscription')
    .set({ failures: failuresMax - 1 })
    .execute()
  all.service.answers((_, response) => void response.writeHead(400).end('internal'))
  await all.send()
  await all.webPush.settled()
  assert.equal((await subscriptions(all)).length, 0)
  assert.deepEqual(all.w.provider.faults, [])
})

test('a prompt that is quiet or over, and a phone that is suspended, wake nobody', async (context) => {
  const all = await waking(context)
  const quiet = await all.w.push.ask(askOf(all.w.ada, { quiet: true }))
  if (quiet.state !== 'sent') assert.fail('not asked')
  all.webPush.wake(quiet.challenge, all.w.ada.id)
  await all.webPush.settled()
  await all.w.push.cancel(quiet.challenge, 'a browser of Ada')
  all.w.provider.later(minuteMs)
  await all.w.provider.parts.identity.records.updateTable('method').set({ state: 'suspended' }).execute()
  all.webPush.wake('any', all.w.ada.id)
  await all.webPush.settled()
  assert.equal(all.service.received.length, 0)
})

test('T50: a host taken off the list is not asked any more, and what names itself inside never was', async (context) => {
  const all = await waking(context)
  const { parts } = all.w.provider
  const endpoints = ['https://127.0.0.1/', 'https://[::1]/', `https://localhost:${all.service.port}/`, 'https://169.254.169.254/latest']
  for (const endpoint of endpoints) assert.match((await subscribe(parts, all.kid, { ...all.subscription, endpoint })) ?? '', /push service/)
  const elsewhere = createWebPush(
    { ...parts, settings: { ...parts.settings, pushHosts: [] } },
    { ca: all.service.certificate, resolve: toHere, isAllowed: () => true },
  )
  context.after(() => elsewhere.close())
  const asked = await all.w.push.ask(askOf(all.w.ada))
  elsewhere.wake(asked.state === 'sent' ? asked.challenge : '', all.w.ada.id)
  await elsewhere.settled()
  assert.equal(all.service.received.length, 0)
})

test('waking returns before anything is sent, and at its bound gives up the oldest and says so once', async (context) => {
  const all = await waking(context, { waitingMax: 2 })
  const held: (() => void)[] = []
  all.service.answers((_, response) => void held.push(() => response.writeHead(201).end()))
  const challenge = await all.send()
  assert.equal(all.service.received.length, 0, 'returned at once')
  for (let nth = 0; nth < 14; nth++) all.webPush.wake(challenge, all.w.ada.id)
  while (held.length < 8) await new Promise((done) => setTimeout(done, 5))
  const release = setInterval(() => held.shift()?.(), 2)
  await all.webPush.settled()
  clearInterval(release)
  assert.ok(all.service.received.length >= 8 && all.service.received.length <= 10, String(all.service.received.length))
  assert.equal(all.w.provider.faults.length, 1)
  assert.match(all.w.provider.faults[0] ?? '', /More than 2 notices/)
})
