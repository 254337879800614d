/** The prompt budgets of one person in the records, and what changing them tells. */
import { createHash } from 'node:crypto'
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import { freshLane, type Lane, type LaneState, lanes, type SuppressedBy, suppressedAt } from '../../5-policy/prompt-budget.ts'
import type { By } from '../activity.ts'
import type { Held } from './held.ts'
import type { Suppression } from './push.ts'

export const laneOf = (familiar: boolean): Lane => (familiar ? 'familiar' : 'unfamiliar')

const suppressedWords: Readonly<Record<SuppressedBy, string>> = {
  denied: 'Prompts were refused or left unanswered.',
  'wrong-numbers': 'Wrong numbers were entered.',
  reported: 'A sign-in was reported as not yours.',
}

export async function readLane(records: IdentityRecords, account: string, lane: Lane): Promise<LaneState> {
  const row = await records
    .selectFrom('budget')
    .select('body')
    .where('account_id', '=', account)
    .where('lane', '=', lane)
    .executeTakeFirst()
  return row === undefined ? freshLane : { ...freshLane, ...(JSON.parse(row.body) as LaneState) }
}

/** Keeps the state and tells where a suppression began or ended. `why` and `by` speak of that alone. */
export async function writeLane(
  held: Held,
  lane: Lane,
  before: LaneState,
  after: LaneState,
  said: { readonly why?: string; readonly by?: By } = {},
): Promise<void> {
  if (after === before) return
  const { records, account, now } = held
  const kept = { body: JSON.stringify(after), suppressed_until: after.suppressed?.until ?? null, updated: now }
  await records
    .insertInto('budget')
    .values({ account_id: account.id, lane, ...kept })
    .onConflict((conflict) => conflict.columns(['account_id', 'lane']).doUpdateSet(kept))
    .execute()
  tellSuppression(held, lane, before, after, said)
}

function tellSuppression(
  { account, now, tell, parts }: Held,
  lane: Lane,
  before: LaneState,
  after: LaneState,
  { why, by }: { readonly why?: string; readonly by?: By },
): void {
  const was = suppressedAt(before, now)
  const is = suppressedAt(after, now)
  // Unique without chance, so that work that is run again tells the same.
  const id = (what: string): string =>
    `suppression:${createHash('sha256').update(`${account.id} ${lane} ${what} ${now} ${parts.settings.origin}`).digest('base64url').slice(0, 22)}`
  const common = { time: now, account, kind: 'suppression', lane, by } as const
  if (is !== undefined && (was === undefined || was.why !== is.why))
    tell.push({ ...common, id: id('begun'), what: 'begun', why: why ?? suppressedWords[is.why], until: is.until })
  if (is === undefined && was !== undefined)
    tell.push({ ...common, id: id('lifted'), what: 'lifted', why: why ?? 'Signed in with a passkey or a code.' })
}

export async function suppressionsOf(records: IdentityRecords, account: string, now: number): Promise<readonly Suppression[]> {
  const found: Suppression[] = []
  for (const lane of lanes) {
    const suppressed = suppressedAt(await readLane(records, account, lane), now)
    if (suppressed !== undefined) found.push({ lane, until: suppressed.until, why: suppressedWords[suppressed.why] })
  }
  return found
}
