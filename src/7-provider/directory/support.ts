/** What an administrator does for one person: an access pass, a method removed, prompts let through again. Never a secret seen or chosen. */
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { AccountRow } from '../../2-store/identity/schema.ts'
import { type IssuedPass, issueAccessPass } from '../methods/access-pass.ts'
import { namesOf } from '../person.ts'
import { unknown } from './accounts.ts'
import type { Refused } from './fields.ts'
import { type DirectoryParts, held, type Work } from './work.ts'

/** The code is shown once; every address of the person is told that there is one. */
export async function issuePass(parts: DirectoryParts, id: string, by: string): Promise<IssuedPass | Refused> {
  const row = await accountById(parts.identity.records, id)
  if (row === undefined) return unknown
  if (row.state === 'disabled')
    return { refused: 'invalid', why: `${row.name} is disabled and could not use an access pass. Enable the account first.` }
  const pass = await issueAccessPass(parts, namesOf(row), by)
  if (pass === undefined) return unknown
  await parts.notices.notify(namesOf(row), 'access-pass-issued', { by })
  return pass
}

const accountById = (records: IdentityRecords, id: string): Promise<AccountRow | undefined> =>
  records.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()

const noMethod: Refused = { refused: 'unknown', why: 'This person has no such method.' }

/** The phone or passkey does not work from this moment on. */
export async function removeMethod(work: Work, parts: DirectoryParts, id: string, method: string): Promise<Refused | undefined> {
  const row = await held(work, parts, id)
  if (row === undefined) return unknown
  const kept = await work.records
    .selectFrom('method')
    .select(['id', 'kind', 'name', 'key'])
    .where('id', '=', method)
    .where('account_id', '=', id)
    .executeTakeFirst()
  if (kept === undefined) return noMethod
  await work.records.deleteFrom('method').where('id', '=', method).execute()
  const { key, ...names } = kept
  const account = namesOf(row)
  work.tell({ kind: 'method', what: 'removed', account, method: { ...names, key: key ?? undefined }, by: work.by })
  await work.notify(account, 'method-removed', { method: kept.name, by: work.by })
  return undefined
}

/** Prompts reach the phone again; for somebody who spoke with the person. */
export async function liftSuppression(parts: DirectoryParts, id: string, by: string): Promise<Refused | undefined> {
  const row = await accountById(parts.identity.records, id)
  if (row === undefined) return unknown
  await parts.lift(namesOf(row), by)
  return undefined
}
