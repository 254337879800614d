/** Renaming, suspending, resuming and removing one's own methods. */
import type { MethodKind, MethodRow } from '../../2-store/identity/schema.ts'
import { methodNames, methodsOf } from '../person.ts'
import { type AccountNeeds, type Actor, barred, methodName, notice, type Outcome, refuse, tellChange } from './change.ts'

/** Ways that a person signs in by every day; codes on paper and passes are for when those are lost. */
const lasting: ReadonlySet<MethodKind> = new Set(['passkey', 'push', 'totp'])
const gone = refuse('This is not there any more. Reload the page to see what is.')

export async function renameMethod(needs: AccountNeeds, actor: Actor, id: string, typed: string): Promise<Outcome> {
  const { records } = needs.parts.identity
  const name = methodName(typed, '')
  if (name === '') return refuse('Give it a name that you will know it by.')
  if (actor.session.enrolOnly) return (await barred(needs, actor, 'other')) ?? gone
  const renamed = await records
    .updateTable('method')
    .set({ name })
    .where('id', '=', id)
    .where('account_id', '=', actor.session.account.id)
    .returningAll()
    .executeTakeFirst()
  if (renamed === undefined) return gone
  tellChange(needs, actor, { kind: 'method', what: 'renamed', method: methodNames(renamed) })
  return { ok: true }
}

/** The last one stays until there is another: without any, only an administrator could let the person in again. */
export async function removeMethod(needs: AccountNeeds, actor: Actor, id: string): Promise<Outcome> {
  const { identity } = needs.parts
  const bar = await barred(needs, actor, 'other')
  if (bar !== undefined) return bar
  const account = actor.session.account.id
  const removed = await identity.transaction(async (records) => {
    await identity.holdAccount(records, account)
    const have = await methodsOf(records, account)
    const method = have.find((one) => one.id === id)
    if (method === undefined) return undefined
    const others = have.filter((one) => one.id !== id && one.state === 'active' && lasting.has(one.kind))
    if (method.state === 'active' && lasting.has(method.kind) && others.length === 0) return 'last'
    await records.deleteFrom('method').where('id', '=', id).execute()
    await notice(needs, actor, records, { notice: 'method-removed', method: methodNames(method) })
    return method
  })
  if (removed === undefined) return gone
  if (removed === 'last')
    return refuse('This is your only way to prove that it is you. Add another first, such as a passkey; then this one can go.')
  tellChange(needs, actor, { kind: 'method', what: 'removed', method: methodNames(removed) })
  return { ok: true }
}

/**
 * A lost phone stops at once, without another proof: better one stopped too many than one too few (NIST SP 800-63B-4 §4.3). Whoever holds a session for a
 * minute does not take the person's passkeys away as well: for all else a fresh proof is asked.
 */
export async function suspendMethod(needs: AccountNeeds, actor: Actor, id: string): Promise<Outcome> {
  const { records } = needs.parts.identity
  const of = records.selectFrom('method').select('kind').where('id', '=', id).where('account_id', '=', actor.session.account.id)
  const kind = (await of.executeTakeFirst())?.kind
  const bar = kind === 'push' && !actor.session.enrolOnly ? undefined : await barred(needs, actor, 'other')
  if (bar !== undefined) return bar
  if (actor.session.enrolOnly) return gone
  return await setState(needs, actor, id, 'active', 'suspended')
}

export async function resumeMethod(needs: AccountNeeds, actor: Actor, id: string): Promise<Outcome> {
  return (await barred(needs, actor, 'other')) ?? (await setState(needs, actor, id, 'suspended', 'active'))
}

/** One that wrong codes disabled does not come back: it is set up again (NIST SP 800-63B-4 §3.2.2). */
async function setState(
  needs: AccountNeeds,
  actor: Actor,
  id: string,
  from: MethodRow['state'],
  to: 'active' | 'suspended',
): Promise<Outcome> {
  const { identity } = needs.parts
  const changed = await identity.transaction(async (records) => {
    const row = await records
      .updateTable('method')
      .set({ state: to })
      .where('id', '=', id)
      .where('account_id', '=', actor.session.account.id)
      .where('state', '=', from)
      .returningAll()
      .executeTakeFirst()
    if (row === undefined) return undefined
    await notice(needs, actor, records, {
      notice: to === 'suspended' ? 'method-suspended' : 'method-added',
      method: methodNames(row),
      isNew: to === 'active',
    })
    return row
  })
  if (changed === undefined) return gone
  tellChange(needs, actor, { kind: 'method', what: to === 'suspended' ? 'suspended' : 'resumed', method: methodNames(changed) })
  return { ok: true }
}
