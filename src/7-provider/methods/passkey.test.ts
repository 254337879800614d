/** Passkeys: what of a browser's answer is checked, one thing wrong at a time (WebAuthn §7.1 and §7.2). */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { MethodRow } from '../../2-store/identity/schema.ts'
import type { AccountNames } from '../parts.ts'
import { testChance, testOrigin } from '../provider.contract.ts'
import { defaultProviderSettings, type PasskeyPolicy, type ProviderSettings } from '../settings.ts'
import { asserted, challengeOf, newChallenge, passkeyCreation, passkeyRequest, registered } from './passkey.ts'
import { type Faults, type SoftwareAuthenticatorOptions, softwareAuthenticator } from './software-authenticator.contract.ts'

const chance = testChance('passkeys')
const ada: AccountNames = { id: 'ada-id', name: 'ada@example.com', displayName: 'Ada' }
const settingsWith = (passkeys: Partial<PasskeyPolicy> = {}): ProviderSettings => ({
  ...defaultProviderSettings,
  origin: testOrigin,
  passkeys: { ...defaultProviderSettings.passkeys, ...passkeys },
})
const settings = settingsWith()

async function made(options: SoftwareAuthenticatorOptions = {}) {
  const authenticator = softwareAuthenticator(options)
  const challenge = newChallenge(chance)
  const result = await registered(settings, authenticator.create(await passkeyCreation(settings, ada, challenge, [])), challenge, false)
  assert.ok(result.ok)
  const { key, data, counter } = result
  const row = { id: 'method', account_id: ada.id, kind: 'passkey', key, data: JSON.stringify(data), counter } as MethodRow
  return { authenticator, row, data }
}

test('options ask for a discoverable passkey with the person verified, and name nobody', async () => {
  const challenge = newChallenge(chance)
  assert.ok(Buffer.from(challenge, 'base64url').length >= 16)
  const creation = JSON.parse(await passkeyCreation(settings, ada, challenge, []))
  assert.deepEqual(
    [
      creation.challenge,
      creation.rp.id,
      creation.attestation,
      creation.authenticatorSelection.residentKey,
      creation.authenticatorSelection.userVerification,
    ],
    [challenge, 'id.example.com', 'none', 'required', 'required'],
  )
  assert.ok(!JSON.stringify(creation.user.id).includes('ada'))
  const request = JSON.parse(await passkeyRequest(settings, challenge))
  assert.deepEqual([request.challenge, request.userVerification, request.allowCredentials], [challenge, 'required', undefined])
})

const registrationFaults: Readonly<Record<string, Faults>> = {
  'another challenge': { challenge: newChallenge(chance) },
  'another origin': { origin: 'https://id.example.com.evil.example' },
  'plain http': { origin: 'http://id.example.com' },
  'another relying party': { rpId: 'evil.example' },
  'an assertion instead': { type: 'webauthn.get' },
  'the person not verified': { unverified: true },
  'nobody present': { absent: true },
  'backed up though it cannot be': { eligible: false, backedUp: true },
  'in a frame': { crossOrigin: true },
  'in a frame of another page': { crossOrigin: true, topOrigin: 'https://evil.example' },
}

for (const [what, faults] of Object.entries(registrationFaults)) {
  test(`registration is refused: ${what}`, async () => {
    const challenge = newChallenge(chance)
    const answer = softwareAuthenticator().create(await passkeyCreation(settings, ada, challenge, []), faults)
    assert.equal((await registered(settings, answer, challenge, false)).ok, false)
  })
}

test('models are allowed and refused by AAGUID; an unattested one passes no list of allowed models that asks for attestation', async () => {
  const aaguid = '2fc0579f-8113-47ea-b116-bb5a8db9202a'
  const attempt = async (policy: Partial<PasskeyPolicy>, options: SoftwareAuthenticatorOptions = { aaguid }, privileged = false) => {
    const challenge = newChallenge(chance)
    const answer = softwareAuthenticator(options).create(await passkeyCreation(settingsWith(policy), ada, challenge, []))
    return (await registered(settingsWith(policy), answer, challenge, privileged)).ok
  }
  assert.equal(await attempt({}), true)
  assert.equal(await attempt({ refused: [aaguid] }), false)
  assert.equal(await attempt({ allowed: [aaguid] }), true)
  assert.equal(await attempt({ allowed: [aaguid] }, {}), false)
  assert.equal(await attempt({ allowed: [aaguid], attestation: 'direct' }), false)
  assert.equal(await attempt({ deviceBoundForPrivileged: true }, { synced: true }, true), false)
  assert.equal(await attempt({ deviceBoundForPrivileged: true }, { synced: true }, false), true)
  assert.equal(await attempt({ deviceBoundForPrivileged: true }, { synced: false }, true), true)
})

const assertionFaults: Readonly<Record<string, Faults>> = {
  'another challenge': { challenge: newChallenge(chance) },
  'another origin': { origin: 'https://login.example.com' },
  'another relying party': { rpId: 'example.com' },
  'a registration instead': { type: 'webauthn.create' },
  'the person not verified': { unverified: true },
  'nobody present': { absent: true },
  'eligible for backup, which it was not': { eligible: true },
  'backed up though it cannot be': { eligible: false, backedUp: true },
  'another person': { userHandle: Buffer.from('somebody').toString('base64url') },
  'no person': { userHandle: undefined },
  'in a frame': { crossOrigin: true },
  'in a frame of another page': { crossOrigin: true, topOrigin: 'https://evil.example' },
  'a top origin without a frame': { topOrigin: testOrigin },
  'a wrong signature': { badSignature: true },
}

for (const [what, faults] of Object.entries(assertionFaults)) {
  test(`an assertion is refused: ${what}`, async () => {
    const { authenticator, row } = await made()
    const challenge = newChallenge(chance)
    const request = await passkeyRequest(settings, challenge)
    assert.equal((await asserted(settings, row, authenticator.get(request, faults), challenge, false, 1)).ok, false)
    assert.equal((await asserted(settings, row, authenticator.get(request), challenge, false, 1)).ok, true, 'the same without the fault')
  })
}

test('T41: where only device-bound keys may be used, one that can be copied is refused, and counts as no more than it is elsewhere', async () => {
  const bound = await made()
  const synced = await made({ synced: true })
  const policy = settingsWith({ deviceBoundForPrivileged: true })
  const attempt = async ({ authenticator, row }: Awaited<ReturnType<typeof made>>, privileged: boolean) => {
    const challenge = newChallenge(chance)
    return await asserted(policy, row, authenticator.get(await passkeyRequest(policy, challenge)), challenge, privileged, 1)
  }
  assert.equal((await attempt(bound, true)).ok, true)
  assert.equal((await attempt(synced, true)).ok, false)
  const ordinary = await attempt(synced, false)
  assert.ok(ordinary.ok && !ordinary.proof.deviceBound)
})

test('a counter that goes back is a sign and no proof: let through, and told', async () => {
  const { authenticator, row } = await made()
  const challenge = newChallenge(chance)
  const request = await passkeyRequest(settings, challenge)
  const went = await asserted(settings, { ...row, counter: 10 }, authenticator.get(request, { counter: 9 }), challenge, false, 1)
  assert.ok(went.ok)
  assert.match(went.odd ?? '', /copied/)
  assert.equal(went.counter, 10)
  const on = await asserted(settings, { ...row, counter: 10 }, authenticator.get(request, { counter: 11 }), challenge, false, 1)
  assert.ok(on.ok && on.odd === undefined && on.counter === 11)
})

test('whatever a stranger sends is refused and never thrown', async () => {
  const { row } = await made()
  const text = fc.oneof(fc.string(), fc.base64String(), fc.constant(row.key))
  const credential = fc.oneof(
    fc.anything(),
    fc.record({
      id: text,
      rawId: text,
      type: fc.constant('public-key'),
      response: fc.dictionary(
        fc.constantFrom('clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'),
        fc.anything(),
      ),
    }),
  )
  await fc.assert(
    fc.asyncProperty(credential, async (given) => {
      assert.equal((await registered(settings, given, 'challenge', false)).ok, false)
      assert.equal((await asserted(settings, row, given, 'challenge', false, 1)).ok, false)
      challengeOf(given)
    }),
    { numRuns: 200, seed: 5 },
  )
})
