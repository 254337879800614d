/** Removes what has expired from the records of people, a bounded number of rows at a time, so that no table grows with the attempts of strangers. */
import { type Expression, type SqlBool, sql } from 'kysely'
import { dayMs } from '../../0-event/time.ts'
import type { Identity, IdentityRecords } from './identity.ts'

export interface Kept {
  /** Sessions end so long after they began. */
  readonly sessionMs: number
  /** What has expired but has something to say yet stays so much longer: an offer that is refused by it, a sign-in whose end is told first. */
  readonly expiredMs: number
  readonly challengeMs: number
  readonly activityMs: number
  readonly noticeMs: number
  /** Browsers that were not used for so long are forgotten. */
  readonly deviceMs: number
  /** Of one account: the newest. A person who is bombed for days does not fill the disk. */
  readonly challengesMax: number
  /** Rows removed from one table in one call, and one transaction. */
  readonly rowsMax: number
  /** Accounts whose number of prompts is looked at in one call: those with most of the newest prompts. */
  readonly accountsMax: number
  readonly newestRows: number
}

export const defaultKept: Kept = {
  sessionMs: dayMs,
  expiredMs: dayMs,
  challengeMs: 90 * dayMs,
  activityMs: 180 * dayMs,
  noticeMs: 30 * dayMs,
  deviceMs: 180 * dayMs,
  challengesMax: 1000,
  rowsMax: 2000,
  accountsMax: 20,
  newestRows: 2000,
}

export interface Tidied {
  readonly removed: number
  /** There may be more to remove now: call again soon. */
  readonly more: boolean
}

type Where = Expression<SqlBool>

interface Rule {
  readonly table: string
  /** The columns of its primary key. */
  readonly key: readonly string[]
  readonly where: (now: number, kept: Kept) => Where
}

/** A table that grows by itself has a line here. */
const rules: readonly Rule[] = [
  { table: 'used', key: ['key'], where: (now) => sql`expires <= ${now}` },
  { table: 'throttle', key: ['key'], where: (now) => sql`expires <= ${now}` },
  { table: 'sign_in', key: ['id_hash'], where: (now, { expiredMs }) => sql`expires <= ${now - expiredMs}` },
  { table: 'oidc_item', key: ['model', 'id'], where: (now) => sql`expires <= ${now}` },
  { table: 'enrolment', key: ['id_hash'], where: (now, { expiredMs }) => sql`expires <= ${now - expiredMs}` },
  { table: 'repudiation', key: ['id_hash'], where: (now, { expiredMs }) => sql`expires <= ${now - expiredMs}` },
  { table: 'person_session', key: ['id_hash'], where: (now, { sessionMs }) => sql`created <= ${now - sessionMs}` },
  { table: 'challenge', key: ['id'], where: (now, { challengeMs }) => sql`created <= ${now - challengeMs} and state <> 'pending'` },
  { table: 'activity', key: ['id'], where: (now, { activityMs }) => sql`time <= ${now - activityMs}` },
  { table: 'notice', key: ['id'], where: (now, { noticeMs }) => sql`created <= ${now - noticeMs}` },
  { table: 'device', key: ['id'], where: (now, { deviceMs }) => sql`used <= ${now - deviceMs}` },
]

/** `now`: by the database's clock. Safe beside other nodes that do the same. */
export async function tidy(identity: Identity, now: number, kept: Kept = defaultKept): Promise<Tidied> {
  let removed = 0
  let more = false
  for (const rule of rules) {
    const rows = await identity.transaction((records) => remove(records, rule, rule.where(now, kept), kept.rowsMax))
    removed += rows
    more ||= rows >= kept.rowsMax
  }
  for (const account of await busiest(identity.records, kept)) {
    const rows = await identity.transaction((records) => removeOldest(records, account, kept))
    removed += rows
    more ||= rows >= kept.rowsMax
  }
  return { removed, more }
}

async function remove(
  records: IdentityRecords,
  { table, key }: Pick<Rule, 'table' | 'key'>,
  where: Where,
  rowsMax: number,
): Promise<number> {
  const columns = sql.join(key.map((column) => sql.ref(column)))
  const done = await sql`delete from ${sql.table(table)} where (${columns}) in
    (select ${columns} from ${sql.table(table)} where ${where} limit ${rowsMax})`.execute(records)
  return Number(done.numAffectedRows ?? 0n)
}

/** Who has most of the newest prompts: only who was asked lately can have been asked too often. Reads the same few rows however many there are. */
async function busiest(records: IdentityRecords, { newestRows, accountsMax }: Kept): Promise<readonly string[]> {
  const rows = await records.selectFrom('challenge').select('account_id').orderBy('created', 'desc').limit(newestRows).execute()
  const counts = new Map<string, number>()
  for (const { account_id } of rows) counts.set(account_id, (counts.get(account_id) ?? 0) + 1)
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, accountsMax)
    .map(([account]) => account)
}

async function removeOldest(records: IdentityRecords, account: string, { challengesMax, rowsMax }: Kept): Promise<number> {
  const [newest] = await records
    .selectFrom('challenge')
    .select('created')
    .where('account_id', '=', account)
    .orderBy('created', 'desc')
    .limit(1)
    .offset(challengesMax)
    .execute()
  if (newest === undefined) return 0
  return remove(
    records,
    { table: 'challenge', key: ['id'] },
    sql`account_id = ${account} and created <= ${newest.created} and state <> 'pending'`,
    rowsMax,
  )
}
