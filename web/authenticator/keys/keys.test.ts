/** Proofs and answers as another library reads them, and what changes when anything in them changes. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import fc from 'fast-check'
import { compactVerify, importJWK, jwtVerify } from 'jose'
import type { PhonePrompt, PromptContext } from '../../../src/7-provider/wire.ts'
import { fits, signAnswer } from './answer.ts'
import { digest, toBase64url } from './base64url.ts'
import { makeKey, publicOf } from './phone-key.ts'
import { claimProof, proof } from './proof.ts'

const now = Date.UTC(2026, 0, 5, 9)
const sha = (text: string): string => createHash('sha256').update(text).digest('base64url')
const context: PromptContext = { app: 'Payroll', familiar: false, time: now, unusual: ['A new country'], protocol: 'oidc' }
const prompt: PhonePrompt = {
  id: 'p1',
  kind: 'sign-in',
  context,
  contextHash: sha(JSON.stringify(context)),
  numberLength: 2,
  sent: now,
  expires: now + 120_000,
  competing: 0,
}

test('bytes in base64url are as Node writes them', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => toBase64url(bytes) === Buffer.from(bytes).toString('base64url')))
})

test('the private key cannot be read', async () => {
  const { privateKey } = await makeKey()
  await assert.rejects(crypto.subtle.exportKey('pkcs8', privateKey))
  await assert.rejects(crypto.subtle.exportKey('jwk', privateKey))
})

test('a proof names the request without its query, binds the body and is never the same twice', async () => {
  const key = await makeKey()
  const of = { method: 'POST', url: 'https://id.example.com/authenticator/api/answer?x=1#y', body: '{"answer":"ü"}', now }
  const [one, two] = [await proof('kid-1', key, of), await proof('kid-1', key, of)]
  const options = { typ: 'dpop+jwt', algorithms: ['ES256'], currentDate: new Date(now) }
  const { payload, protectedHeader } = await jwtVerify(one, await importJWK({ ...(await publicOf(key)) }, 'ES256'), options)
  assert.deepEqual(protectedHeader, { typ: 'dpop+jwt', alg: 'ES256', kid: 'kid-1' })
  const { jti, ...claims } = payload
  assert.deepEqual(claims, {
    htm: 'POST',
    htu: 'https://id.example.com/authenticator/api/answer',
    iat: now / 1000,
    bh: sha('{"answer":"ü"}'),
  })
  assert.match(jti ?? '', /^[\w-]{22}$/)
  assert.notEqual(jti, (await jwtVerify(two, await importJWK({ ...(await publicOf(key)) }, 'ES256'), options)).payload.jti)
})

test('the first proof brings its public key only, and the code only as a hash', async () => {
  const key = await makeKey()
  const claimed = await claimProof('the-code', key, { method: 'POST', url: 'https://id.example.com/a', body: undefined, now })
  const { payload, protectedHeader } = await jwtVerify(claimed.proof, await importJWK({ ...claimed.key }, 'ES256'), {
    currentDate: new Date(now),
  })
  assert.deepEqual(protectedHeader.jwk, claimed.key)
  assert.deepEqual(Object.keys(claimed.key).sort(), ['crv', 'kty', 'x', 'y'])
  assert.equal(payload['ch'], sha('the-code'))
  assert.equal(payload['bh'], undefined)
})

test('T4: an answer is signed over prompt, account, device, decision, number and context; changing one breaks it', async () => {
  const key = await makeKey()
  const verifier = await importJWK({ ...(await publicOf(key)) }, 'ES256')
  const { answer, challenge } = await signAnswer({ kid: 'k', account: 'ada', key, prompt, decision: 'approve', number: '07', now })
  const { payload, protectedHeader } = await compactVerify(answer, verifier)
  assert.deepEqual(protectedHeader, { typ: 'tocsin-answer+jwt', alg: 'ES256', kid: 'k' })
  const said: Record<string, unknown> = JSON.parse(Buffer.from(payload).toString())
  assert.deepEqual(said, {
    v: 1,
    challenge: 'p1',
    account: 'ada',
    device: 'k',
    decision: 'approve',
    number: '07',
    context: prompt.contextHash,
    exp: now / 1000 + 90,
  })
  const [header, segment = '', signature] = answer.split('.')
  assert.equal(challenge, sha(segment))
  for (const name of Object.keys(said)) {
    const changed = Buffer.from(JSON.stringify({ ...said, [name]: 'other' })).toString('base64url')
    await assert.rejects(compactVerify(`${header}.${changed}.${signature}`, verifier), name)
  }
})

test('no other decision carries a number', async () => {
  const key = await makeKey()
  for (const decision of ['deny', 'mistyped', 'report'] as const) {
    const { answer } = await signAnswer({ kid: 'k', account: 'ada', key, prompt, decision, number: '07', now })
    assert.doesNotMatch(Buffer.from(answer.split('.')[1] ?? '', 'base64url').toString(), /number/)
  }
})

test('T16: what is shown must be what the server hashed', async () => {
  assert.equal(await fits(prompt), true)
  assert.equal(await fits({ ...prompt, context: { ...context, app: 'Mail' } }), false)
  assert.equal(await digest(''), '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU')
})
