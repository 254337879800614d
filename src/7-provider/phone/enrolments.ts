/** Adding a phone: an offer in a signed-in browser, taken up once by a phone, and confirmed in that browser by four words. */
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { EnrolmentRow } from '../../2-store/identity/schema.ts'
import type { MethodNames } from '../activity.ts'
import type { AccountNames, ProviderParts, Visitor } from '../parts.ts'
import { namesOf } from '../person.ts'
import { type PhoneData, readPhoneData, writePhoneData } from '../push/phone-data.ts'
import { hashOf, newId } from '../secret.ts'
import type { ClaimAsked, Claimed, EnrolmentState } from '../wire.ts'
import { claimOffer } from './claim.ts'
import { confirmingKeyOf } from './confirming.ts'
import { notify, type PhoneNeeds, placeOf } from './needs.ts'
import {
  claimedOf,
  countPhones,
  heldAccount,
  moveOffer,
  offerOfBrowser,
  offerOfPhone,
  offersMax,
  phonesMax,
  type RefusedWhy,
  rememberMs,
} from './offers.ts'
import type { PendingPhone, Proofs, Request } from './proofs.ts'
import type { FourWords } from './words.ts'

export type Offered =
  | { readonly state: 'offered'; readonly code: string; readonly expires: number }
  /** The person has as many phones as they can have: one has to go first. */
  | { readonly state: 'too-many' }

/** What the browser that made the offer is to show. */
export type OfferView =
  | { readonly state: 'none' }
  | { readonly state: 'offered'; readonly expires: number }
  | { readonly state: 'claimed'; readonly expires: number; readonly phone: string; readonly words: FourWords }
  | { readonly state: 'confirmed'; readonly phone: string; readonly method: string }
  | { readonly state: 'refused'; readonly why: RefusedWhy }
  | { readonly state: 'expired' }

export type ClaimResult =
  | { readonly state: 'claimed'; readonly claimed: Claimed }
  /** Unknown, used, too old, or the account is not active: one answer. */
  | { readonly state: 'gone' }
  /** The key or its proof is wrong. */
  | { readonly state: 'unproved' }

export interface Enrolments {
  /** Only after a fresh step-up, which the caller checks. `browserSecret`: what this browser alone has; its hash is kept. */
  offer(account: AccountNames, browserSecret: string): Promise<Offered>
  look(browserSecret: string): Promise<OfferView>
  /** `same`: the person saw the same words on both screens; false gives the offer up, and is an alarm where a phone had taken it up. */
  confirm(browserSecret: string, same: boolean, visitor: Visitor): Promise<OfferView>
  /** Whoever has the code; strangers' words in `asked`. */
  claim(asked: ClaimAsked, request: Request, visitor: Visitor): Promise<ClaimResult>
  /** Undefined for who is not known. */
  state(proof: unknown, request: Request): Promise<EnrolmentState['state'] | undefined>
  /** From now on this phone's answers want its fingerprint, face or passcode. Undefined for who is not known. */
  confirming(proof: unknown, request: Request, credential: unknown): Promise<'kept' | 'refused' | 'over' | undefined>
  /** Forgets offers that are long over. Called every few seconds. */
  sweep(): Promise<number>
}

export function createEnrolments(parts: ProviderParts, needs: PhoneNeeds, proofs: Proofs): Enrolments {
  const { identity } = parts
  return {
    offer: (account, browserSecret) => offer(parts, account, browserSecret),
    look: async (browserSecret) => viewOf(await offerOfBrowser(identity.records, hashOf(browserSecret)), await identity.now()),
    confirm: (browserSecret, same, visitor) => confirm(parts, needs, browserSecret, same, visitor),
    claim: (asked, request, visitor) => claimOffer(parts, needs, proofs, asked, request, visitor),
    state: async (proof, request) => {
      if ((await proofs.anyPhone(proof, request)) !== undefined) return 'confirmed'
      const pending = await proofs.pending(proof, request, (kid) => pendingPhone(identity.records, kid))
      if (pending === undefined) return undefined
      const row = await offerOfPhone(identity.records, pending.kid)
      return row?.state === 'claimed' && Number(row.expires) > (await identity.now()) ? 'claimed' : 'refused'
    },
    confirming: (proof, request, credential) => keepConfirming(parts, proofs, proof, request, credential),
    sweep: async () => {
      const before = (await identity.now()) - rememberMs
      const gone = await identity.records
        .deleteFrom('enrolment')
        .where('kind', '=', 'push')
        .where('expires', '<=', before)
        .executeTakeFirst()
      return Number(gone.numDeletedRows)
    },
  }
}

async function offer({ identity, settings, chance }: ProviderParts, account: AccountNames, browserSecret: string): Promise<Offered> {
  const code = newId(chance)
  return identity.transaction(async (records) => {
    const now = await identity.now(records)
    const row = await heldAccount(records, identity.holdAccount, account.id)
    if (row === undefined || (await countPhones(records, account.id)) >= phonesMax) return { state: 'too-many' }
    const expires = now + settings.enrolmentMs
    const made = { account_id: account.id, kind: 'push', browser_hash: hashOf(browserSecret), created: now, expires } as const
    // One browser has one offer: what it offered before ends.
    await endOffers(records, account.id, now, made.browser_hash)
    await records
      .insertInto('enrolment')
      .values({ ...made, id_hash: hashOf(code), state: 'offered', claimed: null, method_id: null })
      .execute()
    return { state: 'offered', code, expires }
  })
}

/** Removes this browser's open offers, and the oldest of the others where there would be too many. */
async function endOffers(records: IdentityRecords, account: string, now: number, browserHash: string): Promise<void> {
  const open = await records
    .selectFrom('enrolment')
    .select(['id_hash', 'browser_hash'])
    .where('account_id', '=', account)
    .where('kind', '=', 'push')
    .where('state', 'in', ['offered', 'claimed'])
    .where('expires', '>', now)
    .orderBy('created', 'desc')
    .orderBy('id_hash')
    .execute()
  const others = open.filter(({ browser_hash }) => browser_hash !== browserHash)
  const ended = [...open.filter(({ browser_hash }) => browser_hash === browserHash), ...others.slice(offersMax - 1)]
  if (ended.length === 0) return
  await records
    .deleteFrom('enrolment')
    .where(
      'id_hash',
      'in',
      ended.map(({ id_hash }) => id_hash),
    )
    .execute()
}

function viewOf(row: EnrolmentRow | undefined, now: number): OfferView {
  if (row === undefined) return { state: 'none' }
  const claimed = claimedOf(row)
  switch (row.state) {
    case 'confirmed':
      return { state: 'confirmed', phone: claimed?.name ?? '', method: row.method_id ?? '' }
    case 'refused':
      return { state: 'refused', why: claimed?.why ?? 'given-up' }
    case 'offered':
      return Number(row.expires) > now ? { state: 'offered', expires: Number(row.expires) } : { state: 'expired' }
    case 'claimed': {
      if (Number(row.expires) <= now || claimed === undefined) return { state: 'expired' }
      return { state: 'claimed', expires: Number(row.expires), phone: claimed.name, words: claimed.words }
    }
  }
}

async function confirm(
  parts: ProviderParts,
  needs: PhoneNeeds,
  browserSecret: string,
  same: boolean,
  visitor: Visitor,
): Promise<OfferView> {
  const { identity } = parts
  const done = await identity.transaction(async (records) => {
    const now = await identity.now(records)
    const before = await offerOfBrowser(records, hashOf(browserSecret))
    const account = before === undefined ? undefined : await heldAccount(records, identity.holdAccount, before.account_id)
    const row = await offerOfBrowser(records, hashOf(browserSecret))
    if (account === undefined || row === undefined || row.account_id !== account.id) return { view: { state: 'none' } as OfferView }
    const settled = same ? await add(records, row, now) : await giveUp(records, row, now)
    const after = viewOf(await offerOfBrowser(records, row.browser_hash), now)
    return { view: after, told: settled, account: namesOf(account), now }
  })
  if (done.told !== undefined) await tellOf(parts, needs, done.account, done.told, visitor, done.now)
  return done.view
}

interface Told {
  readonly what: 'added' | 'refused'
  readonly method: MethodNames
  readonly why?: string | undefined
}

async function giveUp(records: IdentityRecords, row: EnrolmentRow, now: number): Promise<Told | undefined> {
  const claimed = claimedOf(row)
  if (row.state === 'offered') {
    await records.deleteFrom('enrolment').where('id_hash', '=', row.id_hash).where('state', '=', 'offered').execute()
    return undefined
  }
  if (row.state !== 'claimed' || claimed === undefined) return undefined
  if (!(await moveOffer(records, row, { state: 'refused', claimed: JSON.stringify({ ...claimed, why: 'words' }) }, now))) return undefined
  return { what: 'refused', method: namesOfPhone(row, claimed.name), why: 'The words on the two screens were not the same' }
}

async function add(records: IdentityRecords, row: EnrolmentRow, now: number): Promise<Told | undefined> {
  const claimed = claimedOf(row)
  if (row.state !== 'claimed' || claimed === undefined || row.method_id === null) return undefined
  if (Number(row.expires) <= now) return undefined
  const data: PhoneData = { jwk: claimed.jwk, thumbprint: claimed.thumbprint, confirming: claimed.confirming }
  const hasRoom = (await countPhones(records, row.account_id)) < phonesMax
  const made = hasRoom && (await insertPhone(records, row, row.method_id, claimed.name, data, now))
  if (made) {
    await moveOffer(records, row, { state: 'confirmed' }, now)
    return { what: 'added', method: { ...namesOfPhone(row, claimed.name), key: claimed.thumbprint } }
  }
  await moveOffer(records, row, { state: 'refused', claimed: JSON.stringify({ ...claimed, why: 'too-many' }) }, now)
  return { what: 'refused', method: namesOfPhone(row, claimed.name), why: 'There were too many phones, or this one was there already' }
}

async function insertPhone(
  records: IdentityRecords,
  { account_id }: EnrolmentRow,
  id: string,
  name: string,
  data: PhoneData,
  now: number,
): Promise<boolean> {
  const made = await records
    .insertInto('method')
    .values({
      id,
      account_id,
      kind: 'push',
      name,
      state: 'active',
      key: data.thumbprint,
      data: writePhoneData(data),
      sealed: null,
      failures: 0,
      counter: 0,
      created: now,
      used: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return made.numInsertedOrUpdatedRows === 1n
}

const namesOfPhone = (row: EnrolmentRow, name: string): MethodNames => ({ id: row.method_id ?? '', kind: 'push', name })

/** Into the logs, the person's history, and to all their addresses. */
export async function tellOf(
  parts: ProviderParts,
  needs: PhoneNeeds,
  account: AccountNames,
  { what, method, why }: Told,
  visitor: Visitor,
  time: number,
): Promise<void> {
  parts.tell([{ id: newId(parts.chance), time, account, src: visitor.src, kind: 'method', what, method, by: undefined, why }])
  const values = {
    method: method.name,
    methodId: method.id,
    ...placeOf(visitor),
    ...(why === undefined ? {} : { why }),
  }
  await notify(parts, needs, account, what === 'added' ? 'method-added' : 'phone-refused', values)
}

async function pendingPhone(records: IdentityRecords, kid: string): Promise<PendingPhone | undefined> {
  const row = await offerOfPhone(records, kid)
  const claimed = row === undefined ? undefined : claimedOf(row)
  // Confirmed and yet no method: the phone was removed since, and is a stranger again.
  return row === undefined || claimed === undefined || row.state === 'confirmed'
    ? undefined
    : { kid, jwk: claimed.jwk, account: row.account_id }
}

/** Before or after the words were compared, as long as the offer lasts; once, so that nobody else's finger takes its place. */
async function keepConfirming(
  { identity, settings }: ProviderParts,
  proofs: Proofs,
  proof: unknown,
  request: Request,
  credential: unknown,
): Promise<'kept' | 'refused' | 'over' | undefined> {
  const phone = await proofs.phone(proof, request)
  const kid = phone?.method.id ?? (await proofs.pending(proof, request, (id) => pendingPhone(identity.records, id)))?.kid
  if (kid === undefined) return undefined
  const seen = await offerOfPhone(identity.records, kid)
  const challenge = seen === undefined ? undefined : claimedOf(seen)?.challenge
  if (seen === undefined || challenge === undefined) return 'over'
  const key = await confirmingKeyOf(settings, credential, challenge)
  if (key === undefined) return 'refused'
  return identity.transaction(async (records) => {
    const now = await identity.now(records)
    await identity.holdAccount(records, seen.account_id)
    const row = await offerOfPhone(records, kid)
    const claimed = row === undefined ? undefined : claimedOf(row)
    if (row === undefined || claimed === undefined || claimed.confirming !== undefined || Number(row.expires) <= now) return 'over'
    if (row.state === 'refused') return 'over'
    await moveOffer(records, row, { state: row.state, claimed: JSON.stringify({ ...claimed, confirming: key }) }, now)
    if (row.state === 'claimed') return 'kept'
    const method = await records.selectFrom('method').select('data').where('id', '=', kid).where('state', '=', 'active').executeTakeFirst()
    if (method === undefined) return 'over'
    const data: PhoneData = { ...readPhoneData(method.data), confirming: key }
    await records
      .updateTable('method')
      .set({ data: writePhoneData(data) })
      .where('id', '=', kid)
      .execute()
    return 'kept'
  })
}
