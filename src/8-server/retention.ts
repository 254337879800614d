/** Forgets what is older than the retention says, every hour, and tidies what else grows with time. */
import type { Logger } from 'pino'
import { dayMs, hourMs } from '../0-event/time.ts'
import type { Quarantine } from '../1-ingest/quarantine.ts'
import type { Records } from '../2-store/records.ts'
import { endSessions } from '../2-store/records-access.ts'
import { forgetFoundBefore } from '../2-store/records-findings.ts'
import type { LogStore } from '../2-store/store.ts'
import { sessionLimits } from './access.ts'
import type { Feed } from './feed.ts'
import type { Risk } from './risk.ts'

export interface RetentionParts {
  readonly records: Records
  readonly store: LogStore
  readonly quarantine: Pick<Quarantine, 'prune'>
  readonly feed: Feed
  readonly risk: Pick<Risk, 'forget'>
  readonly log: Logger
  readonly retentionDays: number
  /** Milliseconds since 1970: the newest real event; 0 where there is none. */
  readonly newest: () => number
  /** Told that rows were removed. */
  readonly removed: () => void
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

/** Answers how to end it. */
export function startRetention(parts: RetentionParts): () => void {
  const timer = setInterval(() => {
    prune(parts).catch((error: unknown) => parts.log.error({ err: error }, 'what is too old could not be removed; trying again in an hour'))
  }, hourMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Counted back from the newest event, where that is before now: whoever looks into an old log wants to find it there tomorrow. */
export async function prune({
  records,
  store,
  quarantine,
  feed,
  risk,
  log,
  retentionDays,
  newest,
  removed,
  clock,
}: RetentionParts): Promise<void> {
  const now = clock()
  await endSessions(records, now - sessionLimits.lifetimeMs, now - sessionLimits.idleMs)
  // When a record was refused is our own clock's time: nobody knows when it happened.
  await quarantine.prune(now - retentionDays * dayMs)
  if (newest() === 0) return
  const before = Math.min(now, newest()) - retentionDays * dayMs
  const rows = await store.prune(before)
  if (rows > 0) removed()
  const incidents = await forgetFoundBefore(records, before)
  await records.transaction().execute((transaction) => risk.forget(transaction))
  if (incidents.length > 0) feed.publish({ type: 'removed', incidents })
  if (rows > 0)
    log.info({ rows, incidents: incidents.length, before: new Date(before).toISOString() }, 'removed what is older than the retention says')
}
