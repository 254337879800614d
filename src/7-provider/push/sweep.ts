/** Ends what time has ended, though nobody looks, and forgets what is long over. */
import { dayMs } from '../../0-event/time.ts'
import { inState } from './challenges.ts'
import { endExpired } from './collect.ts'
import type { PushContext } from './held.ts'

/** One sweep's share; the next takes what is left. */
const endedMax = 200
const forgottenMax = 2000
/** Longer than any window in which something is counted or collected. What was done stays in the activities. */
const keptMs = 7 * dayMs

/** How many prompts it ended. */
export async function sweep(context: PushContext): Promise<number> {
  const { identity } = context.parts
  const { records } = identity
  const now = await identity.now()
  const over = await records
    .selectFrom('challenge')
    .select('account_id')
    .where('state', '=', inState('pending'))
    .where('expires', '<=', now)
    .orderBy('expires')
    .limit(endedMax)
    .execute()
  let ended = 0
  for (const { account_id } of over) if (await endExpired(context, account_id)) ended++
  const old = records
    .selectFrom('challenge')
    .select('id')
    .where('created', '<', now - keptMs)
    .where('state', '!=', inState('pending'))
    .orderBy('created')
    .limit(forgottenMax)
  await records.deleteFrom('challenge').where('id', 'in', old).execute()
  return ended
}
