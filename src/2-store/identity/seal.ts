/** Seals what must not be read from a copy of the database: AES-256-GCM under a key that can be changed, bound to the place it stands in. */
import { createCipheriv, createDecipheriv, createHash, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

export interface SealingKey {
  /** Not secret: stands before everything it sealed. */
  readonly id: string
  readonly secret: Buffer
}

export interface Seals {
  /**
   * The text sealed under the newest key: `v1.ID.BASE64URL`. `place` is where it will stand, `TABLE.COLUMN:ROW` (see `placeOf` in sealed-columns.ts):
   * what is moved elsewhere does not open.
   */
  seal(place: string, text: string): string
  /** Throws a sentence where the key is not at hand, or the text was changed or moved. */
  open(place: string, sealed: string): string
  /** Whether it is sealed under another key than the newest. */
  isOld(sealed: string): boolean
  /** A keyed digest in base64url, the same on every node and after a change of keys: `purpose` keeps digests of different things apart. */
  digest(purpose: string, text: string): string
}

const nonceBytes = 12
const tagBytes = 16

/** The id of the key that a text is sealed under; undefined where it is not a sealed text. */
export const sealedUnder = (text: string): string | undefined => /^v1\.([\w-]{8})\.[\w-]+$/.exec(text)?.[1]

export const keyIdOf = (secret: Buffer): string =>
  createHash('sha256').update('tocsin sealing key').update(secret).digest('base64url').slice(0, 8)

/**
 * `keys`: the newest first, at least one, 32 bytes each. `digestSecret`: kept with the records, sealed, so that it outlives the keys.
 * `nonces` is chance, handed in.
 */
export function createSeals(keys: readonly SealingKey[], digestSecret: Buffer, nonces: (count: number) => Buffer): Seals {
  const newest = keys[0]
  if (newest === undefined) throw new Error('There is no key to seal secrets with.')
  const byId = new Map(keys.map((key) => [key.id, key]))
  const purposes = new Map<string, KeyObject>()
  return {
    seal: (place, text) => sealWith(newest, place, text, nonces(nonceBytes)),
    open: (place, sealed) => openWith(byId, place, sealed),
    isOld: (sealed) => !sealed.startsWith(`v1.${newest.id}.`),
    digest: (purpose, text) => {
      const known = purposes.get(purpose)
      const key = known ?? createSecretKey(Buffer.from(hkdfSync('sha256', digestSecret, '', `tocsin ${purpose}`, 32)))
      // Purposes are words of ours, never of strangers: few.
      if (known === undefined) purposes.set(purpose, key)
      return createHmac('sha256', key).update(text).digest('base64url')
    },
  }
}

/** Node makes one of each buffer that it is given as a key, which takes four times as long as sealing a number. */
const keyObjects = new WeakMap<SealingKey, KeyObject>()

function keyObjectOf(key: SealingKey): KeyObject {
  const known = keyObjects.get(key)
  if (known !== undefined) return known
  const made = createSecretKey(key.secret)
  keyObjects.set(key, made)
  return made
}

export function sealWith(key: SealingKey, place: string, text: string, nonce: Buffer): string {
  const cipher = createCipheriv('aes-256-gcm', keyObjectOf(key), nonce)
  cipher.setAAD(Buffer.from(place))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return `v1.${key.id}.${Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url')}`
}

export function openWith(keys: ReadonlyMap<string, SealingKey>, place: string, sealed: string): string {
  const [version, id = '', body = ''] = sealed.split('.')
  const key = keys.get(id)
  if (version !== 'v1' || key === undefined)
    throw new Error(
      `A secret (${place}) is sealed under the key ${id === '' ? '?' : id}, which is not at hand. Add that key after the newest one.`,
    )
  const bytes = Buffer.from(body, 'base64url')
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyObjectOf(key), bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
    decipher.setAAD(Buffer.from(place))
    decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes))
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, bytes.length - tagBytes)), decipher.final()]).toString('utf8')
  } catch {
    throw new Error(`A secret (${place}) was changed, or belongs somewhere else.`)
  }
}
