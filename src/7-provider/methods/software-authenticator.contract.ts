/** An authenticator in software for tests: makes passkeys (ES256, attestation `none`) and signs with them as a browser would. */
import { createHash, createSign, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

export interface SoftwareAuthenticatorOptions {
  readonly origin?: string
  /** May be copied to other devices (BE and BS). */
  readonly synced?: boolean
  readonly aaguid?: string
  /** Counts signatures; 0 where it never does, as synced passkeys. */
  readonly counts?: boolean
}

/** What a test wants wrong. */
export interface Faults {
  readonly origin?: string
  readonly rpId?: string
  readonly type?: string
  readonly challenge?: string
  readonly crossOrigin?: boolean
  readonly topOrigin?: string
  /** Without user verification. */
  readonly unverified?: boolean
  /** Without user presence. */
  readonly absent?: boolean
  /** BE as it was not at registration. */
  readonly eligible?: boolean
  readonly backedUp?: boolean
  readonly userHandle?: string | undefined
  readonly counter?: number
  readonly badSignature?: boolean
}

export interface SoftwarePasskey {
  readonly id: string
  readonly userHandle: string
  readonly rpId: string
  readonly privateKey: KeyObject
  counter: number
}

interface CreationOptions {
  readonly challenge: string
  readonly rp: { readonly id?: string }
  readonly user: { readonly id: string }
}

interface RequestOptions {
  readonly challenge: string
  readonly rpId?: string
}

export interface SoftwareAuthenticator {
  readonly passkeys: SoftwarePasskey[]
  /** `options`: creation options as JSON. Answers RegistrationResponseJSON. */
  create(options: string, faults?: Faults): Record<string, unknown>
  /** `options`: request options as JSON; the newest passkey where none is named. Answers AuthenticationResponseJSON. */
  get(options: string, faults?: Faults, passkey?: SoftwarePasskey): Record<string, unknown>
}

export function softwareAuthenticator(options: SoftwareAuthenticatorOptions = {}): SoftwareAuthenticator {
  const { origin = 'https://id.example.com', synced = false, aaguid = '00000000-0000-0000-0000-000000000000', counts = !synced } = options
  const passkeys: SoftwarePasskey[] = []
  const clientData = (type: string, challenge: string, faults: Faults): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: faults.type ?? type,
        challenge: faults.challenge ?? challenge,
        origin: faults.origin ?? origin,
        crossOrigin: faults.crossOrigin ?? false,
        ...(faults.topOrigin === undefined ? {} : { topOrigin: faults.topOrigin }),
      }),
    )
  const authenticatorData = (rpId: string, counter: number, faults: Faults, attested?: Buffer): Buffer => {
    const eligible = faults.eligible ?? synced
    const flags =
      (faults.absent === true ? 0 : 0x01) |
      (faults.unverified === true ? 0 : 0x04) |
      (eligible ? 0x08 : 0) |
      ((faults.backedUp ?? eligible) ? 0x10 : 0) |
      (attested === undefined ? 0 : 0x40)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(faults.counter ?? counter)
    return Buffer.concat([sha256(faults.rpId ?? rpId), Buffer.from([flags]), count, attested ?? Buffer.alloc(0)])
  }
  return {
    passkeys,
    create: (text, faults = {}) => {
      const { challenge, rp, user } = JSON.parse(text) as CreationOptions
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const rpId = rp.id ?? new URL(origin).hostname
      const id = sha256(publicKey.export({ type: 'spki', format: 'der' }))
      passkeys.push({ id: id.toString('base64url'), userHandle: user.id, rpId, privateKey, counter: 0 })
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const attested = Buffer.concat([Buffer.from(aaguid.replaceAll('-', ''), 'hex'), length, id, coseKey(publicKey)])
      const data = authenticatorData(rpId, 0, faults, attested)
      const attestationObject = cborMap([
        [cborText('fmt'), cborText('none')],
        [cborText('attStmt'), cborMap([])],
        [cborText('authData'), cborBytes(data)],
      ])
      return credential(id.toString('base64url'), {
        clientDataJSON: clientData('webauthn.create', challenge, faults).toString('base64url'),
        attestationObject: attestationObject.toString('base64url'),
        transports: ['internal'],
      })
    },
    get: (text, faults = {}, passkey = passkeys.at(-1)) => {
      if (passkey === undefined) throw new Error('This authenticator has no passkey.')
      const { challenge } = JSON.parse(text) as RequestOptions
      if (counts) passkey.counter++
      const client = clientData('webauthn.get', challenge, faults)
      const data = authenticatorData(passkey.rpId, passkey.counter, faults)
      const signed = Buffer.concat([data, sha256(client)])
      const signature = sign(
        'sha256',
        faults.badSignature === true ? Buffer.concat([signed, Buffer.from([0])]) : signed,
        passkey.privateKey,
      )
      return credential(passkey.id, {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: 'userHandle' in faults ? faults.userHandle : passkey.userHandle,
      })
    },
  }
}

/** A browser's key (ES256), and the proof it shows for a nonce. */
export function softwareBrowserKey(): { proof(nonce: string, header?: Record<string, unknown>): string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' })
  const segment = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return {
    proof: (nonce, header = {}) => {
      const head = segment({ alg: 'ES256', typ: 'tocsin-device+jwt', jwk: { kty, crv, x, y }, ...header })
      const text = `${head}.${segment({ nonce })}`
      const signature = createSign('sha256').update(text).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' })
      return `${text}.${signature.toString('base64url')}`
    },
  }
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest()

const credential = (id: string, response: Record<string, unknown>): Record<string, unknown> => ({
  id,
  rawId: id,
  type: 'public-key',
  authenticatorAttachment: 'platform',
  clientExtensionResults: {},
  response,
})

/** COSE_Key of P-256: kty 2, alg -7, crv 1, x, y (RFC 9053 §7.1.1). */
function coseKey(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  return cborMap([
    [cborInt(1), cborInt(2)],
    [cborInt(3), cborInt(-7)],
    [cborInt(-1), cborInt(1)],
    [cborInt(-2), cborBytes(Buffer.from(x, 'base64url'))],
    [cborInt(-3), cborBytes(Buffer.from(y, 'base64url'))],
  ])
}

/** RFC 8949 §3.1: a major type with its count. */
function cborHead(major: number, count: number): Buffer {
  if (count < 24) return Buffer.from([(major << 5) | count])
  if (count < 256) return Buffer.from([(major << 5) | 24, count])
  return Buffer.from([(major << 5) | 25, count >> 8, count & 0xff])
}

const cborInt = (value: number): Buffer => (value < 0 ? cborHead(1, -1 - value) : cborHead(0, value))
const cborBytes = (bytes: Buffer): Buffer => Buffer.concat([cborHead(2, bytes.length), bytes])
const cborText = (text: string): Buffer => Buffer.concat([cborHead(3, Buffer.byteLength(text)), Buffer.from(text)])
const cborMap = (entries: readonly (readonly [Buffer, Buffer])[]): Buffer => Buffer.concat([cborHead(5, entries.length), ...entries.flat()])
