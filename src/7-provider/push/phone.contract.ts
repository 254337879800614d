/** A phone for tests: a key, and where wanted a passkey, that sign answers as the authenticator does. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { CompactSign, calculateJwkThumbprint } from 'jose'
import type { MethodRow } from '../../2-store/identity/schema.ts'
import type { AccountNames, ProviderParts } from '../parts.ts'
import { testOrigin } from '../provider.contract.ts'
import type { AnswerPayload, Decision, PhoneKey, PhonePrompt } from '../wire.ts'
import { writePhoneData } from './phone-data.ts'

type Shown = Pick<PhonePrompt, 'id' | 'contextHash'>

export interface TestPhone {
  readonly id: string
  readonly key: KeyObject
  row(): Promise<MethodRow>
  payload(prompt: Shown, decision: Decision, number?: string): AnswerPayload
  /** What the phone sends, with its assertion where it has a passkey and approves. */
  answer(prompt: Shown, decision: Decision, number?: string): Promise<{ readonly answer: string; readonly assertion?: unknown }>
}

export interface TestPasskey {
  readonly id: string
  readonly publicKey: string
  assertion(challenge: string, changes?: { readonly flags?: number; readonly origin?: string; readonly counter?: number }): unknown
}

export async function testPhone(
  parts: ProviderParts,
  account: AccountNames,
  options: { readonly confirming?: TestPasskey; readonly name?: string } = {},
): Promise<TestPhone> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const jwk: PhoneKey = { kty: 'EC', crv: 'P-256', x, y }
  const thumbprint = await calculateJwkThumbprint(jwk)
  const id = parts.chance.bytes(16).toString('base64url')
  const { confirming } = options
  const kept = confirming === undefined ? undefined : { id: confirming.id, publicKey: confirming.publicKey, counter: 0 }
  const now = parts.clock()
  await parts.identity.records
    .insertInto('method')
    .values({
      id,
      account_id: account.id,
      kind: 'push',
      name: options.name ?? 'Pixel 9',
      state: 'active',
      key: thumbprint,
      data: writePhoneData({ jwk, thumbprint, confirming: kept }),
      sealed: null,
      failures: 0,
      counter: 0,
      created: now,
      used: null,
    })
    .execute()
  const payload = (prompt: Shown, decision: Decision, number?: string): AnswerPayload => ({
    v: 1,
    challenge: prompt.id,
    account: account.id,
    device: id,
    decision,
    number,
    context: prompt.contextHash,
    exp: Math.floor(parts.clock() / 1000) + 120,
  })
  return {
    id,
    key: privateKey,
    row: () => parts.identity.records.selectFrom('method').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    payload,
    answer: async (prompt, decision, number) => {
      const answer = await signed(payload(prompt, decision, number), privateKey, id)
      return decision === 'approve' && confirming !== undefined
        ? { answer, assertion: confirming.assertion(challengeOf(answer)) }
        : { answer }
    },
  }
}

export const signed = (payload: unknown, key: KeyObject, kid: string, header: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', typ: 'tocsin-answer+jwt', kid, ...header })
    .sign(key)

/** The challenge of the assertion that confirms this answer. */
export const challengeOf = (answer: string): string =>
  createHash('sha256')
    .update(answer.split('.')[1] ?? '')
    .digest('base64url')

/** A passkey made by hand after WebAuthn §6.1 (authenticator data) and §6.5.1.1 (COSE key of ES256). */
export function testPasskey(): TestPasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = createHash('sha256').update(x).digest('base64url')
  const cose = Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
    Buffer.from(x, 'base64url'),
    Buffer.from([0x22, 0x58, 0x20]),
    Buffer.from(y, 'base64url'),
  ])
  let uses = 0
  return {
    id,
    publicKey: cose.toString('base64url'),
    assertion: (challenge, { flags = 0x05, origin = testOrigin, counter } = {}) => {
      const clientData = Buffer.from(JSON.stringify({ type: 'webauthn.get', challenge, origin, crossOrigin: false }))
      const count = Buffer.alloc(4)
      count.writeUInt32BE(counter ?? ++uses)
      const data = Buffer.concat([createHash('sha256').update(new URL(testOrigin).hostname).digest(), Buffer.from([flags]), count])
      const toSign = Buffer.concat([data, createHash('sha256').update(clientData).digest()])
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: sign('sha256', toSign, privateKey).toString('base64url'),
        },
      }
    },
  }
}
