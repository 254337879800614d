/** What follows from "this was not me", said on the account page or by the link in a notice: whoever did it is stopped, and everything they could use further. */
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

/** Suspends the method that was added, and ends what may be being added right now. Within a transaction. */
export async function stopAdding(records: IdentityRecords, account: string, method: string | undefined): Promise<MethodRow | undefined> {
  await records.deleteFrom('enrolment').where('account_id', '=', account).where('state', 'in', ['offered', 'claimed']).execute()
  if (method === undefined) return undefined
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
    const added = activity.kind === 'method' && activity.what === 'added' ? activity.method.id : undefined
    return { said, report: { activity, suspended: await stopAdding(records, account.id, added) } }
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
