/** The link in a notice by which a person says "not me" of a change: it undoes nothing by itself but stops whoever made the change. */
import type { Repudiated } from '../notices/repudiation.ts'
import type { ProviderParts } from '../parts.ts'
import { methodNames, personById } from '../person.ts'
import type { Push } from '../push/push.ts'
import { hashOf, newId } from '../secret.ts'
import type { PersonSessions } from '../sessions.ts'

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
  const { identity, chance, clock, tell } = parts
  const found = await identity.transaction(async (records) => {
    const now = await identity.now(records)
    const row = await records
      .updateTable('repudiation')
      .set({ used: now })
      .where('id_hash', '=', hashOf(secret))
      .where('used', 'is', null)
      .where('expires', '>', now)
      .returning(['account_id', 'what'])
      .executeTakeFirst()
    if (row === undefined) return undefined
    const what = JSON.parse(row.what) as Repudiated
    const person = await personById(records, row.account_id)
    if (person === undefined) return undefined
    const method = person.methods.find(({ id, state }) => id === what.methodId && state === 'active')
    if (method !== undefined) await records.updateTable('method').set({ state: 'suspended' }).where('id', '=', method.id).execute()
    return { person, what, method }
  })
  if (found === undefined) return { state: 'gone' }
  const { person, what, method } = found
  const common = { time: clock(), account: person.names }
  tell([{ kind: 'report', of: 'change', about: what.kind, id: newId(chance), ...common }])
  if (method !== undefined)
    tell([
      {
        kind: 'method',
        what: 'suspended',
        method: methodNames(method),
        by: undefined,
        why: 'the person said: not me',
        id: newId(chance),
        ...common,
      },
    ])
  const count = await sessions.end({ account: person.names, why: 'The person said of a change: not me.' })
  await push.suppress(person.names, 'The person said of a change: not me.')
  return { state: 'done', what, sessions: count }
}
