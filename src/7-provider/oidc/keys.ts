/** The keys that sign tokens: made once whichever node is first, published before they sign and after, and changed in time. */
import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { calculateJwkThumbprint, type JWK } from 'jose'
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { SigningKeyRow } from '../../2-store/identity/schema.ts'
import type { ProviderParts } from '../parts.ts'
import { keyTimes } from './times.ts'

export const signingAlgs = ['RS256', 'ES256'] as const
export type SigningAlg = (typeof signingAlgs)[number]

export interface SigningKeys {
  /** With their private parts; of each algorithm the one that signs stands first. */
  readonly jwks: readonly JWK[]
  /** Changes when any key does. */
  readonly mark: string
}

type KeyParts = Pick<ProviderParts, 'identity' | 'seals'>

const generate = promisify(generateKeyPair)
/** Its row is held while keys are changed, so that nodes do it one after another. */
const turn = 'oidc.keys'
const place = (kid: string): string => `signing_key.sealed:${kid}`

/** A word for the keys as they are now: one small query. */
export async function keysMark({ identity }: KeyParts): Promise<string> {
  return markOf(await identity.records.selectFrom('signing_key').select(['kid', 'state']).orderBy('kid').execute())
}

const markOf = (rows: readonly Pick<SigningKeyRow, 'kid' | 'state'>[]): string => rows.map(({ kid, state }) => `${kid}:${state}`).join(' ')

/** Throws a sentence where a key cannot be opened. */
export async function readKeys(parts: KeyParts): Promise<SigningKeys> {
  const rows = await keyRows(parts.identity.records)
  const order = ['current', 'next', 'retired']
  const sorted = [...rows].sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state))
  return { jwks: sorted.map((row) => jwkOf(parts, row)), mark: markOf(rows) }
}

const keyRows = (records: IdentityRecords): Promise<SigningKeyRow[]> =>
  records.selectFrom('signing_key').selectAll().orderBy('kid').execute()

const jwkOf = ({ seals }: KeyParts, { kid, sealed }: SigningKeyRow): JWK => JSON.parse(seals.open(place(kid), sealed)) as JWK

/**
 * Brings the keys up to date: makes the first, publishes the next in time, lets it sign, forgets the old. Any node, any time. `anew`: another key
 * signs from now on, for when one may have been seen by somebody.
 */
export async function tendKeys(parts: KeyParts, anew = false): Promise<void> {
  const { identity } = parts
  const before = await keyRows(identity.records)
  const now = await identity.now()
  const made = await Promise.all(signingAlgs.filter((alg) => isWanted(parts, before, alg, now, anew)).map((alg) => newKey(parts, alg)))
  if (made.length === 0 && !before.some((row) => isDue(row, now))) return
  await identity.transaction(async (records) => {
    await holdTurn(records)
    const time = await identity.now(records)
    for (const alg of signingAlgs) {
      const key = made.find((one) => one.alg === alg)
      await advance(parts, records, { alg, key, time, anew })
    }
    await records
      .deleteFrom('signing_key')
      .where('state', '=', 'retired')
      .where('changed', '<=', time - keyTimes.retiredMs)
      .execute()
  })
}

const isDue = ({ state, changed }: SigningKeyRow, now: number): boolean =>
  (state === 'retired' && Number(changed) + keyTimes.retiredMs <= now) || (state === 'next' && Number(changed) + keyTimes.leadMs <= now)

function isWanted(parts: KeyParts, rows: readonly SigningKeyRow[], alg: SigningAlg, now: number, anew: boolean): boolean {
  const own = ofAlg(parts, rows, alg)
  const current = own.find(({ state }) => state === 'current')
  if (current === undefined || anew) return true
  return !own.some(({ state }) => state === 'next') && Number(current.changed) + keyTimes.currentMs - keyTimes.leadMs <= now
}

const ofAlg = (parts: KeyParts, rows: readonly SigningKeyRow[], alg: SigningAlg): readonly SigningKeyRow[] =>
  rows.filter((row) => jwkOf(parts, row).alg === alg)

interface MadeKey {
  readonly alg: SigningAlg
  readonly kid: string
  readonly sealed: string
}

/** From the machine's own chance: there is no way to make such a key from bytes that are handed in. */
async function newKey({ seals }: KeyParts, alg: SigningAlg): Promise<MadeKey> {
  const { privateKey } = alg === 'ES256' ? await generate('ec', { namedCurve: 'P-256' }) : await generate('rsa', { modulusLength: 2048 })
  const jwk = privateKey.export({ format: 'jwk' })
  const kid = await calculateJwkThumbprint({ ...jwk })
  return { alg, kid, sealed: seals.seal(place(kid), JSON.stringify({ ...jwk, kid, alg, use: 'sig' })) }
}

async function holdTurn(records: IdentityRecords): Promise<void> {
  await records
    .insertInto('identity_setting')
    .values({ name: turn, value: '' })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await records.updateTable('identity_setting').set({ value: '' }).where('name', '=', turn).execute()
}

interface Advance {
  readonly alg: SigningAlg
  readonly key: MadeKey | undefined
  readonly time: number
  readonly anew: boolean
}

/** Looks again, since another node may have been first. */
async function advance(parts: KeyParts, records: IdentityRecords, { alg, key, time, anew }: Advance): Promise<void> {
  const own = ofAlg(parts, await keyRows(records), alg)
  const current = own.find(({ state }) => state === 'current')
  const next = own.find(({ state }) => state === 'next')
  if (current === undefined) return key === undefined ? undefined : await add(records, key, 'current', time)
  if (anew && key !== undefined) {
    await change(records, current, 'retired', time)
    return await add(records, key, 'current', time)
  }
  const isOld = Number(current.changed) + keyTimes.currentMs <= time
  if (next !== undefined) {
    if (!isOld || Number(next.changed) + keyTimes.leadMs > time) return
    await change(records, current, 'retired', time)
    return await change(records, next, 'current', time)
  }
  if (key !== undefined && Number(current.changed) + keyTimes.currentMs - keyTimes.leadMs <= time) await add(records, key, 'next', time)
}

async function add(records: IdentityRecords, { kid, sealed }: MadeKey, state: SigningKeyRow['state'], time: number): Promise<void> {
  await records.insertInto('signing_key').values({ kid, state, sealed, created: time, changed: time }).execute()
}

async function change(records: IdentityRecords, { kid }: SigningKeyRow, state: SigningKeyRow['state'], time: number): Promise<void> {
  await records.updateTable('signing_key').set({ state, changed: time }).where('kid', '=', kid).execute()
}
