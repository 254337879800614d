/** A push service and a browser for tests: a real HTTPS server on this machine that checks VAPID and opens messages with the browser's own keys. */
import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { jwtVerify } from 'jose'
import type { SubscriptionAsked } from '../wire.ts'

export interface Received {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly bytes: Buffer
}

export interface PushService {
  readonly port: number
  /** To trust. */
  readonly certificate: string
  readonly received: Received[]
  /** How it answers from now on; 201 by itself. */
  answers(how: (request: Received, response: ServerResponse) => void): void
  stop(): Promise<void>
}

export async function startPushService(name: string): Promise<PushService> {
  const { key, certificate } = selfSigned(name)
  const received: Received[] = []
  let how = (_: Received, response: ServerResponse): void => void response.writeHead(201).end()
  const server = createServer({ key, cert: certificate }, async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const one = { path: request.url ?? '', headers: request.headers, bytes: Buffer.concat(chunks) }
    received.push(one)
    how(one, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    certificate,
    received,
    answers: (next) => {
      how = next
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export interface Browser {
  subscription(endpoint: string): SubscriptionAsked
  /** RFC 8291 §3 from the receiver's side. Throws where the message is not for this browser. */
  open(bytes: Buffer): string
}

export function createBrowser(): Browser {
  const ecdh = createECDH('prime256v1')
  const publicKey = ecdh.generateKeys()
  const auth = randomBytes(16)
  return {
    subscription: (endpoint) => ({ endpoint, keys: { p256dh: publicKey.toString('base64url'), auth: auth.toString('base64url') } }),
    open: (bytes) => {
      const salt = bytes.subarray(0, 16)
      const sender = bytes.subarray(21, 86)
      const sealed = bytes.subarray(86)
      const derive = (input: Buffer, by: Buffer, info: Buffer, length: number) => Buffer.from(hkdfSync('sha256', input, by, info, length))
      const secret = derive(ecdh.computeSecret(sender), auth, Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, sender]), 32)
      const decipher = createDecipheriv(
        'aes-128-gcm',
        derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16),
        derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12),
      )
      decipher.setAuthTag(sealed.subarray(-16))
      const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
      return plain.subarray(0, plain.lastIndexOf(2)).toString('utf8')
    },
  }
}

/** The claims of `authorization: vapid`, checked by the key that came along (RFC 8292 §4.2). */
export async function vapidClaims(
  header: string | undefined,
  audience: string,
  now: Date,
): Promise<{ readonly sub: unknown; readonly key: string }> {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(header ?? '') ?? []
  const point = Buffer.from(key, 'base64url')
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') }
  const { payload } = await jwtVerify(token, createPublicKey({ format: 'jwk', key: jwk }), {
    algorithms: ['ES256'],
    audience,
    currentDate: now,
  })
  return { sub: payload.sub, key }
}

/** A certificate for one name, by itself, good from 2020 to 2049. */
function selfSigned(name: string): { readonly key: string; readonly certificate: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = der(0x30, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
  const subject = der(0x30, der(0x31, der(0x30, oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(name)))))
  const validity = der(0x30, der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z')))
  const names = extension([0x55, 0x1d, 0x11], der(0x30, der(0x82, Buffer.from(name))))
  const authority = extension([0x55, 0x1d, 0x13], der(0x30, der(0x01, Buffer.from([0xff]))))
  const certificate = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    subject,
    validity,
    subject,
    spki(publicKey),
    der(0xa3, der(0x30, names, authority)),
  )
  const signed = der(0x30, certificate, ecdsaWithSha256, der(0x03, Buffer.from([0]), sign('sha256', certificate, privateKey)))
  const lines = signed.toString('base64').replaceAll(/(.{64})/g, '$1\n')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}

const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' })
const oid = (...bytes: number[]): Buffer => der(0x06, Buffer.from(bytes))
const extension = (id: readonly number[], value: Buffer): Buffer => der(0x30, oid(...id), der(0x04, value))

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const { length } = body
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...head]), body])
}
