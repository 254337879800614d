/** Changing one's own password. */

import { type Acr, reaches } from '../methods/method.ts'
import { checkPassword, passwordMin, weakness } from '../methods/password.ts'
import { personById } from '../person.ts'
import type { PersonSession } from '../sessions.ts'
import { usableOf } from '../sign-in/flow.ts'
import { hasSecond } from '../sign-in/next.ts'
import { giveBack, passwordRule, take } from '../throttle.ts'
import { type AccountNeeds, type Actor, barred, notice, type Outcome, refuse, tellChange } from './change.ts'

/**
 * The old one is asked for where there is one (ASVS 6.2.3), but for who came in by a passkey: that proves more than it does, and they may have forgotten it.
 * With an access pass a first one can be set, since a phone is asked only after a password. All other sessions end; the methods stay as they are.
 */
export async function changePassword(needs: AccountNeeds, actor: Actor, old: string, given: string): Promise<Outcome> {
  const { parts, sessions } = needs
  const { identity, passwords } = parts
  const { account, id: session } = actor.session
  const person = await personById(identity.records, account.id)
  if (person === undefined) return refuse('This account is not there any more.')
  const kept = person.row.password_hash
  const bar = await barred(needs, actor, kept === null ? 'add' : 'other')
  if (bar !== undefined) return bar
  const wrong = kept === null || !asksOld(actor.session) ? undefined : await oldIsWrong(needs, account.id, kept, old)
  if (wrong !== undefined) return refuse(wrong)
  const min = hasSecond(usableOf(person, await identity.now())) ? passwordMin.withSecond : passwordMin.alone
  const weak = weakness(given, account.name, min) ?? (given === old ? 'Choose one that is not the old one.' : undefined)
  if (weak !== undefined) return refuse(weak)
  const hash = await passwords.hash(given)
  const changed = await identity.transaction(async (records) => {
    const now = await identity.now(records)
    const update = records
      .updateTable('account')
      .set({ password_hash: hash, password_changed: now, updated: now })
      .where('id', '=', account.id)
    const same = kept === null ? update.where('password_hash', 'is', null) : update.where('password_hash', '=', kept)
    const { numUpdatedRows } = await same.executeTakeFirst()
    if (numUpdatedRows === 1n) await notice(needs, actor, records, { notice: 'password-changed' })
    return numUpdatedRows === 1n
  })
  if (!changed) return refuse('Your password was changed somewhere else just now. Sign in again.')
  tellChange(needs, actor, { kind: 'password_changed', how: 'changed' })
  await sessions.end({ account, except: session, why: 'The password was changed.' })
  return { ok: true }
}

export const asksOld = ({ acr }: PersonSession): boolean => !reaches(acr as Acr, 'phr')

async function oldIsWrong({ parts }: AccountNeeds, account: string, kept: string, old: string): Promise<string | undefined> {
  const { identity, passwords } = parts
  const key = `password-change:${account}`
  const taken = await identity.transaction(async (records) => take(records, key, passwordRule, await identity.now(records)))
  if (!taken.granted) return 'Too many wrong passwords. Wait a while, then try again.'
  const result = await checkPassword(passwords, kept, old)
  if (result === 'wrong') return 'The old password is not right.'
  await identity.transaction((records) => giveBack(records, key))
  return result === 'busy' ? 'Too many people are signing in at this moment. Try again.' : undefined
}
