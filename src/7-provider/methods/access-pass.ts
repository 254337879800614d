/** Access passes: a code that an administrator gives to a person who has nothing else yet, or lost it; good once, for an hour at most. */
import { hourMs, minuteMs } from '../../0-event/time.ts'
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { MethodRow } from '../../2-store/identity/schema.ts'
import type { AccountNames, ProviderParts } from '../parts.ts'
import { isSame, newId } from '../secret.ts'
import { groups, typedCode } from './alphabet.ts'
import type { Proof } from './method.ts'

/** 80 bits: too many to try in an hour, few enough to read out. */
const letters = 16

export interface PassData {
  /** Keyed digest of the account and the code. */
  readonly digest: string
  readonly expires: number
  readonly by: string
}

export interface IssuedPass {
  readonly id: string
  /** Shown once, to the administrator. */
  readonly code: string
  readonly expires: number
}

/**
 * Makes a pass and ends those given before. `by`: the administrator, for the log. `lifetimeMs` is at most an hour, and as set where it is not given. The
 * caller has decided that this administrator may do it to this person. Undefined where there is no such account.
 */
export async function issueAccessPass(
  parts: ProviderParts,
  account: AccountNames,
  by: string,
  lifetimeMs: number = parts.settings.accessPassMs,
): Promise<IssuedPass | undefined> {
  const { identity, chance, seals, tell, clock } = parts
  const code = groups(chance, letters)
  const id = newId(chance)
  const expires = await identity.transaction(async (records) => {
    if (!(await identity.holdAccount(records, account.id))) return undefined
    const now = await identity.now(records)
    const until = now + Math.min(hourMs, Math.max(minuteMs, lifetimeMs))
    await records.deleteFrom('method').where('account_id', '=', account.id).where('kind', '=', 'access-pass').execute()
    const data: PassData = { digest: digest(seals, account.id, code), expires: until, by }
    await records
      .insertInto('method')
      .values(row(id, account.id, data, now))
      .execute()
    return until
  })
  if (expires === undefined) return undefined
  const method = { id, kind: 'access-pass', name: passName } as const
  tell([{ kind: 'method', what: 'access_pass', id: newId(chance), time: clock(), account, method, by }])
  return { id, code, expires }
}

const passName = 'Access pass'

const row = (id: string, account: string, data: PassData, now: number): MethodRow => ({
  id,
  account_id: account,
  kind: 'access-pass',
  name: passName,
  state: 'active',
  key: null,
  data: JSON.stringify(data),
  sealed: null,
  failures: 0,
  counter: 0,
  created: now,
  used: null,
})

const digest = (seals: ProviderParts['seals'], account: string, code: string): string =>
  seals.digest('access pass', `${account} ${typedCode(code)}`)

export const passData = ({ data }: Pick<MethodRow, 'data'>): PassData => JSON.parse(data) as PassData

/** Whether this is the pass's code; `expired` only to somebody who has it. */
export function passResult(
  seals: ProviderParts['seals'],
  pass: MethodRow,
  code: string,
  now: number,
): 'right' | 'wrong' | 'used' | 'expired' {
  const { digest: kept, expires } = passData(pass)
  if (!isSame(digest(seals, pass.account_id, code), kept)) return 'wrong'
  if (pass.state !== 'active') return 'used'
  return expires > now ? 'right' : 'expired'
}

/** Uses it up; false where another was first. Within a transaction. */
export async function usePass(records: IdentityRecords, pass: MethodRow, now: number): Promise<boolean> {
  const used = await records
    .updateTable('method')
    .set({ state: 'disabled', used: now })
    .where('id', '=', pass.id)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return used.numUpdatedRows === 1n
}

export const passProof = (method: string, time: number): Proof => ({
  kind: 'access-pass',
  method,
  time,
  amr: ['otp'],
  resistant: false,
  multi: false,
  deviceBound: false,
})
