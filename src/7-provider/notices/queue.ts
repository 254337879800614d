/** Notices that wait to be sent: one row for each address of the person, made with the change that it tells of. */
import { hourMs } from '../../0-event/time.ts'
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { NoticeRow } from '../../2-store/identity/schema.ts'
import { addressesOf } from '../directory/fields.ts'
import type { NoticeKind, Notices } from '../notices.ts'
import type { AccountNames, ProviderParts } from '../parts.ts'
import { newId } from '../secret.ts'
import { repudiation } from './repudiation.ts'
import { oneLine } from './words.ts'

/** `link` is sealed, and gone once the notice was sent. */
export interface NoticeBody {
  /** Empty where the person has no address. */
  readonly to: string
  readonly values: Readonly<Record<string, string>>
  readonly link?: string | undefined
}

/** Mails of one kind that a person gets in an hour, so that nobody can bury them in ours; beyond, a notice stands in their history only. */
export const mailsPerHourMax = 20

/** Not to be sent: later than any time there is. */
export const never = 8.64e15

export function createNotices(parts: ProviderParts): Notices {
  return {
    notify: (account, kind, values, records) =>
      records === undefined
        ? parts.identity.transaction((within) => queue(parts, within, account, kind, values))
        : queue(parts, records, account, kind, values),
  }
}

/** All addresses, because whoever took one over would read the notice and delete it (NIST SP 800-63B-4 §4.6). */
async function queue(
  parts: ProviderParts,
  records: IdentityRecords,
  account: AccountNames,
  kind: NoticeKind,
  { link: given, methodId, ...values }: Readonly<Record<string, string>>,
): Promise<void> {
  const row = await records.selectFrom('account').select('emails').where('id', '=', account.id).executeTakeFirst()
  if (row === undefined) return
  const now = await parts.identity.now(records)
  const link = given ?? (await repudiation(parts, records, account.id, { kind, method: values['method'], methodId }, now))
  const addresses = addressesOf(row)
  const held = await heldBack(records, account.id, kind, now)
  const clean = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, oneLine(value)]))
  const rows = (addresses.length === 0 ? [''] : addresses).map((to): NoticeRow => {
    const id = newId(parts.chance)
    const error = to === '' ? 'This person has no e-mail address.' : held
    const body: NoticeBody =
      error === null ? { to, values: clean, link: parts.seals.seal(`notice.link:${id}`, link) } : { to, values: clean }
    return {
      id,
      account_id: account.id,
      kind,
      body: JSON.stringify(body),
      created: now,
      due: error === null ? now : never,
      sent: null,
      tries: 0,
      error,
    }
  })
  await records.insertInto('notice').values(rows).execute()
}

async function heldBack(records: IdentityRecords, account: string, kind: NoticeKind, now: number): Promise<string | null> {
  const { count } = await records
    .selectFrom('notice')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('account_id', '=', account)
    .where('kind', '=', kind)
    .where('created', '>', now - hourMs)
    .executeTakeFirstOrThrow()
  return Number(count) < mailsPerHourMax
    ? null
    : `There were ${mailsPerHourMax} notices of this kind within an hour; this one was not mailed.`
}

export const noticeBody = ({ body }: Pick<NoticeRow, 'body'>): NoticeBody => JSON.parse(body) as NoticeBody
