/** Decides about one person at a time: their row is held, the database's clock read, and what is to be told is told once it is kept. */
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { BudgetLimits } from '../../5-policy/prompt-budget.ts'
import type { Activity } from '../activity.ts'
import type { AccountNames, ProviderParts } from '../parts.ts'
import { namesOf } from '../person.ts'

export interface Heard {
  readonly type: 'prompt' | 'over'
  readonly challenge: string
  readonly account: string
}

export interface PushContext {
  readonly parts: ProviderParts
  readonly hear: (heard: Heard) => void
}

export interface Held {
  readonly parts: ProviderParts
  readonly records: IdentityRecords
  readonly account: AccountNames
  /** An account that is disabled is asked nothing. */
  readonly isActive: boolean
  readonly limits: BudgetLimits
  readonly now: number
  /** Told when the transaction is over, in this order. */
  readonly tell: Activity[]
  readonly hear: Heard[]
}

/** What `work` answers, or `otherwise` where there is no such account. `work` may be run again (a deadlock), so it does nothing but read and write. */
export async function whileHeld<T>(
  { parts, hear }: PushContext,
  account: string,
  work: (held: Held) => Promise<T>,
  otherwise: T,
): Promise<T> {
  const { identity, settings } = parts
  const done = await identity.transaction(async (records) => {
    const tell: Activity[] = []
    const heard: Heard[] = []
    const row = await identity.holdAccount(records, account)
    if (row === undefined) return { result: otherwise, tell, heard }
    const now = await identity.now(records)
    const isActive = row.state === 'active'
    const held: Held = { parts, records, account: namesOf(row), isActive, limits: settings.budget, now, tell, hear: heard }
    return { result: await work(held), tell, heard }
  })
  if (done.tell.length > 0) parts.tell(done.tell)
  for (const each of done.heard) hear(each)
  return done.result
}
