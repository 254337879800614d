/** A pair of keys on P-256, made from chance that is handed in. */
import { createECDH } from 'node:crypto'
import type { Chance } from '../parts.ts'

export interface KeyPair {
  /** 32 bytes. */
  readonly privateKey: Buffer
  /** 65 bytes, uncompressed. */
  readonly publicKey: Buffer
}

/** One in 2^32 numbers of 32 bytes is no private key of P-256: it is drawn again. Chance that never gives one is broken. */
const triesMax = 8

export function newKeyPair(chance: Chance): KeyPair {
  for (let tries = 0; tries < triesMax; tries++) {
    const pair = keyPairOf(chance.bytes(32))
    if (pair !== undefined) return pair
  }
  throw new Error('No key could be made: the source of random bytes is broken.')
}

/** Undefined where the number is 0 or beyond the curve's order. */
export function keyPairOf(privateKey: Buffer): KeyPair | undefined {
  const ecdh = createECDH('prime256v1')
  try {
    ecdh.setPrivateKey(privateKey)
  } catch {
    return undefined
  }
  return { privateKey, publicKey: ecdh.getPublicKey() }
}
