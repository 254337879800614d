/** One person as the provider works with them: their account and the methods they have. */
import type { IdentityRecords } from '../2-store/identity/identity.ts'
import type { AccountRow, MethodRow } from '../2-store/identity/schema.ts'
import type { MethodNames } from './activity.ts'
import type { AccountNames } from './parts.ts'

export interface Person {
  readonly row: AccountRow
  readonly names: AccountNames
  /** Oldest first, in whatever state. */
  readonly methods: readonly MethodRow[]
}

/** Longer than any address (RFC 5321 §4.5.3.1); nobody's name is. */
export const nameLengthMax = 320

/** What a name is found by, however it was typed. What is not seen makes no other name (Unicode, NFKC_Casefold). */
export const nameKeyOf = (name: string): string =>
  name
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .trim()
    .toLowerCase()

export const namesOf = ({ id, name, display_name, email }: AccountRow): AccountNames => ({
  id,
  name,
  displayName: display_name,
  email: email ?? undefined,
})

/** Undefined where nobody has the name. The same queries either way. */
export async function personByName(records: IdentityRecords, name: string): Promise<Person | undefined> {
  const key = nameKeyOf(name.slice(0, nameLengthMax + 1))
  const row = await records.selectFrom('account').selectAll().where('name_key', '=', key).executeTakeFirst()
  const methods = await methodsOf(records, row?.id ?? '')
  return row === undefined ? undefined : { row, names: namesOf(row), methods }
}

export async function personById(records: IdentityRecords, id: string): Promise<Person | undefined> {
  const row = await records.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : { row, names: namesOf(row), methods: await methodsOf(records, id) }
}

export const methodsOf = (records: IdentityRecords, account: string): Promise<MethodRow[]> =>
  records.selectFrom('method').selectAll().where('account_id', '=', account).orderBy('created').orderBy('id').execute()

/** For the logs. */
export const methodNames = ({ id, kind, name, key }: MethodRow): MethodNames => ({ id, kind, name, key: key ?? undefined })

/** Undefined where there is no such account. */
export async function accountNames(records: IdentityRecords, id: string): Promise<AccountNames | undefined> {
  const row = await records.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : namesOf(row)
}
