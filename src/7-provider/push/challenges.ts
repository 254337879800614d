/** The life of a question in the records: found, and ended by updates that only one of many can make. */
import { sql } from 'kysely'
import type { Endpoint } from '../../0-event/event.ts'
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { ChallengeRow, ChallengeState, MethodRow } from '../../2-store/identity/schema.ts'
import { type Ending, ended, lanes, suppress } from '../../5-policy/prompt-budget.ts'
import type { PromptActivity, PromptResult } from '../activity.ts'
import type { AppNames } from '../parts.ts'
import type { Held } from './held.ts'
import { laneOf, readLane, writeLane } from './lanes.ts'

/** What the records keep of who asked. */
export interface AskedBy {
  readonly app: AppNames
  readonly src: Endpoint
  readonly flow: string
}

/** Why a question may be approved at all: a drill asks nothing that a yes could grant. */
const approvable = ['sign-in', 'step-up', 'help-desk', 'ciba'] as const satisfies readonly Exclude<ChallengeRow['kind'], 'drill'>[]
export type ApprovableChallenge = ChallengeRow & { readonly kind: (typeof approvable)[number] }
export const isApprovable = (challenge: ChallengeRow): challenge is ApprovableChallenge => challenge.kind !== 'drill'

/** Whose approval is a proof. A help desk only learns who it speaks with. */
export const collectable = ['sign-in', 'step-up', 'ciba'] as const satisfies readonly (typeof approvable)[number][]

export interface AnsweredBy {
  readonly phone: MethodRow
  readonly from: Endpoint
}

/**
 * Written into the statement: an index holds pending ones alone, and where the word is a parameter SQLite plans the statement anew each time it is run, to
 * see whether that index will do (https://www.sqlite.org/c3ref/prepare.html, on bound parameters and replanning).
 */
export const inState = <State extends ChallengeState>(state: State) => sql.lit(state)

export const pendingOf = (records: IdentityRecords, account: string): Promise<ChallengeRow | undefined> =>
  records.selectFrom('challenge').selectAll().where('account_id', '=', account).where('state', '=', inState('pending')).executeTakeFirst()

type NotApproved = Exclude<Ending, 'approved'>

const states: Readonly<Record<NotApproved, ChallengeState>> = {
  denied: 'denied',
  mistyped: 'mistyped',
  reported: 'reported',
  'wrong-number': 'wrong',
  unanswered: 'expired',
  cancelled: 'cancelled',
}

const results: Readonly<Record<NotApproved, PromptResult>> = {
  denied: 'denied',
  mistyped: 'mistyped',
  reported: 'reported',
  'wrong-number': 'wrong_number',
  unanswered: 'unanswered',
  cancelled: 'cancelled',
}

/** Ends it without a yes, and counts that in its lane; false where something else had ended it. `unanswered` only where time has. */
export async function end(held: Held, challenge: ChallengeRow, how: NotApproved, by?: AnsweredBy): Promise<boolean> {
  const { records, now, limits } = held
  const { numUpdatedRows } = await records
    .updateTable('challenge')
    .set({ state: states[how], answered: now, method_id: by?.phone.id ?? null })
    .where('id', '=', challenge.id)
    .where('state', '=', inState('pending'))
    .where('expires', how === 'unanswered' ? '<=' : '>', now)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) return false
  const lane = laneOf(challenge.familiar === 1)
  const before = await readLane(records, challenge.account_id, lane)
  await writeLane(held, lane, before, ended(before, how, { lane, quiet: challenge.quiet === 1 }, limits, now))
  over(held, challenge, results[how], by)
  if (how === 'reported') await reported(held, challenge)
  return true
}

/** Approves it; false where something else had ended it. The state is `approved` until the asking browser collects it. */
export async function approve(held: Held, challenge: ApprovableChallenge, isVerified: boolean, by: AnsweredBy): Promise<boolean> {
  const { records, now } = held
  const { numUpdatedRows } = await records
    .updateTable('challenge')
    .set({ state: 'approved', answered: now, method_id: by.phone.id, verified: isVerified ? 1 : 0 })
    .where('id', '=', challenge.id)
    .where('state', '=', inState('pending'))
    .where('expires', '>', now)
    .where('kind', 'in', approvable)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) return false
  over(held, challenge, 'approved', by)
  return true
}

/** Ends a pending one whose time is over; whether there was one. */
export async function endByTime(held: Held, challenge: ChallengeRow | undefined): Promise<boolean> {
  return challenge !== undefined && challenge.expires <= held.now && (await end(held, challenge, 'unanswered'))
}

/** Whoever reports has an attacker before them who knows the password: no lane is asked until they prove themselves otherwise. */
export async function suppressAll(held: Held, why?: string): Promise<void> {
  for (const lane of lanes) {
    const before = await readLane(held.records, held.account.id, lane)
    await writeLane(held, lane, before, suppress(before, 'reported', held.limits, held.now), why === undefined ? {} : { why })
  }
}

async function reported(held: Held, challenge: ChallengeRow): Promise<void> {
  const { app, src, flow } = askedBy(challenge)
  const { account, now, tell } = held
  tell.push({ id: `report:${challenge.id}`, time: now, account, src, app, flow, kind: 'report', of: 'prompt', about: challenge.id })
  await suppressAll(held)
}

function over(held: Held, challenge: ChallengeRow, result: PromptResult, by: AnsweredBy | undefined): void {
  held.tell.push(promptTold(held, challenge, result, by))
  held.hear.push({ type: 'over', challenge: challenge.id, account: challenge.account_id })
}

const askedBy = (challenge: Pick<ChallengeRow, 'asked'>): AskedBy => JSON.parse(challenge.asked) as AskedBy

/** The same id from sent to its outcome; the time is when that happened. */
export function promptTold(
  { account, now }: Pick<Held, 'account' | 'now'>,
  challenge: ChallengeRow,
  result: PromptResult,
  by?: AnsweredBy,
): PromptActivity {
  const { app, src, flow } = askedBy(challenge)
  return {
    id: `prompt:${challenge.id}`,
    time: now,
    account,
    src,
    app,
    flow,
    kind: 'prompt',
    result,
    numberLength: challenge.number_length,
    familiar: challenge.familiar === 1,
    quiet: challenge.quiet === 1,
    protocol: challenge.protocol,
    ...(by !== undefined && {
      method: { id: by.phone.id, kind: by.phone.kind, name: by.phone.name, key: by.phone.key ?? undefined },
      answeredFrom: by.from,
    }),
  }
}
