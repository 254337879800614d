/** What a person was told, for their own page and for an administrator's. */
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { NoticeView } from '../directory/wire.ts'
import { noticeBody } from './queue.ts'

const shownMax = 50

/** Newest first. */
export async function noticesOf(records: IdentityRecords, account: string): Promise<readonly NoticeView[]> {
  const rows = await records
    .selectFrom('notice')
    .selectAll()
    .where('account_id', '=', account)
    .orderBy('created', 'desc')
    .orderBy('id')
    .limit(shownMax)
    .execute()
  return rows.map((row) => ({
    kind: row.kind,
    to: noticeBody(row).to,
    created: row.created,
    sent: row.sent ?? undefined,
    error: row.error ?? undefined,
  }))
}
