/** Browsers that a person has used before, known by a key that cannot be copied out of them: a cookie alone makes nothing familiar. */
import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, importJWK, type JWK } from 'jose'
import type { IdentityRecords } from '../2-store/identity/identity.ts'
import type { Chance } from './parts.ts'
import { isSame, newId } from './secret.ts'

/** Remembered of one person; the one used longest ago goes first. */
export const devicesMax = 20
const proofLengthMax = 2000
const nameMax = 100

/** A key that a browser showed it has. */
export interface ShownKey {
  readonly thumbprint: string
  /** As text, public members only. */
  readonly jwk: string
}

/**
 * `proof`: a compact JWS, `alg` ES256, `typ` tocsin-device+jwt, the public key as `jwk` in its header, over JSON with `nonce`. The key in the header is
 * trusted for nothing but being the same again, which is why it may stand there. Undefined for whatever is wrong.
 */
export async function shownKey(proof: string, nonce: string): Promise<ShownKey | undefined> {
  if (proof.length > proofLengthMax) return undefined
  try {
    const { jwk, typ, alg } = decodeProtectedHeader(proof)
    const key = publicKey(jwk)
    if (key === undefined || typ !== 'tocsin-device+jwt' || alg !== 'ES256') return undefined
    const { payload } = await compactVerify(proof, await importJWK(key, 'ES256'), { algorithms: ['ES256'] })
    const claims: unknown = JSON.parse(new TextDecoder().decode(payload))
    if (typeof claims !== 'object' || claims === null || !('nonce' in claims) || typeof claims.nonce !== 'string') return undefined
    if (!isSame(claims.nonce, nonce)) return undefined
    return { thumbprint: await calculateJwkThumbprint(key), jwk: JSON.stringify(key) }
  } catch {
    // A stranger's bytes: whatever is wrong with them, the browser is simply not known.
    return undefined
  }
}

/** Only a P-256 key without its private part, and only the members that make it. */
function publicKey(jwk: JWK | undefined): { kty: 'EC'; crv: 'P-256'; x: string; y: string } | undefined {
  if (jwk === undefined || jwk.kty !== 'EC' || jwk.crv !== 'P-256' || 'd' in jwk) return undefined
  const { x, y } = jwk
  return typeof x === 'string' && typeof y === 'string' ? { kty: 'EC', crv: 'P-256', x, y } : undefined
}

/** The id of the remembered browser with this key, where this account used it within `deviceMs`. */
export async function familiarDevice(
  records: IdentityRecords,
  account: string,
  shown: ShownKey | undefined,
  now: number,
  deviceMs: number,
): Promise<string | undefined> {
  if (shown === undefined) return undefined
  const row = await records
    .selectFrom('device')
    .select('id')
    .where('account_id', '=', account)
    .where('thumbprint', '=', shown.thumbprint)
    .where('used', '>', now - deviceMs)
    .executeTakeFirst()
  return row?.id
}

/** Remembers the browser after a sign-in by more than one factor. Within a transaction. Answers its id. */
export async function keepDevice(
  records: IdentityRecords,
  chance: Chance,
  account: string,
  shown: ShownKey,
  name: string,
  now: number,
): Promise<string> {
  await records
    .insertInto('device')
    .values({
      id: newId(chance),
      account_id: account,
      thumbprint: shown.thumbprint,
      jwk: shown.jwk,
      name: name.slice(0, nameMax),
      created: now,
      used: now,
    })
    .onConflict((conflict) => conflict.columns(['account_id', 'thumbprint']).doUpdateSet({ used: now }))
    .execute()
  const newest = records
    .selectFrom('device')
    .select('id')
    .where('account_id', '=', account)
    .orderBy('used', 'desc')
    .orderBy('id')
    .limit(devicesMax)
  await records.deleteFrom('device').where('account_id', '=', account).where('id', 'not in', newest).execute()
  const row = await records
    .selectFrom('device')
    .select('id')
    .where('account_id', '=', account)
    .where('thumbprint', '=', shown.thumbprint)
    .executeTakeFirstOrThrow()
  return row.id
}

export const removeDevice = async (records: IdentityRecords, account: string, id: string): Promise<boolean> => {
  const gone = await records.deleteFrom('device').where('account_id', '=', account).where('id', '=', id).executeTakeFirst()
  return gone.numDeletedRows === 1n
}
