/** Says to push services who sends (VAPID, RFC 8292): one key pair for the whole installation, made once. */
import { createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose'
import type { ProviderParts } from '../parts.ts'
import { type KeyPair, keyPairOf, newKeyPair } from './key-pair.ts'

const setting = 'web-push-key'
const place = `identity_setting.value:${setting}`
/** RFC 8292 §2 allows a day; a token is made for each message, so it need not last. */
const lifetimeSeconds = 3600

/** Makes the key where there is none; whichever node was first, all have the same. */
export async function vapidKey({ identity, seals, chance }: ProviderParts): Promise<KeyPair> {
  const read = () => identity.records.selectFrom('identity_setting').select('value').where('name', '=', setting).executeTakeFirst()
  if ((await read()) === undefined) {
    const value = seals.seal(place, newKeyPair(chance).privateKey.toString('base64url'))
    await identity.records
      .insertInto('identity_setting')
      .values({ name: setting, value })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute()
  }
  const kept = await read()
  const pair = kept === undefined ? undefined : keyPairOf(Buffer.from(seals.open(place, kept.value), 'base64url'))
  if (pair === undefined) throw new Error('The key for web push is not in the records, or is not a key.')
  return pair
}

/** The header `authorization` for one endpoint. `contact`: an address by which the push service reaches us, `https:` or `mailto:`. `now` in milliseconds. */
export async function vapidHeader(pair: KeyPair, endpoint: string, contact: string, now: number): Promise<string> {
  const x = pair.publicKey.subarray(1, 33).toString('base64url')
  const y = pair.publicKey.subarray(33).toString('base64url')
  const key = createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', d: pair.privateKey.toString('base64url'), x, y } })
  const token = await new SignJWT({ aud: new URL(endpoint).origin, sub: contact, exp: Math.floor(now / 1000) + lifetimeSeconds })
    .setProtectedHeader({ typ: 'JWT', alg: 'ES256' })
    .sign(key)
  return `vapid t=${token}, k=${pair.publicKey.toString('base64url')}`
}
