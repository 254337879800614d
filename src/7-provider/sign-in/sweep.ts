/** Ends the sign-ins that nobody went on with. */
import type { Notices } from '../notices.ts'
import type { ProviderParts } from '../parts.ts'
import type { Push } from '../push/push.ts'
import { sweepThrottles } from '../throttle.ts'
import type { Attempt } from './attempt.ts'
import { interrupt } from './finish.ts'

/** At once; the rest the next time. */
const batchMax = 500
/** Attempts open at most: beyond it the oldest in which nothing is proved yet are dropped, so a flood of opened pages fills no disk. */
const attemptsMax = 100_000

/** Each is told by the one node that deleted it. */
export async function sweepAttempts(parts: ProviderParts, push: Push, notices: Notices, openMax = attemptsMax): Promise<number> {
  const { identity } = parts
  const now = await identity.now()
  const old = await identity.records.selectFrom('sign_in').selectAll().where('expires', '<=', now).limit(batchMax).execute()
  let ended = 0
  for (const row of old) {
    const gone = await identity.records
      .deleteFrom('sign_in')
      .where('id_hash', '=', row.id_hash)
      .where('body', '=', row.body)
      .where('expires', '<=', now)
      .executeTakeFirst()
    if (gone.numDeletedRows !== 1n) continue
    ended++
    const attempt = JSON.parse(row.body) as Attempt
    await interrupt({ parts, push, notices, visitor: { src: attempt.src, userAgent: attempt.src.userAgent ?? '' } }, attempt)
  }
  await sweepThrottles(identity)
  return ended + (await dropOver(parts, openMax))
}

async function dropOver({ identity }: ProviderParts, openMax: number): Promise<number> {
  const { count } = await identity.records
    .selectFrom('sign_in')
    .select((row) => row.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  if (Number(count) <= openMax) return 0
  const oldest = identity.records
    .selectFrom('sign_in')
    .select('id_hash')
    .where('account_id', 'is', null)
    .orderBy('created')
    .limit(Number(count) - openMax)
  const gone = await identity.records.deleteFrom('sign_in').where('id_hash', 'in', oldest).executeTakeFirst()
  return Number(gone.numDeletedRows)
}
