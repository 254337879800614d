/** The phone's API over HTTP: from the code to the approved sign-in, who is refused, and every bound. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { minuteMs } from '../../0-event/time.ts'
import { keepActivities } from '../../7-provider/activities.ts'
import { issueAccessPass } from '../../7-provider/methods/access-pass.ts'
import { createSoftwareKey } from '../../7-provider/phone/software-key.contract.ts'
import { testOrigin, visitor } from '../../7-provider/provider.contract.ts'
import { askOf } from '../../7-provider/push/push.contract.ts'
import { addMethod } from '../../7-provider/sign-in/sign-in.contract.ts'
import { createBrowser } from '../../7-provider/web-push/push-service.contract.ts'
import type { HistoryItem, PhoneListed, PhoneStatus } from '../../7-provider/wire.ts'
import { serve } from './authenticator-world.contract.ts'

test('a phone is added, asked, and answers with the number; the browser gets its proof', async (context) => {
  const s = await serve(context)
  const phone = await s.enrolled()
  assert.deepEqual((await phone.send('GET', '/enrolments/state')).body, { state: 'confirmed' })
  assert.equal(await phone.prompt(), undefined)
  const { challenge, number } = await s.ask()
  const prompt = await phone.prompt()
  assert.equal(prompt?.id, challenge)
  assert.deepEqual(await phone.answer('approve', number).then(({ status, body }) => ({ status, body })), {
    status: 200,
    body: { outcome: 'approved' },
  })
  const proof = await s.w.push.collect(challenge, 'a browser of Ada')
  assert.equal(typeof proof === 'object' && proof.kind, 'push')
})

test('a phone with a fingerprint reader confirms its answer; without the assertion it is refused', async (context) => {
  const s = await serve(context)
  const phone = await s.enrolled('Pixel 9', true)
  const { number } = await s.ask()
  const status = (await phone.send('GET', '/status')).body as PhoneStatus
  assert.equal(status.confirming, true)
  const shown = await phone.prompt()
  assert.ok(shown?.confirming !== undefined)
  const { confirming: _, ...without } = shown
  assert.equal((await phone.answer('approve', number, without)).status, 422)
  assert.equal((await phone.answer('approve', number, shown)).status, 200)
})

test('T11: a wrong number, an unknown prompt and one that is over get the same answer', async (context) => {
  const s = await serve(context)
  const phone = await s.enrolled()
  const { number } = await s.ask()
  const shown = await phone.prompt()
  assert.ok(shown !== undefined)
  const wrong = await phone.answer('approve', number === '11' ? '22' : '11', shown)
  const over = await phone.answer('approve', number, shown)
  const unknown = await phone.answer('approve', number, { ...shown, id: 'AAAAAAAAAAAAAAAAAAAAAA' })
  assert.equal(wrong.status, 410)
  assert.deepEqual([over, unknown], [wrong, wrong])
})

test('T12: nothing that a phone is told before it answers holds the number', async (context) => {
  const s = await serve(context)
  const phone = await s.enrolled()
  s.w.provider.weighs({ level: 'high', unusual: ['A place that is new for you'] })
  const asked = await s.w.push.ask(askOf(s.w.ada, { privileged: true }))
  if (asked.state !== 'sent') return assert.fail(JSON.stringify(asked))
  assert.equal(asked.length, 6)
  for (const path of [`/prompt?id=${asked.challenge}`, '/prompt?quiet=1', '/status', '/history', '/phones']) {
    const answer = await phone.send('GET', path)
    assert.equal(answer.status, 200, path)
    assert.ok(!JSON.stringify(answer.body).includes(asked.number), path)
  }
})

test('T16: a notice about one prompt shows that one or nothing, never another', async (context) => {
  const s = await serve(context)
  const phone = await s.enrolled()
  const first = await s.ask()
  await s.w.push.cancel(first.challenge, 'a browser of Ada')
  s.w.provider.later(2 * minuteMs)
  const second = await s.ask()
  assert.equal((await phone.send('GET', `/prompt?id=${first.challenge}`)).status, 204)
  assert.equal((await phone.prompt({ id: second.challenge }))?.id, second.challenge)
})

test('everybody who is not known gets one and the same answer, whatever they ask', async (context) => {
  const s = await serve(context)
  const phone = await s.enrolled()
  const kid = phone.claimed?.id ?? ''
  const stranger = createSoftwareKey()
  const claims = { htm: 'GET', htu: `${testOrigin}/authenticator/api/prompt`, iat: s.w.now() / 1000, jti: 'abcdefghijklmnopqrstu' }
  const proofs = [
    undefined,
    '',
    'x.y.z',
    stranger.sign({ typ: 'dpop+jwt', alg: 'ES256', kid }, claims),
    stranger.sign({ typ: 'dpop+jwt', alg: 'ES256', kid: 'nobody' }, claims),
    phone.proof('POST', '/prompt'),
  ]
  const answers = new Set<string>()
  for (const dpop of proofs) {
    const { status, text } = await s.request('GET', '/authenticator/api/prompt', dpop === undefined ? {} : { dpop })
    answers.add(`${status} ${text}`)
  }
  const withCookie = await s.request('GET', '/authenticator/api/prompt', {
    cookie: '__Host-tocsin-person=abc; tocsin=def',
    authorization: 'Bearer x',
  })
  answers.add(`${withCookie.status} ${withCookie.text}`)
  await s.w.provider.parts.identity.records.updateTable('method').set({ state: 'suspended' }).execute()
  const suspended = await s.request('GET', '/authenticator/api/prompt', { dpop: phone.proof('GET', '/prompt') })
  answers.add(`${suspended.status} ${suspended.text}`)
  assert.equal(answers.size, 1)
  assert.match([...answers].join(), /^401 .*not known here/)
  assert.equal(((await phone.send('GET', '/status')).body as PhoneStatus).state, 'suspended', 'and yet it is told what happened to it')
})

test('T47: cookies and bearer tokens do nothing here: only the proof counts', async (context) => {
  const s = await serve(context)
  const phone = await s.enrolled()
  for (const [method, path] of [
    ['POST', '/remove'],
    ['POST', '/answer'],
    ['POST', '/lost'],
    ['PUT', '/subscription'],
    ['DELETE', '/subscription'],
    ['POST', '/history/x'],
    ['POST', '/confirming'],
  ] as const) {
    const headers = { cookie: 'tocsin=1; __Host-tocsin-person=1', 'content-type': 'application/json' }
    assert.equal((await s.request(method, `/authenticator/api${path}`, headers, '{"credential":1}')).status, 401, path)
  }
  const form = await s.request(
    'POST',
    '/authenticator/api/remove',
    { 'content-type': 'text/plain', dpop: phone.proof('POST', '/remove') },
    'x',
  )
  assert.equal(form.status, 415)
  assert.equal((await phone.send('GET', '/status')).status, 200)
})

test('T5: a lost phone is suspended at once by another one of the same person, and can do nothing any more', async (context) => {
  const s = await serve(context)
  const lost = await s.enrolled('old')
  s.w.provider.later(1)
  const mine = await s.enrolled('new')
  await lost.send('PUT', '/subscription', createBrowser().subscription('https://fcm.googleapis.com/fcm/send/x'))
  const bob = await s.w.provider.account('bob@example.com')
  const others = await s.w.added(bob)
  assert.equal((await mine.send('POST', '/lost', { phone: others.claimed?.id })).status, 404, "not another person's")
  assert.equal((await mine.send('POST', '/lost', { phone: mine.claimed?.id })).status, 404, 'not itself')
  const { number } = await s.ask()
  const shown = await lost.prompt()
  assert.equal((await mine.send('POST', '/lost', { phone: lost.claimed?.id })).status, 204)
  assert.equal((await mine.send('POST', '/lost', { phone: lost.claimed?.id })).status, 404, 'once')
  assert.equal((await lost.answer('approve', number, shown)).status, 401)
  assert.equal((await lost.send('GET', '/phones')).status, 401)
  const listed = (await mine.send('GET', '/phones')).body as PhoneListed[]
  assert.deepEqual(
    listed.map(({ name, state, isThis }) => [name, state, isThis]),
    [
      ['old', 'suspended', false],
      ['new', 'active', true],
    ],
  )
  assert.equal((await s.w.provider.parts.identity.records.selectFrom('subscription').select('method_id').execute()).length, 0)
  assert.ok(s.w.notices.some(({ kind, values }) => kind === 'method-suspended' && values['method'] === 'old'))
  assert.equal((await mine.answer('approve', number)).status, 200)
})

test('T5: a phone that gave up its account is a stranger, and the person is told', async (context) => {
  const s = await serve(context)
  const phone = await s.enrolled()
  assert.equal((await phone.send('POST', '/remove', {})).status, 204)
  for (const path of ['/status', '/prompt', '/enrolments/state']) assert.equal((await phone.send('GET', path)).status, 401, path)
  assert.deepEqual(
    s.w.provider.told.map((one) => one.kind === 'method' && one.what),
    ['added', 'removed'],
  )
  assert.equal(s.w.notices.at(-1)?.kind, 'method-removed')
})

test('"not me" of a past sign-in holds prompts back, ends sessions and open offers, and is a report', async (context) => {
  const s = await serve(context)
  const phone = await s.enrolled()
  const { identity } = s.w.provider.parts
  const common = { account: s.w.ada, time: s.w.now(), src: visitor().src, app: { id: 'payroll', name: 'Payroll' }, flow: 'f' }
  await keepActivities(identity, [
    { ...common, id: 'signed-in', kind: 'sign_in', result: 'success', methods: ['passkey'], single: false, browserKnown: true },
    { ...common, id: 'consented', kind: 'consent', scopes: [] },
  ])
  await s.authenticator.enrolments.offer(s.w.ada, "the attacker's browser")
  const items = (await phone.send('GET', '/history')).body as HistoryItem[]
  assert.deepEqual(
    items.map(({ id, what, where, askable }) => [id, what, where, askable]),
    [
      ['consented', 'Allowed Payroll to know who you are', 'Utrecht, NL', false],
      ['signed-in', 'Signed in to Payroll with passkey', 'Utrecht, NL', true],
    ],
  )
  assert.equal((await phone.send('POST', '/history/consented', { verdict: 'not-me' })).status, 404)
  assert.equal((await phone.send('POST', '/history/nothing', { verdict: 'not-me' })).status, 404)
  assert.equal((await phone.send('POST', '/history/signed-in', { verdict: 'me' })).status, 204)
  assert.equal((await phone.send('POST', '/history/signed-in', { verdict: 'not-me' })).status, 204)
  assert.equal((await phone.send('POST', '/history/signed-in', { verdict: 'me' })).status, 204, 'heard, and changes nothing')
  assert.equal((await phone.send('POST', '/history/signed-in', { verdict: 'not-me' })).status, 204)
  const [reported, ...more] = s.w.provider.told.filter(({ kind }) => kind === 'report')
  assert.ok(reported?.kind === 'report' && more.length === 0)
  assert.deepEqual([reported.of, reported.about, reported.flow], ['sign_in', 'signed-in', 'f'])
  assert.deepEqual(s.w.ended, ['ada@example.com'])
  assert.deepEqual(await s.authenticator.enrolments.look("the attacker's browser"), { state: 'none' })
  const { suppressed } = (await phone.send('GET', '/status')).body as PhoneStatus
  assert.ok((suppressed?.until ?? 0) > s.w.now())
  assert.equal((await s.w.push.ask(askOf(s.w.ada, { familiar: false }))).state, 'withheld')
})

test('"not me" of a phone that was added suspends that phone', async (context) => {
  const s = await serve(context)
  const [mine, theirs] = [await s.enrolled('mine'), await s.enrolled('theirs')]
  await keepActivities(s.w.provider.parts.identity, s.w.provider.told)
  const items = (await mine.send('GET', '/history')).body as HistoryItem[]
  const added = items.find(({ what }) => what === 'Phone theirs added')
  assert.equal((await mine.send('POST', `/history/${added?.id}`, { verdict: 'not-me' })).status, 204)
  assert.equal((await theirs.send('GET', '/prompt')).status, 401)
  assert.equal((await mine.send('GET', '/prompt')).status, 204)
})

test('"not me" of a passkey that was added suspends it as well, and ends access passes', async (context) => {
  const s = await serve(context)
  const phone = await s.enrolled()
  const { parts } = s.w.provider
  const { records } = parts.identity
  const passkey = await addMethod(parts, s.w.ada, 'passkey', { name: 'Laptop', key: 'credential' })
  await issueAccessPass(parts, s.w.ada, 'help desk')
  const method = { id: passkey, kind: 'passkey', name: 'Laptop' } as const
  const common = { account: s.w.ada, time: s.w.now(), src: visitor().src }
  await keepActivities(parts.identity, [{ ...common, id: 'added', kind: 'method', what: 'added', method, by: undefined }])
  assert.equal((await phone.send('POST', '/history/added', { verdict: 'not-me' })).status, 204)
  const states = await records.selectFrom('method').select(['kind', 'state']).orderBy('kind').execute()
  assert.deepEqual(
    states.map(({ kind, state }) => `${kind} ${state}`),
    ['access-pass disabled', 'passkey suspended', 'push active'],
  )
  assert.ok(s.w.notices.some(({ kind, values }) => kind === 'method-suspended' && values['method'] === 'Laptop'))
})

test('notices: where they go is kept once for each phone, refused where it is no push service, and forgotten when asked', async (context) => {
  const s = await serve(context)
  const phone = await s.enrolled()
  const subscription = createBrowser().subscription('https://fcm.googleapis.com/fcm/send/x')
  assert.match(((await phone.send('GET', '/push-key')).body as { key: string }).key, /^B[\w-]{86}$/)
  const subscribed = async () => ((await phone.send('GET', '/status')).body as PhoneStatus).subscribed
  for (let nth = 0; nth < 2; nth++) assert.equal((await phone.send('PUT', '/subscription', subscription)).status, 204)
  assert.equal(await subscribed(), true)
  const refused = await phone.send('PUT', '/subscription', { ...subscription, endpoint: 'https://169.254.169.254/latest' })
  assert.equal(refused.status, 422)
  assert.equal((await phone.send('PUT', '/subscription', { ...subscription, keys: { p256dh: 'x', auth: 'y' } })).status, 422)
  assert.equal((await phone.send('DELETE', '/subscription')).status, 204)
  assert.equal(await subscribed(), false)
})

test('T56: a body beyond its bound, or of another kind, is refused before it is read into anything', async (context) => {
  const s = await serve(context)
  const json = { 'content-type': 'application/json' }
  assert.equal((await s.request('POST', '/authenticator/api/answer', json, `"${'a'.repeat(33 * 1024)}"`)).status, 413)
  assert.equal((await s.request('POST', '/authenticator/api/enrolments/claim', json, '{"__proto__":{"a":1}}')).status, 400)
  assert.equal((await s.request('POST', '/authenticator/api/enrolments/claim', json, '{')).status, 400)
  assert.equal((await s.request('POST', '/authenticator/api/enrolments/claim', json, '{}')).status, 400)
})

test('a stranger who guesses is slowed down by address, and known phones at another address are not', async (context) => {
  const s = await serve(context)
  const phone = await s.enrolled()
  const statuses = new Map<number, number>()
  for (let nth = 0; nth < 70; nth++) {
    const { status } = await s.request('GET', '/authenticator/api/prompt', { dpop: 'x.y.z' })
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  assert.deepEqual(
    [...statuses],
    [
      [401, 60],
      [429, 10],
    ],
  )
  const dpop = phone.proof('GET', '/prompt')
  const elsewhere = await s.app.inject({ url: '/authenticator/api/prompt', headers: { dpop }, remoteAddress: '203.0.113.80' })
  assert.equal(elsewhere.statusCode, 204)
  s.w.provider.later(minuteMs)
  assert.equal((await phone.send('GET', '/prompt')).status, 204)
})

test('a phone that asks without end is held back, and only that phone', async (context) => {
  const s = await serve(context, { limits: { requestsPerMinute: 5, failuresPerMinute: 60 } })
  const [busy, calm] = [await s.enrolled('busy'), await s.enrolled('calm')]
  let last = 0
  for (let nth = 0; nth <= 5; nth++) last = (await busy.send('GET', '/prompt')).status
  assert.equal(last, 429)
  assert.equal((await calm.send('GET', '/prompt')).status, 204)
})
