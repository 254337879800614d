/** Accounts: made, changed, disabled, removed. Each within a piece of work, told with who did it. */
import type { AccountRow } from '../../2-store/identity/schema.ts'
import { namesOf } from '../person.ts'
import { newId } from '../secret.ts'
import {
  addressesOf,
  changesOf,
  type Fields,
  fieldsOf,
  type GivenFields,
  invalid,
  isRefused,
  passwordHashProblem,
  type Refused,
} from './fields.ts'
import { type DirectoryParts, held, type Work } from './work.ts'

const taken = (name: string): Refused => ({ refused: 'taken', why: `There is an account named "${name}" already.` })
export const unknown: Refused = { refused: 'unknown', why: 'There is no such account.' }

/** Makes an account. Refuses a name that somebody has, however it is spelled. */
export async function addAccount(
  work: Work,
  parts: DirectoryParts,
  given: GivenFields,
  source: AccountRow['source'],
): Promise<AccountRow | Refused> {
  const row = newRow(given, source, newId(parts.chance), work.now)
  if (isRefused(row)) return row
  const added = await work.records
    .insertInto('account')
    .values(row)
    .onConflict((conflict) => conflict.column('name_key').doNothing())
    .executeTakeFirst()
  if (added.numInsertedOrUpdatedRows !== 1n) return taken(row.name)
  tellMade(work, row)
  return row
}

/** An account as it will stand there. */
export function newRow(given: GivenFields, source: AccountRow['source'], id: string, now: number): AccountRow | Refused {
  const fields = fieldsOf(given, undefined)
  if (isRefused(fields)) return fields
  const hash = given.passwordHash
  const problem = hash === undefined ? undefined : passwordHashProblem(hash)
  if (problem !== undefined) return invalid(problem)
  return {
    id,
    ...fields,
    password_hash: hash ?? null,
    password_changed: hash === undefined ? null : now,
    source,
    created: now,
    updated: now,
  }
}

export function tellMade(work: Work, row: AccountRow): void {
  const account = namesOf(row)
  work.tell({ kind: 'account', what: 'created', account, by: work.by })
  if (row.privileged === 1) work.tell({ kind: 'account', what: 'privileged', account, by: work.by })
}

/** Changes what is given. A password is never among it: an administrator gives an access pass, and the person chooses (OWASP ASVS 6.4.6). */
export async function changeAccount(work: Work, parts: DirectoryParts, id: string, given: GivenFields): Promise<AccountRow | Refused> {
  const before = await held(work, parts, id)
  if (before === undefined) return unknown
  const fields = fieldsOf(given, before)
  return isRefused(fields) ? fields : putFields(work, parts, before, fields)
}

/** Writes what is different, and does what follows of it. */
export async function putFields(work: Work, parts: DirectoryParts, before: AccountRow, fields: Fields): Promise<AccountRow | Refused> {
  const changes = changesOf(before, fields)
  if (changes.length === 0 && before.state === fields.state && before.privileged === fields.privileged) return before
  if (fields.name_key !== before.name_key && (await hasName(work, fields.name_key))) return taken(fields.name)
  const after: AccountRow = { ...before, ...fields, updated: work.now }
  const moved = before.emails !== fields.emails
  const hadOne = addressesOf(before).length > 0
  // The old addresses are told: whoever took an account over would change them (NIST SP 800-63B-4 §4.6).
  if (moved && hadOne) await work.notify(namesOf(before), 'address-changed', { by: work.by })
  await work.records
    .updateTable('account')
    .set({ ...fields, updated: work.now })
    .where('id', '=', before.id)
    .execute()
  if (moved && !hadOne) await work.notify(namesOf(after), 'address-changed', { by: work.by })
  tellChanged(work, before, after, changes)
  if (before.state === 'active' && after.state === 'disabled') await endSessions(work, parts, after, 'The account was disabled.')
  return after
}

const hasName = async ({ records }: Work, key: string): Promise<boolean> =>
  (await records.selectFrom('account').select('id').where('name_key', '=', key).executeTakeFirst()) !== undefined

function tellChanged(work: Work, before: AccountRow, after: AccountRow, changes: readonly string[]): void {
  const account = namesOf(after)
  const { by } = work
  if (changes.length > 0) work.tell({ kind: 'account', what: 'changed', account, by, changes })
  if (before.state !== after.state) work.tell({ kind: 'account', what: after.state === 'disabled' ? 'disabled' : 'enabled', account, by })
  if (before.privileged !== after.privileged)
    work.tell({ kind: 'account', what: after.privileged === 1 ? 'privileged' : 'unprivileged', account, by })
}

/** Removes the account with all that belongs to it. False where there is none. */
export async function removeAccount(work: Work, parts: DirectoryParts, id: string): Promise<boolean> {
  const row = await held(work, parts, id)
  if (row === undefined) return false
  await endSessions(work, parts, row, 'The account was removed.')
  await work.records.deleteFrom('account').where('id', '=', id).execute()
  work.tell({ kind: 'account', what: 'removed', account: namesOf(row), by: work.by })
  return true
}

/** Signs the person out everywhere. Answers how many browsers that were. */
export async function endSessions(work: Work, parts: DirectoryParts, row: AccountRow, why: string): Promise<number> {
  const { records, by } = work
  const ended = await records.deleteFrom('person_session').where('account_id', '=', row.id).executeTakeFirst()
  await records.deleteFrom('sign_in').where('account_id', '=', row.id).execute()
  // Grants and refresh tokens of applications: with them an application would be signed in for weeks to come. The sessions tell which applications must hear
  // of it, and go when they have; until then they are worth nothing.
  const tokens = await records.deleteFrom('oidc_item').where('account_id', '=', row.id).where('model', '!=', 'Session').executeTakeFirst()
  const account = namesOf(row)
  const count = Number(ended.numDeletedRows)
  if (count > 0 || tokens.numDeletedRows > 0n) work.tell({ kind: 'sessions_revoked', account, by, why, count })
  work.after('ending the sessions of an account', () => parts.ended(account, why))
  return count
}
