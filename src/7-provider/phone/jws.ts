/** Reads compact JWS of phones, strictly: only the members that must be there, and no key but the one we expect. */
import { createHash } from 'node:crypto'
import { compactVerify, type JWK } from 'jose'
import type { PhoneKey } from '../wire.ts'

/** A proof has a few hundred bytes; what is longer is not read. */
const proofLengthMax = 2048
const base64url = /^[A-Za-z0-9_-]+$/
const coordinate = /^[A-Za-z0-9_-]{43}$/

export type Claims = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Claims => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The protected header where it has exactly `members`, each once, and is ES256 of the type `typ`. A header with more (`jku`, `x5u`, `crit`, `b64`, a second
 * `kid`) is refused rather than looked at (RFC 8725 §3.1, §3.9). Undefined for whatever is wrong.
 */
export function headerOf(token: unknown, typ: string, members: readonly string[]): Claims | undefined {
  if (typeof token !== 'string' || token.length > proofLengthMax) return undefined
  const segments = token.split('.')
  const [head] = segments
  if (segments.length !== 3 || head === undefined || !segments.every((segment) => base64url.test(segment))) return undefined
  try {
    const text = Buffer.from(head, 'base64url').toString('utf8')
    const header: unknown = JSON.parse(text)
    if (!isRecord(header) || header['alg'] !== 'ES256' || header['typ'] !== typ) return undefined
    const names = Object.keys(header)
    // JSON.parse keeps the last of two members with one name: written again it would be shorter.
    const isOnce = JSON.stringify(header).length === text.replaceAll(/\s/g, '').length
    return isOnce && names.length === members.length && members.every((name) => names.includes(name)) ? header : undefined
  } catch {
    return undefined
  }
}

/** The claims where the signature is right by this key. Undefined for whatever is wrong. */
export async function claimsOf(token: string, key: PhoneKey): Promise<Claims | undefined> {
  try {
    const jwk: JWK = { kty: key.kty, crv: key.crv, x: key.x, y: key.y, alg: 'ES256' }
    const { payload } = await compactVerify(token, jwk, { algorithms: ['ES256'] })
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
    return isRecord(claims) ? claims : undefined
  } catch {
    // A stranger's bytes: a point that is not on the curve, another signature, no JSON.
    return undefined
  }
}

/** A public key of P-256 and nothing besides; undefined for another one. That it is on the curve shows when it is used. */
export function phoneKeyOf(value: unknown): PhoneKey | undefined {
  if (!isRecord(value)) return undefined
  const { kty, crv, x, y } = value
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string' || 'd' in value) return undefined
  return coordinate.test(x) && coordinate.test(y) ? { kty, crv, x, y } : undefined
}

/** RFC 7638 §3: SHA-256 over the required members in order. */
export const thumbprintOf = ({ crv, kty, x, y }: PhoneKey): string =>
  createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
