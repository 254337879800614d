/** Checks typed codes against a person's methods so that each counts once, wrong ones add up, and nobody shuts out another. */
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { MethodRow } from '../../2-store/identity/schema.ts'
import type { ProviderParts } from '../parts.ts'
import { codeRule, giveBack, type Lane, take } from '../throttle.ts'
import type { Proof } from './method.ts'
import { recoveryData, recoveryProof, without } from './recovery-code.ts'
import { totpProof, totpStep } from './totp.ts'

/** NIST SP 800-63B-4 §3.2.2: after so many in a row it is disabled, and has to be set up again. */
const failuresMax = 100

export type CodeResult =
  | { readonly result: 'right'; readonly method: MethodRow; readonly proof: Proof }
  | { readonly result: 'wrong' | 'used'; readonly method?: MethodRow | undefined; readonly disabled: readonly MethodRow[] }
  | { readonly result: 'locked'; readonly until: number }

/** Methods of one kind, active, of one person. Undefined result of `tried`: not this one's code. */
type Tried = 'used' | { readonly counter?: number | undefined; readonly data?: string | undefined; readonly proof: Proof } | undefined

/** One code against all of the person's methods of its kind: one try, whatever their number. */
export function checkCode(
  parts: ProviderParts,
  account: string,
  kind: 'totp' | 'recovery-code',
  code: string,
  lane: Lane,
): Promise<CodeResult> {
  const { identity } = parts
  return identity.transaction(async (records): Promise<CodeResult> => {
    await identity.holdAccount(records, account)
    const now = await identity.now(records)
    const key = `${kind}:${account}:${lane}`
    const taken = await take(records, key, codeRule, now)
    if (!taken.granted) return { result: 'locked', until: taken.until }
    const methods = await records
      .selectFrom('method')
      .selectAll()
      .where('account_id', '=', account)
      .where('kind', '=', kind)
      .where('state', '=', 'active')
      .execute()
    let used: MethodRow | undefined
    for (const method of methods) {
      const tried = kind === 'totp' ? tryTotp(parts, method, code, now) : tryRecovery(method, code, now)
      if (tried === 'used') used = method
      if (tried === undefined || tried === 'used') continue
      await records
        .updateTable('method')
        .set({ counter: tried.counter ?? Number(method.counter) + 1, data: tried.data ?? method.data, used: now, failures: 0 })
        .where('id', '=', method.id)
        .execute()
      await giveBack(records, key)
      return { result: 'right', method, proof: tried.proof }
    }
    return { result: used === undefined ? 'wrong' : 'used', method: used, disabled: await countWrong(records, methods) }
  })
}

/** `counter` is the last step that was accepted: neither it nor an earlier one counts again. */
function tryTotp({ seals }: ProviderParts, { id, sealed, counter }: MethodRow, code: string, now: number): Tried {
  if (sealed === null) return undefined
  const step = totpStep(seals.open(`method.sealed:${id}`, sealed), code, now)
  if (step === undefined) return undefined
  return step > Number(counter) ? { counter: step, proof: totpProof(id, now) } : 'used'
}

function tryRecovery(method: MethodRow, code: string, now: number): Tried {
  const left = without(recoveryData(method), code)
  return left === undefined ? undefined : { data: JSON.stringify(left), proof: recoveryProof(method.id, now) }
}

async function countWrong(records: IdentityRecords, methods: readonly MethodRow[]): Promise<readonly MethodRow[]> {
  const ids = methods.map(({ id }) => id)
  if (ids.length === 0) return []
  await records
    .updateTable('method')
    .set((row) => ({ failures: row('failures', '+', 1) }))
    .where('id', 'in', ids)
    .execute()
  const spent = methods.filter(({ failures }) => Number(failures) + 1 >= failuresMax)
  for (const { id } of spent) await records.updateTable('method').set({ state: 'disabled' }).where('id', '=', id).execute()
  return spent
}
