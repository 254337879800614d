/** A key of P-256 in software, for tests: signs JWS, and plays a passkey that verified its person (WebAuthn without attestation). */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { PhoneKey } from '../wire.ts'

export interface SoftwareKey {
  readonly jwk: PhoneKey
  /** A compact JWS over JSON, or over the text as it is. */
  sign(header: object, payload: object | string): string
  /** RegistrationResponseJSON and AuthenticationResponseJSON of WebAuthn. `flags` replaces what the authenticator says. */
  registration(rpId: string, origin: string, challenge: string, flags?: number): unknown
  assertion(rpId: string, origin: string, challenge: string, flags?: number): unknown
}

const text64 = (text: string): string => Buffer.from(text).toString('base64url')
const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest()

/** Person present, person verified (WebAuthn §6.1). */
const verified = 0x05
const withCredential = 0x40

export function createSoftwareKey(): SoftwareKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(16)
  const credential = { id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key', clientExtensionResults: {} }
  let counter = 0
  const head = (rpId: string, flags: number): Buffer => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter++)
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count])
  }
  const client = (type: string, origin: string, challenge: string): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  return {
    jwk: { kty: 'EC', crv: 'P-256', x, y },
    sign: (header, payload) => {
      const body = typeof payload === 'string' ? payload : JSON.stringify(payload)
      const signed = `${text64(JSON.stringify(header))}.${text64(body)}`
      return `${signed}.${sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
    },
    registration: (rpId, origin, challenge, flags = verified) => {
      const made = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, coseKey(x, y)])
      const data = Buffer.concat([head(rpId, flags | withCredential), made])
      return {
        ...credential,
        authenticatorAttachment: 'platform',
        response: {
          clientDataJSON: client('webauthn.create', origin, challenge).toString('base64url'),
          attestationObject: attestationNone(data).toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    assertion: (rpId, origin, challenge, flags = verified) => {
      const data = head(rpId, flags)
      const clientData = client('webauthn.get', origin, challenge)
      const signature = sign('sha256', Buffer.concat([data, sha256(clientData)]), privateKey)
      return {
        ...credential,
        response: {
          clientDataJSON: clientData.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      }
    },
  }
}

/** COSE_Key, RFC 9053 §7.1: {1: 2, 3: -7, -1: 1, -2: x, -3: y}. */
const coseKey = (x: string, y: string): Buffer =>
  Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
    Buffer.from(x, 'base64url'),
    Buffer.from([0x22, 0x58, 0x20]),
    Buffer.from(y, 'base64url'),
  ])

/** CBOR: {"fmt": "none", "attStmt": {}, "authData": bytes}. */
const attestationNone = (data: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from([0xa3]),
    cborText('fmt'),
    cborText('none'),
    cborText('attStmt'),
    Buffer.from([0xa0]),
    cborText('authData'),
    Buffer.from([0x59, data.length >> 8, data.length & 255]),
    data,
  ])

const cborText = (text: string): Buffer => Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)])
