/** What the asking browser, and only it, has of a question: its outcome, the proof once, and giving up. */
import { secondMs } from '../../0-event/time.ts'
import type { ChallengeRow } from '../../2-store/identity/schema.ts'
import type { Proof } from '../methods/method.ts'
import { isSame } from '../secret.ts'
import { browserPlace } from './ask.ts'
import { collectable, end, endByTime, inState, pendingOf } from './challenges.ts'
import { type PushContext, whileHeld } from './held.ts'
import type { PromptOutcome } from './push.ts'

/** An approval in the last second must still reach its browser. */
const collectGraceMs = 30 * secondMs

export async function outcome(context: PushContext, challenge: string, browserSecret: string): Promise<PromptOutcome> {
  const row = await ownChallenge(context, challenge, browserSecret)
  if (row === undefined) return 'unknown'
  const now = await context.parts.identity.now()
  if (row.state !== 'pending' || row.expires > now) return outcomeOf(row, now)
  await endExpired(context, row.account_id)
  const again = await ownChallenge(context, challenge, browserSecret)
  return again === undefined ? 'unknown' : outcomeOf(again, now)
}

export async function collect(
  context: PushContext,
  challenge: string,
  browserSecret: string,
): Promise<Proof | Exclude<PromptOutcome, 'approved'>> {
  const before = await outcome(context, challenge, browserSecret)
  if (before !== 'approved') return before
  const { identity } = context.parts
  const collected = await identity.transaction(async (records) => {
    const now = await identity.now(records)
    return records
      .updateTable('challenge')
      .set({ state: 'collected' })
      .where('id', '=', challenge)
      .where('state', '=', inState('approved'))
      .where('kind', 'in', collectable)
      .where('expires', '>', now - collectGraceMs)
      .returningAll()
      .executeTakeFirst()
  })
  return collected === undefined ? 'unknown' : proofOf(collected, collected.answered ?? collected.created)
}

export async function cancel(context: PushContext, challenge: string, browserSecret: string): Promise<void> {
  const row = await ownChallenge(context, challenge, browserSecret)
  if (row?.state !== 'pending') return
  await whileHeld(
    context,
    row.account_id,
    async (held) => {
      const pending = await pendingOf(held.records, row.account_id)
      if (pending?.id === row.id && !(await endByTime(held, pending))) await end(held, pending, 'cancelled')
    },
    undefined,
  )
}

/** Whether one was ended. */
export const endExpired = (context: PushContext, account: string): Promise<boolean> =>
  whileHeld(context, account, async (held) => endByTime(held, await pendingOf(held.records, account)), false)

async function ownChallenge({ parts }: PushContext, challenge: string, browserSecret: string): Promise<ChallengeRow | undefined> {
  const row = await parts.identity.records.selectFrom('challenge').selectAll().where('id', '=', challenge).executeTakeFirst()
  const digest = parts.seals.digest(browserPlace, browserSecret)
  return row !== undefined && isSame(row.browser_hash, digest) ? row : undefined
}

function outcomeOf({ state, expires }: ChallengeRow, now: number): PromptOutcome {
  switch (state) {
    case 'approved':
      return expires > now - collectGraceMs ? 'approved' : 'unknown'
    case 'pending':
    case 'denied':
    case 'mistyped':
    case 'reported':
    case 'cancelled':
      return state
    case 'wrong':
      return 'wrong-number'
    case 'expired':
      return 'unanswered'
    case 'collected':
      return 'unknown'
  }
}

/** RFC 8176: `pop` the phone's key, `user` that its owner was verified by it, which makes two factors of it. What a browser's key is kept in is not known. */
const proofOf = ({ verified, method_id }: ChallengeRow, time: number): Proof => ({
  kind: 'push',
  method: method_id ?? undefined,
  time,
  amr: verified === 1 ? ['pop', 'user'] : ['pop'],
  resistant: false,
  multi: verified === 1,
  deviceBound: false,
})
