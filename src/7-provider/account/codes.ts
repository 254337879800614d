/** Adding an authenticator app to one's own account, and making recovery codes. */
import { newRecoveryCodes } from '../methods/recovery-code.ts'
import { newTotpSecret, totpStep, totpUri } from '../methods/totp.ts'
import { methodNames, methodsOf } from '../person.ts'
import { hashOf, newId } from '../secret.ts'
import { codeRule, giveBack, take } from '../throttle.ts'
import { type AccountNeeds, type Actor, barred, methodName, notice, type Outcome, refuse, tellChange } from './change.ts'
import { addRow } from './passkeys.ts'

const totpMax = 5

export interface TotpOffer {
  /** Names the offer when it is confirmed. */
  readonly offer: string
  /** Base32, for typing; shown this once. */
  readonly secret: string
  /** For the QR code. */
  readonly uri: string
}

/** A secret that counts for nothing before one of its codes was typed. What was offered to this session before is over. */
export async function offerTotp(needs: AccountNeeds, actor: Actor): Promise<Outcome<TotpOffer>> {
  const { identity, chance, seals, settings } = needs.parts
  const bar = await barred(needs, actor, 'add')
  if (bar !== undefined) return bar
  const { account, id: browser } = actor.session
  const secret = newTotpSecret(chance)
  const offer = newId(chance)
  const idHash = hashOf(offer)
  await identity.transaction(async (records) => {
    const now = await identity.now(records)
    await records.deleteFrom('enrolment').where('kind', '=', 'totp').where('browser_hash', '=', browser).execute()
    const row = { id_hash: idHash, account_id: account.id, kind: 'totp', browser_hash: browser, state: 'offered', method_id: null } as const
    const claimed = seals.seal(`enrolment.claimed:${idHash}`, secret)
    await records
      .insertInto('enrolment')
      .values({ ...row, claimed, created: now, expires: now + settings.enrolmentMs })
      .execute()
  })
  return { ok: true, offer, secret, uri: totpUri(settings.organisation, account, secret) }
}

/** `again`: the code was wrong, and the offer still stands. */
export async function confirmTotp(
  needs: AccountNeeds,
  actor: Actor,
  offer: string,
  code: string,
  typed: string,
): Promise<Outcome<{ readonly id: string }> & { readonly again?: boolean }> {
  const { chance, seals } = needs.parts
  const bar = await barred(needs, actor, 'add')
  if (bar !== undefined) return bar
  const checked = await checkOffer(needs, actor, hashOf(offer), code)
  if (checked === 'over') return refuse('That took too long, or was begun on another page. Begin again with a new QR code.')
  if (checked === 'wrong') return { ...refuse('That code is not right. Type the one that the app shows now.'), again: true }
  if (checked === 'too-many')
    return { ...refuse('Too many wrong codes. Wait a minute, then type the one that the app shows.'), again: true }
  const id = newId(chance)
  const sealed = seals.seal(`method.sealed:${id}`, checked.secret)
  const name = methodName(typed, 'Authenticator app')
  const added = await addRow(needs, actor, { id, kind: 'totp', key: null, data: '{}', counter: checked.step, sealed, name }, totpMax)
  return typeof added === 'string'
    ? refuse(`You have ${totpMax} authenticator apps, which is the most. Remove one first.`)
    : { ok: true, id }
}

type Checked = 'over' | 'wrong' | 'too-many' | { readonly secret: string; readonly step: number }

/** Takes the offer where the code is right; whoever takes it is alone. */
function checkOffer({ parts }: AccountNeeds, { session }: Actor, idHash: string, code: string): Promise<Checked> {
  const { identity, seals } = parts
  return identity.transaction(async (records): Promise<Checked> => {
    const now = await identity.now(records)
    const key = `enrol-totp:${session.account.id}`
    const taken = await take(records, key, codeRule, now)
    if (!taken.granted) return 'too-many'
    const row = await records
      .selectFrom('enrolment')
      .selectAll()
      .where('id_hash', '=', idHash)
      .where('kind', '=', 'totp')
      .where('browser_hash', '=', session.id)
      .where('expires', '>', now)
      .executeTakeFirst()
    if (row === undefined || row.claimed === null) return 'over'
    const secret = seals.open(`enrolment.claimed:${idHash}`, row.claimed)
    const step = totpStep(secret, code, now)
    if (step === undefined) return 'wrong'
    const gone = await records.deleteFrom('enrolment').where('id_hash', '=', idHash).executeTakeFirst()
    if (gone.numDeletedRows !== 1n) return 'over'
    await giveBack(records, key)
    return { secret, step }
  })
}

/** A new set of ten, shown this once; the old set ends. */
export async function makeRecoveryCodes(needs: AccountNeeds, actor: Actor): Promise<Outcome<{ readonly codes: readonly string[] }>> {
  const { identity, chance } = needs.parts
  const bar = await barred(needs, actor, 'add')
  if (bar !== undefined) return bar
  const account = actor.session.account.id
  const { codes, data } = newRecoveryCodes(chance)
  const id = newId(chance)
  const made = await identity.transaction(async (records) => {
    await identity.holdAccount(records, account)
    const have = await methodsOf(records, account)
    if (!have.some(({ kind, state }) => state === 'active' && (kind === 'passkey' || kind === 'push' || kind === 'totp'))) return undefined
    const now = await identity.now(records)
    await records.deleteFrom('method').where('account_id', '=', account).where('kind', '=', 'recovery-code').execute()
    const row = {
      id,
      account_id: account,
      kind: 'recovery-code',
      name: 'Recovery codes',
      state: 'active',
      key: null,
      sealed: null,
    } as const
    const whole = { ...row, data: JSON.stringify(data), failures: 0, counter: 0, created: now, used: null }
    await records.insertInto('method').values(whole).execute()
    await notice(needs, actor, records, { notice: 'recovery-codes-made', method: methodNames(whole), isNew: true })
    return whole
  })
  if (made === undefined) return refuse('Add a passkey, a phone or an authenticator app first: recovery codes are for when you lose it.')
  tellChange(needs, actor, { kind: 'method', what: 'added', method: methodNames(made) })
  return { ok: true, codes }
}
