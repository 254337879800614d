/** What was done with an account, for the person's own eyes: kept, told in words, and "was this you?". */
import type { IdentityRecords } from '../2-store/identity/identity.ts'
import type { ActivityRow } from '../2-store/identity/schema.ts'
import type { Activity } from './activity.ts'
import { activityWords, outcomeOf, placeWords } from './history-words.ts'
import type { AccountNames, ProviderParts } from './parts.ts'
import type { Push } from './push/push.ts'
import { newId } from './secret.ts'
import type { PersonSessions } from './sessions.ts'
import type { HistoryItem } from './wire.ts'

/** Kept of one person; the oldest go. */
export const historyMax = 1000
/** Rows are counted for the bound about once in so many that are written, by the first letter of their ids: counting each time would cost more than keeping. */
const countOneIn = 16
const pageMax = 50

/** Writes them down for the people they are about; what nobody's account did is left out. A later activity with the same id replaces the earlier one. */
export async function keepActivities({ identity }: Pick<ProviderParts, 'identity'>, activities: readonly Activity[]): Promise<void> {
  const latest = new Map(activities.filter(({ account }) => account.id !== '').map((activity) => [activity.id, activity]))
  await identity.transaction(async (records) => {
    for (const activity of latest.values()) await keepOne(records, activity)
  })
}

async function keepOne(records: IdentityRecords, activity: Activity): Promise<void> {
  const { id, account, time, kind } = activity
  const known = await records.selectFrom('account').select('id').where('id', '=', account.id).executeTakeFirst()
  if (known === undefined) return
  const row: ActivityRow = { id, account_id: account.id, time, kind, body: JSON.stringify(activity), verdict: null }
  await records
    .insertInto('activity')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ body: row.body, time }))
    .execute()
  if (id.charCodeAt(0) % countOneIn !== 0) return
  const oldest = await records
    .selectFrom('activity')
    .select('time')
    .where('account_id', '=', account.id)
    .orderBy('time', 'desc')
    .offset(historyMax)
    .limit(1)
    .executeTakeFirst()
  if (oldest !== undefined)
    await records.deleteFrom('activity').where('account_id', '=', account.id).where('time', '<=', Number(oldest.time)).execute()
}

/** Newest first, at most 50; `before`: older than this moment. */
export async function historyOf(records: IdentityRecords, account: string, before?: number): Promise<readonly HistoryItem[]> {
  const all = records.selectFrom('activity').selectAll().where('account_id', '=', account)
  const older = before === undefined ? all : all.where('time', '<', before)
  const rows = await older.orderBy('time', 'desc').orderBy('id').limit(pageMax).execute()
  return rows.map(itemOf)
}

function itemOf(row: ActivityRow): HistoryItem {
  const activity = JSON.parse(row.body) as Activity
  return {
    id: row.id,
    time: Number(row.time),
    what: activityWords(activity),
    kind: activity.kind === 'prompt' ? 'prompt' : activity.kind === 'sign_in' ? 'sign-in' : activity.kind === 'method' ? 'method' : 'other',
    outcome: outcomeOf(activity),
    where: placeWords(activity.src),
    device: [activity.src?.browser, activity.src?.os].filter((part) => part !== undefined).join(', ') || undefined,
    askable: isAskable(activity),
    verdict: row.verdict ?? undefined,
  }
}

/** What somebody else could have done. */
const isAskable = (activity: Activity): boolean => {
  switch (activity.kind) {
    case 'sign_in':
      return activity.result === 'success' || activity.result === 'interrupted'
    case 'prompt':
      return activity.result !== 'withheld'
    case 'method':
      return activity.what === 'added' || activity.what === 'removed'
    case 'password':
      return activity.result === 'right'
    case 'password_changed':
      return true
    default:
      return false
  }
}

export interface VerdictNeeds {
  readonly push: Pick<Push, 'suppress'>
  readonly sessions: Pick<PersonSessions, 'end'>
}

/**
 * The person says whether it was them; false where there is no such thing to ask about. `not-me` is a report: prompts fall silent, and all sessions but
 * `except`, in which it was said, end.
 */
export async function giveVerdict(
  parts: ProviderParts,
  { push, sessions }: VerdictNeeds,
  account: AccountNames,
  item: string,
  verdict: 'me' | 'not-me',
  except?: string,
): Promise<boolean> {
  const { identity, chance, clock, tell } = parts
  const said = await identity.transaction(async (records) => {
    const row = await records
      .selectFrom('activity')
      .selectAll()
      .where('id', '=', item)
      .where('account_id', '=', account.id)
      .executeTakeFirst()
    if (row === undefined) return undefined
    const activity = JSON.parse(row.body) as Activity
    if (!isAskable(activity)) return undefined
    const set = records.updateTable('activity').set({ verdict }).where('id', '=', item).where('account_id', '=', account.id)
    // Said twice, by a second tap or a second device, it is one report.
    const changed = await set.where((where) => where.or([where('verdict', 'is', null), where('verdict', '!=', verdict)])).executeTakeFirst()
    return { activity, isNew: changed.numUpdatedRows === 1n }
  })
  if (said === undefined) return false
  if (verdict === 'me' || !said.isNew) return true
  const { kind, flow } = said.activity
  const of = kind === 'prompt' ? 'prompt' : kind === 'method' || kind === 'password_changed' ? 'change' : 'sign_in'
  tell([{ kind: 'report', of, about: item, id: newId(chance), time: clock(), account, flow }])
  await push.suppress(account, 'The person said of something in their history: not me.')
  await sessions.end({ account, except, why: 'The person said of something in their history: not me.' })
  return true
}
