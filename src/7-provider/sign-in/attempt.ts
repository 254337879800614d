/** A sign-in under way as it is kept: read, and changed only by whoever saw its last state. */

import type { Endpoint } from '../../0-event/event.ts'
import { minuteMs } from '../../0-event/time.ts'
import type { NumberLength } from '../../5-policy/number.ts'
import type { ShownKey } from '../devices.ts'
import type { Acr, Proof } from '../methods/method.ts'
import { newChallenge } from '../methods/passkey.ts'
import type { ProviderParts, Visitor, Weighed } from '../parts.ts'
import { hashOf, newId, newSecret } from '../secret.ts'
import type { Offer, Problem, Purpose, SignInView, Withheld } from '../sign-in-view.ts'

const attemptMs = 10 * minuteMs

export interface Attempt {
  /** Names the attempt in the logs; no secret. */
  readonly flow: string
  readonly step: Exclude<SignInView['step'], 'over'>
  readonly purpose: Purpose
  readonly name: string
  /** Whose proofs these are. Never set by a name alone. */
  readonly account?: string | undefined
  readonly proofs: readonly Proof[]
  /** For one assertion of a passkey. */
  readonly challenge: string
  /** For one proof of the browser's key. */
  readonly nonce: string
  readonly shown?: ShownKey | undefined
  /** The remembered browser that this is, of the account. */
  readonly device?: string | undefined
  readonly weighed?: Weighed | undefined
  readonly offers: readonly Offer[]
  readonly withheld?: { readonly why: Withheld; readonly until?: number | undefined } | undefined
  readonly factor?: CodeFactor | undefined
  readonly push?: OpenPush | undefined
  readonly problem?: Problem | undefined
  readonly acr?: Acr | undefined
  readonly enrolOnly: boolean
  readonly src: Endpoint
}

export type CodeFactor = 'totp' | 'recovery-code' | 'access-pass'

export interface OpenPush {
  readonly challenge: string
  /** `PushSecrets` as JSON: whoever reads the database must not know the number. */
  readonly sealed: string
  readonly length: NumberLength
  readonly quiet: boolean
  readonly expires: number
}

export interface PushSecrets {
  readonly number: string
  readonly browserSecret: string
}

export const openPush = ({ seals }: ProviderParts, flow: string, { sealed }: OpenPush): PushSecrets =>
  JSON.parse(seals.open(`sign_in.push:${flow}`, sealed)) as PushSecrets

export const sealPush = ({ seals }: ProviderParts, flow: string, secrets: PushSecrets): string =>
  seals.seal(`sign_in.push:${flow}`, JSON.stringify(secrets))

export interface Loaded {
  readonly idHash: string
  readonly text: string
  readonly attempt: Attempt
}

export async function beginAttempt(
  parts: ProviderParts,
  purpose: Purpose,
  visitor: Visitor,
): Promise<{ secret: string; attempt: Attempt }> {
  const { chance, identity } = parts
  const secret = newSecret(chance)
  const attempt: Attempt = {
    flow: newId(chance),
    step: 'name',
    purpose,
    name: purpose.loginHint ?? '',
    proofs: [],
    challenge: newChallenge(chance),
    nonce: newSecret(chance),
    offers: [],
    enrolOnly: false,
    src: visitor.src,
  }
  const row = { id_hash: hashOf(secret), account_id: null, body: JSON.stringify(attempt) }
  // In a transaction, since those share their wait for the disk.
  await identity.transaction(async (records) => {
    const created = await identity.now(records)
    await records
      .insertInto('sign_in')
      .values({ ...row, created, expires: created + attemptMs })
      .execute()
  })
  return { secret, attempt }
}

export async function loadAttempt({ identity }: ProviderParts, secret: string): Promise<Loaded | 'expired' | 'unknown'> {
  const idHash = hashOf(secret)
  const row = await identity.records.selectFrom('sign_in').selectAll().where('id_hash', '=', idHash).executeTakeFirst()
  if (row === undefined) return 'unknown'
  if (Number(row.expires) <= (await identity.now())) return 'expired'
  return { idHash, text: row.body, attempt: JSON.parse(row.body) as Attempt }
}

/**
 * Writes the attempt where nobody changed it since it was loaded and its time is not over; undefined where somebody did. `renew`: under a new secret, because
 * more is proved now than whoever knew the old one could (session fixation).
 */
export async function saveAttempt(
  { identity, chance }: ProviderParts,
  loaded: Loaded,
  attempt: Attempt,
  renew: boolean,
): Promise<(Loaded & { readonly secret?: string | undefined }) | undefined> {
  const secret = renew ? newSecret(chance) : undefined
  const idHash = secret === undefined ? loaded.idHash : hashOf(secret)
  const text = JSON.stringify(attempt)
  const saved = await identity.transaction(async (records) => {
    const now = await identity.now(records)
    return await records
      .updateTable('sign_in')
      .set({ id_hash: idHash, account_id: attempt.account ?? null, body: text })
      .where('id_hash', '=', loaded.idHash)
      .where('body', '=', loaded.text)
      .where('expires', '>', now)
      .executeTakeFirst()
  })
  return saved.numUpdatedRows === 1n ? { idHash, text, attempt, secret } : undefined
}

/** Ends it; false where somebody changed or ended it meanwhile. */
export async function endAttempt({ identity }: ProviderParts, loaded: Loaded): Promise<boolean> {
  const gone = await identity.transaction(async (records) =>
    records
      .deleteFrom('sign_in')
      .where('id_hash', '=', loaded.idHash)
      .where('body', '=', loaded.text)
      .where('expires', '>', await identity.now(records))
      .executeTakeFirst(),
  )
  return gone.numDeletedRows === 1n
}
