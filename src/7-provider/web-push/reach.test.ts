/** T50, T51: what a phone names as its push service never makes the server ask anything but a push service. */
import assert from 'node:assert/strict'
import type { LookupFunction } from 'node:net'
import test from 'node:test'
import fc from 'fast-check'
import { createDeliverer } from './deliver.ts'
import { startPushService } from './push-service.contract.ts'
import { checkedLookup, isPublicAddress, reachOf } from './reach.ts'

const good = [
  'https://fcm.googleapis.com/fcm/send/abc:def',
  'https://updates.push.services.mozilla.com/wpush/v2/abc',
  'https://autopush.push.services.mozilla.com/wpush/v2/abc',
  'https://db5p.notify.windows.com/w/?token=abc',
  'https://web.push.apple.com/abc',
  'https://eu.push.apple.com/abc',
  'https://FCM.googleapis.com:443/fcm/send/abc',
  'https://push.example.com/abc',
  'https://gotify.example.com:8443/abc',
]

const bad = [
  'http://fcm.googleapis.com/fcm/send/abc',
  'ftp://fcm.googleapis.com/abc',
  'file:///etc/passwd',
  'gopher://127.0.0.1:70/',
  'data:text/plain,x',
  'javascript:alert(1)',
  'fcm.googleapis.com/abc',
  '//fcm.googleapis.com/abc',
  '',
  'https://',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://0x7f.1/',
  'https://0x7f000001/',
  'https://2130706433/',
  'https://017700000001/',
  'https://0177.0.0.1/',
  'https://127.0.0.1.nip.io/',
  'https://localhost/',
  'https://localhost:8787/ingest/okta',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:169.254.169.254]/latest/meta-data',
  'https://[::ffff:a9fe:a9fe]/',
  'https://[64:ff9b::a9fe:a9fe]/',
  'https://[fe80::1]/',
  'https://[fd00:ec2::254]/latest/meta-data',
  'https://169.254.169.254/latest/meta-data/iam/security-credentials',
  'https://metadata.google.internal/computeMetadata/v1',
  'https://10.0.0.1/',
  'https://192.168.1.1/',
  'https://172.16.0.1/',
  'https://100.64.0.1/',
  'https://100.100.100.200/latest/meta-data',
  'https://0.0.0.0/',
  'https://1.1.1.1/',
  'https://fcm.googleapis.com@127.0.0.1/',
  'https://user:secret@fcm.googleapis.com/',
  'https://fcm.googleapis.com.evil.example/',
  'https://evil.example/fcm.googleapis.com',
  'https://evilfcm.googleapis.com/',
  'https://googleapis.com/',
  'https://push.apple.com/',
  'https://evil-push.apple.com.example/',
  'https://xnotify.windows.com/',
  'https://notify.windows.com/',
  'https://fcm.googleapis.com:8443/',
  'https://fcm.googleapis.com:22/',
  'https://fcm.googleapis.com/abc#fragment',
  'https://fcm.googleapis.com\\@127.0.0.1/',
  'https://fcm.googleapis.com%2eevil.example/',
  'https://fcm.googleapis.com./',
  'https://push.example.com:8443/',
  'https://gotify.example.com/',
  'https://sub.push.example.com/',
  `https://fcm.googleapis.com/${'a'.repeat(2000)}`,
  'https://fcm.googleapis.com\u0000.evil.example/',
  'https://ⓕcm.evil.example/',
  'https://127。0。0。1/',
]

const insideAddresses = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::ffff:169.254.169.254',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '3fff::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '2a00:1450::1%eth0',
  'localhost',
  '',
  '1.1.1',
]

test('T50: endpoints of push services and of the administrator are taken, and nothing else', () => {
  const own = ['push.example.com', 'gotify.example.com:8443']
  for (const url of good) assert.ok('url' in reachOf(url, own), url)
  for (const url of bad) assert.ok('refused' in reachOf(url, own), url)
  assert.ok(good.length + bad.length + insideAddresses.length > 60)
})

test('T50: no address inside a network is one to connect to, however it is written', () => {
  for (const address of insideAddresses) assert.equal(isPublicAddress(address), false, address)
  for (const address of [
    '8.8.8.8',
    '142.250.1.1',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '2a00:1450:4001::1',
    '2606:4700::1',
  ]) {
    assert.equal(isPublicAddress(address), true, address)
  }
})

test('T50: whatever stranger text comes as an endpoint, what is taken is https on a listed name', () => {
  const text = fc.oneof(
    fc.webUrl({ withFragments: true }),
    fc.string(),
    fc.constantFrom(...good).map((url) => url.replace('/', '\\')),
  )
  fc.assert(
    fc.property(text, (endpoint) => {
      const reached = reachOf(endpoint, [])
      if ('refused' in reached) return
      assert.equal(reached.url.protocol, 'https:')
      assert.match(reached.url.host, /^fcm\.googleapis\.com$|\.push\.services\.mozilla\.com$|\.notify\.windows\.com$|\.push\.apple\.com$/)
    }),
  )
})

const answering =
  (...answers: readonly (readonly string[])[]): LookupFunction =>
  (_, __, done) => {
    const now = answers[calls++ % answers.length] ?? []
    done(
      null,
      now.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
let calls = 0

const looked = (resolve: LookupFunction): Promise<string> =>
  new Promise((settle) => {
    checkedLookup(isPublicAddress, resolve)('push.example.com', { all: true }, (error, found) =>
      settle(error === null ? JSON.stringify(found) : String(error)),
    )
  })

test('T50: DNS rebinding: each connection is judged by the answer it uses; one bad address among several spoils all', async () => {
  calls = 0
  const turning = answering(['8.8.8.8'], ['127.0.0.1'])
  assert.match(await looked(turning), /8\.8\.8\.8/)
  assert.match(await looked(turning), /not allowed/)
  for (const mixed of [['8.8.8.8', '10.0.0.1'], ['::ffff:169.254.169.254'], ['64:ff9b::a00:1'], ['2a00:1450::1', '::1'], []]) {
    calls = 0
    assert.match(await looked(answering(mixed)), /not allowed/, String(mixed))
  }
})

const message = (url: string) => ({ url: new URL(url), authorization: 'vapid', body: Buffer.from('x'), ttlSeconds: 60 })

test('T50: a name that leads inside, or an address itself, is never connected to', async (context) => {
  const service = await startPushService('push.example.com')
  context.after(service.stop)
  calls = 0
  const deliverer = createDeliverer({ ca: service.certificate, resolve: answering(['127.0.0.1']) })
  context.after(deliverer.close)
  assert.deepEqual(await deliverer.deliver(message(`https://push.example.com:${service.port}/a`)), { outcome: 'refused' })
  for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]']) {
    assert.deepEqual(await deliverer.deliver(message(`https://${host}:${service.port}/a`)), { outcome: 'refused' }, host)
  }
  assert.equal(service.received.length, 0)
})

test('T50, T51: a redirect is not followed, a flood is not read, silence ends; nothing of an answer is told', async (context) => {
  const service = await startPushService('push.example.com')
  context.after(service.stop)
  calls = 0
  const deliverer = createDeliverer({
    ca: service.certificate,
    resolve: answering(['127.0.0.1']),
    isAllowed: (address) => address === '127.0.0.1',
    timeoutMs: 300,
  })
  context.after(deliverer.close)
  const url = `https://push.example.com:${service.port}/a`
  for (const status of [301, 302, 303, 307, 308]) {
    service.answers(
      (_, response) => void response.writeHead(status, { location: `https://127.0.0.1:${service.port}/secret` }).end('internal secret'),
    )
    assert.deepEqual(await deliverer.deliver(message(url)), { outcome: 'refused' }, String(status))
  }
  assert.ok(service.received.every(({ path }) => path === '/a'))
  service.answers((_, response) => {
    response.writeHead(500)
    const flood = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384)));
      response.once('drain', flood)
    }
    flood()
  })
  assert.deepEqual(await deliverer.deliver(message(url)), { outcome: 'later', afterMs: undefined })
  service.answers(() => {})
  assert.deepEqual(await deliverer.deliver(message(url)), { outcome: 'later' })
  service.answers((_, response) => void response.writeHead(503, { 'retry-after': '7' }).end('internal secret'))
  assert.deepEqual(await deliverer.deliver(message(url)), { outcome: 'later', afterMs: 7000 })
  service.answers((_, response) => void response.writeHead(410).end())
  assert.deepEqual(await deliverer.deliver(message(url)), { outcome: 'gone' })
  const strict = createDeliverer({ resolve: answering(['127.0.0.1']), isAllowed: () => true })
  context.after(strict.close)
  assert.deepEqual(await strict.deliver(message(url)), { outcome: 'later' }, 'a certificate that nobody vouches for')
})
