/** What a sign-in needs next, as tables: every strength that can be demanded with every method, and every reason to hold a prompt back. */
import assert from 'node:assert/strict'
import test from 'node:test'
import type { MethodKind } from '../../2-store/identity/schema.ts'
import { type Acr, acrs, type Proof } from '../methods/method.ts'
import { next, type Standing, type Usable } from './next.ts'

const none: Usable = { passkeys: [], phone: false, totp: false, recoveryCodes: false, accessPass: false, password: true }
const all: Usable = { passkeys: [true, false], phone: true, totp: true, recoveryCodes: true, accessPass: true, password: true }

const proof = (kind: Proof['kind'], deviceBound = false): Proof => ({
  kind,
  time: 1,
  amr: [],
  resistant: kind === 'passkey',
  multi: kind === 'passkey',
  deviceBound,
})

const standing = (changes: Partial<Standing>): Standing => ({
  purpose: { kind: 'oidc' },
  proofs: [proof('password')],
  usable: all,
  weighed: { level: 'none', unusual: [] },
  familiar: false,
  boundOnly: false,
  ...changes,
})

/** By hand: what each method reaches after the password, and so whether it is enough for what is demanded. */
const reached: Readonly<Record<MethodKind | 'synced passkey', Acr>> = {
  passkey: 'phrh',
  'synced passkey': 'phr',
  push: 'aal2',
  totp: 'aal2',
  'recovery-code': 'aal2',
  'access-pass': 'aal2',
}
const enough: Readonly<Record<Acr, readonly Acr[]>> = {
  phrh: ['phrh'],
  phr: ['phrh', 'phr'],
  aal2: ['phrh', 'phr', 'aal2'],
  aal1: ['phrh', 'phr', 'aal2', 'aal1'],
}

for (const wanted of acrs) {
  for (const [method, got] of Object.entries(reached)) {
    test(`T32: ${wanted} demanded, ${method} used`, () => {
      const kind = method === 'synced passkey' ? 'passkey' : (method as MethodKind)
      const proofs = [proof('password'), proof(kind, method === 'passkey')]
      const found = next(standing({ purpose: { kind: 'oidc', acr: wanted }, proofs }))
      if (enough[wanted].includes(got)) assert.deepEqual(found, { step: 'done', acr: got, enrolOnly: false })
      else {
        assert.ok(found.step === 'method')
        assert.deepEqual(found.offers, ['passkey'])
      }
    })
  }
}

test('T32: nothing weaker is offered than what is demanded; without anything that reaches it the page says so', () => {
  const offers = (acr: Acr | undefined, usable: Usable = all) => {
    const found = next(standing({ purpose: { kind: 'oidc', acr }, usable }))
    return found.step === 'method' ? [found.offers, found.isShort] : found.step
  }
  assert.deepEqual(offers('phrh'), [['passkey'], false])
  assert.deepEqual(offers('phrh', { ...all, passkeys: [false] }), [[], true])
  assert.deepEqual(offers('phr', { ...all, passkeys: [] }), [[], true])
  const everything = ['passkey', 'push', 'totp', 'recovery-code', 'access-pass']
  for (const acr of ['aal2', 'aal1', undefined] as const) assert.deepEqual(offers(acr), [everything, false])
})

test('administrators are offered only passkeys that stay on their device, where that is the policy', () => {
  const found = next(standing({ boundOnly: true, usable: { ...none, passkeys: [false], totp: true } }))
  assert.ok(found.step === 'method')
  assert.deepEqual(found.offers, ['totp'])
})

test('T20: whoever has a passkey is not asked by push from medium risk on, nor where it is not known in a strange browser', () => {
  const table: readonly [Standing['weighed']['level'], boolean, boolean, boolean][] = [
    ['none', true, false, true],
    ['low', true, false, true],
    ['medium', true, false, false],
    ['medium', true, true, false],
    ['high', true, true, false],
    ['unknown', true, false, false],
    ['unknown', true, true, true],
    ['medium', false, false, true],
    ['unknown', false, false, true],
    ['high', false, true, false],
  ]
  for (const [level, passkey, familiar, push] of table) {
    const usable = { ...all, passkeys: passkey ? [true] : [] }
    for (const held of [undefined, { why: 'suppressed', until: 5, quiet: true } as const]) {
      const found = next(standing({ usable, familiar, weighed: { level, unusual: [] }, held }))
      assert.ok(found.step === 'method')
      const isAsked = found.offers.includes('push') || found.offers.includes('quiet-push')
      assert.equal(isAsked, push, `${level} ${passkey} ${familiar}`)
      if (!push) assert.deepEqual(found.withheld, { why: 'high-risk' })
    }
  }
})

test('T30: without a second method the password is not enough, nor a pass for more than adding one', () => {
  const pass: Usable = { ...none, accessPass: true }
  const account = { kind: 'account' } as const
  const at = (changes: Partial<Standing>) => {
    const found = next(standing({ usable: none, ...changes }))
    return found.step === 'done' ? [found.acr, found.enrolOnly] : found.step === 'method' ? found.offers : found.step
  }
  assert.equal(at({}), 'no-method')
  assert.equal(at({ purpose: account }), 'no-method')
  assert.equal(at({ usable: pass }), 'no-method')
  assert.deepEqual(at({ usable: pass, purpose: account }), ['access-pass'])
  const alone = [proof('access-pass')]
  const both = [proof('password'), proof('access-pass')]
  assert.deepEqual(at({ purpose: account, proofs: alone }), ['aal1', true])
  assert.deepEqual(at({ purpose: account, proofs: both }), ['aal2', true])
  assert.equal(at({ proofs: alone }), 'no-method')
  assert.equal(at({ proofs: both }), 'no-method')
  assert.equal(at({ purpose: { kind: 'account', acr: 'aal2' }, proofs: alone }), 'no-method')
  const withPhone: Usable = { ...none, phone: true }
  assert.equal(at({ usable: withPhone, proofs: alone }), 'password', 'an application wants the password as well')
  assert.deepEqual(at({ usable: withPhone, proofs: both }), ['aal2', false])
  assert.deepEqual(at({ usable: withPhone, purpose: account, proofs: alone }), ['aal1', true])
})

test('the password is always asked for before anything but a passkey or a pass counts', () => {
  for (const kind of ['push', 'totp', 'recovery-code'] as const)
    assert.deepEqual(next(standing({ proofs: [proof(kind)] })), { step: 'password' })
  assert.deepEqual(next(standing({ proofs: [] })), { step: 'password' })
  for (const kind of ['push', 'totp', 'recovery-code'] as const)
    assert.deepEqual(next(standing({ proofs: [proof(kind), proof('access-pass')], usable: { ...none, phone: true } })), {
      step: 'password',
    })
})
