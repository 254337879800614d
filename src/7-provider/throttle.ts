/** Counts wrong tries where all nodes see them, and says how long to wait: a guess is counted before it is looked at, so that many at once gain nothing. */
import { dayMs, hourMs, minuteMs, secondMs } from '../0-event/time.ts'
import type { Identity, IdentityRecords } from '../2-store/identity/identity.ts'

export interface ThrottleRule {
  /** So many wrong tries are free. */
  readonly freeMax: number
  /** Tries are forgotten after so long without another. */
  readonly quietMs: number
  /** The first wait; each further wrong try doubles it. */
  readonly waitMs: number
  readonly waitMaxMs: number
}

/** Passwords from a browser that is not known: as Entra's smart lockout, 10 tries and 60 s, growing. */
export const passwordRule: ThrottleRule = { freeMax: 10, quietMs: dayMs, waitMs: minuteMs, waitMaxMs: hourMs }
/** One network address, whatever the names: an office behind one address has this many mistakes in ten minutes. */
export const addressRule: ThrottleRule = { freeMax: 50, quietMs: 10 * minuteMs, waitMs: minuteMs, waitMaxMs: hourMs }
/** Codes: waits of 30 s to 1 h as NIST SP 800-63B-4 §3.2.2 describes; the cap of 100 is `MethodRow.failures`. */
export const codeRule: ThrottleRule = { freeMax: 5, quietMs: 15 * minuteMs, waitMs: 30 * secondMs, waitMaxMs: hourMs }

/** Rows kept at most; beyond it those that would be forgotten first are, so an attacker with many names and addresses fills no disk. */
const throttleRowsMax = 200_000

/** Which failures count together: a browser that the person has used before has its own count, which strangers cannot reach. */
export type Lane = 'familiar' | 'unfamiliar'
export const laneOf = (familiar: boolean): Lane => (familiar ? 'familiar' : 'unfamiliar')

export type Take = { readonly granted: true } | { readonly granted: false; readonly until: number }

/**
 * Asks for one try under `key` and counts it as a wrong one; `giveBack` it where it was right. Refused while a wait runs, without counting.
 * Within a transaction.
 */
export async function take(records: IdentityRecords, key: string, rule: ThrottleRule, now: number): Promise<Take> {
  await records
    .insertInto('throttle')
    .values({ key, count: 0, since: now, blocked_until: 0, expires: now + rule.quietMs })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
  // The update holds the row: from here on tries under this key come one after another.
  await records
    .updateTable('throttle')
    .set({ count: 0, since: now, blocked_until: 0 })
    .where('key', '=', key)
    .where('expires', '<=', now)
    .execute()
  const counted = await records
    .updateTable('throttle')
    .set((row) => ({ count: row('count', '+', 1) }))
    .where('key', '=', key)
    .where('blocked_until', '<=', now)
    .returning('count')
    .executeTakeFirst()
  if (counted === undefined) {
    const row = await records.selectFrom('throttle').select('blocked_until').where('key', '=', key).executeTakeFirst()
    return { granted: false, until: Number(row?.blocked_until ?? now) }
  }
  const until = blockedUntil(Number(counted.count), rule, now)
  await records
    .updateTable('throttle')
    .set({ blocked_until: until, expires: Math.max(until, now) + rule.quietMs })
    .where('key', '=', key)
    .execute()
  return { granted: true }
}

function blockedUntil(count: number, { freeMax, waitMs, waitMaxMs }: ThrottleRule, now: number): number {
  if (count < freeMax) return 0
  return now + Math.min(waitMaxMs, waitMs * 2 ** Math.min(20, count - freeMax))
}

/** The try was right: it does not count, and what it blocked is free again. */
export async function giveBack(records: IdentityRecords, key: string): Promise<void> {
  await records
    .updateTable('throttle')
    .set((row) => ({ count: row('count', '-', 1), blocked_until: 0 }))
    .where('key', '=', key)
    .where('count', '>', 0)
    .execute()
}

/** Forgets what is old, and beyond the bound what would be first. Called every few seconds. Answers how many rows went. */
export async function sweepThrottles(identity: Identity, rowsMax = throttleRowsMax): Promise<number> {
  const now = await identity.now()
  const gone = await identity.records.deleteFrom('throttle').where('expires', '<=', now).executeTakeFirst()
  const { count } = await identity.records
    .selectFrom('throttle')
    .select((row) => row.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  const over = Number(count) - rowsMax
  if (over <= 0) return Number(gone.numDeletedRows)
  const first = identity.records.selectFrom('throttle').select('key').orderBy('expires').limit(over)
  const cut = await identity.records.deleteFrom('throttle').where('key', 'in', first).executeTakeFirst()
  return Number(gone.numDeletedRows + cut.numDeletedRows)
}
