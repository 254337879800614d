/** Encrypts a message for one browser: RFC 8291 over the coding aes128gcm of RFC 8188, in one record. */
import { createCipheriv, createECDH, hkdfSync } from 'node:crypto'
import type { KeyPair } from './key-pair.ts'

/** What a browser gave: its public key (65 bytes, uncompressed) and its secret (16 bytes). */
export interface BrowserKeys {
  readonly publicKey: Buffer
  readonly auth: Buffer
}

const keyBytes = 65
const saltBytes = 16
const authBytes = 16
/** One record of this size holds the message, its end mark and its tag (RFC 8188 §2.1). */
const recordBytes = 4096
export const plainBytesMax = recordBytes - 17 - 86

/** The keys of a subscription, where they are such; undefined otherwise. */
export function browserKeysOf(p256dh: string, auth: string): BrowserKeys | undefined {
  const publicKey = Buffer.from(p256dh, 'base64url')
  const secret = Buffer.from(auth, 'base64url')
  if (publicKey.length !== keyBytes || publicKey[0] !== 4 || secret.length !== authBytes) return undefined
  return isOnCurve(publicKey) ? { publicKey, auth: secret } : undefined
}

function isOnCurve(publicKey: Buffer): boolean {
  try {
    const any = createECDH('prime256v1')
    any.setPrivateKey(Buffer.from('01'.padStart(64, '0'), 'hex'))
    any.computeSecret(publicKey)
    return true
  } catch {
    return false
  }
}

/**
 * The body of a request to a push service, header first (RFC 8188 §2.1). `sender`: a pair made for this message alone; `salt`: 16 random bytes.
 * Throws where the message is longer than `plainBytesMax`.
 */
export function encrypt(message: Buffer, to: BrowserKeys, sender: KeyPair, salt: Buffer): Buffer {
  if (message.length > plainBytesMax) throw new RangeError(`A push message has at most ${plainBytesMax} bytes.`)
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(sender.privateKey)
  // RFC 8291 §3.4.
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), to.publicKey, sender.publicKey])
  const secret = derive(ecdh.computeSecret(to.publicKey), to.auth, info, 32)
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  // 2: the last record (RFC 8188 §2).
  const body = Buffer.concat([cipher.update(message), cipher.update(Buffer.from([2])), cipher.final(), cipher.getAuthTag()])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(recordBytes)
  return Buffer.concat([salt.subarray(0, saltBytes), size, Buffer.from([keyBytes]), sender.publicKey, body])
}

const derive = (input: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', input, salt, info, bytes))
