/** One piece of work on the directory: a transaction, and what is told and done once it holds. */
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { AccountRow } from '../../2-store/identity/schema.ts'
import type { Activity } from '../activity.ts'
import type { NoticeKind, Notices } from '../notices.ts'
import type { AccountNames, ProviderParts } from '../parts.ts'
import { newId } from '../secret.ts'
import { isRefused, type Refused } from './fields.ts'

export interface DirectoryParts extends ProviderParts {
  readonly notices: Notices
  /** Ends elsewhere what an account was signed in to: tokens, live channels. Its sessions here are ended already. */
  readonly ended: (account: AccountNames, why: string) => Promise<void>
  /** Lets prompts reach the phone again. */
  readonly lift: (account: AccountNames, by: string) => Promise<void>
}

type Untold = Activity extends infer Each ? (Each extends Activity ? Omit<Each, 'id' | 'time'> : never) : never

export interface Work {
  readonly records: IdentityRecords
  readonly now: number
  readonly by: string
  /** Told when the transaction holds. */
  tell(activity: Untold): void
  /** Within the transaction: the notice is there exactly when the change is. */
  notify(account: AccountNames, kind: NoticeKind, values: Readonly<Record<string, string>>): Promise<void>
  /** Done when the transaction holds; what it throws is a fault of ours and undoes nothing. */
  after(what: string, act: () => Promise<void>): void
}

const refusal = Symbol('refusal')

/** Carries a refusal out of a transaction, so that it is undone. */
const undo = (refused: Refused): Error => Object.assign(new Error(refused.why), { [refusal]: refused })

const refusalOf = (error: unknown): unknown => (error instanceof Error && refusal in error ? error[refusal] : undefined)

/** `by`: who does it, an administrator's name, `scim`, a command. Where `work` refuses or throws, nothing was done. */
export async function inOne<T>(parts: DirectoryParts, by: string, work: (work: Work) => Promise<T>): Promise<T> {
  try {
    const { done, told, acts } = await parts.identity.transaction((records) => once(parts, by, records, work))
    if (told.length > 0) parts.tell(told)
    for (const { what, act } of acts) await act().catch((error: unknown) => parts.fault(error, what))
    return done
  } catch (error) {
    const refused = refusalOf(error)
    if (isRefused(refused)) return refused as T
    throw error
  }
}

interface Act {
  readonly what: string
  readonly act: () => Promise<void>
}

/** Runs it, perhaps for the second time: what is to be told and done is gathered anew. */
async function once<T>(parts: DirectoryParts, by: string, records: IdentityRecords, work: (work: Work) => Promise<T>) {
  const { identity, notices, chance, clock } = parts
  const told: Activity[] = []
  const acts: Act[] = []
  const done = await work({
    records,
    now: await identity.now(records),
    by,
    tell: (activity) => void told.push({ ...activity, id: newId(chance), time: clock() } as Activity),
    notify: (account, kind, values) => notices.notify(account, kind, values, records),
    after: (what, act) => void acts.push({ what, act }),
  })
  if (isRefused(done)) throw undo(done)
  return { done, told, acts }
}

/** The account, held until the transaction ends. */
export async function held({ records }: Work, parts: ProviderParts, id: string): Promise<AccountRow | undefined> {
  if (!(await parts.identity.holdAccount(records, id))) return undefined
  return records.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
}
