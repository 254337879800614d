/** A person's own history: what was done with their account, kept for them to look through and to say "this was not me". */
import { type SqlBool, sql } from 'kysely'
import type { Identity, IdentityRecords } from '../2-store/identity/identity.ts'
import type { ActivityRow } from '../2-store/identity/schema.ts'
import type { Activity } from './activity.ts'
import { isStrangers, wordsOf } from './activity-words.ts'
import type { HistoryItem } from './wire.ts'

/** Kept of one person: of what they did, and, apart, of what strangers can cause, so that nobody pushes out what matters by noise. The oldest go. */
export const ownMax = 400
export const strangersMax = 100
export const historyPageMax = 50

/** Marks in the column `kind` what strangers can cause. */
const strangersMark = '?'

/** Keeps those that belong to an account and say something to its owner; one with an id that is there replaces it and keeps its verdict. */
export async function keepActivities(identity: Identity, activities: readonly Activity[]): Promise<void> {
  const kept = activities.filter((activity) => activity.account.id !== '' && wordsOf(activity) !== undefined)
  if (kept.length === 0) return
  await identity.transaction(async (records) => {
    for (const activity of kept) await keep(records, activity)
    for (const [kind, of] of Map.groupBy(kept, (activity) => (isStrangers(activity) ? 'strangers' : 'own')))
      for (const account of new Set(of.map(({ account }) => account.id))) await prune(records, account, kinds[kind])
  })
}

/** Selected from the account, so that one which is being removed keeps nothing and disturbs nobody. */
async function keep(records: IdentityRecords, activity: Activity): Promise<void> {
  const kind = activity.kind + (isStrangers(activity) ? strangersMark : '')
  const body = JSON.stringify(activity)
  const { id, time } = activity
  await records
    .insertInto('activity')
    .columns(['id', 'account_id', 'time', 'kind', 'body', 'verdict'])
    .expression(
      records
        .selectFrom('account')
        .select([
          sql<string>`cast(${id} as text)`.as('id'),
          'account.id as account_id',
          sql<number>`cast(${time} as bigint)`.as('time'),
          sql<string>`cast(${kind} as text)`.as('kind'),
          sql<string>`cast(${body} as text)`.as('body'),
          sql<null>`cast(null as text)`.as('verdict'),
        ])
        .where('account.id', '=', activity.account.id),
    )
    // Of this account only: an id that another account has is not taken over.
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ time, kind, body }).where('activity.account_id', '=', activity.account.id),
    )
    .execute()
}

/** Which of a person's activities count together; the mark stands in the statement, since a parameter after `like` makes SQLite plan it anew each time. */
const kinds = {
  own: { max: ownMax, where: sql<SqlBool>`kind not like ${sql.lit(`%${strangersMark}`)}` },
  strangers: { max: strangersMax, where: sql<SqlBool>`kind like ${sql.lit(`%${strangersMark}`)}` },
} as const

/** Most people have few: then one look at them is all. */
async function prune(records: IdentityRecords, account: string, { max, where }: (typeof kinds)[keyof typeof kinds]): Promise<void> {
  const newest = records
    .selectFrom('activity')
    .select('id')
    .where('account_id', '=', account)
    .where(where)
    .orderBy('time', 'desc')
    .orderBy('id')
  if ((await newest.limit(1).offset(max).executeTakeFirst()) === undefined) return
  await records.deleteFrom('activity').where('account_id', '=', account).where(where).where('id', 'not in', newest.limit(max)).execute()
}

/** Newest first; `before`: the time of the last one of the page before. At most `historyPageMax`. */
export async function historyOf(
  { records }: Identity,
  account: string,
  before: number | undefined,
  limit = historyPageMax,
): Promise<readonly HistoryItem[]> {
  const rows = await records
    .selectFrom('activity')
    .selectAll()
    .where('account_id', '=', account)
    .$if(before !== undefined, (query) => query.where('time', '<', before ?? 0))
    .orderBy('time', 'desc')
    .orderBy('id')
    .limit(Math.max(1, Math.min(historyPageMax, limit)))
    .execute()
  return rows.flatMap((row) => itemOf(row) ?? [])
}

function itemOf(row: ActivityRow): HistoryItem | undefined {
  const activity = JSON.parse(row.body) as Activity
  const words = wordsOf(activity)
  if (words === undefined) return undefined
  const { src } = activity
  const where = [src?.city, src?.country].filter((part) => part !== undefined).join(', ') || src?.ip
  const device = [src?.browser, src?.os].filter((part) => part !== undefined).join(', ')
  return {
    id: row.id,
    time: Number(row.time),
    ...words,
    where,
    device: device === '' ? undefined : device,
    verdict: row.verdict ?? undefined,
  }
}

export type Said = { readonly activity: Activity; readonly isNew: boolean }

/**
 * Keeps what the person said of one thing in their history. "Me" can become "not me" and not the other way. `isNew`: it was not said before. Undefined where
 * there is no such thing, or nothing to ask about it.
 */
export async function sayVerdict(
  records: IdentityRecords,
  account: string,
  id: string,
  verdict: 'me' | 'not-me',
): Promise<Said | undefined> {
  const row = await records.selectFrom('activity').selectAll().where('id', '=', id).where('account_id', '=', account).executeTakeFirst()
  const activity = row === undefined ? undefined : (JSON.parse(row.body) as Activity)
  if (activity === undefined || wordsOf(activity)?.askable !== true) return undefined
  const said = await records
    .updateTable('activity')
    .set({ verdict })
    .where('id', '=', id)
    .where('account_id', '=', account)
    .where((row) => (verdict === 'me' ? row('verdict', 'is', null) : row.or([row('verdict', 'is', null), row('verdict', '=', 'me')])))
    .executeTakeFirst()
  return { activity, isNew: said.numUpdatedRows === 1n }
}
