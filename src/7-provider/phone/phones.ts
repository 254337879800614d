/** What a phone that is known can ask and do: how things stand, the history, "not me", the person's other phones, its own end. */
import type { MethodRow } from '../../2-store/identity/schema.ts'
import { doubtedBy, stopAdding } from '../account/not-me.ts'
import { historyOf, sayVerdict } from '../activities.ts'
import type { Activity, MethodNames } from '../activity.ts'
import type { ProviderParts, Visitor } from '../parts.ts'
import { readPhoneData } from '../push/phone-data.ts'
import { newId } from '../secret.ts'
import { isSubscribed } from '../web-push/subscriptions.ts'
import type { HistoryItem, PhoneListed, PhoneStatus } from '../wire.ts'
import { notify, type PhoneNeeds, placeOf } from './needs.ts'
import type { Phone } from './proofs.ts'

export interface Phones {
  /** Also for one that is suspended, which learns no more than that. */
  status(phone: Phone): Promise<PhoneStatus>
  history(phone: Phone, before: number | undefined): Promise<readonly HistoryItem[]>
  /** False where there is no such thing to say it of. "Not me" holds prompts back, ends all sessions and open offers, and is a report. */
  verdict(phone: Phone, id: string, verdict: 'me' | 'not-me', visitor: Visitor): Promise<boolean>
  list(phone: Phone): Promise<readonly PhoneListed[]>
  /** Suspends another phone of the same person at once. False where there is none, or it is this one. */
  lost(phone: Phone, other: string, visitor: Visitor): Promise<boolean>
  /** This phone gives up the account. */
  remove(phone: Phone, visitor: Visitor): Promise<void>
}

/** `changed` hears of phones that may not be asked any more, on this node. */
export function createPhones(parts: ProviderParts, needs: PhoneNeeds, changed: (method: string) => void): Phones {
  return {
    status: (phone) => status(parts, needs, phone),
    history: (phone, before) => historyOf(parts.identity, phone.account.id, before),
    verdict: (phone, id, verdict, visitor) => say(parts, needs, phone, id, verdict, visitor, changed),
    list: (phone) => list(parts, phone),
    lost: async (phone, other, visitor) => {
      if (other === phone.method.id || !(await suspend(parts, needs, phone, other, 'Reported as lost from another phone', visitor)))
        return false
      changed(other)
      return true
    },
    remove: async (phone, visitor) => {
      await remove(parts, needs, phone, visitor)
      changed(phone.method.id)
    },
  }
}

async function status({ identity, settings }: ProviderParts, { push }: PhoneNeeds, { method, row, account }: Phone): Promise<PhoneStatus> {
  const now = await identity.now()
  const held = method.state === 'active' ? (await push.suppressions(account.id)).filter(({ until }) => until > now) : []
  const longest = held.toSorted((one, other) => other.until - one.until)[0]
  return {
    account: { id: account.id, organisation: settings.organisation, name: row.name, displayName: row.display_name, phone: method.name },
    state: method.state,
    subscribed: await isSubscribed(identity, method.id),
    confirming: readPhoneData(method.data).confirming !== undefined,
    suppressed: longest === undefined ? undefined : { until: longest.until, why: longest.why },
  }
}

async function list({ identity }: ProviderParts, { method, account }: Phone): Promise<readonly PhoneListed[]> {
  const rows = await identity.records
    .selectFrom('method')
    .selectAll()
    .where('account_id', '=', account.id)
    .where('kind', '=', 'push')
    .orderBy('created')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    state: row.state,
    created: Number(row.created),
    used: row.used === null ? undefined : Number(row.used),
    isThis: row.id === method.id,
  }))
}

const namesOfMethod = ({ id, kind, name, key }: MethodRow): MethodNames => ({ id, kind, name, key: key ?? undefined })

async function suspend(
  parts: ProviderParts,
  needs: PhoneNeeds,
  phone: Phone,
  other: string,
  why: string,
  visitor: Visitor,
): Promise<boolean> {
  const { identity } = parts
  const { account } = phone
  const suspended = await identity.transaction(async (records) => {
    const done = await records
      .updateTable('method')
      .set({ state: 'suspended' })
      .where('id', '=', other)
      .where('account_id', '=', account.id)
      .where('kind', '=', 'push')
      .where('state', '=', 'active')
      .executeTakeFirst()
    if (done.numUpdatedRows !== 1n) return undefined
    await records.deleteFrom('subscription').where('method_id', '=', other).execute()
    const method = await records.selectFrom('method').selectAll().where('id', '=', other).executeTakeFirstOrThrow()
    return { method, now: await identity.now(records) }
  })
  if (suspended === undefined) return false
  await tellSuspended(parts, needs, phone, suspended.method, why, visitor, suspended.now)
  return true
}

async function tellSuspended(
  parts: ProviderParts,
  needs: PhoneNeeds,
  { account, method: by }: Phone,
  row: MethodRow,
  why: string,
  visitor: Visitor,
  time: number,
): Promise<void> {
  const method = namesOfMethod(row)
  const id = newId(parts.chance)
  parts.tell([{ id, time, account, src: visitor.src, kind: 'method', what: 'suspended', method, by: undefined, why }])
  await notify(parts, needs, account, 'method-suspended', { method: method.name, by: `your phone ${by.name}`, ...placeOf(visitor) })
}

async function remove(parts: ProviderParts, needs: PhoneNeeds, { method, account }: Phone, visitor: Visitor): Promise<void> {
  const { identity, tell, chance } = parts
  const gone = await identity.records.deleteFrom('method').where('id', '=', method.id).where('kind', '=', 'push').executeTakeFirst()
  if (gone.numDeletedRows !== 1n) return
  const time = await identity.now()
  tell([
    { id: newId(chance), time, account, src: visitor.src, kind: 'method', what: 'removed', method: namesOfMethod(method), by: undefined },
  ])
  await notify(parts, needs, account, 'method-removed', { method: method.name, ...placeOf(visitor) })
}

async function say(
  parts: ProviderParts,
  needs: PhoneNeeds,
  phone: Phone,
  id: string,
  verdict: 'me' | 'not-me',
  visitor: Visitor,
  changed: (method: string) => void,
): Promise<boolean> {
  const { identity, settings } = parts
  const done = await identity.transaction(async (records) => {
    const said = await sayVerdict(records, phone.account.id, id, verdict)
    if (said?.isNew !== true || verdict !== 'not-me') return { said }
    const { method, ...doubted } = doubtedBy(said.activity, settings.sessionMs)
    // This phone speaks for the person, whoever added it; it can give itself up.
    const other = method === phone.method.id ? undefined : method
    return { said, report: { about: said.activity, suspended: await stopAdding(records, phone.account.id, { ...doubted, method: other }) } }
  })
  if (done.report !== undefined) await report(parts, needs, phone, done.report, visitor, changed)
  return done.said !== undefined
}

/** Whatever was added by somebody else is suspended with it: a phone as well as a passkey. */
async function report(
  parts: ProviderParts,
  needs: PhoneNeeds,
  phone: Phone,
  { about, suspended }: { readonly about: Activity; readonly suspended: MethodRow | undefined },
  visitor: Visitor,
  changed: (method: string) => void,
): Promise<void> {
  const { identity, tell, chance } = parts
  const { account } = phone
  const why = 'You said on your phone that something was not you'
  const time = await identity.now()
  const { app } = about
  tell([
    { id: newId(chance), time, account, src: visitor.src, app, flow: about.flow, kind: 'report', of: subjectOf(about), about: about.id },
  ])
  await needs.push.suppress(account, why)
  if (suspended !== undefined) {
    await tellSuspended(parts, needs, phone, suspended, why, visitor, time)
    if (suspended.kind === 'push') changed(suspended.id)
  }
  await needs.sessions.end({ account, why })
  await notify(parts, needs, account, 'report-received', placeOf(visitor))
}

function subjectOf(about: Activity): 'prompt' | 'sign_in' | 'change' {
  switch (about.kind) {
    case 'prompt':
      return 'prompt'
    case 'password':
    case 'code':
    case 'passkey':
    case 'sign_in':
    case 'token':
      return 'sign_in'
    case 'method':
    case 'password_changed':
    case 'account':
    case 'sessions_revoked':
    case 'suppression':
    case 'report':
    case 'consent':
      return 'change'
  }
}
