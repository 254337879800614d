/** The phone's own key for one account: made here, usable here, and never readable, not even by this app. */
import type { PhoneKey } from '../../../src/7-provider/wire.ts'

export interface KeyPair {
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
}

const ec = { name: 'ECDSA', namedCurve: 'P-256' } as const

export const makeKey = (): Promise<KeyPair> => crypto.subtle.generateKey(ec, false, ['sign', 'verify'])

export async function publicOf({ publicKey }: KeyPair): Promise<PhoneKey> {
  const { x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  if (x === undefined || y === undefined) throw new Error('The browser exported a public key without its point.')
  return { kty: 'EC', crv: 'P-256', x, y }
}
