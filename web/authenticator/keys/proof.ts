/** Proofs of possession that go with each request (RFC 9449, with `kid` in place of `jwk`, and the body bound by `bh`). */
import type { PhoneKey } from '../../../src/7-provider/wire.ts'
import { digest, toBase64url } from './base64url.ts'
import { signJson } from './jwt.ts'
import { type KeyPair, publicOf } from './phone-key.ts'

export interface ProofOf {
  readonly method: string
  /** Query and fragment are left out, as RFC 9449 §4.2 has it. */
  readonly url: string
  readonly body?: string | undefined
  /** Milliseconds since 1970 by the server's clock. */
  readonly now: number
}

export async function proof(kid: string, { privateKey }: KeyPair, of: ProofOf): Promise<string> {
  return signJson({ typ: 'dpop+jwt', alg: 'ES256', kid }, await claims(of), privateKey)
}

/** The first proof, while the server does not know the key yet: it brings the key along and is bound to the enrolment's code. */
export async function claimProof(code: string, key: KeyPair, of: ProofOf): Promise<{ readonly proof: string; readonly key: PhoneKey }> {
  const jwk = await publicOf(key)
  const payload = { ...(await claims(of)), ch: await digest(code) }
  return { key: jwk, proof: await signJson({ typ: 'dpop+jwt', alg: 'ES256', jwk }, payload, key.privateKey) }
}

async function claims({ method, url, body, now }: ProofOf): Promise<object> {
  const { origin, pathname } = new URL(url)
  return {
    htm: method,
    htu: `${origin}${pathname}`,
    iat: Math.floor(now / 1000),
    jti: toBase64url(crypto.getRandomValues(new Uint8Array(16))),
    ...(body === undefined ? {} : { bh: await digest(body) }),
  }
}
