/** The link in a notice by which a person says "not me" of a change: it undoes nothing by itself but stops whoever made the change. */
import type { Repudiated } from '../notices/repudiation.ts'
import type { ProviderParts } from '../parts.ts'
import { accountNames } from '../person.ts'
import type { Push } from '../push/push.ts'
import { hashOf } from '../secret.ts'
import type { PersonSessions } from '../sessions.ts'
import { changedAt, stop, stopAdding } from './not-me.ts'

export type Said = { readonly state: 'done'; readonly what: Repudiated; readonly sessions: number } | { readonly state: 'gone' }

export interface Repudiations {
  /** For the page that asks "was it not you?": programs that look into mails open links, so looking changes nothing. */
  look(secret: string): Promise<Repudiated | undefined>
  /** Once: suspends the method, ends all sessions and silences the phone. */
  say(secret: string): Promise<Said>
  /** Forgets links that are over. */
  sweep(): Promise<number>
}

export function createRepudiations(parts: ProviderParts, sessions: PersonSessions, push: Push): Repudiations {
  const { identity } = parts
  return {
    look: async (secret) => {
      const row = await identity.records.selectFrom('repudiation').selectAll().where('id_hash', '=', hashOf(secret)).executeTakeFirst()
      if (row === undefined || row.used !== null || Number(row.expires) <= (await identity.now())) return undefined
      return JSON.parse(row.what) as Repudiated
    },
    say: (secret) => say(parts, sessions, push, secret),
    sweep: async () => {
      const gone = await identity.records
        .deleteFrom('repudiation')
        .where('expires', '<=', await identity.now())
        .executeTakeFirst()
      return Number(gone.numDeletedRows)
    },
  }
}

async function say(parts: ProviderParts, sessions: PersonSessions, push: Push, secret: string): Promise<Said> {
  const { identity } = parts
  const found = await identity.transaction(async (records) => {
    const now = await identity.now(records)
    const row = await records
      .updateTable('repudiation')
      .set({ used: now })
      .where('id_hash', '=', hashOf(secret))
      .where('used', 'is', null)
      .where('expires', '>', now)
      .returning(['account_id', 'what', 'created'])
      .executeTakeFirst()
    const account = row === undefined ? undefined : await accountNames(records, row.account_id)
    if (row === undefined || account === undefined) return undefined
    const what = JSON.parse(row.what) as Repudiated
    const doubted = { method: what.methodId, ...changedAt(Number(row.created), parts.settings.sessionMs) }
    return { account, what, suspended: await stopAdding(records, account.id, doubted) }
  })
  if (found === undefined) return { state: 'gone' }
  const { account, what, suspended } = found
  const why = 'The person said of a change: not me.'
  const count = await stop({ parts, sessions, push }, { account, of: 'change', about: what.kind, suspended, why })
  return { state: 'done', what, sessions: count }
}
