/** What follows from "this was not me", said on the account page or by the link in a notice: whoever did it is stopped, and everything they could use further. */
import { minuteMs } from '../../0-event/time.ts'
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { MethodRow } from '../../2-store/identity/schema.ts'
import { sayVerdict } from '../activities.ts'
import type { Activity } from '../activity.ts'
import type { AccountNames, ProviderParts } from '../parts.ts'
import { methodNames } from '../person.ts'
import type { Push } from '../push/push.ts'
import { newId } from '../secret.ts'
import type { PersonSessions } from '../sessions.ts'

export interface StopNeeds {
  readonly parts: ProviderParts
  readonly push: Pick<Push, 'suppress'>
  readonly sessions: Pick<PersonSessions, 'end'>
}

/** A sign-in ends no later than this after its prompt was approved. */
const attemptMs = 10 * minuteMs

/** What of an account may be another's doing. */
export interface Doubted {
  /** The method that was added. */
  readonly method?: string | undefined
  /** Thumbprint of the key of the browser that did it. */
  readonly browser?: string | undefined
  /** Browsers remembered for the first time within this time may be those of whoever did it. */
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/** A change is made in a session, which lasts `sessionMs` at most; a browser is remembered at the end of the sign-in whose prompt was approved. */
export function doubtedBy(activity: Activity, sessionMs: number): Doubted {
  const { time, src } = activity
  const browser = src?.deviceId
  if (activity.kind === 'prompt') return activity.result === 'approved' ? { browser, from: time, to: time + attemptMs } : { browser }
  if (activity.kind === 'password_changed') return { browser, ...changedAt(time, sessionMs) }
  if (activity.kind !== 'method' || activity.what === 'refused') return { browser }
  const isNew = activity.what === 'added' || activity.what === 'resumed'
  return { browser, method: isNew ? activity.method.id : undefined, ...changedAt(time, sessionMs) }
}

export const changedAt = (time: number, sessionMs: number): Pick<Doubted, 'from' | 'to'> => ({ from: time - sessionMs, to: time })

/**
 * Suspends the method that was added, ends access passes and what may be being added right now, and makes strangers of browsers that may be another's; not of
 * that of the session `except`. Browsers that the person has used for long stay known: they are how they get in now. Within a transaction.
 */
export async function stopAdding(
  records: IdentityRecords,
  account: string,
  { method, browser, from, to }: Doubted,
  except?: string,
): Promise<MethodRow | undefined> {
  await records.deleteFrom('enrolment').where('account_id', '=', account).where('state', 'in', ['offered', 'claimed']).execute()
  await records
    .updateTable('method')
    .set({ state: 'disabled' })
    .where('account_id', '=', account)
    .where('kind', '=', 'access-pass')
    .where('state', '=', 'active')
    .execute()
  const own = records
    .selectFrom('person_session')
    .select('device_id')
    .where('id_hash', '=', except ?? '')
    .where('device_id', 'is not', null)
  await records
    .deleteFrom('device')
    .where('account_id', '=', account)
    .where('id', 'not in', own)
    .where((row) => row.or([row('thumbprint', '=', browser ?? ''), row.between('created', from ?? 0, to ?? -1)]))
    .execute()
  if (method === undefined) return undefined
  await records.deleteFrom('subscription').where('method_id', '=', method).execute()
  return await records
    .updateTable('method')
    .set({ state: 'suspended' })
    .where('id', '=', method)
    .where('account_id', '=', account)
    .where('state', '=', 'active')
    .returningAll()
    .executeTakeFirst()
}

export interface Stop {
  readonly account: AccountNames
  readonly of: Extract<Activity, { kind: 'report' }>['of']
  /** What it was said of. */
  readonly about: string
  readonly flow?: string | undefined
  readonly suspended: MethodRow | undefined
  readonly why: string
  /** The session in which it was said. */
  readonly except?: string | undefined
}

/** Once it is written down: told as a report, prompts fall silent, sessions end. Answers how many. */
export async function stop(
  { parts, push, sessions }: StopNeeds,
  { account, of, about, flow, suspended, why, except }: Stop,
): Promise<number> {
  const { chance, clock, tell } = parts
  tell([{ kind: 'report', of, about, id: newId(chance), time: clock(), account, flow }])
  if (suspended !== undefined)
    tell([
      { kind: 'method', what: 'suspended', method: methodNames(suspended), by: undefined, why, id: newId(chance), time: clock(), account },
    ])
  await push.suppress(account, why)
  return await sessions.end({ account, except, why })
}

/** What the person says of one thing in their history; false where there is no such thing to ask about. Said twice it is one report. */
export async function giveVerdict(
  needs: StopNeeds,
  account: AccountNames,
  item: string,
  verdict: 'me' | 'not-me',
  except: string,
): Promise<boolean> {
  const done = await needs.parts.identity.transaction(async (records) => {
    const said = await sayVerdict(records, account.id, item, verdict)
    if (said === undefined || verdict === 'me' || !said.isNew) return { said }
    const { activity } = said
    const doubted = doubtedBy(activity, needs.parts.settings.sessionMs)
    return { said, report: { activity, suspended: await stopAdding(records, account.id, doubted, except) } }
  })
  if (done.report !== undefined) {
    const { activity, suspended } = done.report
    const why = 'The person said of something in their history: not me.'
    await stop(needs, { account, of: subjectOf(activity), about: item, flow: activity.flow, suspended, why, except })
  }
  return done.said !== undefined
}

const subjectOf = ({ kind }: Activity): Stop['of'] =>
  kind === 'prompt' ? 'prompt' : kind === 'method' || kind === 'password_changed' ? 'change' : 'sign_in'
