/** What is kept of an offer to add a phone, and the queries about it. */
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { AccountRow, EnrolmentRow } from '../../2-store/identity/schema.ts'
import type { PhoneKey } from '../wire.ts'
import type { ConfirmingKey } from './confirming.ts'
import type { FourWords } from './words.ts'

/** Open at once for one person; the oldest goes when there is one more. */
export const offersMax = 3
/** Phones that one person can have. */
export const phonesMax = 10
/** An offer that is over is remembered for so long, so that both screens hear of it. */
export const rememberMs = 10 * 60_000

/** Why an offer was refused, for both screens. */
export type RefusedWhy = 'second-phone' | 'words' | 'too-many' | 'given-up'

/** `EnrolmentRow.claimed` as JSON. */
export interface ClaimedData {
  readonly jwk: PhoneKey
  readonly thumbprint: string
  readonly name: string
  readonly words: FourWords
  /** Of the confirming passkey's registration. */
  readonly challenge: string
  readonly confirming?: ConfirmingKey | undefined
  readonly why?: RefusedWhy | undefined
  /** It was tried again after all was done, and the person was told. */
  readonly again?: boolean | undefined
}

export const claimedOf = (row: EnrolmentRow): ClaimedData | undefined =>
  row.claimed === null ? undefined : (JSON.parse(row.claimed) as ClaimedData)

export const offerByCode = (records: IdentityRecords, codeHash: string): Promise<EnrolmentRow | undefined> =>
  records.selectFrom('enrolment').selectAll().where('id_hash', '=', codeHash).where('kind', '=', 'push').executeTakeFirst()

/** The newest one of this browser. */
export const offerOfBrowser = (records: IdentityRecords, browserHash: string): Promise<EnrolmentRow | undefined> =>
  records
    .selectFrom('enrolment')
    .selectAll()
    .where('browser_hash', '=', browserHash)
    .where('kind', '=', 'push')
    .orderBy('created', 'desc')
    .orderBy('id_hash')
    .executeTakeFirst()

export const offerOfPhone = (records: IdentityRecords, kid: string): Promise<EnrolmentRow | undefined> =>
  records.selectFrom('enrolment').selectAll().where('method_id', '=', kid).where('kind', '=', 'push').executeTakeFirst()

/** Moves an offer on where it still is as it was read; false where somebody else was faster, or time. */
export async function moveOffer(
  records: IdentityRecords,
  row: EnrolmentRow,
  to: Pick<EnrolmentRow, 'state'> & Partial<Pick<EnrolmentRow, 'claimed' | 'method_id'>>,
  now: number,
): Promise<boolean> {
  const moved = await records
    .updateTable('enrolment')
    .set(to)
    .where('id_hash', '=', row.id_hash)
    .where('state', '=', row.state)
    .where('expires', '>', now)
    .executeTakeFirst()
  return moved.numUpdatedRows === 1n
}

export async function countPhones(records: IdentityRecords, account: string): Promise<number> {
  const { count } = await records
    .selectFrom('method')
    .select((row) => row.fn.countAll().as('count'))
    .where('account_id', '=', account)
    .where('kind', '=', 'push')
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** The account's row, held to the end of the transaction; undefined where it is gone or disabled. */
export async function heldAccount(
  records: IdentityRecords,
  hold: (records: IdentityRecords, account: string) => Promise<AccountRow | undefined>,
  account: string,
): Promise<AccountRow | undefined> {
  const row = await hold(records, account)
  return row?.state === 'active' ? row : undefined
}
