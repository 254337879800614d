/** The live channel of the authenticator over HTTP: what it tells and when, and its bounds. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import { minuteMs } from '../../0-event/time.ts'
import type { SoftwarePhone } from '../../7-provider/phone/software-phone.contract.ts'
import { type Served, serve } from './authenticator-world.contract.ts'

interface Stream {
  readonly lines: string[]
  readonly response: IncomingMessage
  readonly ended: Promise<unknown>
}

async function live(s: Served, phone: SoftwarePhone): Promise<Stream> {
  const { port } = s.app.server.address() as AddressInfo
  const request = get({
    host: '127.0.0.1',
    port,
    path: '/authenticator/api/live',
    headers: { dpop: phone.proof('GET', '/live') },
    agent: false,
  })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const lines: string[] = []
  response.setEncoding('utf8')
  response.on('data', (text: string) => lines.push(...text.split('\n').filter((line) => line !== '')))
  response.on('error', () => {})
  return { lines, response, ended: once(response, 'close') }
}

const until = async (holds: () => boolean): Promise<void> => {
  for (let nth = 0; nth < 400 && !holds(); nth++) await new Promise((done) => setTimeout(done, 5))
  assert.ok(holds())
}

test('the live channel tells of a prompt at once and of its end, also of one from another node and of one that waits already', async (context) => {
  const s = await serve(context)
  await s.app.listen({ host: '127.0.0.1', port: 0 })
  const phone = await s.enrolled()
  const stream = await live(s, phone)
  assert.match(stream.response.headers['content-type'] ?? '', /^application\/x-ndjson/)
  const { challenge } = await s.ask()
  await until(() => stream.lines.length === 2)
  const late = await live(s, phone)
  await until(() => late.lines.length === 2)
  await phone.answer('deny')
  await until(() => stream.lines.length === 3 && late.lines.length === 3)
  const told = ['{"type":"hello"}', JSON.stringify({ type: 'prompt', id: challenge }), JSON.stringify({ type: 'over', id: challenge })]
  assert.deepEqual([stream.lines, late.lines], [told, told])

  // Another node: nobody here listens to it, so only looking finds it.
  s.w.provider.later(3 * minuteMs)
  const { records } = s.w.provider.parts.identity
  const row = await records.selectFrom('challenge').selectAll().executeTakeFirstOrThrow()
  await records
    .insertInto('challenge')
    .values({ ...row, id: 'of-another-node', state: 'pending', expires: s.w.now() + minuteMs })
    .execute()
  await s.authenticator.lives.poll()
  await s.authenticator.lives.poll()
  await records.updateTable('challenge').set({ state: 'denied' }).where('id', '=', 'of-another-node').execute()
  await s.authenticator.lives.poll()
  await s.authenticator.lives.beat()
  await until(() => stream.lines.length === 6)
  assert.deepEqual(stream.lines.slice(3), [
    '{"type":"prompt","id":"of-another-node"}',
    '{"type":"over","id":"of-another-node"}',
    '{"type":"hello"}',
  ])
  s.authenticator.close()
  await Promise.all([stream.ended, late.ended])
})

test('T55: live channels are bounded for each phone and in all, and end with the phone', async (context) => {
  const s = await serve(context, { live: { allMax: 4, phoneMax: 2 } })
  await s.app.listen({ host: '127.0.0.1', port: 0 })
  const [one, other] = [await s.enrolled('one'), await s.enrolled('other')]
  const first = await live(s, one)
  const second = await live(s, one)
  await live(s, one)
  await first.ended
  assert.equal(s.authenticator.lives.count, 2, 'the oldest of the phone ended')
  await live(s, other)
  await live(s, other)
  const refused = await live(s, other)
  assert.equal(refused.response.statusCode, 503)
  assert.equal(s.authenticator.lives.count, 4)
  await other.send('POST', '/lost', { phone: one.claimed?.id })
  await second.ended
  assert.equal(s.authenticator.lives.count, 2, 'a suspended phone hears nothing more')
  await s.w.provider.parts.identity.records.deleteFrom('method').execute()
  await s.authenticator.lives.beat()
  assert.equal(s.authenticator.lives.count, 0, 'removed on another node')
})

test('T55: a live channel ends after its time, and the phone proves itself anew', async (context) => {
  const s = await serve(context, { live: { lifeMs: minuteMs } })
  await s.app.listen({ host: '127.0.0.1', port: 0 })
  const stream = await live(s, await s.enrolled())
  s.w.provider.later(minuteMs + 1)
  await s.authenticator.lives.beat()
  await stream.ended
})
