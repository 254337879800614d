/** A phone takes up an offer: the first one only; a second phone with the same code ends it and is an alarm. */
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { AccountRow, EnrolmentRow } from '../../2-store/identity/schema.ts'
import type { MethodNames } from '../activity.ts'
import type { ProviderParts, Visitor } from '../parts.ts'
import { namesOf } from '../person.ts'
import { hashOf, isSame, newId, newSecret } from '../secret.ts'
import type { ClaimAsked, Claimed, PhoneKey } from '../wire.ts'
import { confirmingOptions } from './confirming.ts'
import { deviceName } from './device-name.ts'
import { type ClaimResult, tellOf } from './enrolments.ts'
import { phoneKeyOf, thumbprintOf } from './jws.ts'
import type { PhoneNeeds } from './needs.ts'
import { type ClaimedData, claimedOf, heldAccount, moveOffer, offerByCode } from './offers.ts'
import type { Proofs, Request } from './proofs.ts'
import { wordsOf } from './words.ts'

/** 128 bits in base64url. */
const codeShape = /^[A-Za-z0-9_-]{22}$/

type Taken =
  | { readonly state: 'claimed'; readonly row: EnrolmentRow; readonly claimed: ClaimedData; readonly account: AccountRow }
  | { readonly state: 'gone' }
  | { readonly state: 'alarm'; readonly method: MethodNames; readonly account: AccountRow; readonly now: number }

export async function claimOffer(
  parts: ProviderParts,
  needs: PhoneNeeds,
  proofs: Proofs,
  asked: ClaimAsked,
  request: Request,
  visitor: Visitor,
): Promise<ClaimResult> {
  const key = phoneKeyOf(asked.key)
  if (key === undefined || !codeShape.test(asked.code)) return { state: 'unproved' }
  const codeHash = hashOf(asked.code)
  if (!(await proofs.claim(asked.proof, request, key, codeHash))) return { state: 'unproved' }
  const { identity } = parts
  const taken = await identity.transaction((records) => take(records, parts, codeHash, key, deviceName(asked.name)))
  switch (taken.state) {
    case 'gone':
      return taken
    case 'alarm': {
      const why = 'A second phone used the same code'
      await tellOf(parts, needs, namesOf(taken.account), { what: 'refused', method: taken.method, why }, visitor, taken.now)
      return { state: 'gone' }
    }
    case 'claimed':
      return { state: 'claimed', claimed: await answerOf(parts, taken) }
  }
}

async function take(
  records: IdentityRecords,
  { identity, chance }: ProviderParts,
  codeHash: string,
  key: PhoneKey,
  name: string,
): Promise<Taken> {
  const now = await identity.now(records)
  const seen = await offerByCode(records, codeHash)
  const account = seen === undefined ? undefined : await heldAccount(records, identity.holdAccount, seen.account_id)
  const row = await offerByCode(records, codeHash)
  if (account === undefined || row === undefined || Number(row.expires) <= now) return { state: 'gone' }
  const thumbprint = thumbprintOf(key)
  if (row.state !== 'offered') return takenBefore(records, row, account, thumbprint, name, now)
  if (await isKnown(records, thumbprint)) return { state: 'gone' }
  const claimed: ClaimedData = { jwk: key, thumbprint, name, words: wordsOf(thumbprint, codeHash), challenge: newSecret(chance) }
  const method_id = newId(chance)
  if (!(await moveOffer(records, row, { state: 'claimed', claimed: JSON.stringify(claimed), method_id }, now))) return { state: 'gone' }
  return { state: 'claimed', row: { ...row, method_id }, claimed, account }
}

/** The same phone asks again where the answer was lost on the way; another one must not have the code at all. */
async function takenBefore(
  records: IdentityRecords,
  row: EnrolmentRow,
  account: AccountRow,
  thumbprint: string,
  name: string,
  now: number,
): Promise<Taken> {
  const claimed = claimedOf(row)
  if (claimed === undefined || row.state === 'refused') return { state: 'gone' }
  if (isSame(claimed.thumbprint, thumbprint))
    return row.state === 'claimed' ? { state: 'claimed', row, claimed, account } : { state: 'gone' }
  // After the words were compared the phone stays: the other one got nothing. It is told once, so that whoever has the code cannot flood the person.
  if (row.state === 'confirmed' && claimed.again === true) return { state: 'gone' }
  const to =
    row.state === 'confirmed'
      ? ({ state: 'confirmed', claimed: JSON.stringify({ ...claimed, again: true }) } as const)
      : ({ state: 'refused', claimed: JSON.stringify({ ...claimed, why: 'second-phone' }) } as const)
  if (!(await moveOffer(records, row, to, now))) return { state: 'gone' }
  return { state: 'alarm', method: { id: '', kind: 'push', name }, account, now }
}

/** A key is one phone's for ever: of this or another person, also of one that was suspended. */
async function isKnown(records: IdentityRecords, thumbprint: string): Promise<boolean> {
  return (await records.selectFrom('method').select('id').where('key', '=', thumbprint).executeTakeFirst()) !== undefined
}

async function answerOf({ settings }: ProviderParts, { row, claimed, account }: Extract<Taken, { state: 'claimed' }>): Promise<Claimed> {
  const id = row.method_id ?? ''
  return {
    id,
    account: {
      id: account.id,
      organisation: settings.organisation,
      name: account.name,
      displayName: account.display_name,
      phone: claimed.name,
    },
    words: claimed.words,
    confirming: await confirmingOptions(settings, id, account.name, claimed.challenge),
    expires: Number(row.expires),
  }
}
