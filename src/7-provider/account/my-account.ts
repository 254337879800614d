/** What a signed-in person does with their own account: everything by its session, nothing by a name. */

import { historyOf } from '../activities.ts'
import { removeDevice } from '../devices.ts'
import type { HistoryItem } from '../wire.ts'
import { type AccountNeeds, type Actor, barred, type Outcome, refuse } from './change.ts'
import { confirmTotp, makeRecoveryCodes, offerTotp, type TotpOffer } from './codes.ts'
import { removeMethod, renameMethod, resumeMethod, suspendMethod } from './methods.ts'
import { giveVerdict } from './not-me.ts'
import { type Overview, overview } from './overview.ts'
import { addPasskey, passkeyOptions } from './passkeys.ts'
import { changePassword } from './password.ts'

export interface MyAccount {
  /** Undefined where the account is gone. */
  overview(actor: Actor): Promise<Overview | undefined>
  passkeyOptions(actor: Actor): Promise<Outcome<{ readonly options: string }>>
  addPasskey(actor: Actor, credential: unknown, name: string): Promise<Outcome<{ readonly id: string }>>
  offerTotp(actor: Actor): Promise<Outcome<TotpOffer>>
  /** `again`: the same offer can be tried with another code. */
  confirmTotp(
    actor: Actor,
    offer: string,
    code: string,
    name: string,
  ): Promise<Outcome<{ readonly id: string }> & { readonly again?: boolean }>
  makeRecoveryCodes(actor: Actor): Promise<Outcome<{ readonly codes: readonly string[] }>>
  rename(actor: Actor, method: string, name: string): Promise<Outcome>
  remove(actor: Actor, method: string): Promise<Outcome>
  suspend(actor: Actor, method: string): Promise<Outcome>
  resume(actor: Actor, method: string): Promise<Outcome>
  changePassword(actor: Actor, old: string, given: string): Promise<Outcome>
  /** One other, or this one: signing out. */
  endSession(actor: Actor, session: string): Promise<Outcome>
  /** Answers how many. */
  endOtherSessions(actor: Actor): Promise<number>
  removeBrowser(actor: Actor, browser: string): Promise<Outcome>
  history(actor: Actor, before?: number): Promise<readonly HistoryItem[]>
  /** `not-me`: prompts fall silent and all other sessions end. */
  verdict(actor: Actor, item: string, verdict: 'me' | 'not-me'): Promise<Outcome>
  /** Prompts may reach the phone again. */
  lift(actor: Actor): Promise<Outcome>
}

export function createMyAccount(needs: AccountNeeds): MyAccount {
  const { parts, sessions, push } = needs
  const { identity } = parts
  return {
    overview: (actor) => overview(needs, actor),
    passkeyOptions: (actor) => passkeyOptions(needs, actor),
    addPasskey: (actor, credential, name) => addPasskey(needs, actor, credential, name),
    offerTotp: (actor) => offerTotp(needs, actor),
    confirmTotp: (actor, offer, code, name) => confirmTotp(needs, actor, offer, code, name),
    makeRecoveryCodes: (actor) => makeRecoveryCodes(needs, actor),
    rename: (actor, method, name) => renameMethod(needs, actor, method, name),
    remove: (actor, method) => removeMethod(needs, actor, method),
    suspend: (actor, method) => suspendMethod(needs, actor, method),
    resume: (actor, method) => resumeMethod(needs, actor, method),
    changePassword: (actor, old, given) => changePassword(needs, actor, old, given),
    endSession: async ({ session }, id) => {
      const { account } = session
      const count = await sessions.end({ account, sessions: [id], why: 'The person signed out.', isSignOut: id === session.id })
      return count === 1 ? { ok: true } : refuse('That browser is signed out already.')
    },
    endOtherSessions: ({ session: { account, id } }) =>
      sessions.end({ account, except: id, why: 'The person signed out everywhere else.' }),
    removeBrowser: async (actor, id) => {
      const { session } = actor
      const bar = session.enrolOnly ? await barred(needs, actor, 'other') : undefined
      if (bar !== undefined) return bar
      return (await removeDevice(identity.records, session.account.id, id)) ? { ok: true } : refuse('That browser is forgotten already.')
    },
    history: async ({ session }, before) => (session.enrolOnly ? [] : await historyOf(identity, session.account.id, before)),
    verdict: async ({ session: { account, id } }, item, verdict) =>
      (await giveVerdict(needs, account, item, verdict, id)) ? { ok: true } : refuse('That is not in your history any more.'),
    lift: async (actor) => {
      const bar = (await barred(needs, actor, 'other')) ?? (cameByPhone(actor) ? byOther : undefined)
      if (bar === undefined) await push.lift(actor.session.account, actor.session.account.name)
      return bar ?? { ok: true }
    },
  }
}

/** What silenced the phone does not let it speak again. */
const cameByPhone = ({ session }: Actor): boolean => session.amr.includes('pop')
const byOther = refuse('Sign in again with a passkey or a code first: the phone itself cannot say that its prompts are welcome.')
