/** The browsers a person is signed in with: begun, looked up, ended; whoever has to know that one ended is told, whatever ended it. */
import { minuteMs } from '../0-event/time.ts'
import type { IdentityRecords } from '../2-store/identity/identity.ts'
import type { PersonSessionRow } from '../2-store/identity/schema.ts'
import type { By } from './activity.ts'
import type { AccountNames, ProviderParts, Visitor } from './parts.ts'
import { namesOf } from './person.ts'
import { hashOf, newId, newSecret } from './secret.ts'
import type { SignedIn } from './sign-in/sign-ins.ts'

/** Of one person; the one unseen longest ends first. */
export const sessionsMax = 50
/** How often a sign of life is written down. */
const seenStepMs = minuteMs
const userAgentMax = 300
const batchMax = 500

export interface PersonSession {
  /** No secret: the hash of the cookie's value. */
  readonly id: string
  readonly account: AccountNames
  /** Goes with every form of this session. */
  readonly csrf: string
  readonly acr: string
  readonly amr: readonly string[]
  readonly authTime: number
  readonly device?: string | undefined
  readonly ip?: string | undefined
  readonly userAgent?: string | undefined
  /** Opened by an access pass alone: methods may be added, and nothing else. */
  readonly enrolOnly: boolean
  readonly created: number
  readonly seen: number
}

export interface EndedSessions {
  readonly account: AccountNames
  /** Their ids; empty where another part deleted them and only says so. */
  readonly sessions: readonly string[]
  /** Whether none of the person's sessions is left. */
  readonly all: boolean
  /** Whether one alone was kept, that in which it was asked for: applications must not go on for others either. */
  readonly allOthers?: boolean | undefined
  /** A sentence. */
  readonly why: string
  readonly by: By
}

export interface EndAsked {
  readonly account: AccountNames
  /** These alone. */
  readonly sessions?: readonly string[] | undefined
  /** All but this one. */
  readonly except?: string | undefined
  readonly why: string
  readonly by?: By
  /** The person signed out of a browser: nothing to write down. */
  readonly isSignOut?: boolean
}

export interface PersonSessions {
  /** Always under a new secret. `replaces`: the session before a step-up, which ends. */
  begin(signedIn: SignedIn, visitor: Visitor, replaces?: string): Promise<{ readonly secret: string; readonly csrf: string }>
  /** Undefined where it is over: too long ago, too long unseen, ended, the account not active. */
  look(secret: string): Promise<PersonSession | undefined>
  /** Answers how many ended. Whoever listens has been told when it resolves. */
  end(asked: EndAsked): Promise<number>
  list(account: string): Promise<readonly PersonSession[]>
  /** `listener` hears of every end, once on the node where it was ended; what it throws is a fault and stops nothing. */
  onEnd(listener: (ended: EndedSessions) => Promise<void>): () => void
  /** For a part that deleted the rows in a transaction of its own. */
  ended(ended: EndedSessions): Promise<void>
  /** Ends those whose time is over; called every few seconds. Answers how many. */
  sweep(): Promise<number>
}

type Announce = PersonSessions['ended']

export function createPersonSessions(parts: ProviderParts): PersonSessions {
  const listeners = new Set<(ended: EndedSessions) => Promise<void>>()
  const announce: Announce = async (ended) => {
    for (const listener of listeners) await listener(ended).catch((error: unknown) => parts.fault(error, 'telling that a session ended'))
  }
  return {
    begin: (signedIn, visitor, replaces) => begin(parts, announce, signedIn, visitor, replaces),
    look: (secret) => look(parts, announce, hashOf(secret)),
    end: (asked) => endSessions(parts, announce, asked),
    list: (account) => list(parts, account),
    onEnd: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    ended: announce,
    sweep: () => sweep(parts, announce),
  }
}

async function begin(parts: ProviderParts, announce: Announce, signedIn: SignedIn, { src, userAgent }: Visitor, replaces?: string) {
  const { identity, chance } = parts
  const secret = newSecret(chance)
  const csrf = newSecret(chance)
  const { account } = signedIn
  const over = await identity.transaction(async (records) => {
    await identity.holdAccount(records, account.id)
    const now = await identity.now(records)
    const row: PersonSessionRow = {
      id_hash: hashOf(secret),
      account_id: account.id,
      csrf,
      acr: signedIn.acr,
      amr: JSON.stringify(signedIn.amr),
      auth_time: signedIn.authTime,
      device_id: signedIn.device ?? null,
      ip: src.ip ?? null,
      user_agent: userAgent.slice(0, userAgentMax),
      enrol_only: signedIn.enrolOnly ? 1 : 0,
      created: now,
      seen: now,
    }
    await records.insertInto('person_session').values(row).execute()
    return await beyondBound(records, account.id)
  })
  if (over.length > 0)
    await endSessions(parts, announce, { account, sessions: over, why: 'The person was signed in in too many browsers.' })
  if (replaces !== undefined)
    await remove(parts, announce, { account, sessions: [hashOf(replaces)], why: 'The person proved who they are again.' })
  // Whoever needs these lost something, and may have lost it to somebody (NIST SP 800-63B-4 §4.2).
  if (signedIn.proofs.some(({ kind }) => kind === 'recovery-code' || kind === 'access-pass'))
    await endSessions(parts, announce, {
      account,
      except: hashOf(secret),
      why: 'The person came back by a recovery code or an access pass.',
    })
  return { secret, csrf }
}

async function beyondBound(records: IdentityRecords, account: string): Promise<readonly string[]> {
  const all = await records
    .selectFrom('person_session')
    .select('id_hash')
    .where('account_id', '=', account)
    .orderBy('seen', 'desc')
    .orderBy('id_hash')
    .execute()
  return all.slice(sessionsMax).map(({ id_hash }) => id_hash)
}

async function look(parts: ProviderParts, announce: Announce, id: string): Promise<PersonSession | undefined> {
  const { identity } = parts
  const found = await sessionRows(identity.records).where('id_hash', '=', id).executeTakeFirst()
  if (found === undefined) return undefined
  const { account_state, ...row } = found
  const session = sessionOf(row)
  const now = await identity.now()
  if (isOver(parts, session, now) || account_state !== 'active') {
    const why = account_state === 'active' ? timeIsOver : 'The account is not active.'
    await remove(parts, announce, { account: session.account, sessions: [id], why })
    return undefined
  }
  if (now - session.seen >= seenStepMs)
    await identity.records.updateTable('person_session').set({ seen: now }).where('id_hash', '=', id).where('seen', '<', now).execute()
  return session
}

const timeIsOver = 'Its time was over.'

const isOver = ({ settings }: ProviderParts, { created, seen }: Pick<PersonSession, 'created' | 'seen'>, now: number): boolean =>
  now - created >= settings.sessionMs || now - seen >= settings.idleMs

const sessionRows = (records: IdentityRecords) =>
  records
    .selectFrom('person_session')
    .innerJoin('account', 'account.id', 'person_session.account_id')
    .selectAll('person_session')
    .select(['account.name', 'account.display_name', 'account.email', 'account.state as account_state'])

type Named = PersonSessionRow & { readonly name: string; readonly display_name: string; readonly email: string | null }

const sessionOf = (row: Named): PersonSession => ({
  id: row.id_hash,
  account: { id: row.account_id, name: row.name, displayName: row.display_name, email: row.email ?? undefined },
  csrf: row.csrf,
  acr: row.acr,
  amr: JSON.parse(row.amr) as readonly string[],
  authTime: Number(row.auth_time),
  device: row.device_id ?? undefined,
  ip: row.ip ?? undefined,
  userAgent: row.user_agent ?? undefined,
  enrolOnly: Number(row.enrol_only) === 1,
  created: Number(row.created),
  seen: Number(row.seen),
})

async function list(parts: ProviderParts, account: string): Promise<readonly PersonSession[]> {
  const now = await parts.identity.now()
  const rows = await sessionRows(parts.identity.records).where('account_id', '=', account).orderBy('seen', 'desc').execute()
  return rows.map(sessionOf).filter((session) => !isOver(parts, session, now))
}

/** The one way by which sessions end on purpose: it goes into the logs. */
async function endSessions(parts: ProviderParts, announce: Announce, asked: EndAsked): Promise<number> {
  const { account, by, why, isSignOut = false } = asked
  const count = await remove(parts, announce, asked)
  if (count > 0 && !isSignOut)
    parts.tell([{ kind: 'sessions_revoked', id: newId(parts.chance), time: parts.clock(), account, by: by ?? undefined, why, count }])
  return count
}

/** Also attempts under way end where all sessions do: whoever is half signed in must begin anew. */
async function remove({ identity }: ProviderParts, announce: Announce, asked: EndAsked): Promise<number> {
  const { account, sessions, except, why, by } = asked
  const isAll = sessions === undefined && except === undefined
  const allOthers = sessions === undefined && except !== undefined
  const gone = await identity.transaction(async (records) => {
    if (sessions === undefined) await records.deleteFrom('sign_in').where('account_id', '=', account.id).execute()
    const all = records.deleteFrom('person_session').where('account_id', '=', account.id)
    const some = sessions === undefined ? all : all.where('id_hash', 'in', [...sessions])
    const kept = except === undefined ? some : some.where('id_hash', '!=', except)
    return await kept.returning('id_hash').execute()
  })
  // Said also where there was none here: applications have sessions of their own.
  if (gone.length > 0 || isAll || allOthers)
    await announce({ account, sessions: gone.map(({ id_hash }) => id_hash), all: isAll, allOthers, why, by: by ?? undefined })
  return gone.length
}

async function sweep(parts: ProviderParts, announce: Announce): Promise<number> {
  const { identity, settings } = parts
  const now = await identity.now()
  const old = await identity.records
    .selectFrom('person_session')
    .innerJoin('account', 'account.id', 'person_session.account_id')
    .selectAll('account')
    .select('person_session.id_hash')
    .where((row) => row.or([row('person_session.created', '<=', now - settings.sessionMs), row('seen', '<=', now - settings.idleMs)]))
    .limit(batchMax)
    .execute()
  let count = 0
  for (const row of old) count += await remove(parts, announce, { account: namesOf(row), sessions: [row.id_hash], why: timeIsOver })
  return count
}
