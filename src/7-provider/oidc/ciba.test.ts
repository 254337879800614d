/** Asking a person's phone for an application without a browser: the true prompt, the true phone, the one budget. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { createPush } from '../push/create-push.ts'
import { type TestPhone, testPhone } from '../push/phone.contract.ts'
import type { Push } from '../push/push.ts'
import type { ClientSettings } from './clients.ts'
import { checkIdToken, type HandClient, post, tokensOf } from './hand.contract.ts'
import { callback, testOidc } from './oidc.contract.ts'

async function setting(changes: Partial<ClientSettings> = {}) {
  let push: Push | undefined
  const world = await testOidc({
    oidc: {
      push: () => {
        if (push === undefined) throw new Error('No phone yet.')
        return push
      },
    },
  })
  const created = createPush(world.test.parts)
  push = created
  const account = await world.test.account('ada@example.com')
  const phone = await testPhone(world.test.parts, account)
  const { id, secret } = await world.client({ ciba: true, ...changes })
  const client: HandClient = { issuer: world.issuer, id, secret, redirect: callback }
  const ask = (extra: Record<string, string> = {}) =>
    post(client, '/backchannel', { scope: 'openid profile', login_hint: 'ada@example.com', binding_message: 'Call 4711', ...extra })
  const poll = (id: unknown) => post(client, '/token', { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: String(id) })
  return { world, account, phone, client, push: created, ask, poll }
}

async function answers(push: Push, phone: TestPhone, decision: 'approve' | 'deny', number?: string) {
  const row = await phone.row()
  const shown = await push.current(row, { quiet: false })
  assert.ok(shown)
  const { answer, assertion } = await phone.answer(shown, decision, number)
  await push.answer(row, { answer, assertion }, {})
  return shown
}

test('an application that is trusted for it asks a phone, shows the number, and gets the person', async (t) => {
  const { world, account, phone, client, push, ask, poll } = await setting()
  t.after(world.end)
  const asked = await ask()
  assert.equal(asked.status, 200, JSON.stringify(asked.body))
  const number = String(asked.body['tocsin_number'])
  assert.match(number, /^\d{6}$/)
  assert.equal(asked.body['tocsin_number_length'], 6)
  assert.ok(Number(asked.body['expires_in']) <= 120)
  assert.equal((await poll(asked.body['auth_req_id'])).body['error'], 'authorization_pending')
  const shown = await answers(push, phone, 'approve', number)
  assert.deepEqual([shown.kind, shown.context.app, shown.context.message], ['ciba', 'Payroll', 'Call 4711'])
  const second = { ...client, issuer: `${(await world.node()).origin}/oidc` }
  const tokens = tokensOf(
    await post(second, '/token', { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: String(asked.body['auth_req_id']) }),
  )
  const claims = await checkIdToken(client, tokens.id_token)
  assert.deepEqual([claims.sub, claims['acr']], [account.id, 'aal1'])
  assert.equal((await poll(asked.body['auth_req_id'])).body['error'], 'invalid_grant')
  assert.deepEqual(
    world.test.told.flatMap((told) => (told.kind === 'sign_in' ? [told.result, told.app?.name] : [])),
    ['success', 'Payroll'],
  )
})

test('a person who says no, types another number or does nothing gives nothing away', async (t) => {
  const { world, phone, push, ask, poll } = await setting()
  t.after(world.end)
  const first = await ask()
  await answers(push, phone, 'deny')
  assert.equal((await poll(first.body['auth_req_id'])).body['error'], 'access_denied')
  world.later(61_000)
  const second = await ask()
  const wrong = String((Number(second.body['tocsin_number']) + 1) % 1_000_000).padStart(6, '0')
  await answers(push, phone, 'approve', wrong)
  assert.equal((await poll(second.body['auth_req_id'])).body['error'], 'access_denied')
  world.later(61_000)
  const third = await ask()
  world.later(121_000)
  assert.equal((await poll(third.body['auth_req_id'])).body['error'], 'expired_token')
})

test('T97: the budget is the same: after two prompts that nobody answered there is no third, whoever asks', async (t) => {
  const { world, push, ask } = await setting()
  t.after(world.end)
  for (let nth = 0; nth < 2; nth++) {
    assert.equal((await ask()).status, 200)
    world.later(121_000)
    await push.sweep()
    world.later(61_000)
  }
  assert.equal((await ask()).body['error'], 'access_denied')
})

test('T32: what was demanded and is more than a phone proves alone is refused', async (t) => {
  const { world, phone, push, ask, poll } = await setting()
  t.after(world.end)
  const asked = await ask({ acr_values: 'phr' })
  await answers(push, phone, 'approve', String(asked.body['tocsin_number']))
  assert.equal((await poll(asked.body['auth_req_id'])).body['error'], 'access_denied')
})

test('T25: who is not trusted for it, names nobody, or writes over the lines asks no phone', async (t) => {
  const { world, client, ask, phone, push } = await setting()
  t.after(world.end)
  const stranger: HandClient = { ...client, ...(await world.client()) }
  const refused = await post(stranger, '/backchannel', { scope: 'openid', login_hint: 'ada@example.com' })
  assert.equal(refused.body['error'], 'invalid_request')
  assert.equal((await post({ ...client, secret: 'wrong' }, '/backchannel', { scope: 'openid', login_hint: 'ada@example.com' })).status, 401)
  assert.equal((await ask({ login_hint: 'nobody@example.com' })).body['error'], 'unknown_user_id')
  for (const message of ['two\nlines', '\u202Eevil', 'x'.repeat(201)])
    assert.equal((await ask({ binding_message: message })).body['error'], 'invalid_binding_message')
  assert.equal(await push.current(await phone.row(), { quiet: false }), undefined)
})
