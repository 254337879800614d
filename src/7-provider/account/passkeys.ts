/** Adding a passkey to one's own account. */

import type { MethodRow } from '../../2-store/identity/schema.ts'
import { challengeOf, newChallenge, passkeyCreation, registered } from '../methods/passkey.ts'
import { methodNames, methodsOf, personById } from '../person.ts'
import { hashOf, newId } from '../secret.ts'
import { type AccountNeeds, type Actor, barred, methodName, notice, type Outcome, refuse, tellChange } from './change.ts'

const passkeysMax = 20

/** WebAuthn creation options as JSON; their challenge is good once, in this session, for `settings.enrolmentMs`. */
export async function passkeyOptions(needs: AccountNeeds, actor: Actor): Promise<Outcome<{ readonly options: string }>> {
  const { identity, chance, settings } = needs.parts
  const bar = await barred(needs, actor, 'add')
  if (bar !== undefined) return bar
  const { account, id: browser } = actor.session
  const have = (await methodsOf(identity.records, account.id)).filter(({ kind }) => kind === 'passkey')
  if (have.length >= passkeysMax)
    return refuse(`You have ${passkeysMax} passkeys, which is the most. Remove one that you no longer use first.`)
  const challenge = newChallenge(chance)
  await identity.transaction(async (records) => {
    const now = await identity.now(records)
    await records.deleteFrom('enrolment').where('kind', '=', 'passkey').where('browser_hash', '=', browser).execute()
    const row = {
      account_id: account.id,
      kind: 'passkey',
      browser_hash: browser,
      state: 'offered',
      claimed: null,
      method_id: null,
    } as const
    await records
      .insertInto('enrolment')
      .values({ ...row, id_hash: hashOf(challenge), created: now, expires: now + settings.enrolmentMs })
      .execute()
  })
  return { ok: true, options: await passkeyCreation(settings, account, challenge, have) }
}

/** `credential`: RegistrationResponseJSON of WebAuthn. */
export async function addPasskey(
  needs: AccountNeeds,
  actor: Actor,
  credential: unknown,
  typed: string,
): Promise<Outcome<{ readonly id: string }>> {
  const { identity, chance, settings } = needs.parts
  const bar = await barred(needs, actor, 'add')
  if (bar !== undefined) return bar
  const { account, id: browser } = actor.session
  const challenge = challengeOf(credential) ?? ''
  // Spent before it is looked at: no two requests can use it.
  const spent = await identity.transaction(async (records) =>
    records
      .deleteFrom('enrolment')
      .where('id_hash', '=', hashOf(challenge))
      .where('account_id', '=', account.id)
      .where('kind', '=', 'passkey')
      .where('browser_hash', '=', browser)
      .where('expires', '>', await identity.now(records))
      .executeTakeFirst(),
  )
  if (spent.numDeletedRows !== 1n) return refuse('That took too long, or was begun on another page. Try again.')
  const person = await personById(identity.records, account.id)
  if (person === undefined) return refuse('This account is not there any more.')
  const made = await registered(settings, credential, challenge, person.row.privileged === 1)
  if (!made.ok) return refuse(made.why)
  const name = methodName(typed, made.data.eligible ? 'Passkey' : 'Security key')
  const row = { key: made.key, data: JSON.stringify(made.data), counter: made.counter, sealed: null, name } as const
  const added = await addRow(needs, actor, { ...row, id: newId(chance), kind: 'passkey' }, passkeysMax)
  if (added === 'taken') return refuse('This passkey is registered already. Use it to sign in, or make another.')
  if (added === 'full') return refuse(`You have ${passkeysMax} passkeys, which is the most. Remove one that you no longer use first.`)
  return { ok: true, id: added.id }
}

type NewRow = Pick<MethodRow, 'id' | 'kind' | 'key' | 'data' | 'counter' | 'sealed' | 'name'>

/** The method with its notice, and told; `taken` where its key is somebody's already. */
export async function addRow(needs: AccountNeeds, actor: Actor, row: NewRow, max: number): Promise<MethodRow | 'taken' | 'full'> {
  const { identity } = needs.parts
  const account = actor.session.account.id
  const added = await identity.transaction(async (records) => {
    await identity.holdAccount(records, account)
    const have = (await methodsOf(records, account)).filter(({ kind }) => kind === row.kind)
    if (have.length >= max) return 'full'
    const now = await identity.now(records)
    const whole: MethodRow = { ...row, account_id: account, state: 'active', failures: 0, created: now, used: null }
    const made = await records
      .insertInto('method')
      .values(whole)
      .onConflict((conflict) => conflict.column('key').doNothing())
      .executeTakeFirst()
    if (made.numInsertedOrUpdatedRows !== 1n) return 'taken'
    await notice(needs, actor, records, { notice: 'method-added', method: methodNames(whole), isNew: true })
    return whole
  })
  if (typeof added !== 'string') tellChange(needs, actor, { kind: 'method', what: 'added', method: methodNames(added) })
  return added
}
