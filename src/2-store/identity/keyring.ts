/** The keys that seal secrets: how they are written, how they are taken into use, and the secret for digests that outlives them. */
import type { Identity } from './identity.ts'
import { createSeals, keyIdOf, openWith, type SealingKey, type Seals, sealedUnder, sealWith } from './seal.ts'
import { placeOf } from './sealed-columns.ts'

/** So many random bytes. */
export type Bytes = (count: number) => Buffer

const keyBytes = 32
/** Old keys are kept for old backups; so many changes are a lifetime's. */
const keysMax = 100
const textCharactersMax = 100_000

/**
 * Reads keys, the newest first: base64 or base64url of 32 bytes each, with commas, spaces or lines between, or a JSON list of such texts. Throws a
 * sentence that says which one is wrong and never shows it. `from` names where they come from.
 */
export function parseKeys(text: string, from: string): readonly [SealingKey, ...SealingKey[]] {
  if (text.length > textCharactersMax) throw new Error(`${from} holds more than a list of keys.`)
  const keys = wordsOf(text, from).map((word, at) => keyOf(word, at, from))
  const [newest, ...older] = keys
  if (newest === undefined)
    throw new Error(`${from} holds no key. A key is ${keyBytes} random bytes in base64: openssl rand -base64 ${keyBytes}.`)
  if (keys.length > keysMax)
    throw new Error(`${from} holds ${keys.length} keys, more than ${keysMax}. Take out the oldest that nothing is sealed under.`)
  const twice = keys.findIndex((key, at) => keys.findIndex(({ id }) => id === key.id) < at)
  if (twice >= 0) throw new Error(`${from} holds the key ${keys[twice]?.id} twice. Take out one of them.`)
  return [newest, ...older]
}

function wordsOf(text: string, from: string): readonly string[] {
  const trimmed = text.trim()
  if (!trimmed.startsWith('[')) return trimmed.split(/[\s,]+/).filter((word) => word !== '')
  const list = listOf(trimmed)
  if (list === undefined) throw new Error(`${from} is no list of keys: wanted is ["KEY", "KEY"], the newest first.`)
  return list
}

function listOf(text: string): readonly string[] | undefined {
  try {
    const read: unknown = JSON.parse(text)
    return Array.isArray(read) && read.every((item) => typeof item === 'string') ? read : undefined
  } catch {
    // What JSON says would show a part of the keys.
    return undefined
  }
}

function keyOf(word: string, at: number, from: string): SealingKey {
  const which = `Key ${at + 1} of ${from}`
  if (!/^[\w+/-]+={0,2}$/.test(word)) throw new Error(`${which} is not base64.`)
  const secret = Buffer.from(word, 'base64')
  if (secret.length !== keyBytes)
    throw new Error(`${which} has ${secret.length} bytes, not ${keyBytes}. Make one with openssl rand -base64 ${keyBytes}.`)
  return { id: keyIdOf(secret), secret }
}

/** As `parseKeys` reads it. */
export const writeKeys = (keys: readonly SealingKey[]): string =>
  `${JSON.stringify(
    keys.map(({ secret }) => secret.toString('base64url')),
    null,
    2,
  )}\n`

export function newKey(bytes: Bytes): SealingKey {
  const secret = bytes(keyBytes)
  return { id: keyIdOf(secret), secret }
}

const digestName = 'digest_secret'
const digestPlace = placeOf({ table: 'identity_setting', column: 'value' }, digestName)

/**
 * The secret for keyed digests: the same for all nodes and after every change of keys. Made on first use; where two nodes make one at once, one of
 * the two is everyone's. Rejects with a sentence where it was sealed under a key that is not among `keys`.
 */
export async function digestSecret({ records }: Identity, keys: readonly [SealingKey, ...SealingKey[]], bytes: Bytes): Promise<Buffer> {
  const kept = async () =>
    (await records.selectFrom('identity_setting').select('value').where('name', '=', digestName).executeTakeFirst())?.value
  if ((await kept()) === undefined) {
    const value = sealWith(keys[0], digestPlace, bytes(keyBytes).toString('base64url'), bytes(12))
    await records
      .insertInto('identity_setting')
      .values({ name: digestName, value })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  const sealed = (await kept()) ?? ''
  const id = sealedUnder(sealed)
  if (id !== undefined && !keys.some((key) => key.id === id))
    throw new Error(
      `These records were sealed under the key ${id}, and this node has only ${keys.map((key) => key.id).join(', ')}. Give it the keys of the node that first opened them (keys.json, TOCSIN_KEYS or keysCommand).`,
    )
  return Buffer.from(openWith(new Map(keys.map((key) => [key.id, key])), digestPlace, sealed), 'base64url')
}

/** Ids of keys that were looked for and not found, with how often. At the bound all are forgotten. */
const missingMax = 100

/**
 * Seals that follow a change of keys while they are used: `read` gives the keys as they are now, and is asked again where something is sealed under
 * a key not known yet; ever more rarely where that does not help, for it may be slow. What `read` throws then is not the caller's: the keys stay as
 * they were.
 */
export function createLiveSeals(read: () => readonly SealingKey[], digestSecret: Buffer, nonces: Bytes): Seals {
  let keys = read()
  let seals = createSeals(keys, digestSecret, nonces)
  const missing = new Map<string, number>()
  const follow = (sealed: string): void => {
    const id = sealedUnder(sealed)
    if (id === undefined || keys.some((key) => key.id === id)) return
    const times = (missing.get(id) ?? 0) + 1
    if (missing.size >= missingMax) missing.clear()
    missing.set(id, times)
    // At the 1st, 2nd, 4th, 8th time, and so on.
    if (!Number.isInteger(Math.log2(times))) return
    try {
      const now = read()
      seals = createSeals(now, digestSecret, nonces)
      keys = now
    } catch {
      // `open` says next which key is missing.
    }
  }
  return {
    seal: (place, text) => seals.seal(place, text),
    open: (place, sealed) => {
      follow(sealed)
      return seals.open(place, sealed)
    },
    isOld: (sealed) => {
      follow(sealed)
      return seals.isOld(sealed)
    },
    digest: (purpose, text) => seals.digest(purpose, text),
  }
}
