/** Checks that a request comes from a phone: a DPoP proof (RFC 9449 §4.3) by the key of its method, for this request, made now, used once. */
import { createHash } from 'node:crypto'
import { minuteMs } from '../../0-event/time.ts'
import type { Identity } from '../../2-store/identity/identity.ts'
import type { AccountRow, MethodRow } from '../../2-store/identity/schema.ts'
import type { AccountNames, ProviderParts } from '../parts.ts'
import { namesOf } from '../person.ts'
import { readPhoneData } from '../push/phone-data.ts'
import { isSame } from '../secret.ts'
import type { PhoneKey } from '../wire.ts'
import { type Claims, claimsOf, headerOf, phoneKeyOf } from './jws.ts'

/** How far a phone's clock may be off, to either side; an answer's `date` header tells it the right time. */
const skewMs = minuteMs
/** 96 random bits at least (RFC 9449 §4.2) are 16 characters; more than 100 are no chance but cargo. */
const jtiShape = /^[A-Za-z0-9_-]{16,100}$/
const kidShape = /^[A-Za-z0-9_-]{1,100}$/

/** What is asked, as it reached us. */
export interface Request {
  readonly method: string
  /** Without the origin; a query is not part of what is signed. */
  readonly path: string
  /** The bytes of the body; undefined or empty where there is none. */
  readonly body?: Uint8Array | undefined
}

export interface Phone {
  readonly method: MethodRow
  readonly account: AccountNames
  readonly row: AccountRow
}

/** A key that was offered to us and that is not a method yet. */
export interface PendingPhone {
  readonly kid: string
  readonly jwk: PhoneKey
  readonly account: string
}

/** Undefined is the one answer for all who are not known: no such phone, suspended, account disabled, wrong signature, used before. */
export interface Proofs {
  /** `active` phones of active accounts only. */
  phone(proof: unknown, request: Request): Promise<Phone | undefined>
  /** Also one that is suspended, or disabled: to be told just that. */
  anyPhone(proof: unknown, request: Request): Promise<Phone | undefined>
  /** One that took up an offer and was not confirmed yet. */
  pending(proof: unknown, request: Request, find: (kid: string) => Promise<PendingPhone | undefined>): Promise<PendingPhone | undefined>
  /** The proof in a claim, by the key that it brings along. `code`: that of the offer. */
  claim(proof: unknown, request: Request, key: PhoneKey, codeHash: string): Promise<boolean>
}

export function createProofs({ identity, settings }: ProviderParts): Proofs {
  const check = async (proof: string, key: PhoneKey, who: string, request: Request): Promise<Claims | undefined> => {
    const claims = await claimsOf(proof, key)
    if (claims === undefined || !fits(claims, request, settings.origin)) return undefined
    return (await isFresh(identity, claims, who)) ? claims : undefined
  }
  const anyPhone = async (proof: unknown, request: Request): Promise<Phone | undefined> => {
    const kid = kidOf(proof)
    const found = kid === undefined ? undefined : await phoneById(identity, kid)
    if (kid === undefined || found === undefined || found.row.state !== 'active') return undefined
    return (await check(String(proof), readPhoneData(found.method.data).jwk, kid, request)) === undefined ? undefined : found
  }
  return {
    anyPhone,
    phone: async (proof, request) => {
      const found = await anyPhone(proof, request)
      return found?.method.state === 'active' ? found : undefined
    },
    pending: async (proof, request, find) => {
      const kid = kidOf(proof)
      const found = kid === undefined ? undefined : await find(kid)
      if (found === undefined || (await check(String(proof), found.jwk, found.kid, request)) === undefined) return undefined
      return found
    },
    claim: async (proof, request, key, codeHash) => {
      const header = headerOf(proof, 'dpop+jwt', ['typ', 'alg', 'jwk'])
      const own = phoneKeyOf(header?.['jwk'])
      if (own === undefined || own.x !== key.x || own.y !== key.y) return false
      const claims = await check(String(proof), key, `claim:${codeHash}`, { ...request, body: undefined })
      return typeof claims?.['ch'] === 'string' && isSame(claims['ch'], codeHash)
    },
  }
}

function kidOf(proof: unknown): string | undefined {
  const kid = headerOf(proof, 'dpop+jwt', ['typ', 'alg', 'kid'])?.['kid']
  return typeof kid === 'string' && kidShape.test(kid) ? kid : undefined
}

async function phoneById({ records }: Identity, id: string): Promise<Phone | undefined> {
  const method = await records.selectFrom('method').selectAll().where('id', '=', id).where('kind', '=', 'push').executeTakeFirst()
  if (method === undefined) return undefined
  const row = await records.selectFrom('account').selectAll().where('id', '=', method.account_id).executeTakeFirst()
  return row === undefined ? undefined : { method, row, account: namesOf(row) }
}

/** For this method, address and body. */
function fits(claims: Claims, { method, path, body }: Request, origin: string): boolean {
  if (claims['htm'] !== method || !isAt(claims['htu'], origin + withoutQuery(path))) return false
  const hash = claims['bh']
  const bytes = body ?? new Uint8Array()
  if (hash === undefined) return bytes.length === 0
  return typeof hash === 'string' && isSame(hash, createHash('sha256').update(bytes).digest('base64url'))
}

const withoutQuery = (path: string): string => path.replace(/[?#].*$/s, '')

/** RFC 9449 §4.3: without query and fragment, after what RFC 3986 calls normalising. */
function isAt(htu: unknown, wanted: string): boolean {
  if (typeof htu !== 'string' || !URL.canParse(htu) || !URL.canParse(wanted)) return false
  const { origin, pathname, username, password } = new URL(htu)
  const right = new URL(wanted)
  return username === '' && password === '' && origin === right.origin && pathname === right.pathname
}

/** Made within the last minute by the database's clock, and never seen before: what was seen is kept until it would be too old anyway. */
async function isFresh(identity: Identity, { iat, jti }: Claims, who: string): Promise<boolean> {
  if (typeof iat !== 'number' || !Number.isFinite(iat) || typeof jti !== 'string' || !jtiShape.test(jti)) return false
  const now = await identity.now()
  if (Math.abs(iat * 1000 - now) > skewMs) return false
  const row = { key: `proof:${who}:${jti}`, expires: Math.ceil(iat * 1000) + skewMs + minuteMs }
  // In a transaction, since those share their wait for the disk, and every request of every phone comes here.
  const kept = await identity.transaction((records) =>
    records
      .insertInto('used')
      .values(row)
      .onConflict((conflict) => conflict.column('key').doNothing())
      .executeTakeFirst(),
  )
  return kept.numInsertedOrUpdatedRows === 1n
}

/** Forgets what is too old to be accepted again. Called every few seconds. Answers how many went. */
export async function sweepUsed({ records, now }: Identity): Promise<number> {
  const gone = await records
    .deleteFrom('used')
    .where('expires', '<=', await now())
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}
